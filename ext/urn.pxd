# The urn: how the next event finds its block. The urn holds balls, each of them labelled with a block,
# and a block has so many that its share, balls · unit, is no less than its total rate. Events are proposed
# at the rate of all shares, by a ball that is drawn uniformly. A proposal is void with probability
# 1 − total / share, so each block comes at its own total rate, and an event that changes a total changes
# nothing else as long as the total keeps within the share.
from libc.math cimport INFINITY, ceil
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport realloc

from draws cimport unlikely
from index cimport Block, Index, block_of, first_classes
from sabotage cimport sabotaged
from tables cimport Tables

cdef extern from *:
    """
    /* gcc vectorises this only when it is told to. */
    #if defined(__GNUC__) && !defined(__clang__)
    __attribute__((optimize("tree-vectorize", "vect-cost-model=dynamic")))
    #endif
    static void clonal_label(int32_t *balls, int64_t n, int32_t label) {
        for (int64_t i = 0; i < n; i += 32)
            for (int64_t j = 0; j < 32; j++) balls[i + j] = label;
    }
    """
    # On up to SPILL balls more than n: so there is no rest to be counted out.
    void put_labels "clonal_label"(int32_t *balls, int64_t n, int32_t label) noexcept nogil


cdef enum:
    SPILL = 31
    # To fill the urn costs about as much as a void proposal for so many blocks, and for so many balls.
    BLOCKS_A_VOID = 8
    BALLS_A_VOID = 64
    MORE_VOID = 16        # proposals: more than that are worth it while most proposals are good
    STEPS = 4             # cells or members for each ball at least, so that few events pass a share,
    FEWER = 8             # unless a block had fewer than this part of `balls` on average


cdef inline int64_t most_balls(const Tables *T, int32_t classes) noexcept nogil:
    # Twice those that it is filled with when all blocks have a total.
    return 2 * (T.balls + 1) * block_of(T, classes, 0)


cdef inline int widen_urn(const Tables *T, Index *x) noexcept nogil:
    # Memory for the most balls of as many classes as there is room for. 0 where there is none.
    cdef void *p = realloc(x.balls, (most_balls(T, x.class_room) + SPILL) * sizeof(int32_t))
    if p == NULL:
        return 0
    x.balls = <int32_t *>p
    return 1


cdef inline double total_of(const Tables *T, Index *x) noexcept nogil:
    # The sum of all totals.
    cdef double total = 0.0
    cdef int64_t i
    for i in range(block_of(T, x.n_classes, 0)):
        total += x.blocks[i].total
    return total


cdef inline void add_balls(Index *x, Block *block, int64_t balls) noexcept nogil:
    # There is room for them.
    cdef int32_t label = <int32_t>(block - x.blocks)
    put_labels(x.balls + x.n_balls, balls, label)
    x.n_balls += balls
    block.balls += balls
    block.share = <double>block.balls * x.unit
    x.total = <double>x.n_balls * x.unit


cdef inline void fill_urn(const Tables *T, Index *x) noexcept nogil:
    # Anew, so that little of it is void. Without a rate, or with one that is no finite number, it stays
    # empty, and `unit` is 0, so that it is filled again whenever a total is put.
    cdef int64_t i, blocks = block_of(T, x.n_classes, 0), living = 0
    cdef double total = total_of(T, x), counted = 0.0
    cdef Block *block
    x.n_balls = x.void = 0
    x.total, x.unit = total, 0.0
    for i in range(blocks):
        block = &x.blocks[i]
        block.balls, block.share = 0, 0.0
        if block.total > 0.0:
            living += 1
            counted += <double>block.n
    if not (0.0 < total < INFINITY):
        return
    x.unit = total / (
        living * max(1.0, <double>T.balls / FEWER, min(<double>T.balls, counted / <double>(STEPS * living)))
    )
    if not (x.unit > 1e-300):
        x.unit = total
    for i in range(blocks):
        block = &x.blocks[i]
        if block.total > 0.0:
            add_balls(x, block, <int64_t>ceil(block.total / x.unit))


cdef inline bint is_spent(const Tables *T, Index *x, Block *block) noexcept nogil:
    # A proposal of this block was void. Whether that has been so often enough for the urn to be filled anew.
    cdef bint most = block.share - block.total > 0.25 * x.total
    x.void += 1
    return x.void > (
        block_of(T, x.n_classes, 0) // BLOCKS_A_VOID + x.n_balls // BALLS_A_VOID + (0 if most else MORE_VOID)
    )


cdef inline void exceed(const Tables *T, Index *x, Block *block) noexcept nogil:
    # A block's total has passed its share, or is no number. What happens follows from the classes that
    # there are, not from the memory, which may be left from a run before.
    cdef double balls = 1.0 + (block.total - block.share) / x.unit
    if balls <= <double>(most_balls(T, max(x.n_classes, first_classes(T))) - x.n_balls):
        add_balls(x, block, <int64_t>balls)
    else:
        fill_urn(T, x)


cdef inline void put_total(const Tables *T, Index *x, Block *block, double total) noexcept nogil:
    # The one writer of totals.
    block.total = total
    if unlikely(not (total <= block.share)) and not sabotaged(27):
        exceed(T, x, block)
