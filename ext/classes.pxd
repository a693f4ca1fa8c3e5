# Classes: the clones of a group whose traits differ by a factor of two at most, so that one bound serves
# them all. A clone goes into the first class that it fits, else into a new one. Where its group has
# `most_classes`, it goes into the first that it fits when classes may be wider.
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport realloc
from libc.string cimport memset

from failure cimport ERROR_MEMORY, NO_CLONE, NO_PLACE, OK, fail
from index cimport GENERAL, GUESSES, NO_BLOCK, Block, Chan, Index, block_of
from rows cimport NO_CLASS, Head, head_of, traits_of
from sabotage cimport sabotaged
from state cimport State
from tables cimport Tables
from urn cimport widen_urn

cdef enum:
    NO_MEMORY = -2        # in place of a class


cdef inline bint joins(
    const Tables *T, Index *x, int64_t of_class, int64_t group, double *trait, double width
) noexcept nogil:
    # Whether a clone's traits and those of the class lie within a factor of `width`.
    cdef int64_t i
    cdef double low, high
    for i in range(T.columns):
        if not T.column_used[group * T.columns + i]:
            continue
        low, high = x.class_low[of_class * T.columns + i], x.class_high[of_class * T.columns + i]
        low = trait[i] if trait[i] < low else low
        high = trait[i] if trait[i] > high else high
        if low == high:
            continue
        if low >= 0.0 and not (0.0 < low and high <= width * low):
            return False
        if low < 0.0 and not (high < 0.0 and low >= width * high):
            return False
    return True


cdef inline void place_chans(const Tables *T, Index *x) noexcept nogil:
    # Let every block know its channels, and every entity its first block.
    cdef int64_t i, group, first, place, others = T.entity_channel_ptr[T.entities] - T.entity_channel_ptr[T.cells]
    cdef int32_t b
    for i in range(GUESSES):
        x.guesses[i].block = NULL
    for i in range(T.entities):
        b = x.first_block[i]
        x.heads[i] = &x.blocks[b] if b >= 0 else NULL
        group = T.entity_group[i]
        first = T.entity_channel_ptr[T.cells if group < 0 else group * T.compartments]
        while b >= 0:
            place = T.entity_channel_ptr[i] - first
            if group >= 0:
                place += others + x.blocks[b].of_class * x.chan_stride
            x.blocks[b].chan, x.blocks[b].slot = &x.chans[place], &x.slots[place]
            x.blocks[b].channels = T.entity_channel_ptr[i + 1] - T.entity_channel_ptr[i]
            x.blocks[b].end = x.blocks[b].chan + x.blocks[b].channels
            x.blocks[b].entity = <int32_t>i
            b = x.blocks[b].next


cdef inline void name_chans(const Tables *T, Index *x, Block *block) noexcept nogil:
    # Let a block's channels know which they are, and their events.
    cdef int64_t first = T.entity_channel_ptr[block.entity]
    cdef int32_t i
    for i in range(block.channels):
        block.slot[i] = i
        block.chan[i].channel = <int32_t>(first + i)
        block.chan[i].column = T.channel_column[first + i]
        block.chan[i].act = x.acts[first + i]
        if x.vast:
            block.chan[i].act.kind = GENERAL


cdef inline int grow_classes(const Tables *T, Index *x) noexcept nogil:
    cdef int64_t room = 2 * x.class_room, old = block_of(T, x.class_room, 0)
    cdef int64_t others = T.entity_channel_ptr[T.entities] - T.entity_channel_ptr[T.cells]
    cdef void *p = realloc(x.blocks, block_of(T, room, 0) * sizeof(Block))
    if p == NULL:
        return NO_MEMORY
    x.blocks = <Block *>p
    memset(&x.blocks[old], 0, (block_of(T, room, 0) - old) * sizeof(Block))
    p = realloc(x.class_low, room * T.columns * sizeof(double))
    if p == NULL:
        return NO_MEMORY
    x.class_low = <double *>p
    p = realloc(x.class_high, room * T.columns * sizeof(double))
    if p == NULL:
        return NO_MEMORY
    x.class_high = <double *>p
    p = realloc(x.chans, (others + room * x.chan_stride) * sizeof(Chan))
    if p == NULL:
        return NO_MEMORY
    x.chans = <Chan *>p
    p = realloc(x.slots, (others + room * x.chan_stride) * sizeof(int32_t))
    if p == NULL:
        return NO_MEMORY
    x.slots = <int32_t *>p
    x.class_room = <int32_t>room
    return OK if widen_urn(T, x) else NO_MEMORY


cdef inline int32_t new_class(const Tables *T, Index *x, int64_t group) noexcept nogil:
    # A class without clones; NO_MEMORY where there is none.
    cdef int32_t of_class = x.n_classes, b, last
    cdef int64_t j
    cdef Block *block
    if of_class == x.class_room and grow_classes(T, x) != OK:
        return NO_MEMORY
    x.n_classes += 1
    x.group_classes[group] += 1
    for j in range(T.compartments):
        b = <int32_t>block_of(T, of_class, j)
        block = &x.blocks[b]
        block.n = 0
        block.crowded, block.stale, block.listed = 0, 1, 1
        block.limit = block.room if block.room < T.most_listed else T.most_listed
        block.rate = block.total = block.share = 0.0
        block.balls = 0
        block.of_class, block.next = of_class, NO_BLOCK
        last = x.first_block[group * T.compartments + j]
        if last < 0:
            x.first_block[group * T.compartments + j] = b
        else:
            while x.blocks[last].next >= 0:
                last = x.blocks[last].next
            x.blocks[last].next = b
    place_chans(T, x)
    for j in range(T.compartments):
        name_chans(T, x, &x.blocks[block_of(T, of_class, j)])
    return of_class


cdef inline int classify(const Tables *T, State *s, Index *x, char *row) noexcept nogil:
    # Put a clone into a class. Where an old class has widened, `widened` names it.
    cdef Head *head = head_of(row)
    cdef int32_t of_class = NO_CLASS, b
    cdef int64_t i, k
    cdef double *trait = traits_of(s, row)
    cdef double width = 2.0
    while of_class < 0:
        b = x.first_block[head.group * T.compartments]
        while b >= 0 and not joins(T, x, x.blocks[b].of_class, head.group, trait, width):
            b = x.blocks[b].next
        if b >= 0:
            of_class = x.blocks[b].of_class
        elif x.group_classes[head.group] < T.most_classes or not (width < 1e300):
            of_class = new_class(T, x, head.group)
            if of_class < 0:
                return fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
            for i in range(T.columns):
                x.class_low[of_class * T.columns + i] = trait[i]
                x.class_high[of_class * T.columns + i] = trait[i]
        width *= width
    head.of_class = of_class
    for i in range(T.columns):
        k = of_class * T.columns + i
        if trait[i] < x.class_low[k]:
            x.class_low[k] = trait[i]
            x.widened = of_class
        if not sabotaged(74) and trait[i] > x.class_high[k]:
            x.class_high[k] = trait[i]
            x.widened = of_class
    return OK
