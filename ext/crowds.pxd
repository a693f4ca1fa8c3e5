# How a cell of a block is found: by the block's list, or in a very large block by its crowd. A crowd has
# its clones in bins by the magnitude of their cells (Slepoy, Thompson & Plimpton 2008). A bin is drawn
# in proportion to its cells, and in it a clone uniformly. The clone is accepted with probability its
# cells over the power of two above them, so in half of all cases or more.
from libc.math cimport frexp, ldexp
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport calloc, realloc

from failure cimport ERROR_MEMORY, NO_CLONE, NO_PLACE, OK, fail
from index cimport BINS, Bin, Block, Crowd, Place, limit_list, make_room
from rows cimport cells_of, head_of, row_at
from sabotage cimport sabotaged
from state cimport State
from stream cimport Stream, clonal_mul_hi, next_word, unit
from tables cimport Tables

cdef enum:
    NO_BIN = -1


cdef inline int magnitude(int64_t cells) noexcept nogil:
    # The exponent of the power of two above: 2^(magnitude − 1) <= cells < 2^magnitude.
    cdef int exponent
    frexp(<double>cells, &exponent)
    return exponent


cdef inline int place_rows(State *s, Crowd *crowd) noexcept nogil:
    # Room for the places of all rows.
    cdef Place *places
    cdef int64_t i
    if s.room <= crowd.room:
        return OK
    places = <Place *>realloc(crowd.places, s.room * sizeof(Place))
    if places == NULL:
        return fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
    for i in range(crowd.room, s.room):
        places[i].bin = NO_BIN
    crowd.places, crowd.room = places, s.room
    return OK


cdef inline void leave_bin(Crowd *crowd, Place *place) noexcept nogil:
    cdef Bin *bin = &crowd.bins[place.bin]
    cdef int32_t last = bin.members[bin.size - 1]
    bin.members[place.position] = last
    crowd.places[last].position = place.position
    bin.size -= 1


cdef inline int enter_bin(State *s, Crowd *crowd, int32_t row, Place *place, int number) noexcept nogil:
    cdef Bin *bin = &crowd.bins[number]
    cdef int32_t *members
    cdef int room
    if bin.size == bin.room:
        room = 2 * bin.room if bin.room else 8
        members = <int32_t *>realloc(bin.members, room * sizeof(int32_t))
        if members == NULL:
            return fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
        bin.members, bin.room = members, room
    place.bin, place.position = number, bin.size
    bin.members[bin.size] = row
    bin.size += 1
    return OK


cdef inline int recrowd(
    State *s, Crowd *crowd, int32_t row, int64_t compartment, int64_t change
) noexcept nogil:
    # A clone's cells in a crowd have just changed by `change`.
    cdef Place *place
    cdef int64_t cells = cells_of(s, row_at(s, row))[compartment]
    cdef int number = NO_BIN
    if place_rows(s, crowd) != OK:
        return s.failure.code
    place = &crowd.places[row]
    if cells:
        number = magnitude(cells)
    if cells == change:
        place.bin = NO_BIN
    if number >= 0 and place.bin == number:
        crowd.bins[number].total += 0 if sabotaged(85) else change
        return OK
    if place.bin >= 0:
        crowd.bins[place.bin].total -= cells - change
        leave_bin(crowd, place)
    if number >= 0:
        crowd.bins[number].total += cells
        return enter_bin(s, crowd, row, place, number)
    return OK


cdef inline int32_t choose_in_crowd(
    State *s, Stream *g, Block *block, int64_t compartment
) noexcept nogil:
    # A row, in proportion to its cells.
    cdef int64_t r = <int64_t>clonal_mul_hi(next_word(g), <uint64_t>block.n)
    cdef int number = BINS - 1
    cdef Bin *bin
    cdef uint64_t word
    cdef int32_t row
    while not (sabotaged(83) and block.crowd.bins[number].size) and (
        number > 0 and r >= block.crowd.bins[number].total
    ):
        r -= block.crowd.bins[number].total
        number -= 1
    bin = &block.crowd.bins[number]
    while True:
        # The high half of word · size is the member, the low half is uniform again.
        word = next_word(g)
        row = bin.members[0 if sabotaged(82) else clonal_mul_hi(word, <uint64_t>bin.size)]
        if ldexp(unit(word * <uint64_t>bin.size), number - sabotaged(84)) < cells_of(s, row_at(s, row))[compartment]:
            return row


cdef inline int list_cells(const Tables *T, State *s, Block *block, int64_t compartment) noexcept nogil:
    # Make a block's list of cells, or its crowd, anew from the clones' counts.
    cdef int32_t row
    cdef int64_t cells, i, at = 0
    cdef char *p
    block.crowded = block.n > T.most_listed
    if block.crowded:
        if block.crowd == NULL:
            block.crowd = <Crowd *>calloc(1, sizeof(Crowd))
            if block.crowd == NULL:
                return fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)
        for i in range(BINS):
            block.crowd.bins[i].size = 0
            block.crowd.bins[i].total = 0
    elif make_room(s, block, block.n) != OK:
        return s.failure.code
    for row in range(s.n_rows):
        p = row_at(s, row)
        cells = cells_of(s, p)[compartment]
        if head_of(p).of_class != block.of_class or cells == 0:
            continue
        if block.crowded:
            recrowd(s, block.crowd, row, compartment, cells)
        else:
            for i in range(cells):
                block.who[at + i] = row
            at += cells
    limit_list(T, block)
    return s.failure.code


cdef inline int follow_cells(
    const Tables *T, State *s, Block *block, int32_t row, int64_t compartment, int64_t change, int64_t cell
) noexcept nogil:
    # A block's size and its list after a clone's cells have changed. `cell` is the place in the list of
    # the one that leaves.
    cdef int64_t i
    block.n += change
    if block.crowded:
        return recrowd(s, block.crowd, row, compartment, change)
    if change < 0:
        block.who[0 if sabotaged(86) else cell] = block.who[block.n]
    elif block.n > T.most_listed:
        return list_cells(T, s, block, compartment)
    elif block.n <= block.room or make_room(s, block, block.n) == OK:
        for i in range(change):
            block.who[block.n - 1 - i] = row
        limit_list(T, block)
    return s.failure.code
