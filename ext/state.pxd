# The state of one run: all that decides what may happen next. It can be copied, and every method can go
# on from it. What is derived from it for speed stands elsewhere, but for the class of a row (rows.pxd).
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
    double level          # at `base`: the part of C that is eliminated from then on
    double infusing       # what the infusions under way add to C, a day
    double constant       # sum of the constant windows that are open
    double next_change    # when the next dose is given, or an infusion or a window ends

# A trait added up over the cells of an entity (loads.pxd): where it is positive, and where it is negative.
cdef struct Load:
    double up, up_rest
    double down, down_rest

# How many doses of a series have begun and ended.
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
    int64_t *deaths       # by (sample, cause, lineage, compartment)
    double *signals
    Vector *founded       # rows of the clone table
    Vector *counted       # clones with cells at a sample
    int64_t *counted_rows # how many of those, by sample
    int64_t first_founded, first_counted  # of this run's in the two tables

cdef struct State:
    double time, next_sample
    Stream stream         # of events
    int64_t living        # cells of all clones
    int64_t events, next_id  # so far; of the clone that is founded next
    int64_t *counts       # cells by (lineage, group, compartment)
    int64_t *deaths       # since the last sample, by (cause, lineage, group, compartment)
    int64_t *members      # of pools
    Load *loads
    int vast              # counts are or were so large that sums are made anew each time
    # rows of clones (rows.pxd)
    char *rows
    int64_t stride, cells_at, traits_at  # bytes: of a row; where its parts begin
    int32_t n_rows, room, n_free  # used so far; that there is memory for; free among the used
    int32_t *free_rows
    char *stale           # by entity: an intervention has changed its cells
    # doses
    Body *bodies
    double *gut           # by rate of absorption: what is still to be absorbed, at `base`
    Cursor *cursors
    # what is due, what is watched
    int64_t sample, mark  # the next of each
    double *endpoint_time
    int32_t *endpoint_armed  # 1 where it counts by now
    int stopping          # an endpoint has been reached that ends the run
    int finished, outcome
    double end_time
    double quiet          # without cells: the last moment at which anything could happen
    double since          # the end of the last window: up to then `quiet` is known
    Failure failure
    Output out
