# Clones that are founded while a run goes on.
from libc.math cimport exp, isfinite
from libc.stdint cimport int32_t, int64_t
from libc.string cimport memcpy

from codes cimport (
    DRAW_EXPONENTIAL, DRAW_GAMMA, DRAW_LOGNORMAL, DRAW_NORMAL, DRAW_NUMBER, EFFECT_TIMES,
)
from draws cimport exponential, gamma, normal
from failure cimport ERROR_MEMORY, ERROR_MUTATION, ERROR_TRAIT, NO_CLONE, NO_PLACE, OK, fail
from laws cimport law_at
from nodes cimport View
from rows cimport NO_ROW, head_of, new_row, push, row_at, traits_of
from sabotage cimport either, sabotaged, skew
from state cimport State
from stream cimport Stream, uniform
from tables cimport Tables

cdef enum:
    NO_MUTATION = -1

# A row of the clone table; the recorded traits follow it.
cdef struct Founded:
    int64_t id, parent
    double founded
    int32_t name, lineage, mutation, niche


cdef inline double draw(Stream *r, int kind, double a, double b) noexcept nogil:
    if kind == DRAW_NUMBER:
        return a
    if kind == DRAW_LOGNORMAL:
        return exp(a + b * skew(81, 1.02) * normal(r))
    if kind == DRAW_NORMAL:
        return a + b * normal(r)
    if kind == DRAW_EXPONENTIAL:
        return a * exponential(r)
    if kind == DRAW_GAMMA:
        return b * gamma(r, a)
    return a + (b - a) * uniform(r)


cdef inline int note_clone(
    const Tables *T, State *s, char *row, int name, int mutation, int64_t parent, int niche
) noexcept nogil:
    # A row of the clone table, where it is recorded.
    cdef Founded *entry
    cdef double *trait
    cdef int i
    if s.out.founded == NULL:
        return OK
    entry = <Founded *>push(s.out.founded)
    if entry == NULL:
        return fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
    entry.id, entry.parent = head_of(row).id, parent
    entry.founded = s.time
    entry.name, entry.mutation, entry.niche = name, mutation, niche
    entry.lineage = head_of(row).lineage
    trait = <double *>(<char *>entry + sizeof(Founded))
    for i in range(T.recorded_columns):
        trait[i] = traits_of(s, row)[T.recorded_column[i]]
    return OK


cdef inline int32_t found_clone(
    const Tables *T, State *s, int32_t parent, int mutation, int niche
) noexcept nogil:
    # A clone with its parent's traits, changed by the mutation's effects; NO_ROW on failure.
    cdef char *old = row_at(s, parent)
    cdef int group = T.mutation_group[mutation * T.groups + head_of(old).group]
    cdef int32_t row = new_row(T, s, group, head_of(old).lineage)
    cdef char *p
    cdef double *trait
    cdef double value = 0.0
    cdef int i, column, which = -1
    if row < 0:
        fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
        return NO_ROW
    p, old = row_at(s, row), row_at(s, parent)
    trait = traits_of(s, p)
    memcpy(trait, traits_of(s, old), T.columns * sizeof(double))
    for i in range(T.change_ptr[mutation], T.change_ptr[mutation + 1]):
        if T.change_which[i] != which:
            which = T.change_which[i]
            value = draw(&s.stream, T.change_draw[i], T.change_a[i], T.change_b[i])
        column = T.change_column[i]
        if sabotaged(75):
            continue
        if T.change_operation[i] == EFFECT_TIMES:
            trait[column] *= value
        else:
            trait[column] += value
        if not sabotaged(76) and trait[column] < 0.0 and T.column_floored[column]:
            trait[column] = 0.0
        if not isfinite(trait[column]):
            fail(&s.failure, ERROR_TRAIT, head_of(p).id, niche, trait[column])
            return NO_ROW
    note_clone(T, s, p, -1, mutation, head_of(old).id, niche)
    return row


cdef inline int mutation_of(
    const Tables *T, State *s, View *v, int entry, int32_t row, double u
) noexcept nogil:
    # Which mutation of a list a dividing cell of the clone undergoes, by a uniform number; NO_MUTATION for none.
    cdef double total = 0.0, p
    cdef int i, mutation, chosen = NO_MUTATION
    cdef char *cell = row_at(s, row)
    for i in range(T.mutation_list_ptr[entry], T.mutation_list_ptr[entry + 1]):
        mutation = T.mutation_list_mutation[i]
        if not sabotaged(77) and T.mutation_target[mutation] == row:
            continue  # it is that clone already
        if T.mutation_list_law[i] >= 0:
            p = law_at(T, s, v, T.mutation_list_law[i], cell, s.time) * skew(78, 0.98)
        else:
            p = T.mutation_list_rate[i]
        total += p
        if chosen == NO_MUTATION and u < either(79, total, p):
            chosen = mutation
    if not sabotaged(80) and total > 1.0 + 1e-12:
        fail(&s.failure, ERROR_MUTATION, head_of(cell).id, NO_PLACE, total)
        return NO_MUTATION
    return chosen
