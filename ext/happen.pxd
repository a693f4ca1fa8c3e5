# What an event does: to counts, lists, sums, totals and bounds, once it has been accepted.
from libc.stdint cimport int32_t, int64_t

from channels cimport rebound_class, renew_strayed, retotal_block
from classes cimport classify
from clones cimport found_clone
from counts cimport change_cells, change_members, write_cells, write_death, write_living
from crowds cimport follow_cells
from draws cimport unlikely
from failure cimport OK
from index cimport COMES, COUNTS, GENERAL, GOES, MOVES, NO_CAUSE, Act, Block, Index, block_of, next_block
from nodes cimport View, feed, mind
from rows cimport NO_CLASS, Head, cells_of, head_of, release, row_at, traits_of
from sabotage cimport either_int, sabotaged, skew
from state cimport STOPPED, State
from stream cimport next_word
from tables cimport Tables
from urn cimport put_total
from watch cimport finish, look_close, survey

cdef enum:
    NO_CELL = -1


cdef inline void forget_plain(const Tables *T, Index *x) noexcept nogil:
    # Counts are vast: sums are made anew at every event, so that none is plain.
    cdef int64_t entity
    cdef int32_t i
    cdef Block *block
    x.vast = 1
    for entity in range(T.entities):
        block = x.heads[entity]
        while block != NULL:
            for i in range(block.channels):
                block.chan[i].act.kind = GENERAL
            block = next_block(x, block)


cdef inline void place_cells(
    const Tables *T, State *s, Index *x, int32_t row, int64_t compartment, int64_t change, int64_t cell
) noexcept nogil:
    # Change a clone's cells, and their list.
    cdef Head *head
    cdef Block *block
    if change_cells(T, s, row, compartment, change) != OK:
        return
    head = head_of(row_at(s, row))
    block = &x.blocks[block_of(T, head.of_class, compartment)]
    follow_cells(T, s, block, row, compartment, change, cell)
    x.changed[x.n_changed] = <int32_t>(block - x.blocks)
    x.n_changed += 1


cdef inline void feed_cells(
    const Tables *T, State *s, View *v, int32_t row, int64_t compartment, int64_t change
) noexcept nogil:
    # The sums that count a clone's cells, or weigh them, which have just changed.
    cdef int64_t entity = head_of(row_at(s, row)).group * T.compartments + compartment, i
    feed(T, s, v, entity, <double>change)
    if T.loads and not sabotaged(105):
        for i in range(T.load_ptr[entity], T.load_ptr[entity + 1]):
            feed(T, s, v, T.counted + i, <double>change * traits_of(s, row_at(s, row))[T.load_column[i]])


cdef inline void add_cells(
    const Tables *T, State *s, View *v, Index *x, int32_t row, int64_t compartment, int64_t change,
    int64_t cell
) noexcept nogil:
    # Change a clone's cells, and all that counts them but totals.
    place_cells(T, s, x, row, compartment, change, cell)
    feed_cells(T, s, v, row, compartment, change)


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
                classify(T, s, x, row_at(s, founded))
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


cdef inline void shift(View *v, Act *act, const double *trait) noexcept nogil:
    # The sums that a plain event changes, whichever way it takes, where no count is vast: a sum that
    # counts where a cell comes and where it goes does not leave its interval in between.
    cdef int32_t i
    for i in range(act.n_shifts):
        act.shifts[i].sum.value += skew(19, 1.02) * act.shifts[i].weight
        mind(v, act.shifts[i].sum)
    for i in range(act.n_shifts, act.n_shifts + act.n_weighed):
        act.shifts[i].sum.value += act.shifts[i].weight * trait[act.shifts[i].column] * skew(106, 1.5)
        mind(v, act.shifts[i].sum)


cdef inline void feed_event(const Tables *T, State *s, View *v, int64_t event, int32_t row) noexcept nogil:
    # The sums that an event changes.
    cdef int64_t i
    for i in range(T.move_ptr[3 * event], T.move_ptr[3 * event + 1]):
        feed_cells(T, s, v, row, T.move_compartment[i], T.move_own[i])
    for i in range(T.pool_move_ptr[event], T.pool_move_ptr[event + 1]):
        if not sabotaged(16):
            feed(T, s, v, T.cells + T.pool_move_pool[i], <double>T.pool_move_change[i])


cdef inline void happen(
    const Tables *T, State *s, View *v, Index *x, Act *act, int32_t row, int64_t cell
) noexcept nogil:
    # An accepted event without mutation, the general way.
    cdef int64_t event = act.event, i, pool
    cdef int64_t first = T.move_ptr[3 * event], last = T.move_ptr[3 * event + 1]
    # A cell that moves comes before it goes, as in `happen_plainly`: totals follow in the same order.
    if last - first == 2 and T.move_own[first] < 0:
        place_cells(T, s, x, row, T.move_compartment[first + 1], T.move_own[first + 1], cell)
        last = first + 1
    for i in range(first, last):
        place_cells(T, s, x, row, T.move_compartment[i], T.move_own[i], cell)
    if act.cause != NO_CAUSE and s.failure.code == OK:
        write_death(T, s, head_of(row_at(s, row)), T.move_compartment[first], act.cause)
    for i in range(T.pool_move_ptr[event], T.pool_move_ptr[event + 1]):
        pool = pool_of_move(T, event, i)
        if change_members(T, s, <int32_t>pool, T.pool_move_change[i]) == OK:
            x.blocks[pool].n = s.members[pool] + sabotaged(15)
            x.changed[x.n_changed] = <int32_t>pool
            x.n_changed += 1
    if act.kind != GENERAL and not s.vast:
        shift(v, act, traits_of(s, row_at(s, row)) if row >= 0 else NULL)
    else:
        feed_event(T, s, v, event, row)
    follow(T, s, v, x)
    if row >= 0:
        release(T, s, row)
    look_after(T, s, v)


cdef inline void resize(const Tables *T, View *v, Index *x, Block *block) noexcept nogil:
    # Its total after its size has changed.
    if unlikely(block.stale):
        retotal_block(T, v, x, block)
    else:
        put_total(T, x, block, block.n * block.rate)


cdef inline int64_t pool_of_move(const Tables *T, int64_t event, int64_t i) noexcept nogil:
    return T.pool_move_pool[T.pool_move_ptr[event] if sabotaged(14) else i]


cdef inline bint count_plainly(const Tables *T, State *s, View *v, Index *x, Act *act) noexcept nogil:
    # Members of pools change, and nothing else.
    cdef int64_t first = T.pool_move_ptr[act.event], last = T.pool_move_ptr[act.event + 1], i, pool, members
    for i in range(first, last):
        members = s.members[pool_of_move(T, act.event, i)]
        if unlikely(T.pool_move_change[i] > T.vast - members or members + T.pool_move_change[i] < 0):
            return False
    for i in range(first, last):
        pool = pool_of_move(T, act.event, i)
        change_members(T, s, <int32_t>pool, T.pool_move_change[i])
        x.blocks[pool].n = s.members[pool] + sabotaged(15)
    for i in range(first, last):
        resize(T, v, x, &x.blocks[pool_of_move(T, act.event, i)])
    if not sabotaged(16):
        shift(v, act, NULL)
    if unlikely(s.living == 0):
        v.alert = 1
    return True


cdef inline bint happen_plainly(
    const Tables *T, State *s, View *v, Index *x, Act *act, Block *block, char *p, int32_t row, int64_t cell
) noexcept nogil:
    # One cell comes, goes or moves, or pools change: the same, without loops. False where it is not so
    # simple after all: then nothing has changed.
    cdef Block *to = block
    cdef Head *head = head_of(p)
    cdef int64_t *cells = cells_of(s, p)
    if act.kind == COUNTS:
        return count_plainly(T, s, v, x, act)
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
        write_cells(T, s, head, cells, act.there, 1)
        if act.kind == COMES:
            resize(T, v, x, to)
            shift(v, act, traits_of(s, p))
            return True
    else:
        write_living(s, head, -1)
        if act.cause != NO_CAUSE and not (sabotaged(97) and head.cells == 0):
            write_death(T, s, head, act.here, act.cause)
        if unlikely(head.cells == 0):
            v.alert = 1
    block.n -= 1
    if not sabotaged(20):
        block.who[cell] = block.who[block.n]
    write_cells(T, s, head, cells, act.here, -1)
    # Totals follow when all cells have moved, as in `follow`: an urn that is filled anew counts them.
    if act.kind == MOVES:
        resize(T, v, x, to)
    resize(T, v, x, block)
    shift(v, act, traits_of(s, p))
    return True
