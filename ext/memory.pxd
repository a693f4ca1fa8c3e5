# Memory from the start of a line, in large pages where there is much of it.
from libc.stdint cimport int64_t
from libc.stdlib cimport calloc

cdef extern from "<stdlib.h>" nogil:
    void *aligned_alloc(size_t alignment, size_t size)

cdef extern from *:
    """
    #define CLONAL_PAGE ((int64_t)1 << 21)
    #if defined(__linux__)
    #include <sys/mman.h>
    #ifndef MADV_HUGEPAGE
    #define MADV_HUGEPAGE 14
    int madvise(void *, size_t, int);
    #endif
    #define clonal_advise_large(p, n) madvise(p, n, MADV_HUGEPAGE)
    #else
    #define clonal_advise_large(p, n) 0
    #endif
    """
    int64_t PAGE "CLONAL_PAGE"
    int advise_large "clonal_advise_large"(void *p, size_t n) noexcept nogil

cdef enum:
    LINE = 64  # bytes that memory fetches at once


cdef inline void *large(int64_t size) noexcept nogil:
    # NULL where there is no memory.
    cdef void *p
    if size < PAGE:
        return aligned_alloc(LINE, (size + LINE - 1) // LINE * LINE + LINE)
    size = (size + PAGE - 1) // PAGE * PAGE
    p = aligned_alloc(PAGE, size)
    if p != NULL:
        advise_large(p, size)
    return p


cdef inline void *room(size_t count, size_t size) except NULL:
    cdef void *p = calloc(count if count else 1, size)
    if p == NULL:
        raise MemoryError("no memory for a run")
    return p
<<<<<<< HEAD
=======


cdef inline int allocate(const Tables *T, Run *s) except -1:
    cdef int g, j, most = 0
    memset(s, 0, sizeof(Run))
    for g in range(T.groups):
        j = g * T.compartments
        most = max(most, T.entity_channel_ptr[j + T.compartments] - T.entity_channel_ptr[j])
    s.chan_stride = most
    s.class_room = T.groups + 2
    s.blocks = <Block *>room(block_of(T, s.class_room, 0), sizeof(Block))
    s.class_low = <double *>room(s.class_room * T.columns, sizeof(double))
    s.class_high = <double *>room(s.class_room * T.columns, sizeof(double))
    s.chans = <Chan *>room(T.channels + s.class_room * most, sizeof(Chan))
    s.first_block = <int32_t *>room(T.entities, sizeof(int32_t))
    s.group_classes = <int32_t *>room(T.groups, sizeof(int32_t))
    s.recorded = <int64_t *>room(T.lineages * T.compartments, sizeof(int64_t))
    s.entity_total = <double *>room(T.entities, sizeof(double))
    s.low = <double *>room(T.nodes + 1, sizeof(double))  # the last is 0: no node
    s.high = <double *>room(T.nodes, sizeof(double))
    s.points_below = <int32_t *>room(T.nodes, sizeof(int32_t))
    s.acts = <Act *>room(T.events, sizeof(Act))
    for j in range(T.channels):
        plan_act(T, &s.acts[T.channel_event[j]], j)
    s.heads = <Block **>room(T.entities, sizeof(Block *))
    s.segment = <int32_t *>room(T.drugs, sizeof(int32_t))
    s.conc_low = <double *>room(T.drugs, sizeof(double))
    s.conc_high = <double *>room(T.drugs, sizeof(double))
    s.conc = <double *>room(T.drugs, sizeof(double))
    s.conc_time = <double *>room(T.drugs, sizeof(double))
    s.endpoint_time = <double *>room(T.endpoints, sizeof(double))
    s.endpoint_armed = <int32_t *>room(T.endpoints, sizeof(int32_t))
    s.cells_at = sizeof(Head)
    s.traits_at = s.cells_at + T.compartments * sizeof(int64_t)
    s.places_at = s.traits_at + T.columns * sizeof(double)
    s.stride = s.places_at + T.compartments * sizeof(Place)
    s.stride = (s.stride + LINE - 1) // LINE * LINE
    s.room = T.clones + 8
    s.rows = <char *>aligned_alloc(LINE, s.room * s.stride)
    if s.rows == NULL:
        raise MemoryError("no memory for a run")
    s.free_rows = <int32_t *>room(s.room, sizeof(int32_t))
    return 0


cdef inline void deallocate(const Tables *T, Run *s) noexcept:
    cdef int i, j
    cdef Block *block
    if s.blocks != NULL:
        for i in range(block_of(T, s.class_room, 0)):
            block = &s.blocks[i]
            free(block.who)
            if block.crowd != NULL:
                for j in range(BINS):
                    free(block.crowd.bins[j].members)
                free(block.crowd)
    for p in (
        <size_t>s.blocks, <size_t>s.class_low, <size_t>s.class_high, <size_t>s.chans,
        <size_t>s.first_block, <size_t>s.group_classes, <size_t>s.recorded,
        <size_t>s.entity_total, <size_t>s.low,
        <size_t>s.high, <size_t>s.points_below, <size_t>s.heads, <size_t>s.segment, <size_t>s.conc_low,
        <size_t>s.conc_high, <size_t>s.conc, <size_t>s.conc_time, <size_t>s.endpoint_time,
        <size_t>s.endpoint_armed, <size_t>s.rows, <size_t>s.free_rows, <size_t>s.acts,
    ):
        free(<void *><size_t>p)


cdef inline int begin(const Tables *T, Run *s, const uint64_t *key, int64_t index) noexcept nogil:
    # Empty the state, key the stream and set the run up at time 0.
    cdef int i
    cdef double inherited
    s.n_classes = 0
    memset(s.group_classes, 0, T.groups * sizeof(int32_t))
    memset(s.recorded, 0, T.lineages * T.compartments * sizeof(int64_t))
    for i in range(T.cells):
        s.first_block[i] = -1
    for i in range(T.pools + 1):
        s.first_block[T.cells + i] = i
        s.blocks[i].n = 1 if i == T.pools else 0
        s.blocks[i].stale = 0
        s.blocks[i].kind = s.blocks[i].next = -1
        s.blocks[i].rate = s.blocks[i].total = 0.0
    place_chans(T, s)
    memset(s.entity_total, 0, T.entities * sizeof(double))
    for i in range(T.nodes):
        inherited = T.node_number[4 * i] if T.node_kind[i] <= NODE_WEIGHTED_SUM else 0.0
        s.low[i] = s.high[i] = inherited
    memset(s.segment, 0, T.drugs * sizeof(int32_t))
    for i in range(T.drugs):
        s.conc_time[i] = -1.0
    for i in range(T.endpoints):
        s.endpoint_time[i] = NAN
    s.time = s.total = s.horizon = s.end_time = s.opened = s.quiet = 0.0
    s.n_rows = s.n_free = 0
    s.living = s.next_id = s.events = s.stalls = 0
    s.sample = s.mark = s.next_break = 0
    s.stopping = s.finished = s.outcome = s.widened = s.reached = s.vast = 0
    s.error, s.error_clone, s.error_place, s.error_value = OK, -1, -1, 0.0
    open_stream(&s.stream, key, <uint64_t>index)
    return start_run(T, s)
>>>>>>> bed4d565e3449d36ff2dff55b90fbb75c7077a7d
