# The state of one run: all that decides what may happen next, and nothing that is derived from it for
# speed. It can be copied, and every method can go on from it.
from libc.stdint cimport int32_t, int64_t

from failure cimport Failure
from stream cimport Stream

cdef enum:
    REACHED_END = 0
    STOPPED = 1
    EXTINCT = 2

# What a drug has in the body since `base`: C is the sum of its parts' courses (doses.pxd).
cdef struct Body:
    double base           # when the levels below were formed
    double level          # eliminated from now on
    double infusing       # concentration that infusions under way add a day
    double constant       # of the windows that are open
    double next_change    # the next dose, or end of an infusion or a window

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

cdef struct State:
    double time, next_sample
    Stream stream         # of events
    int64_t living        # cells of all clones
    int64_t events, next_id
    int64_t *counts       # cells by (lineage, group, compartment)
    int64_t *members      # of pools
    int vast              # counts are or were so large that sums are made anew each time
    # rows of clones (rows.pxd)
    char *rows
    int64_t stride, cells_at, traits_at, places_at
    int32_t n_rows, room, n_free
    int32_t *free_rows
    char *stale           # by entity: an intervention has changed its cells
    # doses
    Body *bodies
    double *gut           # by rate of absorption: what is still to be absorbed
    Cursor *cursors
    # what is due, what is watched
    int64_t sample, mark
    double *endpoint_time
    int32_t *endpoint_armed
    int stopping, finished, outcome
    double end_time
    double quiet          # without cells: the last moment at which anything could happen
    Failure failure
    Output out
