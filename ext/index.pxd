# Where the exact method finds the next event: classes of clones, the blocks of their cells, the bounds
# of their channels, and the totals by which an entity is chosen. All of it follows from the state.
#
# Clones stand in classes: of one group, with traits that differ by a factor of two at most. The cells
# of one class in one compartment are a block. A block lists the clone of each of its cells, so one of
# them is drawn by one number; a very large block draws it by the clones' counts instead (crowds.pxd).
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy

from failure cimport ERROR_MEMORY, NO_CLONE, NO_PLACE, OK, fail
from memory cimport PAGE, large
from nodes cimport Feed
from sabotage cimport sabotaged
from state cimport State
from tables cimport Tables

cdef enum:
    BINS = 64             # powers of two of a clone's cells
    NO_BLOCK = -1
    SHARED = -1
    PANEL = 8             # entities whose totals are summed together

    GENERAL = 0           # what an event does to cells: anything
    COMES = 1             # one comes
    GOES = 2              # one goes
    MOVES = 3             # one goes here and comes there

# What an event does, read off the tables once, so that it is found on one line of memory.
cdef struct Act:
    int32_t kind, event
    int32_t mutations     # their list; -1
    double mutates        # from this uniform number on there is none: their total, or more than 1
    int32_t here, there   # compartments: of the cell that goes; of the one that comes
    int32_t away          # the one that comes is not of the block that is drawn from
    int32_t n_shifts
    Feed *shifts          # the sums that it changes, and by how much

# A channel of one block.
cdef struct Chan:
    double bound          # of the rate of any cell of the block
    double shared         # bound / largest trait of the class
    double low            # what the shared part cannot fall below
    int32_t column        # the trait that multiplies it; 0 where a law is to be asked
    int32_t channel
    Act act

cdef struct Bin:
    int32_t *members      # rows
    int32_t size, room
    int64_t total         # cells

# Clones by the magnitude of their cells.
cdef struct Crowd:
    Bin bins[BINS]

cdef struct Block:
    int64_t n             # cells, members of a pool, or 1 for inflows
    double rate           # Σ bounds of its channels, a cell
    double total          # n · rate
    Chan *chan
    int32_t *who          # the row of each cell
    int64_t room          # of `who`
    int64_t limit         # cells that the list takes without more ado; 0 where there is none
    int32_t *slot         # the place among `chan` of each channel of its entity
    Crowd *crowd          # instead of `who`, where the block is very large
    int32_t channels
    int32_t stale         # empty when bounds were renewed: they have to be made when it is not
    int32_t listed        # a cell of it is drawn from its list
    int32_t crowded
    int32_t of_class      # NO_CLASS for a pool and for the inflows
    int32_t next          # block of the same entity; NO_BLOCK
    int32_t entity
    int32_t position      # of its entity's total; SHARED where there are other blocks, or it is stale

cdef struct Index:
    double total
    double *totals        # of entities, by position
    double *panels        # sums of PANEL totals each, and zeros up to a multiple of PANEL
    int32_t *order        # entities by position, the likeliest first
    int32_t *position     # by entity
    int64_t n_panels
    Block *blocks         # pools, inflows, then (classes, compartments)
    Block **heads         # the first block of each entity, by entity
    Block **at            # the same by position
    int32_t *first_block
    Act *acts             # by channel
    Feed *shifts          # of all acts
    int32_t vast          # no event is plain
    # classes
    int32_t n_classes, class_room
    int32_t *group_classes
    double *class_low     # (classes, columns)
    double *class_high
    Chan *chans           # of pools and inflows, then (classes, most channels of a group)
    int32_t *slots        # likewise
    int64_t chan_stride
    int32_t widened       # a class whose bounds a new clone has widened; NO_CLASS
    # what the event at hand has changed
    int32_t *changed      # blocks
    int32_t n_changed
    int reached           # the horizon, by the last proposal
    Block *guess          # where the next event is likely to find its cell; NULL
    int64_t guess_cell
    double tick           # two events this close are the same moment
    int64_t stalls        # how many were, of late
    int64_t stalls_from   # counted from this event on
    int64_t refused       # proposals that the exact rate has refused, since `refused_from`
    int64_t refused_from  # counted from this event on
    int64_t next_order    # the count of events at which entities are put in order again


cdef inline int64_t block_of(const Tables *T, int64_t of_class, int64_t compartment) noexcept nogil:
    return T.pools + 1 + of_class * T.compartments + compartment


cdef inline int make_room(State *s, Block *block, int64_t cells) noexcept nogil:
    # For that many in a block's list.
    cdef int64_t room = block.room if block.room else 64
    cdef int32_t *who
    if cells <= block.room:
        return OK
    while room < cells:
        room *= 2
    if room * <int64_t>sizeof(int32_t) < PAGE:
        who = <int32_t *>realloc(block.who, room * sizeof(int32_t))
    else:
        who = <int32_t *>large(room * sizeof(int32_t))
        if who != NULL:
            memcpy(who, block.who, block.room * sizeof(int32_t))
            free(block.who)
    if who == NULL:
        return fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
    block.who, block.room = who, room
    return OK


cdef inline void limit_list(const Tables *T, Block *block) noexcept nogil:
    # After its list, or its crowd, has been made.
    block.listed = not block.crowded
    block.limit = 0 if block.crowded else block.room if block.room < T.most_listed else T.most_listed


# -- totals ---------------------------------------------------------------------------------

cdef inline double sum_of_panel(const double *t) noexcept nogil:
    # Of PANEL numbers.
    return ((t[0] + t[1]) + (t[2] + t[3])) + ((t[4] + t[5]) + (t[6] + t[7]))


cdef inline void sum_panel(Index *x, int64_t panel) noexcept nogil:
    x.panels[panel] = sum_of_panel(x.totals + PANEL * panel)


cdef inline void sum_panels(const Tables *T, Index *x) noexcept nogil:
    cdef double total
    cdef int64_t i
    if T.summed <= 2:
        x.total = x.totals[0] + x.totals[1]
        return
    total = sum_of_panel(x.panels)
    i = PANEL
    while i < x.n_panels:
        total += sum_of_panel(x.panels + i)
        i += PANEL
    x.total = total


cdef inline void put_total(const Tables *T, Index *x, int64_t position, double total) noexcept nogil:
    # Of an entity; the sum over all is the caller's to renew.
    x.totals[position] = total
    if not sabotaged(27) and T.summed > 2:
        sum_panel(x, position // PANEL)


cdef inline void sum_all(const Tables *T, Index *x) noexcept nogil:
    cdef int64_t i
    for i in range(x.n_panels):
        sum_panel(x, i)
    sum_panels(T, x)


cdef inline void settle_position(Index *x, Block *block) noexcept nogil:
    # Whether the block's total is its entity's, and can be put there at once.
    cdef bint alone = x.heads[block.entity].next < 0 and not block.stale
    block.position = x.position[block.entity] if alone else SHARED


cdef inline void make_stale(Block *block) noexcept nogil:
    block.stale = 1
    block.position = SHARED


cdef inline void order_channels(const Tables *T, Block *block) noexcept nogil:
    # The likeliest first: an insertion sort of what is nearly in order.
    cdef int64_t first = T.entity_channel_ptr[block.entity]
    cdef int32_t i, j
    cdef Chan chan
    for i in range(1, block.channels):
        if not block.chan[i - 1].bound < block.chan[i].bound:
            continue
        chan = block.chan[i]
        j = i
        while j > 0 and block.chan[j - 1].bound < chan.bound:
            block.chan[j] = block.chan[j - 1]
            block.slot[block.chan[j].channel - first] = j
            j -= 1
        block.chan[j] = chan
        block.slot[chan.channel - first] = j


cdef inline void order_entities(const Tables *T, Index *x) noexcept nogil:
    # The likeliest first, and in each of their blocks the likeliest channel.
    cdef int64_t i, j
    cdef int32_t entity
    cdef double total
    cdef Block *block
    for i in range(1, T.summed):
        entity, total = x.order[i], x.totals[i]
        j = i
        while j > 0 and x.totals[j - 1] < total:
            x.order[j], x.totals[j] = x.order[j - 1], x.totals[j - 1]
            j -= 1
        x.order[j], x.totals[j] = entity, total
    for i in range(T.summed):
        entity = x.order[i]
        if not sabotaged(26):
            x.position[entity] = <int32_t>i
        x.at[i] = x.heads[entity]
        block = x.heads[entity]
        if block != NULL:
            settle_position(x, block)
        while block != NULL:
            if block.n:
                order_channels(T, block)
            block = &x.blocks[block.next] if block.next >= 0 else NULL
    sum_all(T, x)
