# The compiled interface: what clonal/_engine.pxd and clonal.h promise.

cdef struct Handle:
    Run run
    const Tables *tables
    void *bound
    int started
    char message[256]


cdef clonal_run *clonal_run_new(object program) except NULL:
    cdef _Bound bound = _Bound(program)
    cdef Handle *h = <Handle *>room(1, sizeof(Handle))
    h.tables = &bound.tables
    try:
        allocate(h.tables, &h.run)
    except MemoryError:
        deallocate(h.tables, &h.run)
        free(h)
        raise
    h.bound = <void *>bound
    Py_INCREF(bound)
    return <clonal_run *>h


cdef void clonal_run_free(clonal_run *run) noexcept:
    cdef Handle *h = <Handle *>run
    if h != NULL:
        deallocate(h.tables, &h.run)
        Py_DECREF(<object>h.bound)
        free(h)


cdef int complain(Handle *h) noexcept nogil:
    if h.run.state.failure.code != OK:
        with gil:
            text = explain(<_Bound>h.bound, &h.run.state).encode()[:255]
            memcpy(h.message, <const char *>text, len(text) + 1)
    return h.run.state.failure.code


cdef int clonal_run_start(clonal_run *run, const uint64_t *key, int64_t index) noexcept nogil:
    cdef Handle *h = <Handle *>run
    h.message[0] = 0
    h.started = 0
    if index < 0:
        snprintf(h.message, 256, "the index of a run is not negative, as %lld is", <long long>index)
        return -1
    h.started = 1
    begin(h.tables, &h.run, key, index)
    return complain(h)


cdef int clonal_run_step(clonal_run *run, int64_t max_events) noexcept nogil:
    cdef Handle *h = <Handle *>run
    h.message[0] = 0
    if not h.started:
        snprintf(h.message, 256, "the run has not been started")
        return -1
    advance(h.tables, &h.run, max_events)
    return complain(h) if h.run.state.failure.code else h.run.state.finished


cdef double clonal_run_time(const clonal_run *run) noexcept nogil:
    cdef const Handle *h = <const Handle *>run
    return h.run.state.end_time if h.run.state.finished else h.run.state.time


cdef int64_t clonal_run_events(const clonal_run *run) noexcept nogil:
    return (<const Handle *>run).run.state.events


cdef int64_t clonal_run_population(const clonal_run *run, int lineage, int niche, int state) noexcept nogil:
    cdef const Handle *h = <const Handle *>run
    cdef const Tables *T = h.tables
    cdef int64_t g, cells = 0
    if not (0 <= lineage < T.lineages and 0 <= niche < T.niches and 0 <= state < T.states):
        return -1
    for g in range(T.groups):
        cells += h.run.state.counts[
            lineage * T.cells + g * T.compartments + niche * T.states + state
        ]
    return cells


cdef const char *clonal_run_error(const clonal_run *run) noexcept nogil:
    return (<const Handle *>run).message


cdef int clonal_abi_version() noexcept nogil:
    return CLONAL_ABI_VERSION


cdef extern from "clonal.h":
    int CLONAL_ABI_VERSION
    const char *CLONAL_CAPSULE_NAME
    ctypedef struct clonal_api_table:
        uint32_t struct_size
        uint32_t abi_version
        clonal_run *(*run_new)(object program) except NULL
        void (*run_free)(clonal_run *run) noexcept
        int (*run_start)(clonal_run *run, const uint64_t *key, int64_t index) noexcept nogil
        int (*run_step)(clonal_run *run, int64_t max_events) noexcept nogil
        double (*run_time)(const clonal_run *run) noexcept nogil
        int64_t (*run_events)(const clonal_run *run) noexcept nogil
        int64_t (*run_population)(const clonal_run *run, int l, int n, int s) noexcept nogil
        const char *(*run_error)(const clonal_run *run) noexcept nogil

cdef clonal_api_table _table
_table.struct_size = sizeof(clonal_api_table)
_table.abi_version = CLONAL_ABI_VERSION
_table.run_new = clonal_run_new
_table.run_free = clonal_run_free
_table.run_start = clonal_run_start
_table.run_step = clonal_run_step
_table.run_time = clonal_run_time
_table.run_events = clonal_run_events
_table.run_population = clonal_run_population
_table.run_error = clonal_run_error
_C_API = PyCapsule_New(&_table, CLONAL_CAPSULE_NAME, NULL)
