# What is watched: endpoints, and whether a run is over. Where the interval of an endpoint's signal lies
# wholly on the other side of its level, nothing can cross it until the bounds are renewed, and no event
# looks at it. The others are close: they are looked at after every event, and where their signal moves
# with a concentration, between events too.
from libc.math cimport INFINITY, fabs, fmin, isnan
from libc.stdint cimport int32_t, int64_t

from codes cimport NODE_WEIGHTED_SUM, TIMED_NOT
from laws cimport bound_law
from nodes cimport Interval, View, bound_node, node_at, node_within, sum_of
from record cimport record_rest
from rows cimport NO_CLASS
from sabotage cimport either, sabotaged
from state cimport EXTINCT, REACHED_END, State
from tables cimport Tables

cdef extern from *:
    """
    /* What rounding may make of a concentration, relative: the moments of a dose and of a sample, the
       exponentials, and the sum of the doses so far. */
    #define CLONAL_ROUNDING 0x1p-45
    #define CLONAL_ROUGH 1e-9
    """
    double ROUNDING "CLONAL_ROUNDING"
    double ROUGH "CLONAL_ROUGH"

cdef enum:
    MOST_INTERVALS = 1 << 17


# -- endpoints ------------------------------------------------------------------------------

cdef inline bint is_pending(State *s, int64_t endpoint) noexcept nogil:
    return s.endpoint_armed[endpoint] and isnan(s.endpoint_time[endpoint])


cdef inline bint is_moving(const Tables *T, int64_t condition) noexcept nogil:
    # Whether its signal moves with a concentration.
    return T.node_timed[T.condition_node[condition]] != TIMED_NOT


cdef inline bint is_timed(const Tables *T, int64_t endpoint) noexcept nogil:
    # Whether any of its signals does.
    cdef int64_t i
    for i in range(T.condition_ptr[endpoint], T.condition_ptr[endpoint + 1]):
        if is_moving(T, i):
            return True
    return False


cdef inline bint is_past(const Tables *T, int64_t condition, double value, double margin) noexcept nogil:
    # Whether a value is beyond the level by more than a margin.
    if sabotaged(63) and value == T.condition_level[condition]:
        return True
    if T.condition_above[condition]:
        return value > T.condition_level[condition] + margin
    return value < T.condition_level[condition] - margin


cdef inline bint may_pass(
    const Tables *T, int64_t condition, double low, double high, double margin
) noexcept nogil:
    return is_past(T, condition, high if T.condition_above[condition] else low, margin)


cdef inline double rounding_at(const Tables *T, int64_t condition) noexcept nogil:
    # What is not beyond the level on paper may seem so by that much.
    return ROUNDING * fabs(T.condition_level[condition]) if is_moving(T, condition) else 0.0


cdef inline bint holds(
    const Tables *T, State *s, View *v, int64_t endpoint, double time, bint rounded
) noexcept nogil:
    # Whether all its conditions hold at a moment; where `rounded`, by more than rounding.
    cdef int64_t i
    cdef double margin
    for i in range(T.condition_ptr[endpoint] + sabotaged(98), T.condition_ptr[endpoint + 1]):
        margin = rounding_at(T, i) if rounded else 0.0
        if is_past(T, i, node_at(T, s, v, T.condition_node[i], time), margin) == sabotaged(99):
            return sabotaged(99)
    return not sabotaged(99)


cdef inline bint may_hold(const Tables *T, View *v, int64_t endpoint) noexcept nogil:
    # Whether its conditions may hold before bounds are renewed.
    cdef int64_t i, node
    for i in range(T.condition_ptr[endpoint], T.condition_ptr[endpoint + 1]):
        node = T.condition_node[i]
        if not may_pass(T, i, v.low[node], v.high[node], 0.0):
            return False
    return True


cdef inline void survey(const Tables *T, State *s, View *v) noexcept nogil:
    # After bounds have been renewed: which endpoints are close.
    cdef int64_t i
    v.n_close = v.n_close_timed = 0
    for i in range(T.endpoints):
        if is_pending(s, i) and may_hold(T, v, i):
            v.close[v.n_close] = <int32_t>i
            v.n_close += 1
            v.n_close_timed += is_timed(T, i)


cdef inline void reach(
    const Tables *T, State *s, View *v, int64_t endpoint, double time, bint given
) noexcept nogil:
    # It is reached now; those that wait for it count from this moment on, and are looked at, on
    # concentrations once the doses of this moment are given.
    cdef int64_t i
    s.endpoint_time[endpoint] = time
    if T.endpoint_stop[endpoint]:
        s.stopping = 1 - sabotaged(64)
    for i in range(T.endpoints):
        if T.endpoint_after[i] == endpoint:
            s.endpoint_armed[i] = 1
            if given or not is_timed(T, i):
                look_at(T, s, v, i, time, given)


cdef inline void look_at(
    const Tables *T, State *s, View *v, int64_t endpoint, double time, bint given
) noexcept nogil:
    if is_pending(s, endpoint) and holds(T, s, v, endpoint, time, True):
        reach(T, s, v, endpoint, time, given)


cdef inline void look_at_all(const Tables *T, State *s, View *v, bint timed) noexcept nogil:
    # Endpoints on concentrations, after the doses of this moment, or the others, before them.
    cdef int64_t i
    for i in range(T.endpoints):
        if is_timed(T, i) == timed:
            look_at(T, s, v, i, s.time, timed)


cdef inline void look_close(const Tables *T, State *s, View *v) noexcept nogil:
    # After an event: endpoints on counts alone, and then those on concentrations too.
    cdef int32_t i, n = 0
    for i in range(v.n_close):
        if not is_timed(T, v.close[i]):
            look_at(T, s, v, v.close[i], s.time, False)
            n += not is_pending(s, v.close[i])
    if (n or v.n_close_timed) and not s.stopping:
        look_at_all(T, s, v, True)
    if n or v.n_close_timed:
        survey(T, s, v)


# A search for the first moment at which an endpoint holds.
cdef struct Search:
    bint rounded          # by more than rounding
    int64_t budget        # intervals of time to be looked into


cdef inline bint may_hold_within(
    const Tables *T, State *s, View *v, int64_t endpoint, double start, double end, Search *q
) noexcept nogil:
    # Whether every condition may hold between two moments while no count changes. Once the budget is
    # spent, what only just touches a level is no crossing.
    cdef int64_t i
    cdef Interval r
    cdef double margin
    for i in range(T.condition_ptr[endpoint], T.condition_ptr[endpoint + 1]):
        r = node_within(T, s, v, T.condition_node[i], start, end)
        margin = rounding_at(T, i) if q.rounded else 0.0
        if q.budget <= 0:
            margin = ROUGH * (fabs(T.condition_level[i]) + fabs(r.low) + fabs(r.high))
        if not may_pass(T, i, r.low, r.high, margin):
            return False
    return True


cdef inline double search(
    const Tables *T, State *s, View *v, int64_t endpoint, double start, double end, Search *q
) noexcept nogil:
    # ∞ where there is none. Halves in which the bounds of a signal exclude its level are left out; the
    # others are halved down to two neighbouring numbers.
    cdef double middle = start + 0.5 * (end - start), found
    q.budget -= 1
    if not may_hold_within(T, s, v, endpoint, start, end, q):
        return INFINITY
    if not (start < middle < end):
        return end if holds(T, s, v, endpoint, end, q.rounded) else INFINITY
    found = search(T, s, v, endpoint, start, middle, q)
    if found < INFINITY:
        return found
    if holds(T, s, v, endpoint, middle, q.rounded):
        return middle
    return search(T, s, v, endpoint, middle, end, q)


cdef inline double crossing(
    const Tables *T, State *s, View *v, int64_t endpoint, double start, double end
) noexcept nogil:
    # The first moment after `start` and up to `end` at which the endpoint holds while no count changes;
    # ∞ where there is none.
    cdef Search q
    cdef double found
    q.rounded, q.budget = True, MOST_INTERVALS
    found = search(T, s, v, endpoint, start, end, &q)
    if found < INFINITY:
        # It is past its levels by then: the moment is when it passed.
        q.rounded, q.budget = False, MOST_INTERVALS
        found = fmin(found, search(T, s, v, endpoint, start, found, &q))
    return found


cdef inline double cross(const Tables *T, State *s, View *v, double end) noexcept nogil:
    # Reach the endpoints that concentrations lead across between now and `end`, in the order of their
    # moments. The moment of the one that stops the run, or else `end`.
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
        reach(T, s, v, which, either(65, first, end), True)
        if s.stopping:
            return first
        start = first


# -- the end of a run -----------------------------------------------------------------------

# A run is extinct if it has no cells at its end and nothing can bring any. It was so from the last moment
# at which anything happened or had a positive rate. Which moment that is shows only at the end: until
# then `quiet` is the last such moment so far.

cdef inline bint may_change(
    const Tables *T, State *s, View *v, double start, double end
) noexcept nogil:
    # Whether any rate of a run without cells is positive between two moments, while no count changes.
    # This moves the time and the bounds: the caller sets the time back, and forms the view anew.
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


cdef inline void note_quiet(const Tables *T, State *s, View *v) noexcept nogil:
    # A run without cells has come to the end of a window. Nothing has happened since `start`; proposals that
    # came to nothing may have led its time beyond.
    cdef double now = s.time, start = s.quiet if s.quiet > s.since else s.since
    cdef double low = start, high = now, middle
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
