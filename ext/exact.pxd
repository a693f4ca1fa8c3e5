# The exact method: draw the next event under bounds that hold over a window of time and intervals of
# counts, settle it by its exact rate (Lewis & Shedler 1979 in time; rejection over clones and counts),
# and change what it touches. `advance_exactly` is its contract: from where the state is to a moment, to
# the end of the run, or to the end of a budget of proposals.
from libc.math cimport INFINITY
from libc.stdint cimport int32_t, int64_t, uint64_t

from channels cimport (
    REFUSALS, narrow, rebound_class, renew_all, renew_strayed, renew_timed, retotal_block, settle_exactly,
)
from classes cimport classify
from clones cimport found_clone, mutation_of
from counts cimport change_cells, change_members, write_cells, write_living
from crowds cimport choose_in_crowd, follow_cells, list_cells
from draws cimport exponential, likely, unlikely
from failure cimport ERROR_STALLED, NO_CLONE, NO_PLACE, OK, fail
from index cimport (
    COMES, GENERAL, GOES, MOVES, PANEL, SHARED, Act, Block, Chan, Index, block_of, order_entities, put_total,
    sum_panels,
)
from memory cimport prefetch
from nodes cimport View, feed, mind
from record cimport record_before
from rows cimport NO_CLASS, NO_ROW, Head, cells_of, head_of, release, row_at, traits_of
from sabotage cimport either_int, sabotaged, skew
from state cimport STOPPED, State
from stream cimport Stream, clonal_mul_hi, next_word, uniform, unit
from tables cimport Tables
from watch cimport cross, finish, look_close, note_quiet, survey

cdef enum:
    MOST_STALLS = 1 << 20  # events of a run that time could not tell from the one before
    # To renew the bounds costs about as much as this many rejected proposals: a window is as long as
    # makes both cost the same.
    REJECTIONS_MOST = 6
    REJECTIONS_LEAST = 2
    NO_CELL = -1


# -- what an event does ---------------------------------------------------------------------

cdef inline void plan_act(const Tables *T, Act *act, int64_t channel) noexcept nogil:
    # Read the event of a channel off the tables.
    cdef int64_t event = T.channel_event[channel], entity = T.channel_entity[channel]
    cdef int64_t first = T.move_ptr[3 * event], last = T.move_ptr[3 * event + 1], i
    act.kind, act.event, act.mutations = GENERAL, <int32_t>event, T.event_mutations[event]
    act.here = act.there = act.away = 0
    act.mutates = 0.0
    if act.mutations >= 0:
        act.mutates = T.mutation_list_total[act.mutations]
        if not 0.0 <= act.mutates <= 1.0:
            act.mutates = 2.0  # a law has to be asked
    if entity >= T.cells or T.pool_move_ptr[event] < T.pool_move_ptr[event + 1] or last - first > 2:
        return
    for i in range(first, last):
        if T.move_own[i] == 1:
            act.kind += COMES
            act.there = T.move_compartment[i]
        elif T.move_own[i] == -1 and T.move_compartment[i] == T.entity_compartment[entity]:
            act.kind += GOES
            act.here = T.move_compartment[i]
        else:
            act.kind = GENERAL
            return
    if last - first == 2 and act.kind != MOVES:
        act.kind = GENERAL
    if sabotaged(10) and act.kind == COMES:
        act.there = T.entity_compartment[entity]
    act.away = act.kind == COMES and act.there != T.entity_compartment[entity]




cdef inline void forget_plain(const Tables *T, Index *x) noexcept nogil:
    # Counts are vast: sums are made anew at every event, so that none is plain.
    cdef int64_t entity
    cdef int32_t i
    cdef Block *block
    x.vast = 1
    for entity in range(T.cells):
        block = x.heads[entity]
        while block != NULL:
            for i in range(block.channels):
                block.chan[i].act.kind = GENERAL
            block = &x.blocks[block.next] if block.next >= 0 else NULL


cdef inline void add_cells(
    const Tables *T, State *s, View *v, Index *x, int32_t row, int64_t compartment, int64_t change,
    int64_t cell
) noexcept nogil:
    # Change a clone's cells, and all that counts them but totals.
    cdef Head *head
    cdef Block *block
    if change_cells(T, s, row, compartment, change) != OK:
        return
    head = head_of(row_at(s, row))
    block = &x.blocks[block_of(T, head.of_class, compartment)]
    follow_cells(T, s, block, row, compartment, change, cell)
    feed(T, s, v, head.group * T.compartments + compartment, <double>change)
    x.changed[x.n_changed] = <int32_t>(block - x.blocks)
    x.n_changed += 1


cdef inline void follow(const Tables *T, State *s, View *v, Index *x) noexcept nogil:
    # Totals and bounds, after all changes of an event.
    cdef int32_t i
    if s.vast and not x.vast:
        forget_plain(T, x)
    for i in range(x.n_changed):
        retotal_block(T, v, x, &x.blocks[x.changed[i]])
    x.n_changed = 0
    if v.n_strayed:
        renew_strayed(T, s, v, x)
        survey(T, s, v)
    else:
        sum_panels(T, x)


cdef inline void look_after(const Tables *T, State *s, View *v) noexcept nogil:
    # Endpoints that the event may have crossed.
    if s.living == 0:
        s.quiet = s.time
    if either_int(18, v.n_close, 0):
        look_close(T, s, v)
        if s.stopping:
            finish(T, s, v, STOPPED)


cdef inline int32_t mutant_row(
    const Tables *T, State *s, View *v, Index *x, int32_t row, int mutation, int64_t variant
) noexcept nogil:
    # The clone that the mutant daughter belongs to; -1 where she leaves and founds none.
    cdef int64_t i
    cdef int32_t founded
    if T.mutation_target[mutation] >= 0:
        return T.mutation_target[mutation]
    for i in range(T.move_ptr[variant], T.move_ptr[variant + 1]):
        if T.move_mutant[i] > 0:
            founded = found_clone(T, s, row, mutation, T.move_compartment[i] // T.states)
            if founded >= 0:
                classify(T, s, v, x, row_at(s, founded))
            return founded
    return -1


cdef inline void divide(
    const Tables *T, State *s, View *v, Index *x, int32_t row, int64_t cell, int64_t event, int mutation
) noexcept nogil:
    # One daughter, either with equal chance, is a mutant.
    cdef int64_t daughter = <int64_t>(next_word(&s.stream) >> 63)
    cdef int64_t variant = 3 * event + 1 + (1 - sabotaged(11)) * daughter, i
    cdef int32_t mutant = mutant_row(T, s, v, x, row, mutation, variant)
    if s.failure.code:
        return
    for i in range(T.move_ptr[variant], T.move_ptr[variant + 1]):
        if T.move_own[i]:
            add_cells(T, s, v, x, row, T.move_compartment[i], T.move_own[i], cell)
        if T.move_mutant[i] and mutant >= 0:
            add_cells(T, s, v, x, mutant, T.move_compartment[i], T.move_mutant[i], NO_CELL)
            if sabotaged(12):
                add_cells(T, s, v, x, row, T.move_compartment[i], T.move_mutant[i], NO_CELL)
    if not sabotaged(13) and x.widened != NO_CLASS:
        rebound_class(T, v, x, x.widened)
        x.widened = NO_CLASS
    follow(T, s, v, x)
    release(T, s, row)
    look_after(T, s, v)


cdef inline void happen(
    const Tables *T, State *s, View *v, Index *x, Act *act, int32_t row, int64_t cell
) noexcept nogil:
    # An accepted event without mutation, the general way.
    cdef int64_t event = act.event, i, pool
    cdef int64_t first = T.move_ptr[3 * event], last = T.move_ptr[3 * event + 1]
    # A cell that moves comes before it goes, as in `happen_plainly`: a sum that counts both places leaves
    # its interval on the same side, so that no bit depends on which way was taken.
    if act.kind == MOVES and T.move_own[first] < 0:
        add_cells(T, s, v, x, row, T.move_compartment[first + 1], T.move_own[first + 1], cell)
        last = first + 1
    for i in range(first, last):
        add_cells(T, s, v, x, row, T.move_compartment[i], T.move_own[i], cell)
    for i in range(T.pool_move_ptr[event], T.pool_move_ptr[event + 1]):
        pool = T.pool_move_pool[T.pool_move_ptr[event] if sabotaged(14) else i]
        if change_members(T, s, <int32_t>pool, T.pool_move_change[i]) == OK:
            x.blocks[pool].n = s.members[pool] + sabotaged(15)
            if not sabotaged(16):
                feed(T, s, v, T.cells + pool, <double>T.pool_move_change[i])
            x.changed[x.n_changed] = <int32_t>pool
            x.n_changed += 1
    follow(T, s, v, x)
    if row >= 0:
        release(T, s, row)
    look_after(T, s, v)


cdef inline void shift(View *v, Block *block, double change) noexcept nogil:
    # The sums that count a block's cells, where no count is vast.
    cdef int32_t i
    for i in range(block.n_feeds):
        block.feeds[i].sum.value += skew(19, 1.02) * block.feeds[i].weight * change
        mind(v, block.feeds[i].sum)


cdef inline void resize(const Tables *T, View *v, Index *x, Block *block) noexcept nogil:
    # Its total after its size has changed: at once where it is its entity's only block.
    cdef double total
    if unlikely(block.position == SHARED):
        retotal_block(T, v, x, block)
        return
    total = block.n * block.rate
    block.total = total
    put_total(T, x, block.position, total)


cdef inline bint happen_plainly(
    const Tables *T, State *s, View *v, Index *x, Act *act, Block *block, Head *head, int64_t *cells,
    int32_t row, int64_t cell
) noexcept nogil:
    # One cell comes, goes or moves: the same, without loops. False where it is not so simple after all:
    # then nothing has changed.
    cdef Block *to = block
    if act.kind != GOES:
        if act.kind == MOVES or act.away:
            to = &x.blocks[block_of(T, head.of_class, act.there)]
        if unlikely(to.n >= to.limit):
            return False
        if act.kind == COMES:
            if unlikely(s.living >= T.vast):
                return False
            write_living(s, head, 1)
        to.who[to.n] = row
        to.n += 1
        write_cells(s, head, cells, act.there, 1)
        shift(v, to, 1.0)
        resize(T, v, x, to)
        if act.kind == COMES:
            return True
    else:
        write_living(s, head, -1)
        if unlikely(head.cells == 0):
            v.alert = 1
    block.n -= 1
    if not sabotaged(20):
        block.who[cell] = block.who[block.n]
    write_cells(s, head, cells, act.here, -1)
    shift(v, block, -1.0)
    resize(T, v, x, block)
    return True


# -- windows --------------------------------------------------------------------------------

cdef inline double slack_of(const Tables *T, View *v, Index *x) noexcept nogil:
    # Rate of rejected proposals that the width of the window alone may cause: as if the loosest of the
    # nodes that move with concentrations alone were in every channel that moves.
    cdef int64_t i, channel, node
    cdef double loose = 0.0, total = 0.0, part
    cdef Block *block
    for i in range(T.timed_nodes):
        node = T.timed_node[i]
        if T.node_timed[node] == 1 and v.high[node] > 0.0:
            part = 1.0 - v.low[node] / v.high[node]
            loose = part if part > loose else loose
    loose = loose if loose < 1.0 else 1.0
    for i in range(T.timed_channels):
        channel = T.timed_channel[i]
        block = x.heads[T.channel_entity[channel]]
        while block != NULL:
            if block.n:
                total += block.n * block.chan[channel - T.entity_channel_ptr[block.entity]].bound
            block = &x.blocks[block.next] if block.next >= 0 else NULL
    return total * loose


cdef inline void open_window(
    const Tables *T, State *s, View *v, Index *x, double limit
) noexcept nogil:
    # Choose how long the bounds shall hold, and make them.
    cdef double rejected
    if T.timed_nodes == 0:
        v.horizon = limit
        return
    while True:
        v.horizon = s.time + v.step
        if not (v.horizon < limit):
            v.horizon = limit
        renew_timed(T, s, v, x)
        if not (x.total < INFINITY):
            fail(&s.failure, ERROR_STALLED, NO_CLONE, NO_PLACE, x.total)
            return
        rejected = slack_of(T, v, x) * (v.horizon - s.time)
        if rejected <= REJECTIONS_MOST or not (s.time + 0.5 * (v.horizon - s.time) > s.time):
            break
        v.step = 0.5 * (v.horizon - s.time)
    if v.horizon < limit and rejected < REJECTIONS_LEAST:
        v.step *= 2.0
    survey(T, s, v)


# -- proposals ------------------------------------------------------------------------------

cdef inline double stop_at(State *s, View *v) noexcept nogil:
    # Up to then an event may follow the one before without anything being looked at; and whether the
    # events up to then have to be looked at.
    v.alert = v.n_close > 0
    if v.n_close_timed:
        return -INFINITY
    return s.next_sample if s.next_sample < v.horizon else v.horizon


cdef inline bint pause(
    const Tables *T, State *s, View *v, Index *x, double time
) noexcept nogil:
    # What lies between now and the proposal at `time`: endpoints that a concentration crosses, samples,
    # the horizon. False where the proposal is void, because one of them ends the run or the window.
    cdef double end = time if time < v.horizon else v.horizon
    if x.total != x.total:
        fail(&s.failure, ERROR_STALLED, NO_CLONE, NO_PLACE, x.total)
        return False
    if v.n_close_timed:
        end = cross(T, s, v, end)
        survey(T, s, v)
    record_before(T, s, v, end)
    if s.stopping:
        s.time = end
        finish(T, s, v, STOPPED)
    return not s.stopping and not s.failure.code and time < v.horizon


cdef inline double share_kept(const Tables *T, Act *act, int64_t entity) noexcept nogil:
    # 1, but for sabotage: of one kind of event, two in a hundred do not happen.
    if (
        sabotaged(1) and act.kind == COMES
        or sabotaged(2) and act.kind == GOES
        or sabotaged(3) and act.kind == MOVES and act.here < act.there
        or sabotaged(4) and act.kind == MOVES and act.here > act.there
        or sabotaged(5) and T.event_clone[act.event] >= 0
        or sabotaged(6) and act.kind == GENERAL and entity < T.cells
        or sabotaged(7) and T.cells <= entity < T.counted
    ):
        return 0.98
    return 1.0


cdef inline bint is_stalled(State *s, Index *x) noexcept nogil:
    # An event that time cannot tell from the one before: whether most are of that kind.
    if s.events - x.stalls_from > 2 * MOST_STALLS:
        x.stalls, x.stalls_from = 0, s.events
    x.stalls += 1
    if x.stalls > MOST_STALLS or not (x.total < INFINITY):
        fail(&s.failure, ERROR_STALLED, NO_CLONE, NO_PLACE, x.total)
    return s.failure.code != OK


cdef inline void foresee(const Tables *T, State *s, Index *x, Stream f) noexcept nogil:
    # Fetch what the next events are likely to touch: the place in its list of the cell of the event
    # after next, and the row of the next. `f` is a copy of the stream, as it is when a waiting time has
    # been drawn: an event takes three words. Nothing changes, and a wrong guess costs time alone.
    cdef double y
    cdef int64_t i = 0
    cdef uint64_t word
    cdef Block *block
    if x.guess != NULL and x.guess_cell < x.guess.n:
        prefetch(row_at(s, x.guess.who[x.guess_cell]))
    for i in range(6):
        next_word(&f)
    y = uniform(&f) * x.total
    word = next_word(&f)
    i = 0
    while i < T.summed - 1 and y >= x.totals[i]:
        y -= x.totals[i]
        i += 1
    block = x.at[i]
    x.guess = NULL
    if block == NULL:
        return
    while y >= block.total and block.next >= 0:
        y -= block.total
        block = &x.blocks[block.next]
    if not block.listed or block.n == 0:
        return
    x.guess = block
    x.guess_cell = <int64_t>clonal_mul_hi(word, <uint64_t>block.n)
    prefetch(&block.who[x.guess_cell])


cdef inline int64_t propose(
    const Tables *T, State *s, View *v, Index *x, int64_t budget
) noexcept nogil:
    # Proposals up to the horizon, the end of the run or that of the budget; what is left of it. An
    # entity and a block by their bounds, a cell of it uniformly, a channel by its bound, settled by
    # its exact rate for that cell. The stream and the time are kept in local variables, and given back
    # where others need them.
    cdef Stream g = s.stream
    cdef double wait, y, trait, now = s.time, quiet = stop_at(s, v), tick = x.tick
    cdef double *totals = x.totals
    cdef bint far = 4 * s.living + s.n_rows * s.stride > T.far
    cdef int64_t i, cell, summed = T.summed
    cdef int32_t row, mutation
    cdef uint64_t word
    cdef Block *block
    cdef Chan *chan
    cdef Chan *last
    cdef Act *act
    cdef char *p
    while budget > 0:
        budget -= 1
        # Without a rate the next event is never: ∞, or no number.
        wait = skew(8, 1.02) * exponential(&g) / x.total
        if unlikely(not (now + wait < quiet)):
            s.time = now
            if not pause(T, s, v, x, now + wait):
                x.reached = 1
                break
            quiet = stop_at(s, v)
        if unlikely(not (wait > tick)) and is_stalled(s, x):
            break
        now += wait
        if far:
            foresee(T, s, x, g)
        y = uniform(&g) * x.total
        i = 0
        if summed > 2:
            if s.events >= x.next_order:
                x.next_order = s.events + T.order_period
                order_entities(T, x)
            while i + PANEL < summed and y >= x.panels[i // PANEL]:
                y -= x.panels[i // PANEL]
                i += PANEL
        while i < summed and y >= totals[i]:
            y -= totals[i]
            i += 1
        if unlikely(i == summed):
            continue  # rounding led past the last
        block = x.at[i]
        if block.position == SHARED:
            while y >= block.total and block.next >= 0:
                y -= block.total
                block = &x.blocks[block.next]
            if not (y < block.total):
                continue
        if likely(block.listed):
            # The high half of word · n is the cell, the low half is uniform again.
            word = next_word(&g)
            cell = <int64_t>clonal_mul_hi(word, <uint64_t>block.n)
            row = block.who[cell]
            p = row_at(s, row)
            y = unit(word * <uint64_t>block.n) * block.rate
        elif block.crowded:
            row, cell = choose_in_crowd(s, &g, block, T.entity_compartment[block.entity]), NO_CELL
            p = row_at(s, row)
            y = uniform(&g) * block.rate
        else:
            row, cell, p = NO_ROW, NO_CELL, NULL
            y = uniform(&g) * block.rate
        chan = block.chan
        last = chan + block.channels
        while chan < last and y >= chan.bound:
            y -= chan.bound
            chan += 1
        if unlikely(chan == last):
            continue  # rounding led past the last
        trait = traits_of(s, p)[chan.column] if p != NULL else 1.0  # trait 0 is 1
        trait *= share_kept(T, &chan.act, block.entity)
        if y >= chan.low * trait:
            if y >= chan.shared * trait:
                continue
            s.time = now
            if not settle_exactly(T, s, v, chan, p, trait, y):
                if s.failure.code:
                    break
                x.refused += 1
                if unlikely(x.refused >= REFUSALS):
                    narrow(T, s, v, x)
                    survey(T, s, v)
                    quiet = stop_at(s, v)
                continue
        s.events += 1
        act = &chan.act
        if act.mutations >= 0:
            y = uniform(&g)
            if unlikely(y < act.mutates * skew(9, 0.98)):
                s.stream, s.time = g, now
                mutation = mutation_of(T, s, v, act.mutations, row, y)
                if mutation >= 0:
                    divide(T, s, v, x, row, cell, act.event, mutation)
                g = s.stream
                if s.finished or s.failure.code:
                    break
                if mutation >= 0:
                    quiet = stop_at(s, v)
                    continue
        if likely(act.kind and cell >= 0) and happen_plainly(
            T, s, v, x, act, block, head_of(p), cells_of(s, p), row, cell
        ):
            if likely(not v.alert):
                sum_panels(T, x)
                continue
            s.time = now
            if v.n_strayed:
                renew_strayed(T, s, v, x)
                survey(T, s, v)
            else:
                sum_panels(T, x)
            release(T, s, row)
            look_after(T, s, v)
        else:
            s.time = now
            if row < 0:
                row = T.event_clone[act.event]
            if sabotaged(17) and row >= 0:
                row = 0
            happen(T, s, v, x, act, row, cell)
        if s.finished or s.failure.code:
            break
        quiet = stop_at(s, v)
    if not s.finished:
        s.time = now
    s.stream = g
    return budget


# -- the method's contract ------------------------------------------------------------------

cdef inline void relist(const Tables *T, State *s, View *v, Index *x) noexcept nogil:
    # After the calendar has changed the state: lists of the cells that have changed, and all bounds.
    cdef int64_t i, j, cells
    cdef int32_t row
    cdef Block *block
    for i in range(T.pools):
        x.blocks[i].n = s.members[i]
    for i in range(T.cells):
        if not s.stale[i]:
            continue
        s.stale[i] = 0
        j = T.entity_compartment[i]
        block = x.heads[i]
        while block != NULL:
            block.n = 0
            block = &x.blocks[block.next] if block.next >= 0 else NULL
        for row in range(s.n_rows):
            cells = cells_of(s, row_at(s, row))[j]
            if cells and head_of(row_at(s, row)).group == T.entity_group[i]:
                x.blocks[block_of(T, head_of(row_at(s, row)).of_class, j)].n += cells
        block = x.heads[i]
        while block != NULL:
            list_cells(T, s, block, j)
            block = &x.blocks[block.next] if block.next >= 0 else NULL
    if s.vast:
        forget_plain(T, x)
    renew_all(T, s, v, x)


cdef inline int64_t advance_exactly(
    const Tables *T, State *s, View *v, Index *x, double moment, int64_t budget
) noexcept nogil:
    # On to `moment`, or for at most `budget` proposals; what is left of it.
    cdef double start
    while budget > 0 and s.time < moment and not s.finished and not s.failure.code:
        if not (s.time < v.horizon):
            open_window(T, s, v, x, moment)
        x.reached = 0
        budget = propose(T, s, v, x, budget)
        if x.reached and not s.finished:
            start, s.time = s.time, v.horizon
            if not sabotaged(21) and s.living == 0:
                note_quiet(T, s, v, start)
                renew_all(T, s, v, x)
    return budget
