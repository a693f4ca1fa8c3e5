# The one writer of counts: a clone's cells, what counts them, and the members of pools.
from libc.stdint cimport int32_t, int64_t

from failure cimport ERROR_NEGATIVE, ERROR_OVERFLOW, MOST_CELLS, NO_CLONE, OK, fail, place_of_pool
from loads cimport load_of, size_of_load, write_loads
from rows cimport Head, cells_of, head_of, row_at, traits_of
from sabotage cimport either_int, sabotaged
from state cimport State
from tables cimport Tables


cdef inline int64_t count_of(const Tables *T, State *s, int64_t entity) noexcept nogil:
    # The cells of a group in a compartment, or the members of a pool.
    cdef int64_t cells = 0, l
    if entity >= T.cells:
        return s.members[entity - T.cells]
    for l in range(T.lineages):
        cells += s.counts[l * T.cells + entity]
    return cells


cdef inline double measure(const Tables *T, State *s, int64_t source) noexcept nogil:
    # What a sum adds up: the count of an entity, or a load.
    if source < T.counted:
        return <double>count_of(T, s, source)
    return load_of(&s.loads[source - T.counted])


cdef inline double size_of_measure(const Tables *T, State *s, int64_t source) noexcept nogil:
    # The same where no trait is negative.
    if source < T.counted:
        return <double>count_of(T, s, source)
    return size_of_load(&s.loads[source - T.counted])


cdef inline void write_cells(
    const Tables *T, State *s, Head *head, int64_t *cells, int64_t compartment, int64_t change
) noexcept nogil:
    # The cells of a clone in one compartment; `cells` are its counts. The caller knows that the count
    # becomes neither negative nor too large. It calls write_living too, unless another
    # change of the clone makes up for this one.
    cdef int64_t entity
    cells[compartment] += change
    s.counts[head.counts_at + compartment] += change
    if T.loads:
        entity = head.group * T.compartments + compartment
        write_loads(T, s, entity, traits_of(s, <char *>head), change, count_of(T, s, entity) == 0)


cdef inline void write_living(State *s, Head *head, int64_t change) noexcept nogil:
    # The cells of a clone, and of the run, in all compartments.
    head.cells += change
    s.living += change


cdef inline void write_death(const Tables *T, State *s, Head *head, int64_t compartment, int32_t cause) noexcept nogil:
    # A cell of a clone has died of a cause that is recorded.
    cause = <int32_t>either_int(95, cause, 0)
    s.deaths[cause * T.lineages * T.cells + head.counts_at + compartment] += 1


cdef inline int change_cells(
    const Tables *T, State *s, int32_t row, int64_t compartment, int64_t change
) noexcept nogil:
    # The same, checked: where it fails, nothing has changed.
    cdef Head *head = head_of(row_at(s, row))
    cdef int64_t *cells = cells_of(s, row_at(s, row))
    if not sabotaged(70) and change > MOST_CELLS - s.living:
        return fail(
            &s.failure, ERROR_OVERFLOW, head.id, compartment, <double>s.living + <double>change
        )
    if cells[compartment] + change < 0:
        return fail(
            &s.failure, ERROR_NEGATIVE, head.id, compartment, <double>(cells[compartment] + change)
        )
    write_cells(T, s, head, cells, compartment, change)
    write_living(s, head, change)
    if s.living > T.vast:
        s.vast = 1
    return OK


cdef inline int change_members(const Tables *T, State *s, int32_t pool, int64_t change) noexcept nogil:
    cdef int64_t members = s.members[pool]
    if not sabotaged(71) and change > MOST_CELLS - members:
        return fail(
            &s.failure, ERROR_OVERFLOW, NO_CLONE, place_of_pool(pool), <double>members + <double>change
        )
    if members + change < 0:
        return fail(
            &s.failure, ERROR_NEGATIVE, NO_CLONE, place_of_pool(pool), <double>(members + change)
        )
    s.members[pool] = members + change
    if s.members[pool] > T.vast:
        s.vast = 1
    return OK
