# What the event of each channel does, read off the tables once, so that it is found on one line of memory.
from libc.math cimport INFINITY
from libc.stdint cimport int32_t, int64_t

from index cimport COMES, COUNTS, GENERAL, GOES, MOVES, NO_LIST, Act, Index
from memory cimport room
from nodes cimport Feed, View
from sabotage cimport sabotaged
from tables cimport Tables


cdef inline void plan_act(const Tables *T, Act *act, int64_t channel) noexcept nogil:
    cdef int64_t event = T.channel_event[channel], entity = T.channel_entity[channel]
    cdef int64_t first = T.move_ptr[3 * event], last = T.move_ptr[3 * event + 1], i
    cdef bint pools = T.pool_move_ptr[event + 1] > T.pool_move_ptr[event]
    act.kind, act.event, act.mutations = GENERAL, <int32_t>event, T.event_mutations[event]
    act.here = act.there = act.away = 0
    act.cause = T.event_cause[event]
    act.mutates = 0.0
    if act.mutations != NO_LIST:
        act.mutates = T.mutation_list_total[act.mutations]
        if not 0.0 <= act.mutates <= 1.0:
            act.mutates = INFINITY  # a law has to be asked
    if pools and first == last:
        act.kind = COUNTS
    if entity >= T.cells or pools or last - first > 2:
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


# -- sums -----------------------------------------------------------------------------------

cdef inline void note_shifts(
    const Tables *T, View *v, Act *act, int64_t entity, double change
) noexcept nogil:
    # To the shifts of an act: so many more in an entity, or a load. What comes to nothing is left out.
    cdef int64_t i
    cdef int32_t j
    for i in range(T.feed_ptr[entity], T.feed_ptr[entity + 1]):
        j = 0
        while j < act.n_shifts and (
            act.shifts[j].sum != v.feeds[i].sum or act.shifts[j].column != v.feeds[i].column
        ):
            j += 1
        if j == act.n_shifts:
            act.shifts[j] = v.feeds[i]
            act.shifts[j].weight = 0.0
            act.n_shifts += 1
        act.shifts[j].weight += change * v.feeds[i].weight
        if act.shifts[j].weight == 0.0:
            act.n_shifts -= 1
            act.shifts[j] = act.shifts[act.n_shifts]


cdef inline void note_cell(const Tables *T, View *v, Act *act, int64_t entity, double change) noexcept nogil:
    # A cell of a clone that comes or goes, with all that it carries.
    cdef int64_t i
    note_shifts(T, v, act, entity, change)
    for i in range(T.load_ptr[entity], T.load_ptr[entity + 1]):
        note_shifts(T, v, act, T.counted + i, change)


cdef inline void part_shifts(Act *act) noexcept nogil:
    # Those that no trait weighs come first.
    cdef int32_t i
    cdef Feed feed
    for i in range(act.n_shifts):
        if act.shifts[i].column == 0:
            feed = act.shifts[i - act.n_weighed]
            act.shifts[i - act.n_weighed], act.shifts[i] = act.shifts[i], feed
        else:
            act.n_weighed += 1
    act.n_shifts -= act.n_weighed


cdef inline int64_t feeds_of_cell(const Tables *T, int64_t entity) noexcept nogil:
    cdef int64_t loads = T.counted + T.load_ptr[entity], end = T.counted + T.load_ptr[entity + 1]
    return T.feed_ptr[entity + 1] - T.feed_ptr[entity] + T.feed_ptr[end] - T.feed_ptr[loads]


cdef inline void plan_shifts(const Tables *T, View *v, Act *act, int64_t channel) noexcept nogil:
    # The sums that a plain event changes: a move within a sum leaves it as it is.
    cdef int64_t first = T.entity_group[T.channel_entity[channel]] * T.compartments, i
    act.n_shifts = act.n_weighed = 0
    if act.kind == COUNTS:
        for i in range(T.pool_move_ptr[act.event], T.pool_move_ptr[act.event + 1]):
            note_shifts(T, v, act, T.cells + T.pool_move_pool[i], <double>T.pool_move_change[i])
    if act.kind == COMES or act.kind == MOVES:
        note_cell(T, v, act, first + act.there, 1.0)
    if act.kind == GOES or act.kind == MOVES:
        note_cell(T, v, act, first + act.here, -1.0)
    part_shifts(act)


cdef inline int64_t feeds_of(const Tables *T, Act *act, int64_t channel) noexcept nogil:
    # The sums that count what comes, and those that count what goes: so many shifts at most.
    cdef int64_t first = T.entity_group[T.channel_entity[channel]] * T.compartments, n = 0, i, pool
    if act.kind == COUNTS:
        for i in range(T.pool_move_ptr[act.event], T.pool_move_ptr[act.event + 1]):
            pool = T.cells + T.pool_move_pool[i]
            n += T.feed_ptr[pool + 1] - T.feed_ptr[pool]
    if act.kind == COMES or act.kind == MOVES:
        n += feeds_of_cell(T, first + act.there)
    if act.kind == GOES or act.kind == MOVES:
        n += feeds_of_cell(T, first + act.here)
    return n


cdef inline int plan_acts(const Tables *T, View *v, Index *x) except -1:
    cdef int64_t j, shifts = 0
    x.acts = <Act *>room(T.channels, sizeof(Act))
    for j in range(T.channels):
        plan_act(T, &x.acts[j], j)
        shifts += feeds_of(T, &x.acts[j], j)
    x.shifts = <Feed *>room(shifts, sizeof(Feed))
    shifts = 0
    for j in range(T.channels):
        x.acts[j].shifts = x.shifts + shifts
        plan_shifts(T, v, &x.acts[j], j)
        shifts += x.acts[j].n_shifts + x.acts[j].n_weighed
    return 0
