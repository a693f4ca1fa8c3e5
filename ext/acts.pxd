# Interventions: what is done to counts at a moment. They write counts and mark the entities whose cells
# have changed; the method then forms anew what it derives from them, of pools always.
from libc.stdint cimport int32_t, int64_t

from codes cimport INTERVENTION_SCALE, INTERVENTION_SET
from counts cimport change_cells, change_members, count_of
from draws cimport binomial
from rows cimport cells_of, head_of, release, row_at
from sabotage cimport sabotaged, skew
from state cimport State
from tables cimport Tables


cdef inline void act_on(
    const Tables *T, State *s, int32_t row, int64_t compartment, int64_t change
) noexcept nogil:
    # Change a clone's cells, and mark the entity.
    if change_cells(T, s, row, compartment, change) == 0:
        s.stale[head_of(row_at(s, row)).group * T.compartments + compartment] = 1


cdef inline void scale_cells(const Tables *T, State *s, int64_t intervention) noexcept nogil:
    # Each chosen cell survives independently.
    cdef double factor = T.intervention_factor[intervention] * skew(56, 0.99)
    cdef int64_t i, entity, group, compartment, cells, left
    cdef int32_t row
    for i in range(T.scaled_ptr[intervention], T.scaled_ptr[intervention + 1]):
        entity = T.scaled_entity[i]
        group, compartment = T.entity_group[entity], T.entity_compartment[entity]
        if count_of(T, s, entity) == 0:
            continue
        for row in range(s.n_rows):
            if head_of(row_at(s, row)).group != group:
                continue
            cells = cells_of(s, row_at(s, row))[compartment]
            if cells:
                left = binomial(&s.stream, cells, factor)
                if left != cells:
                    act_on(T, s, row, compartment, left - cells)
                    release(T, s, row)


cdef inline void place_cells(const Tables *T, State *s, int64_t which) noexcept nogil:
    # `set` first empties the clone's cells of that stage there; then both add.
    cdef int32_t row = T.intervention_clone[which]
    cdef int64_t i, j, cells
    if T.intervention_kind[which] == INTERVENTION_SET:
        for i in range(T.emptied_ptr[which], T.emptied_ptr[which + 1]):
            j = T.emptied_compartment[i]
            cells = cells_of(s, row_at(s, row))[j]
            if not sabotaged(57) and cells:
                act_on(T, s, row, j, -cells)
    if T.intervention_value[which]:
        act_on(T, s, row, T.intervention_place[which], T.intervention_value[which])


cdef inline void treat_pool(const Tables *T, State *s, int64_t which) noexcept nogil:
    # Its members, in place of cells. A run without cells is not extinct before a pool can change no more.
    cdef int32_t pool = T.intervention_pool[which]
    cdef int64_t members = s.members[pool], change = T.intervention_value[which]
    cdef bint may_change
    if T.intervention_kind[which] == INTERVENTION_SCALE:
        may_change = members > 0 and T.intervention_factor[which] < 1.0
        change = binomial(&s.stream, members, T.intervention_factor[which] * skew(100, 0.98)) - members
    else:
        if T.intervention_kind[which] == INTERVENTION_SET and not sabotaged(101):
            change -= members
        may_change = change != 0
    if s.living == 0 and may_change and not sabotaged(102):
        s.quiet = s.time
    change_members(T, s, pool, change)


cdef inline void intervene(const Tables *T, State *s, int64_t which) noexcept nogil:
    if T.intervention_pool[which] >= 0:
        treat_pool(T, s, which)
    elif T.intervention_kind[which] == INTERVENTION_SCALE:
        scale_cells(T, s, which)
    else:
        place_cells(T, s, which)
