# The state of one run: a row for each clone, the cells of clones that respond alike, the pools.
#
# Clones stand in classes: of one group, with traits that differ by a factor of two at most. The cells
# of one class in one compartment are a block. A block lists the clone of each of its cells, so one of
# them is drawn by one number; a very large block draws it by the clones' counts instead.
from libc.math cimport fabs, frexp, ldexp
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcpy, memset

from stream cimport Stream, clonal_mul_hi, next_word, uniform, unit
from tables cimport Tables

cdef extern from "<stdlib.h>" nogil:
    void *aligned_alloc(size_t alignment, size_t size)

cdef extern from *:
    """
    #define CLONAL_MOST_CELLS ((int64_t)1 << 62)
    #define CLONAL_VAST ((int64_t)1 << 32)
    """
    int64_t MOST_CELLS "CLONAL_MOST_CELLS"
    int64_t VAST "CLONAL_VAST"  # beyond it a sum kept up to date might round

cdef enum:
    BINS = 64              # powers of two of a clone's cells
    LINE = 64              # bytes that memory fetches at once: rows begin at one
    MOST_LISTED = 1 << 24  # cells of a block that are listed one by one
    MOST_CLASSES = 24      # of a group, before they grow wider than a factor of two

    OK = 0
    ERROR_MEMORY = -1
    ERROR_OVERFLOW = -2
    ERROR_NEGATIVE = -3
    ERROR_MUTATION = -4
    ERROR_BOUND = -5
    ERROR_TRAIT = -6
    ERROR_STALLED = -7
    MOST_STALLS = 1 << 20  # events of a run between which no more than a tick passed

cdef enum:
    MOST_TOUCHED = 4

# What a plain event does: a cell comes, goes or moves, and what that touches is renewed from counts.
# It is read off the tables once, so that an event finds it on two lines of memory.
cdef struct Act:
    int32_t plain
    int32_t mutations     # their list; -1
    int32_t watched       # whether an endpoint may be crossed
    int32_t moves         # 1, or 2: the second is an arrival
    int32_t change        # of the first: 1 or -1
    int32_t away          # the first is not where the cell is: a daughter that goes elsewhere
    int32_t sums          # how many sums count cells of the places: 0, 1 (of each), or else many
    int32_t sum[2]        # that one
    double weight[2]
    int32_t place[2]      # compartments
    int32_t nodes, entities
    int32_t paired        # the first of both belong together: the entity reads that node
    int32_t node[4]       # to be renewed: max(0, a + b · parent)
    int32_t parent[4]
    double a[4]
    double b[4]
    int32_t entity[4]     # whose rates and totals follow
    int32_t reads[4]      # the node that each depends on

# A channel of one block: its bound a cell, and that bound's part that all clones share. Where the
# entity has a node that all channels share, both are without it, or they would change with every event.
cdef struct Chan:
    double bound          # of the rate of any cell of the block, over the window
    double shared         # bound / largest trait
    double low            # what the shared part cannot fall below
    int32_t column, event
    Act *act

cdef struct Bin:
    int32_t *members      # rows
    int32_t size, room
    int64_t total         # cells

# Clones by the magnitude of their cells (Slepoy, Thompson & Plimpton 2008): a bin by its cells, in it
# a clone uniformly, accepted with its cells over the power of two that no member exceeds.
cdef struct Crowd:
    Bin bins[BINS]

cdef struct Block:
    int64_t n             # cells, members of a pool, or 1 for inflows
    double rate           # Σ bounds of its channels, a cell
    double fixed          # where the channels share a node, rate = fixed + slope · node
    double slope
    double total          # n · rate
    Chan *chan
    int32_t channels
    int32_t constant      # how many of them do not depend on the node: the first
    int32_t *who          # the row of each cell
    int64_t room
    Crowd *crowd          # instead of `who`, where the block is very large
    int32_t crowded
    int32_t stale         # empty when bounds were renewed: they have to be made when it is not
    int32_t kind          # class; -1 for a pool and for the inflows
    int32_t next          # block of the same entity; -1

cdef struct Place:
    int32_t bin, position

cdef struct Vector:       # a growing array of plain records
    char *data
    int64_t size, room    # in records
    int64_t width         # bytes a record

# What a row begins with; its cells by compartment, its traits and its places in crowds follow.
cdef struct Head:
    int64_t id
    int64_t cells         # in all compartments
    int32_t group, kind   # kind: its class
    int32_t lineage

cdef struct Run:
    # what the loop reads most
    double time, horizon, next_sample, total
    Stream stream
    Block *blocks         # pools, inflows, then (classes, compartments)
    int32_t *first_block  # by entity
    Block **heads         # the same as pointers
    double *entity_total  # Σ totals of an entity's blocks
    double *low           # by node: what it cannot fall below in the window
    double *high          # by node that moves with time: what it cannot exceed in the window
    int32_t *points_below # by node with a table: how many of its points were, when it was last read
    int64_t *recorded     # by (lineage, compartment)
    int64_t living, next_id, events, stalls
    int vast              # counts are or were so large that sums are made anew each time
    Act *acts             # by event
    int32_t reached       # the horizon, and nothing done about it yet
    # classes
    int32_t n_classes, class_room
    int32_t *group_classes
    double *class_low     # (classes, columns)
    double *class_high
    Chan *chans           # of pools and inflows, then (classes, most channels of a group)
    int32_t chan_stride
    # rows
    char *rows
    int64_t stride, cells_at, traits_at, places_at
    int32_t n_rows, room, n_free
    int32_t *free_rows
    # time
    int sample, mark, next_break
    double step           # length of the windows in which rates are bounded
    double tick           # so many events at this pace that no run would see its end
    double opened         # when the window was
    double quiet          # without cells: the last moment at which anything happened or could have
    int32_t *segment      # by drug
    double *conc_low
    double *conc_high
    double *conc
    double *conc_time
    # endpoints
    double *endpoint_time
    int32_t *endpoint_armed
    int stopping, finished, outcome, widened
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


cdef inline Head *head_of(char *row) noexcept nogil:
    return <Head *>row


cdef inline double *traits_of(Run *s, char *row) noexcept nogil:
    return <double *>(row + s.traits_at)


cdef inline int64_t *cells_of(Run *s, char *row) noexcept nogil:
    return <int64_t *>(row + s.cells_at)


cdef inline Place *places_of(Run *s, char *row) noexcept nogil:
    return <Place *>(row + s.places_at)


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


cdef inline int32_t new_row(Run *s, int group) noexcept nogil:
    # An empty row for a clone; -1 where there is no memory.
    cdef int32_t row, room
    cdef char *rows
    cdef int32_t *spare
    cdef char *p
    if s.n_free:
        s.n_free -= 1
        row = s.free_rows[s.n_free]
    else:
        if s.n_rows == s.room:
            room = 2 * s.room
            if room <= 0:
                return -1
            rows = <char *>aligned_alloc(LINE, <int64_t>room * s.stride)
            if rows == NULL:
                return -1
            memcpy(rows, s.rows, <int64_t>s.n_rows * s.stride)
            free(s.rows)
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
    head_of(p).id = s.next_id
    head_of(p).group = group
    head_of(p).kind = -1
    s.next_id += 1
    return row


cdef inline void release(const Tables *T, Run *s, int32_t row) noexcept nogil:
    # After an event: the row of an extinct clone is free again; declared clones keep theirs.
    if row >= T.clones and head_of(row_at(s, row)).cells == 0:
        s.free_rows[s.n_free] = row
        s.n_free += 1


# -- classes --------------------------------------------------------------------------------

cdef inline bint joins(const Tables *T, Run *s, int kind, int group, double *trait, double width) noexcept nogil:
    # Whether a clone's traits and those of the class lie within a factor of `width`.
    cdef int i
    cdef double low, high
    for i in range(T.columns):
        if not T.column_used[group * T.columns + i]:
            continue
        low, high = s.class_low[kind * T.columns + i], s.class_high[kind * T.columns + i]
        low = trait[i] if trait[i] < low else low
        high = trait[i] if trait[i] > high else high
        if low == high:
            continue
        if low >= 0.0 and not (0.0 < low and high <= width * low):
            return False
        if low < 0.0 and not (high < 0.0 and low >= width * high):
            return False
    return True


cdef inline int32_t block_of(const Tables *T, int kind, int compartment) noexcept nogil:
    return T.pools + 1 + kind * T.compartments + compartment


cdef inline void place_chans(const Tables *T, Run *s) noexcept nogil:
    # Let every block point at its channels.
    cdef int i, group, first, kind
    cdef int others = T.entity_channel_ptr[T.entities] - T.entity_channel_ptr[T.cells]
    cdef int32_t b
    for i in range(T.entities):
        b = s.first_block[i]
        s.heads[i] = &s.blocks[b] if b >= 0 else NULL
        group = T.entity_group[i]
        first = T.entity_channel_ptr[T.cells if group < 0 else group * T.compartments]
        while b >= 0:
            kind = s.blocks[b].kind
            s.blocks[b].chan = &s.chans[
                (0 if kind < 0 else others + <int64_t>kind * s.chan_stride)
                + T.entity_channel_ptr[i] - first
            ]
            b = s.blocks[b].next


cdef inline int grow_classes(const Tables *T, Run *s) noexcept nogil:
    cdef int room = 2 * s.class_room, old = block_of(T, s.class_room, 0)
    cdef int others = T.entity_channel_ptr[T.entities] - T.entity_channel_ptr[T.cells]
    cdef void *p = realloc(s.blocks, <int64_t>block_of(T, room, 0) * sizeof(Block))
    if p == NULL:
        return ERROR_MEMORY
    s.blocks = <Block *>p
    memset(&s.blocks[old], 0, <int64_t>(block_of(T, room, 0) - old) * sizeof(Block))
    p = realloc(s.class_low, <int64_t>room * T.columns * sizeof(double))
    if p == NULL:
        return ERROR_MEMORY
    s.class_low = <double *>p
    p = realloc(s.class_high, <int64_t>room * T.columns * sizeof(double))
    if p == NULL:
        return ERROR_MEMORY
    s.class_high = <double *>p
    p = realloc(s.chans, (others + <int64_t>room * s.chan_stride) * sizeof(Chan))
    if p == NULL:
        return ERROR_MEMORY
    s.chans = <Chan *>p
    s.class_room = room
    return OK


cdef inline int new_class(const Tables *T, Run *s, int group) noexcept nogil:
    # A class without clones; -1 where there is no memory.
    cdef int kind = s.n_classes, j
    cdef int32_t b, last
    cdef Block *block
    if kind == s.class_room and grow_classes(T, s) != OK:
        return -1
    s.n_classes += 1
    s.group_classes[group] += 1
    for j in range(T.compartments):
        b = block_of(T, kind, j)
        block = &s.blocks[b]
        block.n = block.crowded = block.stale = 0
        block.rate = block.total = block.fixed = block.slope = 0.0
        block.channels = block.constant = 0
        block.kind, block.next = kind, -1
        last = s.first_block[group * T.compartments + j]
        if last < 0:
            s.first_block[group * T.compartments + j] = b
        else:
            while s.blocks[last].next >= 0:
                last = s.blocks[last].next
            s.blocks[last].next = b
    place_chans(T, s)
    return kind


cdef inline int classify(const Tables *T, Run *s, char *row) noexcept nogil:
    # Put a clone into a class: the first that it fits, a new one, or (of many) a wider one.
    cdef int group = head_of(row).group, kind = -1, i
    cdef int32_t b
    cdef double *trait = traits_of(s, row)
    cdef double width = 2.0
    while kind < 0:
        b = s.first_block[group * T.compartments]
        while b >= 0 and not joins(T, s, s.blocks[b].kind, group, trait, width):
            b = s.blocks[b].next
        if b >= 0:
            kind = s.blocks[b].kind
        elif s.group_classes[group] < MOST_CLASSES or not (width < 1e300):
            kind = new_class(T, s, group)
            if kind < 0:
                return fail(s, ERROR_MEMORY, -1, -1, 0.0)
            for i in range(T.columns):
                s.class_low[kind * T.columns + i] = s.class_high[kind * T.columns + i] = trait[i]
            s.widened = 1
        width *= width
    head_of(row).kind = kind
    for i in range(T.columns):
        if trait[i] < s.class_low[kind * T.columns + i]:
            s.class_low[kind * T.columns + i] = trait[i]
            s.widened = 1
        if trait[i] > s.class_high[kind * T.columns + i]:
            s.class_high[kind * T.columns + i] = trait[i]
            s.widened = 1
    return OK


# -- very large blocks ----------------------------------------------------------------------

cdef inline int magnitude(int64_t cells) noexcept nogil:
    # The power of two above: 2^(magnitude - 1) <= cells < 2^magnitude
    cdef int exponent
    frexp(<double>cells, &exponent)
    return exponent


cdef inline void leave_bin(Run *s, Crowd *crowd, int compartment, Place *place) noexcept nogil:
    cdef Bin *bin = &crowd.bins[place.bin]
    cdef int32_t last = bin.members[bin.size - 1]
    bin.members[place.position] = last
    places_of(s, row_at(s, last))[compartment].position = place.position
    bin.size -= 1


cdef inline int enter_bin(Run *s, Crowd *crowd, int32_t row, Place *place, int number) noexcept nogil:
    cdef Bin *bin = &crowd.bins[number]
    cdef int32_t *members
    cdef int room
    if bin.size == bin.room:
        room = 2 * bin.room if bin.room else 8
        members = <int32_t *>realloc(bin.members, room * sizeof(int32_t))
        if members == NULL:
            return fail(s, ERROR_MEMORY, -1, -1, 0.0)
        bin.members, bin.room = members, room
    place.bin, place.position = number, bin.size
    bin.members[bin.size] = row
    bin.size += 1
    return OK


cdef inline int recrowd(Run *s, Block *block, int32_t row, int compartment, int64_t change) noexcept nogil:
    # A clone's cells in a crowd have just changed by `change`.
    cdef char *p = row_at(s, row)
    cdef Place *place = &places_of(s, p)[compartment]
    cdef int64_t cells = cells_of(s, p)[compartment]
    cdef int number = magnitude(cells) if cells else -1
    if cells == change:
        place.bin = -1
    if number >= 0 and place.bin == number:
        block.crowd.bins[number].total += change
        return OK
    if place.bin >= 0:
        block.crowd.bins[place.bin].total -= cells - change
        leave_bin(s, block.crowd, compartment, place)
    if number >= 0:
        block.crowd.bins[number].total += cells
        return enter_bin(s, block.crowd, row, place, number)
    return OK


cdef inline int32_t choose_in_crowd(Run *s, Block *block, int compartment) noexcept nogil:
    # A row, in proportion to its cells.
    cdef int64_t r = <int64_t>clonal_mul_hi(next_word(&s.stream), <uint64_t>block.n)
    cdef int number = BINS - 1
    cdef Bin *bin
    cdef uint64_t word
    cdef int32_t row
    while r >= block.crowd.bins[number].total:
        r -= block.crowd.bins[number].total
        number -= 1
    bin = &block.crowd.bins[number]
    while True:
        # The high half of word · size is the member, the low half is uniform again.
        word = next_word(&s.stream)
        row = bin.members[clonal_mul_hi(word, <uint64_t>bin.size)]
        if ldexp(unit(word * <uint64_t>bin.size), number) < cells_of(s, row_at(s, row))[compartment]:
            return row


cdef inline int list_cells(const Tables *T, Run *s, int kind, int compartment) noexcept nogil:
    # Make a block's list of cells, or its crowd, anew from the clones' counts.
    cdef Block *block = &s.blocks[block_of(T, kind, compartment)]
    cdef int32_t row
    cdef int64_t cells, i, at = 0
    cdef char *p
    block.crowded = block.n > MOST_LISTED
    if block.crowded:
        if block.crowd == NULL:
            block.crowd = <Crowd *>calloc(1, sizeof(Crowd))
            if block.crowd == NULL:
                return fail(s, ERROR_MEMORY, -1, -1, 0.0)
        for i in range(BINS):
            block.crowd.bins[i].size = 0
            block.crowd.bins[i].total = 0
    elif make_room(s, block, block.n) != OK:
        return s.error
    for row in range(s.n_rows):
        p = row_at(s, row)
        cells = cells_of(s, p)[compartment]
        if head_of(p).kind != kind or cells == 0:
            continue
        if block.crowded:
            recrowd(s, block, row, compartment, cells)
        else:
            for i in range(cells):
                block.who[at + i] = row
            at += cells
    return s.error


cdef inline int make_room(Run *s, Block *block, int64_t cells) noexcept nogil:
    cdef int32_t *who
    cdef int64_t room = block.room if block.room else 64
    if cells <= block.room:
        return OK
    while room < cells:
        room *= 2
    who = <int32_t *>realloc(block.who, room * sizeof(int32_t))
    if who == NULL:
        return fail(s, ERROR_MEMORY, -1, -1, 0.0)
    block.who, block.room = who, room
    return OK


cdef inline int64_t cells_in(Run *s, int entity) noexcept nogil:
    # The cells of all classes of a group in a compartment.
    cdef int32_t b = s.first_block[entity]
    cdef int64_t cells = 0
    while b >= 0:
        cells += s.blocks[b].n
        b = s.blocks[b].next
    return cells


# -- cells ----------------------------------------------------------------------------------

cdef inline double sum_of(const Tables *T, Run *s, int node) noexcept nogil:
    # A node's constant and weighted entities, from the counts.
    cdef double value = T.node_number[4 * node]
    cdef int i, entity
    for i in range(T.node_term_ptr[node], T.node_term_ptr[node + 1]):
        entity = T.node_term_entity[i]
        if entity < T.cells:
            value += T.node_term_weight[i] * cells_in(s, entity)
        else:
            value += T.node_term_weight[i] * s.blocks[entity - T.cells].n
    return value


cdef inline void feed(const Tables *T, Run *s, int entity, double change) noexcept nogil:
    # The sums that count an entity, which has just changed. Below VAST they are whole and exact.
    cdef int i, node
    for i in range(T.feed_ptr[entity], T.feed_ptr[entity + 1]):
        node = T.feed_node[i]
        if s.vast:
            s.low[node] = sum_of(T, s, node)
        else:
            s.low[node] += T.feed_weight[i] * change


cdef inline int add_cells(
    const Tables *T, Run *s, int32_t row, int compartment, int64_t change, int64_t cell
) noexcept nogil:
    # Change a clone's cells and what counts them; totals are the caller's to renew. `cell` is the
    # place in the block's list of the one that leaves, where one does; -1 where the list is to be
    # made anew by the caller.
    cdef char *p = row_at(s, row)
    cdef Head *head = head_of(p)
    cdef int64_t *mine = cells_of(s, p) + compartment
    cdef int entity = head.group * T.compartments + compartment, i
    cdef Block *block = &s.blocks[block_of(T, head.kind, compartment)]
    if change > MOST_CELLS - s.living:
        return fail(s, ERROR_OVERFLOW, head.id, compartment, <double>s.living + <double>change)
    if mine[0] + change < 0:
        return fail(s, ERROR_NEGATIVE, head.id, compartment, <double>(mine[0] + change))
    mine[0] += change
    head.cells += change
    s.recorded[head.lineage * T.compartments + compartment] += change
    s.living += change
    block.n += change
    if s.living > VAST:
        s.vast = 1
    if block.crowded:
        recrowd(s, block, row, compartment, change)
    elif change == -1 and cell >= 0:
        block.who[cell] = block.who[block.n]
    elif change > 0:
        if block.n > MOST_LISTED:
            list_cells(T, s, head.kind, compartment)
        elif block.n <= block.room or make_room(s, block, block.n) == OK:
            for i in range(change):
                block.who[block.n - 1 - i] = row
    feed(T, s, entity, <double>change)
    return s.error


cdef inline int add_members(const Tables *T, Run *s, int pool, int64_t change) noexcept nogil:
    cdef Block *block = &s.blocks[pool]
    if change > MOST_CELLS - block.n:
        return fail(s, ERROR_OVERFLOW, -1, -2 - pool, <double>block.n + <double>change)
    if block.n + change < 0:
        return fail(s, ERROR_NEGATIVE, -1, -2 - pool, <double>(block.n + change))
    block.n += change
    if block.n > VAST:
        s.vast = 1
    feed(T, s, T.cells + pool, <double>change)
    return OK
