# Windows: how long the bounds shall hold, where rates move with concentrations.
from libc.math cimport INFINITY
from libc.stdint cimport int64_t

from channels cimport renew_timed
from codes cimport TIMED_ALONE
from failure cimport ERROR_STALLED, NO_CLONE, NO_PLACE, fail
from index cimport Block, Index, next_block
from nodes cimport View
from state cimport State
from tables cimport Tables
from watch cimport survey

cdef enum:
    # To renew the bounds costs about as much as this many rejected proposals: a window is as long as
    # makes both cost the same.
    REJECTIONS_MOST = 6
    REJECTIONS_LEAST = 2


cdef inline double slack_of(const Tables *T, View *v, Index *x) noexcept nogil:
    # Rate of rejected proposals that the width of the window alone may cause: as if the loosest of the
    # nodes that move with concentrations alone were in every channel that moves.
    cdef int64_t i, channel, node
    cdef double loose = 0.0, total = 0.0, part
    cdef Block *block
    for i in range(T.timed_nodes):
        node = T.timed_node[i]
        if T.node_timed[node] == TIMED_ALONE and v.high[node] > 0.0:
            part = 1.0 - v.low[node] / v.high[node]
            loose = part if part > loose else loose
    loose = loose if loose < 1.0 else 1.0
    for i in range(T.timed_channels):
        channel = T.timed_channel[i]
        block = x.heads[T.channel_entity[channel]]
        while block != NULL:
            if block.n:
                total += block.n * block.chan[
                    block.slot[channel - T.entity_channel_ptr[block.entity]]
                ].bound
            block = next_block(x, block)
    return total * loose


cdef inline void open_window(
    const Tables *T, State *s, View *v, Index *x, double limit
) noexcept nogil:
    # Choose how long the bounds shall hold, and make them.
    cdef double rejected
    if T.timed_nodes == 0:
        v.horizon = limit
        return
    while True:
        v.horizon = s.time + v.step
        if not (v.horizon < limit):
            v.horizon = limit
        renew_timed(T, s, v, x)
        if not (x.total < INFINITY):
            fail(&s.failure, ERROR_STALLED, NO_CLONE, NO_PLACE, x.total)
            return
        rejected = slack_of(T, v, x) * (v.horizon - s.time)
        if rejected <= REJECTIONS_MOST or not (s.time + 0.5 * (v.horizon - s.time) > s.time):
            break
        v.step = 0.5 * (v.horizon - s.time)
    if v.horizon < limit and rejected < REJECTIONS_LEAST:
        v.step *= 2.0
    survey(T, s, v)
