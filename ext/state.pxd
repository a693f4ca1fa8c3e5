# The state of one run: all that decides what may happen next, and nothing that is derived from it for
# speed. It can be copied, and every method can go on from it.
from libc.stdint cimport int32_t, int64_t

from failure cimport Failure
from stream cimport Stream

cdef enum:
    REACHED_END = 0
    STOPPED = 1
    EXTINCT = 2

<<<<<<< HEAD
# What a drug has in the body since `base`: C is the sum of its parts' courses (doses.pxd).
cdef struct Body:
    double base           # when the levels below were formed
    double level          # eliminated from now on
    double infusing       # concentration that infusions under way add a day
    double constant       # of the windows that are open
    double next_change    # the next dose, or end of an infusion or a window
=======
    OK = 0
    ERROR_MEMORY = -1
    ERROR_OVERFLOW = -2
    ERROR_NEGATIVE = -3
    ERROR_MUTATION = -4
    ERROR_BOUND = -5
    ERROR_TRAIT = -6
    ERROR_STALLED = -7
    MOST_STALLS = 1 << 20  # events of a run between which no more than a tick passed
>>>>>>> bed4d565e3449d36ff2dff55b90fbb75c7077a7d

# How much of a series of doses has been given.
cdef struct Cursor:
    int64_t begun, ended

cdef struct Vector:       # a growing array of plain records
    char *data
    int64_t size, room    # in records
    int64_t width         # bytes a record

# What a run leaves behind; NULL where nothing is recorded.
cdef struct Output:
    int64_t *population
    int64_t *pools
    double *signals
    Vector *founded       # rows of the clone table
    Vector *counted       # clones with cells at a sample
    int64_t *counted_rows # how many, by sample

<<<<<<< HEAD
cdef struct State:
    double time, next_sample
    Stream stream         # of events
    int64_t living        # cells of all clones
    int64_t events, next_id
    int64_t *counts       # cells by (lineage, group, compartment)
    int64_t *members      # of pools
=======
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
>>>>>>> bed4d565e3449d36ff2dff55b90fbb75c7077a7d
    int vast              # counts are or were so large that sums are made anew each time
    # rows of clones (rows.pxd)
    char *rows
    int64_t stride, cells_at, traits_at, places_at
    int32_t n_rows, room, n_free
    int32_t *free_rows
<<<<<<< HEAD
    char *stale           # by entity: an intervention has changed its cells
    # doses
    Body *bodies
    double *gut           # by rate of absorption: what is still to be absorbed
    Cursor *cursors
    # what is due, what is watched
    int64_t sample, mark
    double *endpoint_time
    int32_t *endpoint_armed
    int stopping, extinct, finished, outcome
=======
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
>>>>>>> bed4d565e3449d36ff2dff55b90fbb75c7077a7d
    double end_time
    Failure failure
    Output out
