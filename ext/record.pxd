# What a run leaves behind: samples, right-continuous, and the rows of its clone tables.
from libc.math cimport INFINITY
from libc.stdint cimport int32_t, int64_t
from libc.string cimport memset

from failure cimport ERROR_MEMORY, NO_CLONE, NO_PLACE, OK, fail
from nodes cimport View, node_at
from rows cimport cells_of, head_of, push, row_at
from sabotage cimport either, sabotaged, skew
from state cimport State
from tables cimport Tables

# A row of the table of clone counts.
cdef struct Counted:
    int64_t clone, count
    int32_t niche, state


cdef inline void record_clones(const Tables *T, State *s) noexcept nogil:
    # A row of the table for each clone and compartment with cells.
    cdef int32_t row
    cdef int j
    cdef int64_t start = s.out.counted.size
    cdef int64_t *cells
    cdef Counted *entry
    for row in range(s.n_rows):
        if head_of(row_at(s, row)).cells == 0:
            continue
        cells = cells_of(s, row_at(s, row))
        for j in range(T.compartments):
            if cells[j]:
                entry = <Counted *>push(s.out.counted)
                if entry == NULL:
                    fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
                    return
                entry.clone, entry.count = head_of(row_at(s, row)).id, cells[j]
                entry.niche, entry.state = j // T.states, j % T.states
    s.out.counted_rows[s.sample] = s.out.counted.size - start


cdef inline void sum_groups(const Tables *T, const int64_t *of, int64_t *out) noexcept nogil:
    # By (lineage, compartment) what is counted by (lineage, group, compartment).
    cdef int64_t l, g, j
    cdef const int64_t *counts
    for l in range(T.lineages):
        counts = of + l * T.cells
        for j in range(T.compartments):
            out[l * T.compartments + j] = counts[j]
        for g in range(1, T.groups):
            for j in range(T.compartments):
                out[l * T.compartments + j] += counts[g * T.compartments + j]


cdef inline void record_deaths(const Tables *T, State *s) noexcept nogil:
    # Those since the sample before.
    cdef int64_t c, cells = T.lineages * T.cells, out = T.lineages * T.compartments
    for c in range(T.causes):
        sum_groups(T, s.deaths + c * cells, s.out.deaths + (s.sample * T.causes + c) * out)
    if not sabotaged(96):
        memset(s.deaths, 0, T.causes * cells * sizeof(int64_t))


cdef inline void record_sample(const Tables *T, State *s, View *v, double time) noexcept nogil:
    # Record the state as it is, as the next sample. Signals that move with a drug are those at `time`.
    cdef int64_t i
    if s.out.population != NULL:
        sum_groups(T, s.counts, s.out.population + s.sample * T.lineages * T.compartments)
        record_deaths(T, s)
        for i in range(T.pools):
            s.out.pools[s.sample * T.pools + i] = s.members[i]
        for i in range(T.record_nodes):
            s.out.signals[s.sample * T.record_nodes + i] = node_at(
                T, s, v, T.record_node[i], either(68, time, s.time)
            )
        if s.out.counted != NULL:
            record_clones(T, s)
    s.sample += 1
    s.next_sample = T.sample_time[s.sample] if s.sample < T.samples else INFINITY


cdef inline void record_before(const Tables *T, State *s, View *v, double time) noexcept nogil:
    # All samples before `time`: the state has not changed since they were due.
    while s.next_sample < time * skew(69, 1.0 + 1e-12) and s.failure.code == OK:
        record_sample(T, s, v, s.next_sample)


cdef inline void record_rest(const Tables *T, State *s, View *v) noexcept nogil:
    # After the run has ended its samples keep the last state.
    while s.sample < T.samples and s.failure.code == OK:
        record_sample(T, s, v, s.time)
