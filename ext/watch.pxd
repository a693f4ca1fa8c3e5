# What is watched: endpoints, and whether a run is over. Where the interval of an endpoint's signal lies
# wholly on the other side of its level, nothing can cross it until the bounds are renewed, and no event
# looks at it. The others are close: they are looked at after every event, and where their signal moves
# with a concentration, between events too.
from libc.math cimport INFINITY, isnan
from libc.stdint cimport int32_t, int64_t

from codes cimport NODE_WEIGHTED_SUM
from failure cimport OK
from laws cimport bound_law
from nodes cimport Interval, View, bound_node, node_at, node_within, sum_of
from record cimport record_before, record_rest
from rows cimport NO_CLASS
from sabotage cimport either, sabotaged
from state cimport EXTINCT, REACHED_END, State
from tables cimport Tables


# -- endpoints ------------------------------------------------------------------------------

cdef inline bint is_pending(State *s, int64_t endpoint) noexcept nogil:
    return s.endpoint_armed[endpoint] and isnan(s.endpoint_time[endpoint])


cdef inline bint holds(const Tables *T, int64_t endpoint, double value) noexcept nogil:
    if T.endpoint_above[endpoint]:
        return sabotaged(63) and value == T.endpoint_level[endpoint] or value > T.endpoint_level[endpoint]
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
        s.stopping = 1 - sabotaged(64)
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
        reach(T, s, v, which, either(65, first, end))
        if s.stopping:
            return first
        start = first


# -- the end of a run -----------------------------------------------------------------------

# A run is extinct from the last moment at which anything happened or had a positive rate, if it has no
# cells then and up to its end. That is known at the end alone: until then `quiet` is the last such
# moment, as far as the run without cells has come.

cdef inline bint may_change(
    const Tables *T, State *s, View *v, double start, double end
) noexcept nogil:
    # Of a run without cells: whether any rate is positive between two moments, no count changing. The
    # view is the caller's to form anew.
    cdef int64_t i, entity
    s.time, v.horizon = start, end
    for i in range(T.nodes):
        if T.node_kind[i] <= NODE_WEIGHTED_SUM:
            v.low[i] = v.high[i] = sum_of(T, s, i)
        else:
            bound_node(T, s, v, i)
    for i in range(T.channels):
        entity = T.channel_entity[i]
        if entity < T.cells or (entity < T.counted and s.members[entity - T.cells] == 0):
            continue
        if not (bound_law(T, v, NULL, T.channel_law[i], NO_CLASS).high <= 0.0):
            return True
    return False


cdef inline void note_quiet(const Tables *T, State *s, View *v, double start) noexcept nogil:
    # A run without cells has come from `start` to now, and nothing has happened.
    cdef double now = s.time, low = start, high = now, middle
    if may_change(T, s, v, now, now):
        s.quiet = now
    elif T.timed_nodes and may_change(T, s, v, start, now):
        while True:
            middle = low + 0.5 * (high - low)
            if not low < middle < high:
                break
            if may_change(T, s, v, middle, now):
                low = middle
            else:
                high = middle
        s.quiet = high
    s.time = v.horizon = now


cdef inline void finish(const Tables *T, State *s, View *v, int outcome) noexcept nogil:
    s.finished, s.outcome, s.end_time = 1, outcome, s.time
    record_rest(T, s, v)


cdef inline void reach_end(const Tables *T, State *s, View *v) noexcept nogil:
    if s.living == 0 and (sabotaged(67) or not may_change(T, s, v, s.time, s.time)):
        finish(T, s, v, EXTINCT)
        s.end_time = either(66, s.quiet, s.time)
    else:
        finish(T, s, v, REACHED_END)
