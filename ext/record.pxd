# What a run leaves behind: samples, right-continuous, and the rows of its clone tables.
from libc.math cimport INFINITY
from libc.stdint cimport int32_t, int64_t

from rates cimport node_at
from state cimport ERROR_MEMORY, Run, cells_of, fail, head_of, push, row_at
from tables cimport Tables

# A row of the table of clone counts.
cdef struct Counted:
    int64_t clone, count
    int32_t niche, state


cdef inline void record_clones(const Tables *T, Run *s) noexcept nogil:
    cdef int32_t row
    cdef int j
    cdef int64_t start = s.counted.size
    cdef int64_t *cells
    cdef Counted *entry
    for row in range(s.n_rows):
        if head_of(row_at(s, row)).cells == 0:
            continue
        cells = cells_of(s, row_at(s, row))
        for j in range(T.compartments):
            if cells[j]:
                entry = <Counted *>push(s.counted)
                if entry == NULL:
                    fail(s, ERROR_MEMORY, -1, -1, 0.0)
                    return
                entry.clone, entry.count = head_of(row_at(s, row)).id, cells[j]
                entry.niche, entry.state = j // T.states, j % T.states
    s.out_counted[s.sample] = s.counted.size - start


cdef inline void record_sample(const Tables *T, Run *s, double time) noexcept nogil:
    # The state as it is, as the next sample; signals that move with a drug are those at `time`.
    cdef int i
    cdef int64_t size = T.lineages * T.compartments
    cdef int64_t *cells
    if s.out_population != NULL:
        cells = s.out_population + s.sample * size
        for i in range(size):
            cells[i] = s.recorded[i]
        for i in range(T.pools):
            s.out_pools[s.sample * T.pools + i] = s.blocks[i].n
        for i in range(T.record_nodes):
            s.out_signals[s.sample * T.record_nodes + i] = node_at(T, s, T.record_node[i], time)
        if s.counted != NULL:
            record_clones(T, s)
    s.sample += 1
    s.next_sample = T.sample_time[s.sample] if s.sample < T.samples else INFINITY


cdef inline void record_before(const Tables *T, Run *s, double time) noexcept nogil:
    while s.next_sample < time and s.error == 0:
        record_sample(T, s, s.next_sample)


cdef inline void record_rest(const Tables *T, Run *s) noexcept nogil:
    # After the run has ended its samples keep the last state.
    while s.sample < T.samples and s.error == 0:
        record_sample(T, s, s.time)
