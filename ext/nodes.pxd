# Nodes: the numbers that rates depend on. Each is known in two ways: as an interval that holds over the
# window (until the horizon) for all counts with which no sum leaves its own interval, and exactly, at
# one moment. Sums are kept by the event that changes what they count; all else follows from its inputs.
# What overflows, and 0 · ∞, is handed up: the run's total rate tells (exact.pxd).
from libc.math cimport cbrt, fabs, fmax, log1p, pow
from libc.stdint cimport int32_t, int64_t

from codes cimport (
    NODE_DRUG, NODE_HILL, NODE_LINEAR, NODE_LOG, NODE_PLUS, NODE_POSITIVE, NODE_PRODUCT, NODE_SHARE,
    NODE_SUM, NODE_TABLE, NODE_TALLY, NODE_WEIGHTED_SUM, NODE_WINDOW,
)
from counts cimport count_of, measure, size_of_measure
from doses cimport bound_concentration, concentration
from sabotage cimport either, sabotaged, skew
from state cimport State
from tables cimport Tables

cdef struct Interval:
    double low, high

# A weighted sum of counts, and the interval that the bounds were made for.
cdef struct Sum:
    double value, low, high
    double most           # the largest weight, either way; where traits weigh it, without them
    double spread         # half of its interval's width where it is 1; where traits weigh it, and a step of it too
    int32_t weighed       # it adds up loads
    int32_t node
    int32_t strayed       # it has left its interval, and the bounds have not followed yet

# An entity, or a load, counts in a sum, with a weight; times this trait of the clone (0: the constant 1).
cdef struct Feed:
    Sum *sum
    double weight
    int32_t column

cdef struct View:
    double horizon        # the bounds hold until then
    double step           # how long the next window shall be
    double narrowed       # intervals of sums are this much of their usual width: 1 at first
    double *low           # bounds by node
    double *high
    Sum *sums             # by node; of sums alone.
    Feed *feeds           # in the order of the program's feed_node
    int32_t *strayed      # sums that have left their intervals
    int32_t n_strayed
    double *known         # concentration by drug, at the moment it was last asked for
    double *known_time    # that moment; no number while it is not known
    int32_t *close        # endpoints that may be crossed before the bounds are renewed
    int32_t n_close
    int32_t alert         # the event at hand is to be followed by more than totals
    int32_t n_close_timed # those of them that a concentration may lead across


cdef inline Interval span(double a, double b) noexcept nogil:
    cdef Interval r
    if a <= b:
        r.low, r.high = a, b
    else:
        r.low, r.high = b, a
    return r


cdef inline Interval widen(Interval r, double x) noexcept nogil:
    if x < r.low:
        r.low = x
    if x > r.high:
        r.high = x
    return r


cdef inline Interval times(Interval a, Interval b) noexcept nogil:
    cdef Interval r
    if a.low >= 0.0 and b.low >= 0.0:
        r.low, r.high = a.low * b.low, a.high * b.high
        return r
    r = span(a.low * b.low, a.high * b.high)
    return widen(widen(r, a.low * b.high), a.high * b.low)


cdef inline Interval plus(double constant, Interval a, Interval b) noexcept nogil:
    a.low, a.high = constant + a.low + b.low, constant + a.high + b.high
    return a


cdef inline double share_of(double x, double whole) noexcept nogil:
    # min(1, [x]+ / [whole]+); 1 of what is nothing.
    if whole <= 0.0:
        return 1.0
    if x <= 0.0:
        return 0.0
    x = x / whole
    return 1.0 if x > 1.0 else x


cdef inline Interval share_within(Interval x, Interval whole) noexcept nogil:
    # It rises with x, and falls with the whole.
    cdef Interval r
    r.low, r.high = share_of(x.low, whole.high), share_of(x.high, whole.low)
    return r


cdef inline Interval interval_of(View *v, int64_t node) noexcept nogil:
    cdef Interval r
    r.low, r.high = v.low[node], v.high[node]
    return r


# -- sums -----------------------------------------------------------------------------------

cdef enum:
    RARER = 3             # third root of how many times fewer events pools have than cells, about


cdef inline void plan_sum(const Tables *T, Sum *total, int64_t node) noexcept nogil:
    # What the width of its intervals follows from. Pools change more rarely than cells do: a sum that counts
    # pools alone leaves its interval more rarely, and loose bounds of rates of pools cost fewer rejections.
    cdef int64_t i
    cdef bint counts_cells = False, moves_cells = False
    total.node, total.most, total.weighed = <int32_t>node, 0.0, 0
    for i in range(T.node_term_ptr[node], T.node_term_ptr[node + 1]):
        total.most = fmax(total.most, fabs(T.node_term_weight[i]))
        total.weighed = total.weighed or T.node_term_entity[i] >= T.counted
        counts_cells = counts_cells or total.weighed or T.node_term_entity[i] < T.cells
    for i in range(T.reach_channel_ptr[node], T.reach_channel_ptr[node + 1]):
        moves_cells = moves_cells or T.channel_entity[T.reach_channel_index[i]] < T.cells
    total.spread = <double>T.interval_width
    if not total.weighed:
        total.spread = total.spread * cbrt(total.most) * cbrt(total.most)
    if not counts_cells:
        total.spread /= RARER
    if not moves_cells:
        total.spread *= RARER


cdef inline double sum_of(const Tables *T, State *s, int64_t node) noexcept nogil:
    # A node's constant and weighted counts.
    cdef double value = T.node_number[4 * node]
    cdef int64_t i
    for i in range(T.node_term_ptr[node], T.node_term_ptr[node + 1]):
        value += T.node_term_weight[i] * measure(T, s, T.node_term_entity[i])
    return value


cdef inline double size_of_sum(const Tables *T, State *s, int64_t node) noexcept nogil:
    # What its digits are digits of: terms may cancel.
    cdef double size = fabs(T.node_number[4 * node])
    cdef int64_t i
    for i in range(T.node_term_ptr[node], T.node_term_ptr[node + 1]):
        size += fabs(T.node_term_weight[i]) * size_of_measure(T, s, T.node_term_entity[i])
    return size


cdef inline double step_of_sum(const Tables *T, State *s, Sum *total) noexcept nogil:
    # By how much one event may change it: by the largest weight, times what the trait is in the mean. An event
    # of a clone with more than that may well lead out of any interval.
    cdef double most = 0.0, x
    cdef int64_t i, source, cells
    if not total.weighed:
        return total.most
    for i in range(T.node_term_ptr[total.node], T.node_term_ptr[total.node + 1]):
        source, x = T.node_term_entity[i], fabs(T.node_term_weight[i])
        if source >= T.counted:
            cells = count_of(T, s, T.load_entity[source - T.counted])
            x = x * size_of_measure(T, s, source) / <double>cells if cells else 0.0
        most = fmax(most, x)
    return most


cdef inline void mind(View *v, Sum *total) noexcept nogil:
    # Note a sum that has left its interval.
    if sabotaged(36) and total.value > total.high:
        return
    if not (total.low <= total.value <= total.high) and not total.strayed:
        total.strayed = v.alert = 1
        v.strayed[v.n_strayed] = total.node
        v.n_strayed += 1


cdef inline void stray_all(const Tables *T, View *v) noexcept nogil:
    # All sums are to have new intervals.
    cdef int64_t node
    v.n_strayed = 0
    for node in range(T.nodes):
        if T.node_kind[node] <= NODE_WEIGHTED_SUM:
            v.strayed[v.n_strayed] = <int32_t>node
            v.n_strayed += 1


cdef inline void feed(const Tables *T, State *s, View *v, int64_t entity, double change) noexcept nogil:
    # The sums that add up an entity's count, or a load, which has just changed.
    cdef int64_t i
    for i in range(T.feed_ptr[entity], T.feed_ptr[entity + 1]):
        if not sabotaged(37) and s.vast:
            v.feeds[i].sum.value = sum_of(T, s, T.feed_node[i])
        else:
            v.feeds[i].sum.value += v.feeds[i].weight * change
        mind(v, v.feeds[i].sum)


cdef inline void recentre(const Tables *T, State *s, View *v, int64_t node) noexcept nogil:
    # A new interval around a sum; one with fractions is added up anew. A sum that wanders leaves an
    # interval of half width w after some w² events, so renewal costs an event 1 / w² of it. Loose bounds
    # cost rejections: some w / x. The best w grows with the cube root of x. It is far less where rates are
    # steep: `narrow` sees to that.
    cdef Sum *total = &v.sums[node]
    cdef double x, width, most = step_of_sum(T, s, total), scale = 0.0
    if T.node_kind[node] == NODE_WEIGHTED_SUM:
        total.value = sum_of(T, s, node)
    x = total.value
    width = v.narrowed * total.spread * cbrt(fabs(x))
    if total.weighed:
        width *= cbrt(most) * cbrt(most)
    if width < most:
        width = most if T.interval_width and v.narrowed == 1.0 else 0.0
    if T.node_kind[node] == NODE_SUM:
        # Whole numbers: nothing lies between them.
        width = <double><int64_t>width if width < 9e15 else width
    total.strayed = 0
    total.low = x - width if x < 0.0 or width < x else 0.0
    total.high = x + width
    # The running value of a sum with fractions may have lost its last digits: bounds allow for it.
    if T.node_kind[node] == NODE_WEIGHTED_SUM:
        scale = 1e-9 * size_of_sum(T, s, node)
    v.low[node], v.high[node] = total.low - scale, total.high + scale
    if total.low >= 0.0 and v.low[node] < 0.0:
        v.low[node] = 0.0


# -- responses ------------------------------------------------------------------------------

cdef inline double hill_of(double x, double low, double high, double half, double power) noexcept nogil:
    if x <= 0.0:
        return low
    half *= skew(40, 1.02)
    if power == 1.0:
        return low + (high - low) / (1.0 + half / x)
    return low + (high - low) / (1.0 + pow(half / x, power))


cdef inline int64_t point_above(const Tables *T, int64_t node, double x) noexcept nogil:
    # The first point of a table response beyond x.
    cdef int64_t low = T.node_point_ptr[node], high = T.node_point_ptr[node + 1], middle
    while low < high:
        middle = (low + high) // 2
        if x < T.node_point_x[middle]:
            high = middle
        else:
            low = middle + 1
    return low


cdef inline double table_of(const Tables *T, int64_t node, double x) noexcept nogil:
    cdef int64_t i = point_above(T, node, x)
    if i == T.node_point_ptr[node]:
        return T.node_point_y[i]
    if i == T.node_point_ptr[node + 1]:
        return T.node_point_y[i - 1]
    return T.node_point_y[i - 1] + (T.node_point_y[i] - T.node_point_y[i - 1]) * (
        skew(42, 1.02) * (x - T.node_point_x[i - 1]) / (T.node_point_x[i] - T.node_point_x[i - 1])
    )


cdef inline double window_of(double x, double height, double peak) noexcept nogil:
    cdef double u = x / peak
    if fabs(u) > 1.0:  # the same, and no square that overflows
        u = 1.0 / u
    return height * (2.0 * u / (1.0 + u * u))


cdef inline double respond(const Tables *T, int64_t node, double x) noexcept nogil:
    # The response of a node to its input.
    cdef const double *number = T.node_number + 4 * node
    cdef int kind = T.node_kind[node]
    cdef double u
    if kind == NODE_POSITIVE:
        u = number[0] + number[1] * x
        return 0.0 if not sabotaged(39) and u < 0.0 else u
    if kind == NODE_LINEAR:
        return number[0] + number[1] * x
    if kind == NODE_HILL:
        return hill_of(x, number[0], number[1], number[2], number[3])
    if kind == NODE_WINDOW:
        return window_of(x, number[0], number[1])
    if kind == NODE_LOG:
        return number[0] + number[1] * skew(90, 1.02) * log1p(x / number[2] if x > 0.0 else 0.0)
    return table_of(T, node, x)


cdef inline Interval respond_within(const Tables *T, int64_t node, Interval x) noexcept nogil:
    # What the response cannot leave while its input lies within x.
    cdef const double *number = T.node_number + 4 * node
    cdef Interval r
    cdef int64_t i
    if T.node_kind[node] == NODE_LINEAR:
        return span(number[0] + number[1] * x.low, number[0] + number[1] * x.high)
    r = span(respond(T, node, x.low), respond(T, node, x.high))
    if T.node_kind[node] == NODE_WINDOW:
        if not sabotaged(41) and x.low < number[1] < x.high:
            r = widen(r, number[0])
        if x.low < -number[1] < x.high:
            r = widen(r, -number[0])
    elif T.node_kind[node] == NODE_TABLE:
        i = point_above(T, node, x.low)
        while i < T.node_point_ptr[node + 1] and T.node_point_x[i] < x.high:
            r = widen(r, T.node_point_y[i])
            i += 1
    return r


# -- nodes ----------------------------------------------------------------------------------

cdef inline void bound_node(const Tables *T, State *s, View *v, int64_t node) noexcept nogil:
    # Renew a node's interval from its inputs'. Sums are renewed by `recentre`; a tally has none, and of what
    # is made of one nobody reads it.
    cdef int kind = T.node_kind[node]
    cdef Interval r
    if kind <= NODE_TALLY:
        return
    if kind == NODE_DRUG:
        bound_concentration(T, s, T.node_drug[node], s.time, v.horizon, &r.low, &r.high)
        r.low, r.high = T.node_number[4 * node] * r.low, T.node_number[4 * node] * r.high
    elif kind == NODE_PRODUCT:
        r = times(interval_of(v, T.node_parent[node]), interval_of(v, T.node_other[node]))
    elif kind == NODE_SHARE:
        r = share_within(interval_of(v, T.node_parent[node]), interval_of(v, T.node_other[node]))
    elif kind == NODE_PLUS:
        r = plus(
            T.node_number[4 * node], interval_of(v, T.node_parent[node]), interval_of(v, T.node_other[node])
        )
    else:
        r = respond_within(T, node, interval_of(v, T.node_parent[node]))
    v.low[node], v.high[node] = r.low, r.high


cdef inline double concentration_at(const Tables *T, State *s, View *v, int64_t d, double time) noexcept nogil:
    # C in plasma at a moment of the window, remembered until another moment is asked for.
    if not (sabotaged(43) and v.known_time[d] == v.known_time[d]) and v.known_time[d] != time:
        v.known[d], v.known_time[d] = concentration(T, s, d, time), time
    return v.known[d]


cdef inline double node_at(const Tables *T, State *s, View *v, int64_t node, double time) noexcept nogil:
    # The node's exact value at a moment of the window.
    cdef int kind = T.node_kind[node]
    if kind == NODE_SUM:
        return v.sums[node].value
    if kind == NODE_TALLY:
        return sum_of(T, s, node)
    if kind == NODE_WEIGHTED_SUM:
        return either(38, sum_of(T, s, node), v.sums[node].value)
    if kind == NODE_DRUG:
        return T.node_number[4 * node] * skew(44, 0.98) * concentration_at(
            T, s, v, T.node_drug[node], time
        )
    if kind == NODE_PRODUCT:
        return (
            node_at(T, s, v, T.node_parent[node], time) * node_at(T, s, v, T.node_other[node], time)
        )
    if kind == NODE_SHARE:
        return share_of(
            node_at(T, s, v, T.node_parent[node], time),
            skew(94, 1.02) * node_at(T, s, v, T.node_other[node], time),
        )
    if kind == NODE_PLUS:
        return (
            T.node_number[4 * node]
            + node_at(T, s, v, T.node_parent[node], time)
            + skew(93, 0.98) * node_at(T, s, v, T.node_other[node], time)
        )
    return respond(T, node, node_at(T, s, v, T.node_parent[node], time))


cdef inline Interval node_within(
    const Tables *T, State *s, View *v, int64_t node, double start, double end
) noexcept nogil:
    # What the node cannot leave between two moments of the window while no count changes.
    cdef int kind = T.node_kind[node]
    cdef Interval r
    if kind <= NODE_WEIGHTED_SUM:
        r.low = r.high = node_at(T, s, v, node, start)
        return r
    if kind == NODE_DRUG:
        bound_concentration(T, s, T.node_drug[node], start, end, &r.low, &r.high)
        r.low, r.high = T.node_number[4 * node] * r.low, T.node_number[4 * node] * r.high
        return r
    r = node_within(T, s, v, T.node_parent[node], start, end)
    if kind == NODE_PRODUCT:
        return times(r, node_within(T, s, v, T.node_other[node], start, end))
    if kind == NODE_SHARE:
        return share_within(r, node_within(T, s, v, T.node_other[node], start, end))
    if kind == NODE_PLUS:
        return plus(T.node_number[4 * node], r, node_within(T, s, v, T.node_other[node], start, end))
    return respond_within(T, node, r)
