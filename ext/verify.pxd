# Everything that a run keeps up to date, recomputed from its clones' cells; the invariants of README.md.
from libc.math cimport fabs
from libc.stdint cimport int32_t, int64_t

from channels cimport BOUND_SLACK, bound_channel
from codes cimport NODE_TALLY, NODE_WEIGHTED_SUM, TIMED_NOT
from index cimport BINS, Block, Chan, Index, Place, block_of
from loads cimport load_of, size_of_load
from nodes cimport node_at, size_of_sum, sum_of
from rows cimport cells_of, head_of, row_at, traits_of
from run cimport Run
from state cimport State
from tables cimport Tables


cdef inline int agree(double kept, double right, str what, double size=0.0) except -1:
    # To some digits: of the two, or of the numbers of this size that they are made of.
    if not (kept == right or fabs(kept - right) <= 1e-9 * (fabs(kept) + fabs(right) + size)):
        raise AssertionError(f"{what}: {kept!r} is kept, {right!r} is right")
    return 0


cdef inline int check_rows(const Tables *T, Run *run) except -1:
    # Cells are the sums of rows; free rows are empty and listed once; traits lie within their class.
    cdef State *s = &run.state
    cdef Index *x = &run.index
    cdef int32_t row
    cdef int64_t i, j, n, k
    cdef char *p
    counts = [0] * (T.lineages * T.cells)
    free = [s.free_rows[i] for i in range(s.n_free)]
    if len(set(free)) != len(free):
        raise AssertionError("a free row is listed twice")
    for row in range(s.n_rows):
        p = row_at(s, row)
        n = 0
        for j in range(T.compartments):
            if cells_of(s, p)[j] < 0:
                raise AssertionError(f"clone {head_of(p).id} has {cells_of(s, p)[j]} cells")
            counts[head_of(p).counts_at + j] += cells_of(s, p)[j]
            n += cells_of(s, p)[j]
        if n != head_of(p).cells:
            raise AssertionError(f"clone {head_of(p).id}: {head_of(p).cells} cells are kept, {n} are right")
        if (row in free) != (n == 0 and row >= T.clones):
            raise AssertionError(f"row {row} of {n} cells is {'' if row in free else 'not '}free")
        if n == 0:
            continue
        for i in range(T.columns):
            k = head_of(p).of_class * T.columns + i
            if not x.class_low[k] <= traits_of(s, p)[i] <= x.class_high[k]:
                raise AssertionError(f"clone {head_of(p).id}: trait {i} lies outside its class")
    for i in range(T.lineages * T.cells):
        if counts[i] != s.counts[i]:
            raise AssertionError(f"counts[{i}]: {s.counts[i]} is kept, {counts[i]} is right")
    if sum(counts) != s.living:
        raise AssertionError(f"living: {s.living} is kept, {sum(counts)} is right")
    return 0


cdef inline int check_loads(const Tables *T, Run *run) except -1:
    # Each is what the traits of its cells come to, to the last digit but one; what has no cells has none.
    cdef State *s = &run.state
    cdef int64_t i, cells
    cdef int32_t row
    cdef char *p
    cdef double size
    from fractions import Fraction

    for i in range(T.loads):
        exact, sizes = Fraction(0), Fraction(0)
        for row in range(s.n_rows):
            p = row_at(s, row)
            if head_of(p).group == T.entity_group[T.load_entity[i]]:
                cells = cells_of(s, p)[T.entity_compartment[T.load_entity[i]]]
                part = Fraction(cells) * Fraction(traits_of(s, p)[T.load_column[i]])
                exact += part
                sizes += abs(part)
        right, size = float(exact), float(sizes)
        if not fabs(load_of(&s.loads[i]) - right) <= 1e-15 * size:
            raise AssertionError(f"load {i}: {load_of(&s.loads[i])!r} is kept, {right!r} is right")
        agree(size_of_load(&s.loads[i]), size, f"size of load {i}")
    return 0


cdef inline int check_list(const Tables *T, Run *run, Block *block, int64_t of_class, int64_t j) except -1:
    # A block's size and its list or crowd are its rows' counts.
    cdef State *s = &run.state
    cdef int64_t n, i
    cdef int32_t row
    cdef char *p
    cdef Place *place
    right = {}
    for row in range(s.n_rows):
        p = row_at(s, row)
        if head_of(p).of_class == of_class and cells_of(s, p)[j]:
            right[row] = cells_of(s, p)[j]
    if block.n != sum(right.values()):
        raise AssertionError(f"block {of_class}, {j}: {block.n} is kept, {sum(right.values())} is right")
    listed = {}
    if not block.crowded:
        for n in range(block.n):
            listed[block.who[n]] = listed.get(block.who[n], 0) + 1
    else:
        for i in range(BINS):
            n = 0
            for row in range(block.crowd.bins[i].size):
                p = row_at(s, block.crowd.bins[i].members[row])
                place = &block.crowd.places[block.crowd.bins[i].members[row]]
                if place.bin != i or place.position != row:
                    raise AssertionError(f"clone {head_of(p).id} is not where its crowd has it")
                listed[block.crowd.bins[i].members[row]] = cells_of(s, p)[j]
                n += cells_of(s, p)[j]
            if n != block.crowd.bins[i].total:
                raise AssertionError(f"block {of_class}, {j}: bin {i} of a crowd has {n} cells")
    if listed != right:
        raise AssertionError(f"block {of_class}, {j}: a wrong list of cells")
    return 0


cdef inline int check_bounds(const Tables *T, Run *run, Block *block) except -1:
    # A channel's bounds are those that the view gives. The block's total follows from them.
    cdef Index *x = &run.index
    cdef Chan fresh
    cdef double rate = 0.0
    cdef int32_t i
    if block.n == 0 or block.stale:
        if block.n:
            raise AssertionError(f"entity {block.entity}: a block with cells has no bounds")
        return agree(block.total, 0.0, f"total of an empty block of entity {block.entity}")
    for i in range(block.channels):
        bound_channel(T, &run.view, x, block.chan[i].channel, &fresh, block.of_class)
        agree(block.chan[i].bound, fresh.bound, f"bound of channel {block.chan[i].channel}")
        agree(block.chan[i].shared, fresh.shared, f"shared bound of channel {block.chan[i].channel}")
        agree(block.chan[i].low, fresh.low, f"lower bound of channel {block.chan[i].channel}")
        rate += fresh.bound
    agree(block.rate, rate, f"rate of a block of entity {block.entity}")
    return agree(block.total, block.n * rate, f"total of a block of entity {block.entity}")


cdef inline int check_view(const Tables *T, Run *run) except -1:
    # A sum is what its counts give, and lies within its interval. Every node's value now lies within its
    # bounds, where there is anybody to read them. (Those of what moves with concentrations are past while the next window is not yet open.)
    cdef int64_t i
    cdef double value, slack
    reached = {T.reach_node_index[i] for i in range(T.reach_node_ptr[T.nodes])}
    counted = {-1: False}
    for i in range(T.nodes):
        counted[i] = T.node_kind[i] <= NODE_TALLY or counted[T.node_parent[i]] or counted[T.node_other[i]]
        if counted[i] and T.node_kind[i] > NODE_WEIGHTED_SUM and i not in reached:
            continue
        value = node_at(T, &run.state, &run.view, i, run.state.time)
        if T.node_kind[i] <= NODE_WEIGHTED_SUM:
            agree(
                run.view.sums[i].value, sum_of(T, &run.state, i), f"sum {i}", size_of_sum(T, &run.state, i)
            )
            if not run.view.sums[i].low <= run.view.sums[i].value <= run.view.sums[i].high:
                raise AssertionError(f"sum {i} has left its interval")
        if T.node_timed[i] != TIMED_NOT and not run.state.time < run.view.horizon:
            continue
        slack = BOUND_SLACK * (fabs(run.view.low[i]) + fabs(run.view.high[i]))
        if not run.view.low[i] - slack <= value <= run.view.high[i] + slack:
            raise AssertionError(
                f"node {i}: {value!r} lies outside [{run.view.low[i]!r}, {run.view.high[i]!r}]"
            )
    return 0


cdef inline int check_urn(const Tables *T, Index *x) except -1:
    # Its balls are the blocks', and no block's total passes its share.
    cdef int64_t i
    cdef Block *block
    found = [0] * block_of(T, x.n_classes, 0)
    for i in range(x.n_balls):
        found[x.balls[i]] += 1
    for i in range(block_of(T, x.n_classes, 0)):
        block = &x.blocks[i]
        if found[i] != block.balls:
            raise AssertionError(f"{found[i]} balls of a block of entity {block.entity}, {block.balls} are kept")
        agree(block.share, block.balls * x.unit, f"share of a block of entity {block.entity}")
        if not block.total <= block.share * (1.0 + BOUND_SLACK):
            raise AssertionError(f"a block of entity {block.entity} has more than its share")
    return agree(x.total, x.n_balls * x.unit, "total of all shares")


cdef inline int check_run(const Tables *T, Run *run) except -1:
    cdef Index *x = &run.index
    cdef int64_t i, j
    check_rows(T, run)
    check_loads(T, run)
    for i in range(x.n_classes):
        for j in range(T.compartments):
            check_list(T, run, &x.blocks[block_of(T, i, j)], i, j)
    for i in range(T.pools):
        if x.blocks[i].n != run.state.members[i]:
            raise AssertionError(f"pool {i}: {x.blocks[i].n} is kept, {run.state.members[i]} is right")
    check_view(T, run)
    for i in range(block_of(T, x.n_classes, 0)):
        check_bounds(T, run, &x.blocks[i])
    check_urn(T, x)
    return 0
