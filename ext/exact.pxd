# The exact method: draw the next event under bounds that hold over a window, settle it by its exact
# rate (Lewis & Shedler 1979 in time; rejection over clones), and change what the event touches.
from libc.math cimport INFINITY, isnan, ldexp
from libc.stdint cimport int32_t, int64_t, uint64_t

from clones cimport found_clone, mutation_of, note_clone
from rates cimport (
    bound_concentration, bound_node, refresh_all, refresh_channel, refresh_entity, settle, sum_all,
    total_of, update,
)
from plain cimport act_plainly
from record cimport record_before, record_rest
from state cimport (
    ERROR_MEMORY, ERROR_STALLED, MOST_STALLS, OK, Act, Block, Chan, Run, add_cells,
    add_members, cells_in, cells_of, choose_in_crowd, classify, fail, head_of, list_cells, new_row, release, row_at, traits_of,
)
from stream cimport Stream, binomial, clonal_mul_hi, exponential, next_word, uniform, unit
from tables cimport (
    INTERVENTION_SCALE, INTERVENTION_SET, MARK_ENDPOINT, MARK_INTERVENTION, MODE_EXACT, MODE_TIMED,
    Tables,
)

cdef enum:
    REACHED_END = 0
    STOPPED = 1
    EXTINCT = 2

# Renewing the bounds costs about as much as this many rejected proposals: a window is as long as
# makes both cost the same.
cdef enum:
    REJECTIONS_MOST = 6
    REJECTIONS_LEAST = 2


# -- endpoints ------------------------------------------------------------------------------

cdef inline void look_at(const Tables *T, Run *s, int endpoint) noexcept nogil:
    cdef double value = s.low[T.endpoint_node[endpoint]], level = T.endpoint_level[endpoint]
    cdef int i
    if not s.endpoint_armed[endpoint] or not isnan(s.endpoint_time[endpoint]):
        return
    if not (value > level if T.endpoint_above[endpoint] else value < level):
        return
    s.endpoint_time[endpoint] = s.time
    if T.endpoint_stop[endpoint]:
        s.stopping = 1
    for i in range(T.endpoints):
        if T.endpoint_after[i] == endpoint:
            s.endpoint_armed[i] = 1
            look_at(T, s, i)


cdef inline void look_at_all(const Tables *T, Run *s) noexcept nogil:
    cdef int i
    for i in range(T.endpoints):
        look_at(T, s, i)


# -- the end of a run -----------------------------------------------------------------------

# A run is extinct from the last moment at which anything happened or had a positive rate, if it has no
# cells then and up to its end. That is known at the end alone: until then `quiet` is the last such
# moment, as far as the run without cells has come. No look ahead is needed, at doses or at what may
# still be put in.

cdef inline void look_for_the_end(const Tables *T, Run *s) noexcept nogil:
    if s.stopping:
        s.finished, s.outcome, s.end_time = 1, STOPPED, s.time
        record_rest(T, s)


cdef inline void reach_end(const Tables *T, Run *s) noexcept nogil:
    record_rest(T, s)
    s.finished, s.outcome, s.end_time = 1, REACHED_END, s.time
    if s.living == 0 and s.total == 0.0:
        s.outcome, s.end_time = EXTINCT, s.quiet


# -- interventions --------------------------------------------------------------------------

cdef inline void list_entity(const Tables *T, Run *s, int entity) noexcept nogil:
    # After cells have left here and there: the lists of an entity's blocks anew.
    cdef int32_t b = s.first_block[entity]
    while b >= 0:
        list_cells(T, s, s.blocks[b].kind, T.entity_compartment[entity])
        b = s.blocks[b].next


cdef inline void scale_cells(const Tables *T, Run *s, int intervention) noexcept nogil:
    cdef double factor = T.intervention_factor[intervention]
    cdef int i, entity, group, compartment
    cdef int32_t row
    cdef int64_t cells, left
    for i in range(T.scaled_ptr[intervention], T.scaled_ptr[intervention + 1]):
        entity = T.scaled_entity[i]
        group, compartment = T.entity_group[entity], T.entity_compartment[entity]
        if cells_in(s, entity) == 0:
            continue
        for row in range(s.n_rows):
            if head_of(row_at(s, row)).group != group:
                continue
            cells = cells_of(s, row_at(s, row))[compartment]
            if cells:
                left = binomial(&s.stream, cells, factor)
                if left != cells:
                    add_cells(T, s, row, compartment, left - cells, -1)
                    release(T, s, row)
        list_entity(T, s, entity)


cdef inline void place_cells(const Tables *T, Run *s, int which) noexcept nogil:
    # `set` first empties the clone's cells of that stage there; then both add.
    cdef int32_t row = T.intervention_clone[which]
    cdef int i, j
    cdef int64_t cells
    if T.intervention_kind[which] == INTERVENTION_SET:
        for i in range(T.emptied_ptr[which], T.emptied_ptr[which + 1]):
            j = T.emptied_compartment[i]
            cells = cells_of(s, row_at(s, row))[j]
            if cells:
                add_cells(T, s, row, j, -cells, -1)
                list_entity(T, s, head_of(row_at(s, row)).group * T.compartments + j)
    if T.intervention_value[which]:
        add_cells(T, s, row, T.intervention_place[which], T.intervention_value[which], -1)


cdef inline void intervene(const Tables *T, Run *s, int which) noexcept nogil:
    cdef int64_t living = s.living
    if T.intervention_kind[which] == INTERVENTION_SCALE:
        scale_cells(T, s, which)
    else:
        place_cells(T, s, which)
    if s.living == 0 and living:
        s.quiet = s.time
    refresh_all(T, s)


cdef inline void pass_marks(const Tables *T, Run *s) noexcept nogil:
    # All that is due now: interventions in the file's order, then endpoints.
    while s.mark < T.marks and T.mark_time[s.mark] <= s.time and not s.error:
        if T.mark_kind[s.mark] == MARK_INTERVENTION:
            intervene(T, s, T.mark_which[s.mark])
        elif T.mark_kind[s.mark] == MARK_ENDPOINT:
            s.endpoint_armed[T.mark_which[s.mark]] = 1
        s.mark += 1
    look_at_all(T, s)
    look_for_the_end(T, s)


# -- windows --------------------------------------------------------------------------------

cdef inline void bound_window(const Tables *T, Run *s, double end) noexcept nogil:
    cdef int i
    for i in range(T.drugs):
        bound_concentration(T, s, i, s.time, end)
    for i in range(T.timed_nodes):
        bound_node(T, s, T.timed_node[i])
    for i in range(T.timed_channels):
        refresh_channel(T, s, T.timed_channel[i])
    for i in range(T.timed_entities):
        refresh_entity(T, s, T.timed_entity[i])
    sum_all(T, s)


cdef inline double last_positive(const Tables *T, Run *s) noexcept nogil:
    # Of a window that ends now and had a positive rate: the moment behind which it has none.
    cdef double low = s.opened if s.opened > s.quiet else s.quiet, high = s.time, middle
    cdef double end = s.time
    if T.timed_nodes == 0:
        return end
    bound_window(T, s, end)
    if s.total > 0.0:
        return end
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        s.time = middle
        bound_window(T, s, end)
        if s.total > 0.0:
            low = middle
        else:
            high = middle
    s.time = end
    return high


cdef inline double slack_of(const Tables *T, Block *block, int channel, double loose) noexcept nogil:
    # Rejections of one channel that come from the width of the window.
    cdef Chan *chan = &block.chan[T.channel_place[channel]]
    if chan.shared <= 0.0 or block.n == 0:
        return 0.0
    if T.channel_mode[channel] == MODE_TIMED:
        loose = 1.0 - chan.low / chan.shared
    return block.n * chan.bound * loose


cdef inline double slack(const Tables *T, Run *s) noexcept nogil:
    # Rate of rejected proposals that the width of the window alone may cause.
    cdef int i, channel, node
    cdef int32_t b
    cdef double loose = 0.0, total = 0.0, part
    for i in range(T.timed_nodes):
        node = T.timed_node[i]
        if s.high[node] > 0.0:
            part = 1.0 - s.low[node] / s.high[node]
            loose = part if part > loose else loose
    loose = loose if loose < 1.0 else 1.0
    for i in range(T.timed_channels):
        channel = T.timed_channel[i]
        b = s.first_block[T.channel_entity[channel]]
        while b >= 0:
            total += slack_of(T, &s.blocks[b], channel, loose)
            b = s.blocks[b].next
    return total


cdef inline void open_window(const Tables *T, Run *s) noexcept nogil:
    # Choose how long the bounds shall hold, and make them.
    cdef double limit = T.mark_time[s.mark] if s.mark < T.marks else INFINITY
    cdef double end, rejected
    cdef int d, last
    s.opened = s.time
    if T.timed_nodes == 0:
        s.horizon = limit
        return
    while s.next_break < T.breaks and T.break_time[s.next_break] <= s.time:
        s.next_break += 1
    for d in range(T.drugs):
        last = T.segment_ptr[d + 1] - T.segment_ptr[d] - 1
        while s.segment[d] < last and T.segment_start[T.segment_ptr[d] + s.segment[d] + 1] <= s.time:
            s.segment[d] += 1
            s.conc_time[d] = -1.0
    if s.next_break < T.breaks and T.break_time[s.next_break] < limit:
        limit = T.break_time[s.next_break]
    while True:
        end = s.time + s.step
        if not (end < limit):
            end = limit
        bound_window(T, s, end)
        rejected = slack(T, s) * (end - s.time)
        if rejected <= REJECTIONS_MOST or not (s.time + 0.5 * (end - s.time) > s.time):
            break
        s.step = 0.5 * (end - s.time)
    s.horizon = end
    if end < limit and rejected < REJECTIONS_LEAST:
        s.step *= 2.0


# -- events ---------------------------------------------------------------------------------

cdef inline int32_t mutant_row(
    const Tables *T, Run *s, int32_t row, int mutation, int variant
) noexcept nogil:
    # The clone that the mutant daughter belongs to; -1 where she leaves and founds none.
    cdef int i
    if T.mutation_target[mutation] >= 0:
        return T.mutation_target[mutation]
    for i in range(T.move_ptr[variant], T.move_ptr[variant + 1]):
        if T.move_mutant[i] > 0:
            return found_clone(T, s, row, mutation, T.move_compartment[i] // T.states)
    return -1


cdef inline void divide_with_mutation(
    const Tables *T, Run *s, int32_t row, int64_t cell, int event, int mutation
) noexcept nogil:
    # One daughter, either with equal chance, is a mutant.
    cdef int variant = 3 * event + 1 + <int>(next_word(&s.stream) >> 63)
    cdef int32_t mutant = mutant_row(T, s, row, mutation, variant)
    cdef int own = head_of(row_at(s, row)).group * T.compartments
    cdef int other = 0, i, j
    if s.error:
        return
    if mutant >= 0:
        other = head_of(row_at(s, mutant)).group * T.compartments
    for i in range(T.move_ptr[variant], T.move_ptr[variant + 1]):
        j = T.move_compartment[i]
        if T.move_own[i]:
            add_cells(T, s, row, j, T.move_own[i], cell)
        if T.move_mutant[i]:
            add_cells(T, s, mutant, j, T.move_mutant[i], -1)
    if s.widened:
        s.widened = 0
        refresh_all(T, s)
        return
    for i in range(T.move_ptr[variant], T.move_ptr[variant + 1]):
        j = T.move_compartment[i]
        update(T, s, own + j)
        if T.move_mutant[i] and other != own:
            update(T, s, other + j)


cdef inline void look_after(const Tables *T, Run *s, int event) noexcept nogil:
    # Endpoints that the event may have crossed, and whether the run is over.
    cdef int touch = T.event_touch[event], i
    if T.touch_endpoint_ptr[touch] != T.touch_endpoint_ptr[touch + 1]:
        for i in range(T.touch_endpoint_ptr[touch], T.touch_endpoint_ptr[touch + 1]):
            look_at(T, s, T.touch_endpoint_index[i])
    if s.living == 0:
        s.quiet = s.time
    look_for_the_end(T, s)


cdef inline void divide(
    const Tables *T, Run *s, int32_t row, int64_t cell, int event, int mutation
) noexcept nogil:
    # A division with a mutant daughter, and what follows from it.
    divide_with_mutation(T, s, row, cell, event, mutation)
    release(T, s, row)
    look_at_all(T, s)
    if s.living == 0:
        s.quiet = s.time
    look_for_the_end(T, s)


cdef inline void happen(const Tables *T, Run *s, int event, int32_t row, int64_t cell) noexcept nogil:
    # An accepted event without mutation, the general way: what it changes, and what follows from that.
    cdef int i
    for i in range(T.move_ptr[3 * event], T.move_ptr[3 * event + 1]):
        add_cells(T, s, row, T.move_compartment[i], T.move_own[i], cell)
    for i in range(T.pool_move_ptr[event], T.pool_move_ptr[event + 1]):
        add_members(T, s, T.pool_move_pool[i], T.pool_move_change[i])
    if row >= 0:
        release(T, s, row)
    update(T, s, T.event_touch[event])
    look_after(T, s, event)


cdef inline Chan *draw_separable(Run *s, Block *block, char *p, double node, double y) noexcept nogil:
    # Where the channels share a node: the one in which y, uniform on [0, rate), falls; NULL where
    # that is beyond the clone's own rate.
    cdef Chan *chan = block.chan
    cdef Chan *end = chan + block.channels
    if y < block.fixed:
        node = 1.0
    else:
        y -= block.fixed
        chan += block.constant
    while chan < end and y >= chan.bound * node:
        y -= chan.bound * node
        chan += 1
    if chan == end:
        return NULL  # rounding led past the last
    if chan.column and not (y < chan.shared * node * traits_of(s, p)[chan.column]):
        return NULL
    return chan


cdef inline int draw_general(
    const Tables *T, Run *s, int entity, Block *block, char *p, double y
) noexcept nogil:
    # The event of the channel in which y falls, settled by its exact rate; -1 where it is rejected.
    cdef int channel = T.entity_channel_ptr[entity], end = T.entity_channel_ptr[entity + 1]
    cdef Chan *chan = block.chan
    while channel < end and y >= chan.bound:
        y -= chan.bound
        channel += 1
        chan += 1
    if channel == end:
        return -1
    if (T.channel_mode[channel] != MODE_EXACT or T.channel_column[channel]) and not settle(
        T, s, channel, chan, p, y
    ):
        return -1
    return T.channel_event[channel]


cdef inline bint overflows(const Tables *T, Run *s) noexcept nogil:
    # Whether the total is beyond what a double holds. It may be no number only because a rate is that
    # of cells that are not there: then it is made anew without them.
    cdef int entity
    cdef int32_t b
    cdef Block *block
    for entity in range(T.summed):
        s.entity_total[entity] = 0.0
        b = s.first_block[entity]
        while b >= 0:
            block = &s.blocks[b]
            block.total = block.n * block.rate if block.n else 0.0
            s.entity_total[entity] += block.total
            b = block.next
    sum_all(T, s)
    if s.total < INFINITY:
        return False
    fail(s, ERROR_STALLED, -1, -1, s.total)
    return True


cdef inline int64_t propose(const Tables *T, Run *s, int64_t budget) noexcept nogil:
    # Proposals up to the horizon, the end of the run or that of the budget; what is left of it. An
    # entity and a block by their bounds, a cell of it uniformly, a channel by its bound, settled by
    # its exact rate for that cell. The stream is kept in a local variable, and given back where
    # others draw from it.
    cdef Stream g = s.stream
    cdef double time, y, total = s.total
    cdef int entity, event, mutation, i
    cdef int32_t row
    cdef int64_t cell
    cdef uint64_t word
    cdef Block *block
    cdef Chan *chan
    cdef Act *act
    cdef char *p
    while budget > 0:
        budget -= 1
        time = s.time + exponential(&g) / total if total > 0.0 else INFINITY
        if not (time < s.horizon):
            if not (total < INFINITY) and not overflows(T, s):
                total = s.total
                continue
            s.reached = 1
            break
        if time > s.next_sample:
            record_before(T, s, time)
            if s.error:
                break
        if time <= s.time + s.tick:
            s.stalls += 1
            if s.stalls > MOST_STALLS:
                fail(s, ERROR_STALLED, -1, -1, total)
            elif not (total < INFINITY) and not overflows(T, s):
                total = s.total
                continue
            if s.error:
                break
        s.time = time
        y = uniform(&g) * total
        entity = 0
        while entity < T.summed and y >= s.entity_total[entity]:
            y -= s.entity_total[entity]
            entity += 1
        if entity == T.summed:
            continue  # rounding led past the last
        block = s.heads[entity]
        while y >= block.total and block.next >= 0:
            y -= block.total
            block = &s.blocks[block.next]
        if not (y < block.total):
            continue
        row, cell, p = -1, -1, NULL
        if entity < T.cells and not block.crowded:
            # The high half of word · n is the cell, the low half is uniform again.
            word = next_word(&g)
            cell = <int64_t>clonal_mul_hi(word, <uint64_t>block.n)
            row = block.who[cell]
            p = row_at(s, row)
            y = unit(word * <uint64_t>block.n) * block.rate
        else:
            if entity < T.cells:
                s.stream = g
                row = choose_in_crowd(s, block, T.entity_compartment[entity])
                g = s.stream
                p = row_at(s, row)
            y = uniform(&g) * block.rate
        i = T.entity_node[entity]
        if i > -2:
            chan = draw_separable(s, block, p, s.low[i] if i >= 0 else 0.0, y)
            if chan == NULL:
                continue
            act, event = chan.act, chan.event
        else:
            event = draw_general(T, s, entity, block, p, y)
            if event < 0:
                continue
            act = &s.acts[event]
        s.events += 1
        if act.mutations >= 0:
            s.stream = g
            mutation = mutation_of(T, s, act.mutations, row)
            if mutation >= 0:
                divide(T, s, row, cell, event, mutation)
            g, total = s.stream, s.total
            if s.finished or s.error:
                break
            if mutation >= 0:
                continue
        if act.plain and cell >= 0 and not s.vast and act_plainly(T, s, act, block, p, row, cell):
            s.total = total = total_of(T, s)
            if act.watched or head_of(p).cells == 0:
                release(T, s, row)
                look_after(T, s, event)
                if s.finished:
                    break
        else:
            happen(T, s, event, row if row >= 0 else T.event_clone[event], cell)
            total = s.total
            if s.finished or s.error:
                break
    s.stream = g
    return budget


# -- the run --------------------------------------------------------------------------------

cdef inline int start_run(const Tables *T, Run *s) noexcept nogil:
    # The state at time 0; the caller has emptied it and opened the stream.
    cdef int c, j, i
    cdef int32_t row
    cdef char *p
    for c in range(T.clones):
        row = new_row(s, T.clone_group[c])
        if row < 0:
            return fail(s, ERROR_MEMORY, -1, -1, 0.0)
        p = row_at(s, row)
        head_of(p).lineage = T.clone_lineage[c]
        for i in range(T.columns):
            traits_of(s, p)[i] = T.clone_traits[c * T.columns + i]
        if classify(T, s, p) != OK:
            return s.error
        note_clone(T, s, p, c, -1, -1, -1)
    for c in range(T.clones):
        for j in range(T.compartments):
            if T.clone_initial[c * T.compartments + j]:
                add_cells(T, s, c, j, T.clone_initial[c * T.compartments + j], -1)
    for i in range(T.pools):
        if T.pool_initial[i]:
            add_members(T, s, i, T.pool_initial[i])
    s.widened = 0
    s.next_sample = T.sample_time[0] if T.samples else INFINITY
    s.step = T.mark_time[T.marks - 1]
    s.tick = ldexp(s.step, -62)
    for i in range(T.endpoints):
        s.endpoint_armed[i] = T.endpoint_after[i] == -1
    # Concentrations are known from the first window on; then the rest follows.
    open_window(T, s)
    refresh_all(T, s)
    pass_marks(T, s)
    if not s.finished:
        open_window(T, s)
    return s.error


cdef inline int64_t advance_run(const Tables *T, Run *s, int64_t budget) noexcept nogil:
    # Go on for at most `budget` proposals; what is left of it.
    while budget > 0 and not s.finished and not s.error:
        budget = propose(T, s, budget)
        if not s.reached:
            continue
        s.reached = 0
        record_before(T, s, s.horizon)
        s.time = s.horizon
        if s.living == 0 and s.total > 0.0:
            s.quiet = last_positive(T, s)
        if s.mark < T.marks and T.mark_time[s.mark] <= s.time:
            open_window(T, s)
            pass_marks(T, s)
            if s.finished:
                break
            if s.mark == T.marks:
                reach_end(T, s)
                break
        open_window(T, s)
    return budget
