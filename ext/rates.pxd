# Rates: the courses of drugs, nodes, laws and channels, each as a bound that holds over the window
# [time, horizon) for the counts as they are, and as the exact value at one moment.
from libc.math cimport exp, pow
from libc.stdint cimport int32_t, int64_t

from state cimport (
    ERROR_BOUND, Block, Chan, Run, fail, head_of, sum_of, traits_of,
)
from tables cimport (
    FACTOR_COMPLEMENT, FACTOR_LAW, FACTOR_NODE, FACTOR_STIMULATION, MODE_EXACT, MODE_GENERAL,
    MODE_TIMED, NODE_DRUG, NODE_HILL, NODE_LINEAR, NODE_POSITIVE, NODE_PRODUCT, NODE_SUM,
    NODE_TABLE, NODE_WEIGHTED_SUM, NODE_WINDOW, Tables,
)

# What overflows (inf, and inf · 0 or inf − inf, which are NaN) is never taken for 0: it is handed on up
# to the total rate, where the run fails.

cdef struct Interval:
    double low, high


cdef inline Interval span(double a, double b) noexcept nogil:
    cdef Interval r
    if a <= b:
        r.low, r.high = a, b
    elif b < a:
        r.low, r.high = b, a
    else:
        r.low = r.high = a + b
    return r


cdef inline Interval widen(Interval r, double x) noexcept nogil:
    if x < r.low:
        r.low = x
    if x > r.high:
        r.high = x
    return r


cdef inline Interval times(Interval a, Interval b) noexcept nogil:
    cdef Interval r
    cdef double corners
    if a.low >= 0.0 and b.low >= 0.0:
        r.low, r.high = a.low * b.low, a.high * b.high
        return r
    r = span(a.low * b.low, a.high * b.high)
    r = widen(widen(r, a.low * b.high), a.high * b.low)
    corners = a.low * b.low + a.high * b.high + a.low * b.high + a.high * b.low
    return r if corners == corners else span(corners, corners)


# -- concentrations -------------------------------------------------------------------------

cdef inline double concentration_at(const Tables *T, Run *s, int d, double time) noexcept nogil:
    # C(t) in plasma; the current segment must hold `time`.
    cdef int i, n, first
    cdef double c, since
    if s.conc_time[d] == time:
        return s.conc[d]
    n = T.decay_ptr[d + 1] - T.decay_ptr[d]
    first = T.level_ptr[d] + s.segment[d] * n
    i = T.segment_ptr[d] + s.segment[d]
    c = T.segment_constant[i]
    since = time - T.segment_start[i]
    for i in range(n):
        if T.level[first + i] != 0.0:
            c += (
                T.level[first + i]
                * (since if T.decay_linear[T.decay_ptr[d] + i] else 1.0)
                * exp(-T.decay_rate[T.decay_ptr[d] + i] * since)
            )
    c = 0.0 if c < 0.0 else c
    s.conc[d], s.conc_time[d] = c, time
    return c


cdef inline void bound_concentration(const Tables *T, Run *s, int d, double start, double end) noexcept nogil:
    # True bounds over [start, end]: every term is monotone, or has its one maximum.
    cdef int i, r, n, first
    cdef double low, high, a, b, top, rate
    cdef Interval term
    n = T.decay_ptr[d + 1] - T.decay_ptr[d]
    first = T.level_ptr[d] + s.segment[d] * n
    i = T.segment_ptr[d] + s.segment[d]
    low = high = T.segment_constant[i]
    a, b = start - T.segment_start[i], end - T.segment_start[i]
    for r in range(n):
        if T.level[first + r] == 0.0:
            continue
        rate = T.decay_rate[T.decay_ptr[d] + r]
        if T.decay_linear[T.decay_ptr[d] + r]:
            term = span(a * exp(-rate * a), b * exp(-rate * b))
            top = 1.0 / rate
            if a < top < b:
                term = widen(term, top * exp(-1.0))
        else:
            term = span(exp(-rate * a), exp(-rate * b))
        term = times(term, span(T.level[first + r], T.level[first + r]))
        low += term.low
        high += term.high
    s.conc_low[d] = 0.0 if low < 0.0 else low
    s.conc_high[d] = 0.0 if high < 0.0 else high


# -- nodes ----------------------------------------------------------------------------------

cdef inline Interval interval_of(const Tables *T, Run *s, int node) noexcept nogil:
    # A node within the window; only those that move with time have two bounds.
    cdef Interval r
    r.low = s.low[node]
    r.high = s.high[node] if T.node_timed[node] else r.low
    return r


cdef inline double hill_of(double x, double low, double high, double half, double power) noexcept nogil:
    if x <= 0.0:
        return low
    if power == 1.0:
        return low + (high - low) / (1.0 + half / x)
    return low + (high - low) / (1.0 + pow(half / x, power))


cdef inline int points_up_to(const Tables *T, Run *s, int node, double x) noexcept nogil:
    # How many points of a table lie at x or below: as many as the last time, or one more or less, for
    # counts move in small steps; else by halving, without a branch that could be mispredicted.
    cdef const double *points = T.node_point_x + T.node_point_ptr[node]
    cdef int size = T.node_point_ptr[node + 1] - T.node_point_ptr[node], half
    cdef int below = s.points_below[node]
    if below < size and points[below] <= x:
        below += 1
    elif below > 0 and points[below - 1] > x:
        below -= 1
    if (below == size or points[below] > x) and (below == 0 or points[below - 1] <= x):
        s.points_below[node] = below
        return below
    below = 0
    while size > 1:
        half = size // 2
        below += half * (points[below + half - 1] <= x)
        size -= half
    below += points[below] <= x
    s.points_below[node] = below
    return below


cdef inline double table_of(const Tables *T, Run *s, int node, double x) noexcept nogil:
    cdef const double *px = T.node_point_x + T.node_point_ptr[node]
    cdef const double *py = T.node_point_y + T.node_point_ptr[node]
    cdef int size = T.node_point_ptr[node + 1] - T.node_point_ptr[node], i
    if x != x:
        return x
    i = points_up_to(T, s, node, x)
    if i == 0:
        return py[0]
    if i == size:
        return py[size - 1]
    return py[i - 1] + (py[i] - py[i - 1]) * ((x - px[i - 1]) / (px[i] - px[i - 1]))


cdef inline double respond(const Tables *T, Run *s, int node, double x) noexcept nogil:
    # A response to x (contract 1.3).
    cdef const double *number = T.node_number + 4 * node
    cdef int kind = T.node_kind[node]
    cdef double u
    if kind == NODE_POSITIVE:
        u = number[0] + number[1] * x
        return 0.0 if u < 0.0 else u
    if kind == NODE_LINEAR:
        return number[0] + number[1] * x
    if kind == NODE_HILL:
        return hill_of(x, number[0], number[1], number[2], number[3])
    if kind == NODE_WINDOW:
        u = x / number[1]
        # Far beyond the peak 2u / (1 + u²) is 2 / u, and u² would overflow.
        return number[0] * (2.0 * u / (1.0 + u * u) if -1e150 < u < 1e150 else 2.0 / u)
    return table_of(T, s, node, x)


cdef inline void bound_node(const Tables *T, Run *s, int node) noexcept nogil:
    # Renew the node's bounds from its inputs'.
    cdef int kind = T.node_kind[node], parent = T.node_parent[node], i
    cdef const double *number = T.node_number + 4 * node
    cdef Interval x, r
    if kind == NODE_SUM:
        return
    if kind == NODE_WEIGHTED_SUM:
        s.low[node] = sum_of(T, s, node)
        return
    if kind == NODE_DRUG:
        s.low[node] = number[0] * s.conc_low[T.node_drug[node]]
        s.high[node] = number[0] * s.conc_high[T.node_drug[node]]
        return
    if kind == NODE_POSITIVE and not T.node_timed[node]:
        r.low = number[0] + number[1] * s.low[parent]
        s.low[node] = 0.0 if r.low < 0.0 else r.low
        return
    x = interval_of(T, s, parent)
    if kind == NODE_PRODUCT:
        r = times(x, interval_of(T, s, T.node_other[node]))
    elif not T.node_timed[node]:
        r.low = r.high = respond(T, s, node, x.low)
    else:
        r = span(respond(T, s, node, x.low), respond(T, s, node, x.high))
        if kind == NODE_WINDOW:
            if x.low < number[1] < x.high:
                r = widen(r, number[0])
            if x.low < -number[1] < x.high:
                r = widen(r, -number[0])
        elif kind == NODE_TABLE:
            i = T.node_point_ptr[node] + points_up_to(T, s, node, x.low)
            while i < T.node_point_ptr[node + 1] and T.node_point_x[i] < x.high:
                r = widen(r, T.node_point_y[i])
                i += 1
    s.low[node], s.high[node] = r.low, r.high


cdef inline double node_at(const Tables *T, Run *s, int node, double time) noexcept nogil:
    # The node's exact value at a moment of the window.
    cdef int kind
    if not T.node_timed[node]:
        return s.low[node]
    kind = T.node_kind[node]
    if kind == NODE_DRUG:
        return T.node_number[4 * node] * concentration_at(T, s, T.node_drug[node], time)
    if kind == NODE_PRODUCT:
        return node_at(T, s, T.node_parent[node], time) * node_at(T, s, T.node_other[node], time)
    return respond(T, s, node, node_at(T, s, T.node_parent[node], time))


# -- dose-response of a clone ---------------------------------------------------------------

cdef inline double effect_of(const Tables *T, int effect, double c, double fold) noexcept nogil:
    # E = emax · C^hill / ((ec50 · fold)^hill + C^hill), before sensitivity
    cdef const double *number = T.effect_number + 3 * effect
    return hill_of(c, 0.0, number[0], number[1] * fold, number[2])


cdef inline Interval trait_span(const Tables *T, Run *s, int kind, int column) noexcept nogil:
    # Over the clones of a class.
    cdef Interval r
    r.low = s.class_low[kind * T.columns + column]
    r.high = s.class_high[kind * T.columns + column]
    return r


cdef inline Interval effect_span(const Tables *T, Run *s, int effect, int kind) noexcept nogil:
    cdef Interval fold = trait_span(T, s, kind, T.effect_column[2 * effect + 1])
    cdef Interval c = interval_of(T, s, T.effect_node[effect])
    return span(effect_of(T, effect, c.low, fold.high), effect_of(T, effect, c.high, fold.low))


cdef inline double modulation(int kind, double strength) noexcept nogil:
    if kind == FACTOR_STIMULATION:
        return 1.0 + strength
    return 0.0 if strength > 1.0 else 1.0 - strength


# -- laws -----------------------------------------------------------------------------------

cdef inline double law_at(const Tables *T, Run *s, int law, char *row, double time) noexcept nogil:
    # The law's exact value for one clone (row is NULL where there is none).
    cdef double value = 0.0, x, tau
    cdef double *trait = traits_of(s, row)
    cdef int i, kind, effect
    for i in range(T.part_ptr[law], T.part_ptr[law + 1]):
        x = T.part_coefficient[i]
        if T.part_column[i]:
            x *= trait[T.part_column[i]]
        if T.part_node[i] >= 0:
            x *= node_at(T, s, T.part_node[i], time)
        effect = T.part_effect[i]
        if effect >= 0:
            x *= effect_of(
                T, effect, node_at(T, s, T.effect_node[effect], time),
                trait[T.effect_column[2 * effect + 1]],
            )
        if T.part_ratio[i] >= 0:
            tau = trait[T.part_ratio_column[i]]
            x = x * law_at(T, s, T.part_ratio[i], row, time) / tau if tau > 0.0 else 0.0
        value += x
    for i in range(T.factor_ptr[law], T.factor_ptr[law + 1]):
        kind = T.factor_kind[i]
        if kind == FACTOR_NODE:
            x = node_at(T, s, T.factor_node[i], time)
            if T.factor_column[i] >= 0:
                x = 1.0 + trait[T.factor_column[i]] * (x - 1.0)
        elif kind == FACTOR_LAW:
            x = law_at(T, s, T.factor_law[i], row, time)
        elif kind == FACTOR_COMPLEMENT:
            x = 1.0 - law_at(T, s, T.factor_law[i], row, time)
        else:
            effect = T.factor_effect[i]
            x = modulation(
                kind,
                trait[T.effect_column[2 * effect]]
                * effect_of(
                    T, effect, node_at(T, s, T.effect_node[effect], time),
                    trait[T.effect_column[2 * effect + 1]],
                ),
            )
        value *= x
    if value < 0.0:
        return 0.0
    return T.law_most[law] if value > T.law_most[law] else value


cdef inline Interval factor_span(const Tables *T, Run *s, int i, int kind) noexcept nogil:
    cdef int code = T.factor_kind[i], effect
    cdef Interval r
    if code == FACTOR_NODE:
        r = interval_of(T, s, T.factor_node[i])
        if T.factor_column[i] >= 0:
            r.low, r.high = r.low - 1.0, r.high - 1.0
            r = times(r, trait_span(T, s, kind, T.factor_column[i]))
            r.low, r.high = 1.0 + r.low, 1.0 + r.high
        return r
    if code == FACTOR_LAW or code == FACTOR_COMPLEMENT:
        r = bound_law(T, s, T.factor_law[i], kind)
        return r if code == FACTOR_LAW else span(1.0 - r.high, 1.0 - r.low)
    effect = T.factor_effect[i]
    r = times(effect_span(T, s, effect, kind), trait_span(T, s, kind, T.effect_column[2 * effect]))
    return span(modulation(code, r.low), modulation(code, r.high))


cdef inline Interval ratio_span(const Tables *T, Run *s, int law, int column, int kind) noexcept nogil:
    # A law of divisions over the trait that is their unmodified rate.
    cdef Interval r = bound_law(T, s, law, kind), trait = trait_span(T, s, kind, column)
    if trait.high <= 0.0:
        return span(0.0, 0.0)
    r.low, r.high = r.low / trait.high, r.high / trait.low
    return r


cdef inline Interval bound_law(const Tables *T, Run *s, int law, int kind) noexcept nogil:
    # Bounds of the law over the clones of a class and the window.
    cdef int i, effect
    cdef Interval value, x
    value.low = value.high = 0.0
    for i in range(T.part_ptr[law], T.part_ptr[law + 1]):
        x.low = x.high = T.part_coefficient[i]
        if T.part_column[i]:
            x = times(x, trait_span(T, s, kind, T.part_column[i]))
        if T.part_node[i] >= 0:
            x = times(x, interval_of(T, s, T.part_node[i]))
        effect = T.part_effect[i]
        if effect >= 0:
            x = times(x, effect_span(T, s, effect, kind))
        if T.part_ratio[i] >= 0:
            x = times(x, ratio_span(T, s, T.part_ratio[i], T.part_ratio_column[i], kind))
        value.low += x.low
        value.high += x.high
    for i in range(T.factor_ptr[law], T.factor_ptr[law + 1]):
        value = times(value, factor_span(T, s, i, kind))
    value.low = 0.0 if value.low < 0.0 else value.low
    value.high = 0.0 if value.high < 0.0 else value.high
    if value.low > T.law_most[law]:
        value.low = T.law_most[law]
    if value.high > T.law_most[law]:
        value.high = T.law_most[law]
    return value


# -- channels -------------------------------------------------------------------------------

cdef inline void bound_channel(const Tables *T, Run *s, int channel, Chan *chan, int kind) noexcept nogil:
    # The channel's bound for any cell of a class (kind < 0: of a pool, or an inflow).
    cdef int mode = T.channel_mode[channel], i
    cdef Interval x
    if mode == MODE_EXACT:
        x.high = T.channel_coefficient[channel]
        for i in range(T.channel_node_ptr[channel], T.channel_node_ptr[channel + 1]):
            x.high *= s.low[T.channel_node_index[i]]
        chan.shared = 0.0 if x.high < 0.0 else x.high
    elif mode == MODE_TIMED:
        x.low = x.high = T.channel_coefficient[channel]
        for i in range(T.channel_node_ptr[channel], T.channel_node_ptr[channel + 1]):
            x = times(x, interval_of(T, s, T.channel_node_index[i]))
        chan.shared = 0.0 if x.high < 0.0 else x.high
        chan.low = 0.0 if x.low < 0.0 else x.low
    else:
        x = bound_law(T, s, T.channel_law[channel], kind)
        chan.bound = chan.shared = x.high
        chan.low = x.low
        return
    i = T.channel_column[channel]
    chan.bound = chan.shared * s.class_high[kind * T.columns + i] if i else chan.shared


cdef inline void refresh_channel(const Tables *T, Run *s, int channel) noexcept nogil:
    # Its bounds in all blocks of its entity.
    cdef int32_t b = s.first_block[T.channel_entity[channel]]
    cdef Block *block
    while b >= 0:
        block = &s.blocks[b]
        if block.n == 0:
            block.stale = 1
        else:
            bound_channel(T, s, channel, &block.chan[T.channel_place[channel]], block.kind)
        b = block.next


cdef inline void wake_block(const Tables *T, Run *s, int entity, Block *block) noexcept nogil:
    # The bounds of a block that is empty no more.
    cdef int first = T.entity_channel_ptr[entity], channel
    for channel in range(first, T.entity_channel_ptr[entity + 1]):
        bound_channel(T, s, channel, &block.chan[channel - first], block.kind)
    block.stale = 0


cdef inline void factor_entity(const Tables *T, Run *s, int entity) noexcept nogil:
    # What of its blocks' rates does not change with the node that the channels share.
    cdef int first = T.entity_channel_ptr[entity], channel, column
    cdef int32_t b = s.first_block[entity]
    cdef Block *block
    cdef Chan *chan
    while b >= 0:
        block = &s.blocks[b]
        block.fixed = block.slope = 0.0
        block.channels, block.constant = T.entity_channel_ptr[entity + 1] - first, 0
        for channel in range(first, T.entity_channel_ptr[entity + 1]):
            chan = &block.chan[channel - first]
            column = T.channel_column[channel]
            chan.column, chan.event = column, T.channel_event[channel]
            chan.act = &s.acts[chan.event]
            chan.shared = chan.bound = T.channel_coefficient[channel]
            if column:
                chan.bound *= s.class_high[block.kind * T.columns + column]
            if T.channel_node_ptr[channel] < T.channel_node_ptr[channel + 1]:
                block.slope += chan.bound
            else:
                block.fixed += chan.bound
                block.constant += 1
        b = block.next


cdef inline void renew_entity(Run *s, int entity, double node) noexcept nogil:
    # Its blocks' rates and totals, where its channels share a node.
    cdef Block *block = s.heads[entity]
    cdef double total
    if block == NULL:
        return  # a group whose clones are still to be founded
    block.rate = block.fixed + block.slope * node
    block.total = total = block.n * block.rate
    while block.next >= 0:
        block = &s.blocks[block.next]
        block.rate = block.fixed + block.slope * node
        block.total = block.n * block.rate
        total += block.total
    s.entity_total[entity] = total


cdef inline void refresh_entity(const Tables *T, Run *s, int entity) noexcept nogil:
    # The totals of its blocks, after their channels or the counts have changed.
    cdef int channels = T.entity_channel_ptr[entity + 1] - T.entity_channel_ptr[entity], i
    cdef int32_t b = s.first_block[entity]
    cdef Block *block
    cdef double rate, total = 0.0
    i = T.entity_node[entity]
    if i >= -1:
        renew_entity(s, entity, s.low[i] if i >= 0 else 0.0)
        return
    while b >= 0:
        block = &s.blocks[b]
        rate = 0.0
        if block.n:
            if block.stale:
                wake_block(T, s, entity, block)
            for i in range(channels):
                rate += block.chan[i].bound
        block.rate = rate
        block.total = block.n * rate
        total += block.total
        b = block.next
    s.entity_total[entity] = total


cdef inline double total_of(const Tables *T, Run *s) noexcept nogil:
    # Four sums side by side, in an order that never changes; two are the commonest, and added so.
    cdef double a = 0.0, b = 0.0, c = 0.0, d = 0.0
    cdef double *t = s.entity_total
    cdef int i = 0
    if T.summed == 2:
        return t[0] + t[1]
    while i + 4 <= T.summed:
        a += t[i]
        b += t[i + 1]
        c += t[i + 2]
        d += t[i + 3]
        i += 4
    while i < T.summed:
        a += t[i]
        i += 1
    return (a + b) + (c + d)


cdef inline void sum_all(const Tables *T, Run *s) noexcept nogil:
    s.total = total_of(T, s)


cdef inline bint settle(const Tables *T, Run *s, int channel, Chan *chan, char *row, double y) noexcept nogil:
    # Whether a proposal is accepted: `y` is uniform on [0, bound), so accepted below the exact rate.
    cdef int mode = T.channel_mode[channel], i
    cdef double trait = 1.0, value
    if mode == MODE_GENERAL:
        value = law_at(T, s, T.channel_law[channel], row, s.time)
    else:
        if T.channel_column[channel]:
            trait = traits_of(s, row)[T.channel_column[channel]]
        if mode == MODE_EXACT:
            return y < chan.shared * trait
        if y >= chan.shared * trait:
            return False
        if y < chan.low * trait:
            return True
        value = T.channel_coefficient[channel] * trait
        for i in range(T.channel_node_ptr[channel], T.channel_node_ptr[channel + 1]):
            value *= node_at(T, s, T.channel_node_index[i], s.time)
    if not (value <= chan.bound * (1.0 + 1e-9)):
        fail(s, ERROR_BOUND, head_of(row).id if row != NULL else -1, -1, value / chan.bound)
    return y < value


cdef inline void update(const Tables *T, Run *s, int touch) noexcept nogil:
    # After the entities of a touch set have changed: they, what reads them, and nothing else.
    cdef int i
    for i in range(T.touch_node_ptr[touch], T.touch_node_ptr[touch + 1]):
        bound_node(T, s, T.touch_node_index[i])
    for i in range(T.touch_channel_ptr[touch], T.touch_channel_ptr[touch + 1]):
        refresh_channel(T, s, T.touch_channel_index[i])
    for i in range(T.touch_entity_ptr[touch], T.touch_entity_ptr[touch + 1]):
        refresh_entity(T, s, T.touch_entity_index[i])
    sum_all(T, s)


cdef inline void refresh_all(const Tables *T, Run *s) noexcept nogil:
    cdef int i
    for i in range(T.nodes):
        bound_node(T, s, i)
    for i in range(T.channels):
        if T.entity_node[T.channel_entity[i]] == -2:
            refresh_channel(T, s, i)
    for i in range(T.entities):
        if T.entity_node[i] > -2:
            factor_entity(T, s, i)
        refresh_entity(T, s, i)
    sum_all(T, s)
