# Plain events: a cell comes, goes or moves, and all that this changes is counts, nodes of the form
# max(0, a + b · count) and rates of the form fixed + slope · node. What cell dynamics in crowded niches
# mostly are; everything else goes the general way, with the same draws and the same bits.
from libc.stdint cimport int32_t, int64_t

from rates cimport renew_entity, total_of
from state cimport (
    MOST_TOUCHED, VAST, Act, Block, Head, Run, block_of, cells_of, feed, head_of,
)
from tables cimport NODE_POSITIVE, Tables


cdef inline bint is_plain(const Tables *T, int channel) noexcept nogil:
    cdef int event = T.channel_event[channel], entity = T.channel_entity[channel]
    cdef int touch = T.event_touch[event], first = T.move_ptr[3 * event], i, node
    cdef int moves = T.move_ptr[3 * event + 1] - first
    if entity >= T.cells or not 1 <= moves <= 2:
        return False
    if T.move_own[first] != 1 and T.move_own[first] != -1:
        return False
    if moves == 2 and (T.move_own[first] != -1 or T.move_own[first + 1] != 1):
        return False
    if T.touch_channel_ptr[touch] < T.touch_channel_ptr[touch + 1]:
        return False  # bounds have to be formed anew
    if T.touch_node_ptr[touch + 1] - T.touch_node_ptr[touch] > MOST_TOUCHED:
        return False
    if T.touch_entity_ptr[touch + 1] - T.touch_entity_ptr[touch] > MOST_TOUCHED:
        return False
    for i in range(T.touch_node_ptr[touch], T.touch_node_ptr[touch + 1]):
        node = T.touch_node_index[i]
        if T.node_kind[node] != NODE_POSITIVE or T.node_timed[node]:
            return False
    for i in range(T.touch_entity_ptr[touch], T.touch_entity_ptr[touch + 1]):
        if T.entity_node[T.touch_entity_index[i]] == -2:
            return False
    return T.pool_move_ptr[event] == T.pool_move_ptr[event + 1]


cdef inline void plan_act(const Tables *T, Act *act, int channel) noexcept nogil:
    # Read the event of a channel off the tables.
    cdef int event = T.channel_event[channel], touch = T.event_touch[event]
    cdef int first = T.move_ptr[3 * event], i, n, node, entity
    act.mutations = T.event_mutations[event]
    act.plain = is_plain(T, channel)
    if not act.plain:
        return
    act.moves = T.move_ptr[3 * event + 1] - first
    act.change = T.move_own[first]
    for i in range(act.moves):
        act.place[i] = T.move_compartment[first + i]
        entity = T.entity_group[T.channel_entity[channel]] * T.compartments + act.place[i]
        n = T.feed_ptr[entity + 1] - T.feed_ptr[entity]
        if n == 1:
            act.sum[i] = T.feed_node[T.feed_ptr[entity]]
            act.weight[i] = T.feed_weight[T.feed_ptr[entity]]
        if i == 0:
            act.sums = n
        elif n != act.sums:
            act.sums = 2
    act.away = act.place[0] != T.entity_compartment[T.channel_entity[channel]]
    act.watched = T.touch_endpoint_ptr[touch] < T.touch_endpoint_ptr[touch + 1]
    act.nodes = T.touch_node_ptr[touch + 1] - T.touch_node_ptr[touch]
    for i in range(act.nodes):
        node = T.touch_node_index[T.touch_node_ptr[touch] + i]
        act.node[i], act.parent[i] = node, T.node_parent[node]
        act.a[i], act.b[i] = T.node_number[4 * node], T.node_number[4 * node + 1]
    act.entities = T.touch_entity_ptr[touch + 1] - T.touch_entity_ptr[touch]
    for i in range(act.entities):
        act.entity[i] = T.touch_entity_index[T.touch_entity_ptr[touch] + i]
        node = T.entity_node[act.entity[i]]
        act.reads[i] = node if node >= 0 else T.nodes
    act.paired = 0
    while act.paired < act.nodes and act.paired < act.entities and act.reads[act.paired] == act.node[act.paired]:
        act.paired += 1


cdef inline bint may_arrive(Run *s, Block *block) noexcept nogil:
    return block.n < block.room and not block.crowded and s.living < VAST


cdef inline bint act_plainly(
    const Tables *T, Run *s, Act *act, Block *block, char *p, int32_t row, int64_t cell
) noexcept nogil:
    # Do the event, in `block` for the clone at `p`, to the cell at that place of its list; the total
    # is the caller's to sum. False where it is not so simple after all: then nothing has changed.
    cdef Head *head = head_of(p)
    cdef int64_t *recorded = s.recorded + head.lineage * T.compartments
    cdef int64_t *mine = cells_of(s, p)
    cdef int i
    cdef int64_t change = act.change
    cdef Block *to
    cdef double x
    if change > 0 or act.moves == 2:
        to = block
        if act.moves == 2 or act.away:
            to = &s.blocks[block_of(T, head.kind, act.place[act.moves - 1])]
        if not may_arrive(s, to):
            return False
        to.who[to.n] = row
        to.n += 1
    if change < 0:
        block.n -= 1
        block.who[cell] = block.who[block.n]
    i = act.place[0]
    mine[i] += change
    recorded[i] += change
    if act.sums == 1:
        s.low[act.sum[0]] += act.weight[0] * change
    elif act.sums:
        feed(T, s, head.group * T.compartments + i, <double>change)
    if act.moves == 2:
        i = act.place[1]
        mine[i] += 1
        recorded[i] += 1
        if act.sums == 1:
            s.low[act.sum[1]] += act.weight[1]
        elif act.sums:
            feed(T, s, head.group * T.compartments + i, 1.0)
    else:
        head.cells += change
        s.living += change
    for i in range(act.nodes):
        x = act.a[i] + act.b[i] * s.low[act.parent[i]]
        x = x if x > 0.0 else 0.0
        s.low[act.node[i]] = x
        if i < act.paired:
            renew_entity(s, act.entity[i], x)
    for i in range(act.paired, act.entities):
        renew_entity(s, act.entity[i], s.low[act.reads[i]])
    return True
