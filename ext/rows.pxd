# Rows: one for each clone that has cells, or is declared. A row is its head, its cells by compartment,
# and its traits. Most rows fit into one line of memory.
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

from memory cimport large
from sabotage cimport sabotaged
from state cimport State, Vector
from tables cimport Tables

cdef enum:
    NO_ROW = -1
    NO_CLASS = -1

cdef struct Head:
    int64_t id
    int64_t cells         # in all compartments
    int32_t counts_at     # of its lineage and group in the state's counts
    int32_t group, lineage
    int32_t of_class      # the exact method's; NO_CLASS before it has one


cdef inline char *row_at(State *s, int32_t row) noexcept nogil:
    return s.rows + row * s.stride


cdef inline Head *head_of(char *row) noexcept nogil:
    return <Head *>row


cdef inline int64_t *cells_of(State *s, char *row) noexcept nogil:
    return <int64_t *>(row + s.cells_at)


cdef inline double *traits_of(State *s, char *row) noexcept nogil:
    return <double *>(row + s.traits_at)


cdef inline void *push(Vector *v) noexcept nogil:
    # Room for one more record; NULL where there is no memory.
    cdef char *data
    cdef int64_t room
    if v.size == v.room:
        room = 2 * v.room if v.room else 64
        data = <char *>realloc(v.data, room * v.width)
        if data == NULL:
            return NULL
        v.data, v.room = data, room
    v.size += 1
    return v.data + (v.size - 1) * v.width


cdef inline int grow_rows(State *s) noexcept nogil:
    # 0 where there is no memory.
    cdef int32_t room = 2 * s.room
    cdef char *rows
    cdef int32_t *spare
    if room <= 0:
        return 0
    rows = <char *>large(<int64_t>room * s.stride)
    if rows == NULL:
        return 0
    memcpy(rows, s.rows, <int64_t>s.n_rows * s.stride)
    free(s.rows)
    s.rows = rows
    spare = <int32_t *>realloc(s.free_rows, room * sizeof(int32_t))
    if spare == NULL:
        return 0
    s.free_rows = spare
    s.room = room
    return 1


cdef inline int32_t new_row(const Tables *T, State *s, int32_t group, int32_t lineage) noexcept nogil:
    # An empty row for a clone; NO_ROW where there is no memory.
    cdef int32_t row
    cdef Head *head
    if s.n_free:
        s.n_free -= 1
        row = s.free_rows[s.n_free]
    else:
        if s.n_rows == s.room and not grow_rows(s):
            return NO_ROW
        row = s.n_rows
        s.n_rows += 1
    memset(row_at(s, row), 0, s.stride)
    head = head_of(row_at(s, row))
    head.id, head.group, head.lineage, head.of_class = s.next_id, group, lineage, NO_CLASS
    head.counts_at = <int32_t>(lineage * T.cells + group * T.compartments)
    s.next_id += 1
    return row


cdef inline void release(const Tables *T, State *s, int32_t row) noexcept nogil:
    # After an event: the row of a clone without cells is free again. Declared clones keep theirs.
    if row >= T.clones and head_of(row_at(s, row)).cells == 0:
        s.free_rows[s.n_free] = row
        s.n_free += 1 - sabotaged(72) + sabotaged(73)
