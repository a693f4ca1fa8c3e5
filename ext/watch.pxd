# What is watched: endpoints, and whether a run is over. Where the interval of an endpoint's signal lies
# wholly on the other side of its level, nothing can cross it until the bounds are renewed, and no event
# looks at it. The others are close: they are looked at after every event, and where their signal moves
# with a concentration, between events too.
from libc.math cimport INFINITY, isnan
from libc.stdint cimport int32_t, int64_t

from codes cimport INTERVENTION_SCALE, MARK_INTERVENTION, NODE_DRUG, NODE_WEIGHTED_SUM
from doses cimport most_ahead
from failure cimport OK
from laws cimport bound_law, law_at
from nodes cimport Interval, View, bound_node, node_at, node_within, sum_of
from record cimport record_before, record_rest
from rows cimport NO_CLASS
from state cimport EXTINCT, STOPPED, State
from tables cimport Tables


# -- endpoints ------------------------------------------------------------------------------

cdef inline bint is_pending(State *s, int64_t endpoint) noexcept nogil:
    return s.endpoint_armed[endpoint] and isnan(s.endpoint_time[endpoint])


cdef inline bint holds(const Tables *T, int64_t endpoint, double value) noexcept nogil:
    if T.endpoint_above[endpoint]:
        return value > T.endpoint_level[endpoint]
    return value < T.endpoint_level[endpoint]


cdef inline bint may_hold(const Tables *T, int64_t endpoint, double low, double high) noexcept nogil:
    return holds(T, endpoint, high if T.endpoint_above[endpoint] else low)


cdef inline bint is_timed(const Tables *T, int64_t endpoint) noexcept nogil:
    return T.node_timed[T.endpoint_node[endpoint]] != 0


cdef inline void survey(const Tables *T, State *s, View *v) noexcept nogil:
    # After bounds have been renewed: which endpoints are close.
    cdef int64_t i, node
    v.n_close = v.n_close_timed = 0
    for i in range(T.endpoints):
        node = T.endpoint_node[i]
        if is_pending(s, i) and may_hold(T, i, v.low[node], v.high[node]):
            v.close[v.n_close] = <int32_t>i
            v.n_close += 1
            v.n_close_timed += is_timed(T, i)


cdef inline void reach(const Tables *T, State *s, View *v, int64_t endpoint, double time) noexcept nogil:
    # It is reached now; those that wait for it count from this moment on, and are looked at.
    cdef int64_t i
    s.endpoint_time[endpoint] = time
    if T.endpoint_stop[endpoint]:
        s.stopping = 1
    for i in range(T.endpoints):
        if T.endpoint_after[i] == endpoint:
            s.endpoint_armed[i] = 1
            look_at(T, s, v, i, time)


cdef inline void look_at(const Tables *T, State *s, View *v, int64_t endpoint, double time) noexcept nogil:
    if is_pending(s, endpoint) and holds(
        T, endpoint, node_at(T, s, v, T.endpoint_node[endpoint], time)
    ):
        reach(T, s, v, endpoint, time)


cdef inline void look_at_all(const Tables *T, State *s, View *v, bint timed) noexcept nogil:
    # Endpoints on concentrations, or the others.
    cdef int64_t i
    for i in range(T.endpoints):
        if is_timed(T, i) == timed:
            look_at(T, s, v, i, s.time)


cdef inline void look_close(const Tables *T, State *s, View *v) noexcept nogil:
    # After an event.
    cdef int32_t i, n = 0, endpoint
    for i in range(v.n_close):
        look_at(T, s, v, v.close[i], s.time)
    for i in range(v.n_close):
        endpoint = v.close[i]
        n += not is_pending(s, endpoint)
    if n:
        survey(T, s, v)


cdef inline double crossing(
    const Tables *T, State *s, View *v, int64_t endpoint, double start, double end
) noexcept nogil:
    # The first moment after `start` and up to `end` at which the endpoint holds while no count changes,
    # by halving what may hold it; ∞ where there is none. It does not hold at `start`.
    cdef int64_t node = T.endpoint_node[endpoint]
    cdef Interval r = node_within(T, s, v, node, start, end)
    cdef double middle = start + 0.5 * (end - start), found
    if not may_hold(T, endpoint, r.low, r.high):
        return INFINITY
    if not (start < middle < end):
        return end if holds(T, endpoint, node_at(T, s, v, node, end)) else INFINITY
    if not holds(T, endpoint, node_at(T, s, v, node, middle)):
        found = crossing(T, s, v, endpoint, start, middle)
        return found if found < INFINITY else crossing(T, s, v, endpoint, middle, end)
    found = crossing(T, s, v, endpoint, start, middle)
    return found if found < INFINITY else middle


cdef inline double cross(const Tables *T, State *s, View *v, double end) noexcept nogil:
    # Reach the endpoints that concentrations lead across between now and `end`, in order; the moment of
    # the one that stops the run, or else `end`.
    cdef int64_t i, which
    cdef double start = s.time, first, moment
    while True:
        first, which = INFINITY, -1
        for i in range(T.endpoints):
            if is_timed(T, i) and is_pending(s, i):
                moment = crossing(T, s, v, i, start, end)
                if moment < first:
                    first, which = moment, i
        if which < 0:
            return end
        reach(T, s, v, which, first)
        if s.stopping:
            return first
        start = first


# -- the end of a run -----------------------------------------------------------------------

cdef inline bint brings_cells(const Tables *T, State *s) noexcept nogil:
    # Whether an intervention still to come adds cells.
    cdef int64_t i, which
    for i in range(s.mark, T.marks):
        which = T.mark_which[i]
        if T.mark_kind[i] == MARK_INTERVENTION and T.intervention_kind[which] != INTERVENTION_SCALE:
            if T.intervention_value[which] > 0:
                return True
    return False


cdef inline bint is_empty(const Tables *T, State *s, int64_t channel) noexcept nogil:
    # Whether the channel concerns cells, or a pool without members.
    cdef int64_t entity = T.channel_entity[channel]
    return entity < T.cells or (entity < T.counted and s.members[entity - T.cells] == 0)


cdef inline bint can_change(const Tables *T, State *s, View *v) noexcept nogil:
    # Without cells: whether any event is possible, now or under a concentration still to come. The
    # view's intervals are the caller's to form anew.
    cdef int64_t i
    for i in range(T.channels):
        if not is_empty(T, s, i) and law_at(T, s, v, T.channel_law[i], NULL, s.time) > 0.0:
            return True
    for i in range(T.nodes):
        if T.node_kind[i] <= NODE_WEIGHTED_SUM:
            v.low[i] = v.high[i] = sum_of(T, s, i)
        elif T.node_kind[i] == NODE_DRUG:
            v.low[i], v.high[i] = 0.0, T.node_number[4 * i] * most_ahead(T, s, T.node_drug[i])
        else:
            bound_node(T, s, v, i)
    for i in range(T.channels):
        if not is_empty(T, s, i) and bound_law(T, v, NULL, T.channel_law[i], NO_CLASS).high > 0.0:
            return True
    return False


cdef inline void finish(const Tables *T, State *s, View *v, int outcome) noexcept nogil:
    # An extinct run has ended when its last cell died, unless something stops it.
    s.finished = 1
    if outcome == STOPPED or not s.extinct:
        s.outcome, s.end_time = outcome, s.time
    record_rest(T, s, v)


cdef inline bint look_for_the_end(const Tables *T, State *s, View *v) noexcept nogil:
    # True where the view's intervals have to be formed anew.
    if s.stopping:
        finish(T, s, v, STOPPED)
        return False
    if s.living or s.extinct or brings_cells(T, s):
        return False
    if not can_change(T, s, v):
        # Nothing happens any more; endpoints still to come are looked at up to the end.
        s.extinct, s.outcome, s.end_time = 1, EXTINCT, s.time
    return True
