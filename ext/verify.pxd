# Everything that a run keeps up to date, recomputed from its clones' cells.
from libc.math cimport fabs
from libc.stdint cimport int32_t, int64_t

from rates cimport interval_of, refresh_all
from state cimport BINS, Block, Run, block_of, cells_in, cells_of, head_of, row_at, traits_of
from tables cimport NODE_SUM, Tables


cdef inline int close_to(double a, double b, str what) except -1:
    if not (a == b or fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b))):
        raise AssertionError(f"{what}: {a!r} is kept, {b!r} is right")
    return 0


cdef inline int check_run(const Tables *T, Run *s) except -1:
    cdef int i, j, k, kind
    cdef int32_t row
    cdef int64_t n
    cdef char *p
    cdef Block *block
    cdef double total
    cells = [0] * T.cells
    blocks = [0] * (s.n_classes * T.compartments)
    for row in range(s.n_rows):
        p = row_at(s, row)
        n = 0
        for j in range(T.compartments):
            if cells_of(s, p)[j] < 0:
                raise AssertionError(f"clone {head_of(p).id} has {cells_of(s, p)[j]} cells")
            cells[head_of(p).group * T.compartments + j] += cells_of(s, p)[j]
            blocks[head_of(p).kind * T.compartments + j] += cells_of(s, p)[j]
            n += cells_of(s, p)[j]
        if n != head_of(p).cells:
            raise AssertionError(f"clone {head_of(p).id}: {head_of(p).cells} cells are kept, {n} are right")
        for i in range(T.columns):
            k = head_of(p).kind * T.columns + i
            if n and not s.class_low[k] <= traits_of(s, p)[i] <= s.class_high[k]:
                raise AssertionError(f"clone {head_of(p).id}: trait {i} lies outside its class")
    for i in range(T.cells):
        if cells[i] != cells_in(s, i):
            raise AssertionError(f"cells[{i}]: {cells_in(s, i)} is kept, {cells[i]} is right")
    if sum(cells) != s.living:
        raise AssertionError(f"living: {s.living} is kept, {sum(cells)} is right")
    for kind in range(s.n_classes):
        for j in range(T.compartments):
            block = &s.blocks[block_of(T, kind, j)]
            if block.n != blocks[kind * T.compartments + j]:
                raise AssertionError(f"block {kind}, {j}: {block.n} is kept")
            if not block.crowded:
                listed = {}
                for n in range(block.n):
                    listed[block.who[n]] = listed.get(block.who[n], 0) + 1
                for row in listed:
                    p = row_at(s, row)
                    if head_of(p).kind != kind or cells_of(s, p)[j] != listed[row]:
                        raise AssertionError(f"block {kind}, {j}: a wrong list of cells")
            else:
                n = 0
                for i in range(BINS):
                    n += block.crowd.bins[i].total
                if n != block.n:
                    raise AssertionError(f"block {kind}, {j}: a crowd of {n} for {block.n} cells")
    low = [s.low[i] for i in range(T.nodes)]
    high = [interval_of(T, s, i).high for i in range(T.nodes)]
    totals = [s.entity_total[i] for i in range(T.entities)]
    kept = s.total
    for i in range(T.nodes):
        if T.node_kind[i] == NODE_SUM:
            total = T.node_number[4 * i]
            for k in range(T.node_term_ptr[i], T.node_term_ptr[i + 1]):
                j = T.node_term_entity[k]
                n = cells_in(s, j) if j < T.cells else s.blocks[j - T.cells].n
                total += T.node_term_weight[k] * n
            close_to(s.low[i], total, f"sum {i}")
    refresh_all(T, s)
    for i in range(T.nodes):
        close_to(low[i], s.low[i], f"node {i}")
        close_to(high[i], interval_of(T, s, i).high, f"node {i}")
    for i in range(T.entities):
        close_to(totals[i], s.entity_total[i], f"total of entity {i}")
    close_to(kept, s.total, "total rate")
    return 0
