# The compiled interface: what a foreign Cython extension may cimport (clonal.get_include() holds the
# header). Functions are added, never changed. One run belongs to one thread at a time.
from libc.stdint cimport int64_t, uint64_t

cdef extern from "clonal.h":
    ctypedef struct clonal_run:
        pass

# A run of clonal.compile.Program `program`, which it keeps alive; TypeError where it is not one.
cdef clonal_run *clonal_run_new(object program) except NULL
cdef void clonal_run_free(clonal_run *run) noexcept

# Put the run at time 0 as number `index` of the ensemble with this key (4 words); 0, or negative.
cdef int clonal_run_start(clonal_run *run, const uint64_t *key, int64_t index) noexcept nogil
# Go on for at most `max_events` proposals: 0 while there is more to do, 1 at the end, or negative.
cdef int clonal_run_step(clonal_run *run, int64_t max_events) noexcept nogil
cdef double clonal_run_time(const clonal_run *run) noexcept nogil
cdef int64_t clonal_run_events(const clonal_run *run) noexcept nogil
# Cells now; -1 where there is no such lineage, niche or state.
cdef int64_t clonal_run_population(const clonal_run *run, int lineage, int niche, int state) noexcept nogil
# Why the last call failed, or "".
cdef const char *clonal_run_error(const clonal_run *run) noexcept nogil
cdef int clonal_abi_version() noexcept nogil
