# Where the exact method finds the next event: classes of clones, the blocks of their cells, the bounds
# of their channels, and the urn (urn.pxd) by which a block is chosen. All of it follows from the state.
#
# Clones stand in classes: of one group, with traits that differ by a factor of two at most. The cells
# of one class in one compartment are a block. A block lists the clone of each of its cells, so one of
# them is drawn by one number; a very large block draws it by the clones' counts instead (crowds.pxd).
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy

from failure cimport ERROR_MEMORY, NO_CLONE, NO_PLACE, OK, fail
from memory cimport PAGE, large
from nodes cimport Feed
from state cimport State
from stream cimport Stream
from tables cimport Tables

cdef enum:
    BINS = 64             # powers of two of a clone's cells
    NO_BLOCK = -1
    NO_LIST = -1          # of mutations
    NO_CAUSE = -1
    AHEAD = 3             # events: so early a cell is looked for, where memory is far
    GUESSES = 4           # more than AHEAD

    GENERAL = 0           # what an event does: anything
    COMES = 1             # one cell comes
    GOES = 2              # one goes
    MOVES = 3             # one goes here and comes there
    COUNTS = 4            # pools change, and no cells do

# What an event does, read off the tables once, so that it is found on one line of memory.
cdef struct Act:
    int32_t kind, event
    int32_t mutations     # their list; NO_LIST
    double mutates        # their total: from this uniform number on there is none; ∞ where a law decides
    int32_t here, there   # compartments: of the cell that goes; of the one that comes
    int32_t away          # the one that comes is not of the block that is drawn from
    int32_t cause         # what the one that goes dies of, where that is recorded; NO_CAUSE
    int32_t n_shifts, n_weighed  # sums that it changes whoever does it; then those that the clone's traits weigh
    Feed *shifts          # these, and by how much

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

cdef struct Place:        # of a clone in a crowd
    int32_t bin, position

# Clones by the magnitude of their cells.
cdef struct Crowd:
    Bin bins[BINS]
    Place *places         # by row
    int64_t room          # of them

cdef struct Block:
    int64_t n             # cells, members of a pool, or 1 for inflows
    double rate           # Σ bounds of its channels, a cell
    double total          # n · rate
    double share          # of the urn: balls · unit, no less than the total
    Chan *chan
    Chan *end             # after the last
    int32_t *who          # the row of each cell
    int32_t listed        # a cell of it is drawn from its list
    int32_t stale         # empty when bounds were renewed: they have to be made when it is not
    int64_t balls
    int64_t room          # of `who`
    int64_t limit         # cells that the list takes without more ado; 0 where there is none
    int32_t *slot         # the place among `chan` of each channel of its entity
    Crowd *crowd          # instead of `who`, where the block is very large
    int32_t channels
    int32_t crowded
    int32_t of_class      # NO_CLASS for a pool and for the inflows
    int32_t next          # block of the same entity; NO_BLOCK
    int32_t entity

# Where an event that is to come is likely to find its cell.
cdef struct Guess:
    uint64_t word         # of the stream, when its waiting time has been drawn
    Block *block          # NULL: unknown
    int64_t cell

cdef struct Index:
    # the urn
    double total          # of all shares
    double unit           # what a ball stands for
    int32_t *balls        # blocks
    int64_t n_balls
    int64_t void          # proposals, since it was filled
    Block *blocks         # pools, inflows, then (classes, compartments)
    Block **heads         # the first block of each entity
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
    Guess guesses[GUESSES]  # by event, in turns
    uint64_t turn         # of the event at hand
    Stream ahead          # as it is when the last guess has been made
    double tick           # 2^-52 of the end: only two events this close may be the same moment
    int64_t stalls        # how many were, of late
    int64_t stalls_from   # counted from this event on
    int64_t refused       # proposals that the exact rate has refused, since `refused_from`
    int64_t refused_from  # counted from this event on


cdef inline int32_t first_classes(const Tables *T) noexcept nogil:
    # There is room for so many from the start.
    return <int32_t>T.groups + 2


cdef inline int64_t block_of(const Tables *T, int64_t of_class, int64_t compartment) noexcept nogil:
    return T.pools + 1 + of_class * T.compartments + compartment


cdef inline Block *next_block(Index *x, Block *block) noexcept nogil:
    # Of the same entity; NULL after the last.
    return &x.blocks[block.next] if block.next != NO_BLOCK else NULL


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
