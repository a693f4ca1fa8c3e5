# One run: its memory, its beginning, and its course from one moment of the calendar to the next under
# the method at work.
from libc.math cimport INFINITY, NAN, ldexp
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memset

from acts cimport intervene
from calendar cimport give_doses, next_mark, next_moment
from classes cimport classify, name_chans, place_chans
from clones cimport note_clone
from codes cimport AFTER_START, MARK_ENDPOINT, MARK_INTERVENTION
from counts cimport change_cells
from doses cimport begin_courses
from exact cimport advance_exactly, relist
from failure cimport ERROR_MEMORY, NO_CLONE, NO_PLACE, OK, fail
from index cimport BINS, NO_BLOCK, Block, Chan, Index, block_of, first_classes
from memory cimport LINE, large, room
from nodes cimport Feed, Sum, View, plan_sum
from plan cimport plan_acts
from rows cimport NO_CLASS, NO_ROW, Head, new_row, row_at, traits_of
from sabotage cimport sabotaged
from state cimport STOPPED, Body, Cursor, Load, State
from stream cimport EVENTS, open_stream
from tables cimport Tables
from urn cimport widen_urn
from watch cimport finish, look_at_all, reach_end, survey

cdef struct Run:
    State state
    View view
    Index index


# -- memory ---------------------------------------------------------------------------------

cdef inline int allocate_state(const Tables *T, State *s) except -1:
    s.counts = <int64_t *>room(T.lineages * T.cells, sizeof(int64_t))
    s.deaths = <int64_t *>room(T.causes * T.lineages * T.cells, sizeof(int64_t))
    s.members = <int64_t *>room(T.pools, sizeof(int64_t))
    s.loads = <Load *>room(T.loads, sizeof(Load))
    s.stale = <char *>room(T.cells, 1)
    s.bodies = <Body *>room(T.drugs, sizeof(Body))
    s.gut = <double *>room(T.gut_ptr[T.drugs], sizeof(double))
    s.cursors = <Cursor *>room(T.series, sizeof(Cursor))
    s.endpoint_time = <double *>room(T.endpoints, sizeof(double))
    s.endpoint_armed = <int32_t *>room(T.endpoints, sizeof(int32_t))
    s.cells_at = sizeof(Head)
    s.traits_at = s.cells_at + T.compartments * sizeof(int64_t)
    s.stride = s.traits_at + T.columns * sizeof(double)
    s.stride = (s.stride + LINE - 1) // LINE * LINE
    s.room = <int32_t>T.clones + 8
    s.free_rows = <int32_t *>room(s.room, sizeof(int32_t))
    s.rows = <char *>large(s.room * s.stride)
    if s.rows == NULL:
        raise MemoryError("no memory for a run")
    return 0


cdef inline int allocate_view(const Tables *T, View *v) except -1:
    cdef int64_t i, j
    v.low = <double *>room(T.nodes, sizeof(double))
    v.high = <double *>room(T.nodes, sizeof(double))
    v.sums = <Sum *>room(T.nodes, sizeof(Sum))
    v.feeds = <Feed *>room(T.feed_ptr[T.measured], sizeof(Feed))
    for i in range(T.nodes):
        plan_sum(T, &v.sums[i], i)
    for i in range(T.feed_ptr[T.measured]):
        v.feeds[i].sum, v.feeds[i].weight = &v.sums[T.feed_node[i]], T.feed_weight[i]
    for i in range(T.loads):
        for j in range(T.feed_ptr[T.counted + i], T.feed_ptr[T.counted + i + 1]):
            v.feeds[j].column = T.load_column[i]
    v.strayed = <int32_t *>room(T.nodes, sizeof(int32_t))
    v.known = <double *>room(T.drugs, sizeof(double))
    v.known_time = <double *>room(T.drugs, sizeof(double))
    v.close = <int32_t *>room(T.endpoints, sizeof(int32_t))
    return 0


cdef inline int allocate_index(const Tables *T, View *v, Index *x) except -1:
    cdef int64_t g, j, most = 0, longest = 0
    for g in range(T.groups):
        j = g * T.compartments
        most = max(most, T.entity_channel_ptr[j + T.compartments] - T.entity_channel_ptr[j])
    for j in range(3 * T.events):
        longest = max(longest, T.move_ptr[j + 1] - T.move_ptr[j])
    x.chan_stride = most
    x.class_room = first_classes(T)
    if not widen_urn(T, x):
        raise MemoryError("no memory for a run")
    x.blocks = <Block *>room(block_of(T, x.class_room, 0), sizeof(Block))
    x.class_low = <double *>room(x.class_room * T.columns, sizeof(double))
    x.class_high = <double *>room(x.class_room * T.columns, sizeof(double))
    x.chans = <Chan *>room(T.channels + x.class_room * most, sizeof(Chan))
    x.slots = <int32_t *>room(T.channels + x.class_room * most, sizeof(int32_t))
    x.first_block = <int32_t *>room(T.entities, sizeof(int32_t))
    x.heads = <Block **>room(T.entities, sizeof(Block *))
    x.group_classes = <int32_t *>room(T.groups, sizeof(int32_t))
    x.changed = <int32_t *>room(2 * longest + T.pools + 2, sizeof(int32_t))
    return plan_acts(T, v, x)


cdef inline int allocate(const Tables *T, Run *run) except -1:
    memset(run, 0, sizeof(Run))
    allocate_state(T, &run.state)
    allocate_view(T, &run.view)
    return allocate_index(T, &run.view, &run.index)


cdef inline void deallocate(const Tables *T, Run *run) noexcept:
    cdef int64_t i, j
    cdef State *s = &run.state
    cdef View *v = &run.view
    cdef Index *x = &run.index
    cdef Block *block
    if x.blocks != NULL:
        for i in range(block_of(T, x.class_room, 0)):
            block = &x.blocks[i]
            free(block.who)
            if block.crowd != NULL:
                for j in range(BINS):
                    free(block.crowd.bins[j].members)
                free(block.crowd.places)
                free(block.crowd)
    for p in (
        <size_t>s.counts, <size_t>s.deaths, <size_t>s.members, <size_t>s.loads, <size_t>s.stale, <size_t>s.bodies, <size_t>s.gut,
        <size_t>s.cursors, <size_t>s.endpoint_time, <size_t>s.endpoint_armed, <size_t>s.rows,
        <size_t>s.free_rows, <size_t>v.low, <size_t>v.high, <size_t>v.sums, <size_t>v.feeds, <size_t>v.strayed,
        <size_t>v.known, <size_t>v.known_time, <size_t>v.close, <size_t>x.balls, <size_t>x.blocks, <size_t>x.class_low,
        <size_t>x.class_high, <size_t>x.chans, <size_t>x.slots,
        <size_t>x.shifts, <size_t>x.first_block, <size_t>x.heads,
        <size_t>x.group_classes, <size_t>x.changed, <size_t>x.acts,
    ):
        free(<void *><size_t>p)


# -- the beginning --------------------------------------------------------------------------

cdef inline void empty(const Tables *T, State *s) noexcept nogil:
    # Make it as it was when it was allocated, without giving memory back.
    memset(s.counts, 0, T.lineages * T.cells * sizeof(int64_t))
    memset(s.deaths, 0, T.causes * T.lineages * T.cells * sizeof(int64_t))
    memset(s.loads, 0, T.loads * sizeof(Load))
    memset(s.stale, 1, T.cells)
    s.time = s.end_time = s.quiet = s.since = 0.0
    s.n_rows = s.n_free = 0
    s.living = s.next_id = s.events = s.sample = s.mark = 0
    s.vast = s.stopping = s.finished = s.outcome = 0
    s.failure.code, s.failure.clone, s.failure.place, s.failure.value = OK, NO_CLONE, NO_PLACE, 0.0


cdef inline void form_index(const Tables *T, Run *run) noexcept nogil:
    # View and Index without clones: classes, lists and bounds are the caller's to form.
    cdef View *v = &run.view
    cdef Index *x = &run.index
    cdef int64_t i
    v.horizon = 0.0
    v.step = T.mark_time[T.marks - 1]
    v.narrowed = 1.0
    v.n_strayed = v.n_close = v.n_close_timed = 0
    for i in range(T.drugs):
        v.known_time[i] = NAN
    x.n_classes = x.n_changed = x.vast = 0
    x.widened = NO_CLASS
    x.stalls = x.stalls_from = x.refused = x.refused_from = 0
    x.tick = ldexp(v.step, -52)
    memset(x.group_classes, 0, T.groups * sizeof(int32_t))
    x.n_balls = x.void = 0
    x.unit = x.total = 0.0
    for i in range(T.cells):
        x.first_block[i] = NO_BLOCK
    for i in range(T.pools + 1):
        x.first_block[T.cells + i] = <int32_t>i
        x.blocks[i].n = 1 if i == T.pools else 0
        x.blocks[i].stale = 1
        x.blocks[i].total = x.blocks[i].share = 0.0
        x.blocks[i].balls = 0
        x.blocks[i].listed = x.blocks[i].crowded = 0
        x.blocks[i].of_class = NO_CLASS
        x.blocks[i].next = NO_BLOCK
    place_chans(T, x)
    for i in range(T.pools + 1):
        name_chans(T, x, &x.blocks[i])


cdef inline int declare(const Tables *T, State *s, Index *x, int64_t c) noexcept nogil:
    # A declared clone, with its cells at the start.
    cdef int32_t row = new_row(T, s, T.clone_group[c], T.clone_lineage[c])
    cdef char *p
    cdef int64_t i
    if row == NO_ROW:
        return fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
    p = row_at(s, row)
    for i in range(T.columns):
        traits_of(s, p)[i] = T.clone_traits[c * T.columns + i]
    note_clone(T, s, p, <int>c, -1, -1, -1)
    for i in range(T.compartments):
        if T.clone_initial[c * T.compartments + i]:
            change_cells(T, s, row, i, T.clone_initial[c * T.compartments + i])
    return classify(T, s, x, p)


cdef inline int begin(const Tables *T, Run *run, const uint64_t *key, int64_t index) noexcept nogil:
    # Set the run up at time 0, with its stream.
    cdef State *s = &run.state
    cdef View *v = &run.view
    cdef Index *x = &run.index
    cdef int64_t i
    empty(T, s)
    form_index(T, run)
    open_stream(&s.stream, key, <uint64_t>index >> sabotaged(58), EVENTS + sabotaged(59))
    for i in range(T.clones):
        if declare(T, s, x, i) != OK:
            return s.failure.code
    x.widened = NO_CLASS  # all bounds are formed below
    for i in range(T.pools):
        s.members[i] = T.pool_initial[i]
        if s.members[i] > T.vast:
            s.vast = 1
    for i in range(T.endpoints):
        s.endpoint_time[i] = NAN
        s.endpoint_armed[i] = sabotaged(60) or T.endpoint_after[i] == AFTER_START
    s.next_sample = T.sample_time[0] if T.samples else INFINITY
    begin_courses(T, s)
    relist(T, s, v, x)
    meet(T, run)
    return s.failure.code


# -- the course -----------------------------------------------------------------------------

cdef inline bint pass_marks(const Tables *T, State *s, bint *ends) noexcept nogil:
    # Interventions in the file's order, endpoints that count from now, the end. True where counts have
    # changed.
    cdef bint acted = False
    cdef int kind
    while next_mark(T, s) <= s.time and not s.failure.code:
        kind = T.mark_kind[s.mark]
        if kind == MARK_INTERVENTION:
            intervene(T, s, T.mark_which[s.mark])
            acted = not sabotaged(61)
        elif kind == MARK_ENDPOINT:
            s.endpoint_armed[T.mark_which[s.mark]] = 1
        else:
            ends[0] = True
        s.mark += 1
    return acted


cdef inline void meet(const Tables *T, Run *run) noexcept nogil:
    # All that is due at this moment, in the order of equal times: interventions, endpoints, doses,
    # endpoints on concentrations, the end. The method ends its window here.
    cdef State *s = &run.state
    cdef View *v = &run.view
    cdef Index *x = &run.index
    cdef bint ends = False
    cdef int64_t d, living = s.living
    v.horizon = s.time
    if pass_marks(T, s, &ends):
        if s.living == 0 and living:
            s.quiet = s.time
        relist(T, s, v, x)
    if s.failure.code:
        return
    look_at_all(T, s, v, False)
    if s.stopping:
        finish(T, s, v, STOPPED)
        return
    give_doses(T, s)
    for d in range(T.drugs):
        v.known_time[d] = NAN
    look_at_all(T, s, v, True)
    if s.stopping:
        finish(T, s, v, STOPPED)
    elif ends:
        reach_end(T, s, v)
    survey(T, s, v)


cdef inline int64_t advance(const Tables *T, Run *run, int64_t budget) noexcept nogil:
    # Go on for at most `budget` proposals; what is left of it.
    cdef State *s = &run.state
    cdef double moment
    while budget > 0 and not s.finished and not s.failure.code:
        moment = next_moment(T, s)
        budget = advance_exactly(T, s, &run.view, &run.index, moment, budget)
        if not s.finished and not s.failure.code and not (s.time < moment):
            meet(T, run)
    return budget
