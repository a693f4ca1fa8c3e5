# The state of one run: rows of clones, cells by (group, compartment), and the selectors that draw a
# clone in proportion to its cells times a trait.
#
# A row holds all of one clone side by side: its traits, its cells in every compartment, and its
# place in the bins of each selector. Rows of extinct clones are used again, so memory grows with
# the clones alive.
from libc.math cimport fabs, frexp, ldexp
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset

from stream cimport Stream, clonal_mul_hi, next_word, uniform, unit
from tables cimport Tables

cdef enum:
    BINS = 256             # powers of two that the weights of one selector may span
    REBUILD = 65536        # changes of a bin after which its sum is made anew

    OK = 0
    ERROR_MEMORY = -1
    ERROR_OVERFLOW = -2
    ERROR_NEGATIVE = -3
    ERROR_MUTATION = -4
    ERROR_RANGE = -5
    ERROR_BOUND = -6
    ERROR_TRAIT = -7

cdef extern from *:
    """
    #define CLONAL_MOST_CELLS ((int64_t)1 << 62)
    """
    int64_t MOST_CELLS "CLONAL_MOST_CELLS"

cdef struct Bin:
    int32_t *members      # rows
    int32_t size, room, changes
    double total          # Σ weight
    double limit          # no member weighs more

cdef struct Place:
    int32_t bin, position

# Composition–rejection (Slepoy, Thompson & Plimpton 2008): clones in bins by the magnitude of
# weight = cells · trait; a bin by its sum, in it a clone uniformly, accepted with weight / limit.
cdef struct Selector:
    double total
    int32_t filled        # bins in use, in `order`, heaviest first
    int32_t base          # exponent of bin 0; set by the first weight
    int32_t started
    int32_t trait         # column
    int32_t compartment
    int32_t slot          # of the group's selectors: which Place of a row
    int32_t order[BINS]
    Bin bins[BINS]

cdef struct Vector:       # a growing array of plain records
    char *data
    int64_t size, room    # in records
    int64_t width         # bytes a record

cdef struct Run:
    # what the loop reads most
    double time, horizon, next_sample, total
    Stream stream
    double *rate          # by channel
    double *block         # sums of rate by block
    double *low           # by node: what it cannot fall below in the window
    double *high          # by node: what it cannot exceed in the window
    double *peak          # by channel: bound a cell, where it is timed
    double *squeeze       # by channel: accepted at once below this
    double *part_high     # by part
    double *law_high      # by law: bound of the product of factors
    double *trait_low     # (groups, columns)
    double *trait_high
    int64_t *cells        # by (group, compartment)
    int64_t *pools
    Selector *selectors
    # rows
    char *rows
    int64_t stride
    int32_t n_rows, room, n_free
    int32_t *free_rows
    int64_t count_at, place_at, id_at
    int64_t living, next_id, events
    # time
    int sample, mark, next_break
    double step           # length of the windows in which rates are bounded
    int32_t *segment      # by drug
    double *conc_low
    double *conc_high
    double *conc
    double *conc_time
    # endpoints
    double *endpoint_time
    int32_t *endpoint_armed
    int stopping, extinct, finished, outcome, widened
    double end_time
    # errors
    int error, error_place
    int64_t error_clone
    double error_value
    # output of this run; NULL where nothing is recorded
    int64_t *out_population
    int64_t *out_pools
    double *out_signals
    Vector *founded
    Vector *counted
    int64_t *out_counted   # rows of `counted` by sample


# -- rows -----------------------------------------------------------------------------------

cdef inline char *row_at(Run *s, int32_t row) noexcept nogil:
    return s.rows + row * s.stride


cdef inline double *traits_of(char *row) noexcept nogil:
    return <double *>row


cdef inline int64_t *cells_of(Run *s, char *row) noexcept nogil:
    return <int64_t *>(row + s.count_at)


cdef inline Place *places_of(Run *s, char *row) noexcept nogil:
    return <Place *>(row + s.place_at)


cdef inline int64_t *identity_of(Run *s, char *row) noexcept nogil:
    # [0] the clone's id, [1] its cells in all compartments, [2] its group
    return <int64_t *>(row + s.id_at)


cdef inline int fail(Run *s, int error, int64_t clone, int place, double value) noexcept nogil:
    if s.error == OK:
        s.error, s.error_clone, s.error_place, s.error_value = error, clone, place, value
    return error


cdef inline void *push(Vector *v) noexcept nogil:
    # Room for one more record; NULL where there is no memory.
    cdef char *data
    cdef int64_t room
    if v.size == v.room:
        room = 2 * v.room if v.room else 64
        data = <char *>realloc(v.data, room * v.width)
        if data == NULL:
            return NULL
        v.data, v.room = data, room
    v.size += 1
    return v.data + (v.size - 1) * v.width


cdef inline int32_t new_row(const Tables *T, Run *s, int group) noexcept nogil:
    # An empty row for a clone; -1 where there is no memory.
    cdef int32_t row, i, room
    cdef char *rows
    cdef int32_t *spare
    cdef char *p
    cdef Place *places
    if s.n_free:
        s.n_free -= 1
        row = s.free_rows[s.n_free]
    else:
        if s.n_rows == s.room:
            room = 2 * s.room
            if room <= 0:
                return -1
            rows = <char *>realloc(s.rows, <int64_t>room * s.stride)
            if rows == NULL:
                return -1
            s.rows = rows
            spare = <int32_t *>realloc(s.free_rows, room * sizeof(int32_t))
            if spare == NULL:
                return -1
            s.free_rows = spare
            s.room = room
        row = s.n_rows
        s.n_rows += 1
    p = row_at(s, row)
    memset(p, 0, s.stride)
    identity_of(s, p)[0] = s.next_id
    identity_of(s, p)[2] = group
    s.next_id += 1
    places = places_of(s, p)
    for i in range((s.id_at - s.place_at) // <int64_t>sizeof(Place)):
        places[i].bin = -1
    return row


# -- selectors ------------------------------------------------------------------------------

cdef inline double weight_of(Run *s, Selector *q, char *row) noexcept nogil:
    # A clone's own trait may be negative; its law then settles what its weight proposes.
    return cells_of(s, row)[q.compartment] * fabs(traits_of(row)[q.trait])


cdef inline void sum_selector(Selector *q) noexcept nogil:
    cdef int i
    cdef double total = 0.0
    for i in range(q.filled):
        total += q.bins[q.order[i]].total
    q.total = total


cdef inline void leave_bin(Run *s, Selector *q, Place *place) noexcept nogil:
    cdef Bin *bin = &q.bins[place.bin]
    cdef int32_t last = bin.members[bin.size - 1]
    cdef int i = 0
    bin.members[place.position] = last
    places_of(s, row_at(s, last))[q.slot].position = place.position
    bin.size -= 1
    if bin.size == 0:
        bin.total = 0.0
        while q.order[i] != place.bin:
            i += 1
        q.filled -= 1
        while i < q.filled:
            q.order[i] = q.order[i + 1]
            i += 1
    place.bin = -1


cdef inline int enter_bin(Run *s, Selector *q, int32_t row, Place *place, double weight) noexcept nogil:
    cdef int exponent, number, i
    cdef int32_t *members
    cdef Bin *bin
    frexp(weight, &exponent)
    if not q.started:
        q.started = 1
        q.base = exponent - BINS // 2
    number = exponent - q.base
    if number < 0:
        number = 0
    if number >= BINS:
        return fail(s, ERROR_RANGE, identity_of(s, row_at(s, row))[0], q.compartment, weight)
    bin = &q.bins[number]
    bin.limit = ldexp(1.0, q.base + number)
    if bin.size == bin.room:
        i = 2 * bin.room if bin.room else 8
        members = <int32_t *>realloc(bin.members, i * sizeof(int32_t))
        if members == NULL:
            return fail(s, ERROR_MEMORY, -1, -1, 0.0)
        bin.members, bin.room = members, i
    if bin.size == 0:
        i = q.filled
        while i > 0 and q.order[i - 1] < number:
            q.order[i] = q.order[i - 1]
            i -= 1
        q.order[i] = number
        q.filled += 1
        bin.total = 0.0
        bin.changes = 0
    place.bin = number
    place.position = bin.size
    bin.members[bin.size] = row
    bin.size += 1
    return OK


cdef inline void rebuild_bin(Run *s, Selector *q, Bin *bin) noexcept nogil:
    cdef int i
    bin.total = 0.0
    for i in range(bin.size):
        bin.total += weight_of(s, q, row_at(s, bin.members[i]))
    bin.changes = 0


cdef inline int reweigh(Run *s, Selector *q, int32_t row, char *p, int64_t change) noexcept nogil:
    # A clone's cells in the selector's compartment have just changed by `change`.
    cdef double trait = fabs(traits_of(p)[q.trait])
    cdef Place *place
    cdef Bin *bin
    cdef double weight
    if trait == 0.0:
        return OK
    place = &places_of(s, p)[q.slot]
    weight = cells_of(s, p)[q.compartment] * trait
    if place.bin >= 0:
        bin = &q.bins[place.bin]
        if bin.limit * 0.25 <= weight <= bin.limit:
            bin.total += change * trait
            bin.changes += 1
            if bin.changes > REBUILD:
                rebuild_bin(s, q, bin)
        else:
            bin.total -= (cells_of(s, p)[q.compartment] - change) * trait
            leave_bin(s, q, place)
    if weight > 0.0 and place.bin < 0:
        if enter_bin(s, q, row, place, weight) != OK:
            return s.error
        q.bins[place.bin].total += weight
    sum_selector(q)
    return OK


cdef inline int32_t choose_clone(Run *s, Selector *q) noexcept nogil:
    # A row, in proportion to cells · trait. The selector must not be empty.
    cdef int i = 0
    cdef double r, weight
    cdef Bin *bin = &q.bins[q.order[0]]
    cdef uint64_t word, size
    cdef int32_t row
    if q.filled > 1:
        r = uniform(&s.stream) * q.total
        while r >= bin.total and i + 1 < q.filled:
            r -= bin.total
            i += 1
            bin = &q.bins[q.order[i]]
    size = <uint64_t>bin.size
    if size == 1:
        return bin.members[0]
    while True:
        # The high half of word · size is the member, the low half is uniform again.
        word = next_word(&s.stream)
        row = bin.members[clonal_mul_hi(word, size)]
        weight = weight_of(s, q, row_at(s, row))
        if unit(word * size) * bin.limit < weight:
            return row


# -- cells ----------------------------------------------------------------------------------

cdef inline int add_cells(const Tables *T, Run *s, int32_t row, int compartment, int64_t change) noexcept nogil:
    # Change a clone's cells, and every sum and selector that counts them.
    cdef char *p = row_at(s, row)
    cdef int64_t *identity = identity_of(s, p)
    cdef int64_t *mine = cells_of(s, p)
    cdef int entity = <int>identity[2] * T.compartments + compartment
    cdef int i
    mine[compartment] += change
    s.cells[entity] += change
    identity[1] += change
    s.living += change
    if mine[compartment] < 0:
        return fail(s, ERROR_NEGATIVE, identity[0], compartment, <double>mine[compartment])
    if s.living > MOST_CELLS or s.living < 0:
        return fail(s, ERROR_OVERFLOW, identity[0], compartment, <double>s.living)
    for i in range(T.selector_ptr[entity], T.selector_ptr[entity + 1]):
        reweigh(s, &s.selectors[i], row, p, change)
    for i in range(T.feed_ptr[entity], T.feed_ptr[entity + 1]):
        s.low[T.feed_node[i]] += T.feed_weight[i] * change
        s.high[T.feed_node[i]] = s.low[T.feed_node[i]]
    return s.error


cdef inline void release(const Tables *T, Run *s, int32_t row) noexcept nogil:
    # After an event: the row of an extinct clone is free again; declared clones keep theirs.
    if row >= T.clones and identity_of(s, row_at(s, row))[1] == 0:
        s.free_rows[s.n_free] = row
        s.n_free += 1


cdef inline int add_members(const Tables *T, Run *s, int pool, int64_t change) noexcept nogil:
    cdef int entity = T.cells + pool
    cdef int i
    s.pools[pool] += change
    if s.pools[pool] < 0:
        return fail(s, ERROR_NEGATIVE, -1, -1 - pool, <double>s.pools[pool])
    if s.pools[pool] > MOST_CELLS:
        return fail(s, ERROR_OVERFLOW, -1, -1 - pool, <double>s.pools[pool])
    for i in range(T.feed_ptr[entity], T.feed_ptr[entity + 1]):
        s.low[T.feed_node[i]] += T.feed_weight[i] * change
        s.high[T.feed_node[i]] = s.low[T.feed_node[i]]
    return OK
