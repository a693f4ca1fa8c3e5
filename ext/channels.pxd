# Channels: a law in one place and the event it leads to. Each block holds a bound for any of its cells;
# a proposal under the bound is settled by the exact rate of the chosen clone at that moment.
from libc.stdint cimport int32_t, int64_t

from codes cimport MODE_GENERAL, NODE_WEIGHTED_SUM
from failure cimport ERROR_BOUND, NO_CLONE, NO_PLACE, fail
from index cimport Block, Chan, Index, block_of, next_block
from laws cimport bound_law, law_at
from nodes cimport Interval, View, bound_node, interval_of, node_at, recentre, stray_all, sum_of, times
from rows cimport head_of
from sabotage cimport either_int, sabotaged, skew
from state cimport State
from tables cimport Tables
from urn cimport fill_urn, is_spent, put_total, total_of

cdef extern from *:
    """
    /* What rounding may add to a rate over its bound: both are a few products of the same numbers. */
    #define CLONAL_BOUND_SLACK 1e-9
    """
    double BOUND_SLACK "CLONAL_BOUND_SLACK"


cdef enum:
    REFUSALS = 64         # of proposals by the exact rate: then the intervals of sums are looked at
    RARE = 16             # events for each refusal: then narrowed intervals widen again


# -- bounds ---------------------------------------------------------------------------------

cdef inline void bound_channel(
    const Tables *T, View *v, Index *x, int64_t channel, Chan *chan, int64_t of_class
) noexcept nogil:
    # The channel's bound for any cell of a class (NO_CLASS: of a pool, or an inflow).
    cdef int64_t i
    cdef Interval r
    if T.channel_mode[channel] == MODE_GENERAL:
        r = bound_law(T, v, x, T.channel_law[channel], of_class)
        chan.bound = chan.shared = r.high
        chan.low = r.low
        return
    r.low = r.high = T.channel_coefficient[channel]
    for i in range(T.channel_node_ptr[channel], T.channel_node_ptr[channel + 1]):
        r = times(r, interval_of(v, T.channel_node_index[i]))
    chan.shared = 0.0 if r.high < 0.0 else r.high
    chan.low = r.low if r.low > 0.0 else 0.0
    if sabotaged(22):
        chan.low += 0.5 * (chan.shared - chan.low)
    i = T.channel_column[channel]
    chan.bound = chan.shared * x.class_high[of_class * T.columns + i] if i else chan.shared
    if i:
        chan.bound *= skew(23, 0.98)


cdef inline void rate_block(const Tables *T, Index *x, Block *block) noexcept nogil:
    # After its bounds: its rate a cell, and its total.
    cdef double rate = 0.0
    cdef int32_t i
    for i in range(block.channels):
        rate += block.chan[i].bound
    block.rate = rate
    put_total(T, x, block, block.n * rate)


cdef inline void bound_block(const Tables *T, View *v, Index *x, Block *block) noexcept nogil:
    # All its bounds anew.
    cdef int32_t i
    for i in range(block.channels):
        bound_channel(T, v, x, block.chan[i].channel, &block.chan[i], block.of_class)
    rate_block(T, x, block)
    block.stale = 0


cdef inline void refresh_block(
    const Tables *T, View *v, Index *x, Block *block, const int32_t *channels, int64_t count
) noexcept nogil:
    cdef int64_t first = T.entity_channel_ptr[block.entity], i
    if block.n == 0:
        block.stale = 1
    elif block.stale:
        bound_block(T, v, x, block)
    else:
        for i in range(count):
            bound_channel(T, v, x, channels[i], &block.chan[block.slot[channels[i] - first]], block.of_class)
        rate_block(T, x, block)


cdef inline void refresh(
    const Tables *T, View *v, Index *x, const int32_t *channels, int64_t count
) noexcept nogil:
    # The bounds of channels in all blocks of their entities, and these blocks' totals. Where channels ascend,
    # those of one entity stand together, and each block is looked at once.
    cdef int64_t i = 0, j, entity
    cdef Block *block
    while i < count:
        entity = T.channel_entity[channels[i]]
        j = i
        while j < count and T.channel_entity[channels[j]] == entity:
            j += 1
        block = x.heads[entity]
        while block != NULL:
            refresh_block(T, v, x, block, channels + i, j - i)
            block = next_block(x, block)
        i = j


cdef inline void order_channels(const Tables *T, Block *block) noexcept nogil:
    # An insertion sort of what is nearly in order. No event may be under way: its act moves along.
    cdef int64_t first = T.entity_channel_ptr[block.entity]
    cdef int32_t i, j
    cdef Chan chan
    for i in range(1, block.channels):
        if not block.chan[i - 1].bound < block.chan[i].bound:
            continue
        chan = block.chan[i]
        j = i
        while j > 0 and block.chan[j - 1].bound < chan.bound:
            block.chan[j] = block.chan[j - 1]
            block.slot[block.chan[j].channel - first] = j
            j -= 1
        block.chan[j] = chan
        block.slot[chan.channel - first] = j


cdef inline void miss(const Tables *T, Index *x, Block *block) noexcept nogil:
    # A proposal of this block was void. Where the urn is filled anew, no event is under way, and each block
    # has its channels put in order, the likeliest first.
    cdef int64_t i
    if is_spent(T, x, block):
        for i in range(block_of(T, x.n_classes, 0)):
            if x.blocks[i].n:
                order_channels(T, &x.blocks[i])
        fill_urn(T, x)


# -- totals ---------------------------------------------------------------------------------

cdef inline void retotal_block(const Tables *T, View *v, Index *x, Block *block) noexcept nogil:
    # Its size has changed.
    if block.stale and block.n:
        bound_block(T, v, x, block)
    put_total(T, x, block, block.n * block.rate if block.n else 0.0)


cdef inline void order_strayed(View *v) noexcept nogil:
    # By number, so that totals follow in one order whichever way an event has taken: a total that passes its
    # share in between gets balls, and keeps them.
    cdef int32_t i, j, node
    for i in range(1, v.n_strayed):
        node = v.strayed[i]
        j = i
        while j > 0 and v.strayed[j - 1] > node:
            v.strayed[j] = v.strayed[j - 1]
            j -= 1
        v.strayed[j] = node


cdef inline void renew_strayed(const Tables *T, State *s, View *v, Index *x) noexcept nogil:
    # Sums have left their intervals: new ones, and all bounds that depend on them.
    cdef int64_t i, node
    cdef int32_t j
    if v.narrowed < 1.0 and s.events - x.refused_from > RARE * REFUSALS:
        v.narrowed *= 2.0
        x.refused, x.refused_from = 0, s.events
    order_strayed(v)
    for j in range(v.n_strayed):
        if not sabotaged(24):
            recentre(T, s, v, v.strayed[j])
    for j in range(v.n_strayed):
        node = v.strayed[j]
        for i in range(T.reach_node_ptr[node], T.reach_node_ptr[node + 1]):
            bound_node(T, s, v, T.reach_node_index[i])
    for j in range(v.n_strayed):
        node = v.strayed[j]
        i = T.reach_channel_ptr[node]
        refresh(
            T, v, x, T.reach_channel_index + i,
            either_int(25, T.reach_channel_ptr[node + 1] - i, 0),
        )
    v.n_strayed = 0


cdef inline void narrow(const Tables *T, State *s, View *v, Index *x) noexcept nogil:
    # Exact rates have refused many proposals. Where rates are steep, as births are in a niche that is full,
    # a sum's interval may hold rates that are thousands of times the present one. So where most proposals
    # are refused, and would not be without intervals, these shrink to half of their width.
    cdef bint most = s.events - x.refused_from < REFUSALS // 2
    cdef double total = total_of(T, x), narrowed = v.narrowed
    cdef int64_t node
    x.refused, x.refused_from = 0, s.events
    if not most:
        return
    v.narrowed = 0.0
    stray_all(T, v)
    renew_strayed(T, s, v, x)
    v.narrowed = 0.5 * narrowed if total_of(T, x) < 0.5 * total else narrowed
    if not sabotaged(92):
        stray_all(T, v)
        renew_strayed(T, s, v, x)
    else:
        for node in range(T.nodes):
            v.sums[node].high *= 2.0


cdef inline void rebound_class(const Tables *T, View *v, Index *x, int64_t of_class) noexcept nogil:
    # A clone has widened it.
    cdef int64_t j
    cdef Block *block
    for j in range(T.compartments):
        block = &x.blocks[block_of(T, of_class, j)]
        block.stale = 1
        retotal_block(T, v, x, block)


cdef inline void renew_timed(const Tables *T, State *s, View *v, Index *x) noexcept nogil:
    # The horizon has moved: what moves with concentrations.
    cdef int64_t i
    for i in range(T.timed_nodes):
        bound_node(T, s, v, T.timed_node[i])
    refresh(T, v, x, T.timed_channel, T.timed_channels)


cdef inline void renew_all(const Tables *T, State *s, View *v, Index *x) noexcept nogil:
    # Everything from the counts.
    cdef int64_t i
    cdef Block *block
    v.n_strayed = 0
    for i in range(T.nodes):
        if T.node_kind[i] <= NODE_WEIGHTED_SUM:
            v.sums[i].value = sum_of(T, s, i)
            recentre(T, s, v, i)
        bound_node(T, s, v, i)
    for i in range(T.entities):
        block = x.heads[i]
        while block != NULL:
            block.stale = 1
            retotal_block(T, v, x, block)
            block = next_block(x, block)
    fill_urn(T, x)


# -- settling -------------------------------------------------------------------------------

cdef inline bint settle_exactly(
    const Tables *T, State *s, View *v, Chan *chan, char *row, double trait, double y
) noexcept nogil:
    # Where the bounds do not decide: `y` is uniform on [0, bound), and accepted below the exact rate.
    cdef int64_t i
    cdef double value
    if T.channel_mode[chan.channel] == MODE_GENERAL:
        value = law_at(T, s, v, T.channel_law[chan.channel], row, s.time)
    else:
        value = T.channel_coefficient[chan.channel] * trait
        for i in range(T.channel_node_ptr[chan.channel], T.channel_node_ptr[chan.channel + 1]):
            value *= node_at(T, s, v, T.channel_node_index[i], s.time)
    if not sabotaged(45) and not (value <= chan.bound * (1.0 + BOUND_SLACK)):  # nor may it be no number
        fail(
            &s.failure, ERROR_BOUND, head_of(row).id if row != NULL else NO_CLONE, NO_PLACE,
            value / chan.bound,
        )
        return False
    return y < value
