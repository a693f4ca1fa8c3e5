# The state of a run as bytes, and a run that goes on from them. `pieces` alone says where the state of a
# run lies in memory: what is saved is what is loaded. View and Index are formed anew.
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport realloc
from libc.string cimport memcpy, memset

from classes cimport classify
from exact cimport relist
from failure cimport OK
from rows cimport NO_CLASS, grow_rows, head_of, row_at
from run cimport Run, form_index
from sabotage cimport sabotaged
from state cimport Body, Cursor, Load, Output, State, Vector
from tables cimport Tables
from watch cimport survey

cdef enum:
    PIECES = 18
    CURSORS = 4           # the piece that holds them
    ROWS = 7

cdef struct Piece:
    void *at
    int64_t size          # bytes

# What comes first: the numbers of the state, and of the tables' rows that the run has written so far.
cdef struct Lead:
    State state
    int64_t founded, counted


cdef inline int64_t written(Vector *v, int64_t first) noexcept nogil:
    return v.size - first if v != NULL else 0


cdef inline Piece piece(const void *at, int64_t count, int64_t size) noexcept nogil:
    cdef Piece p
    p.at, p.size = <void *>at, count * size if at != NULL else 0
    return p


cdef inline Piece rows_of(Vector *v, int64_t first, int64_t count) noexcept nogil:
    return piece(v.data + first * v.width if v != NULL and count else NULL, count, v.width if v != NULL else 0)


cdef inline void pieces(const Tables *T, State *s, int64_t founded, int64_t counted, Piece *p) noexcept nogil:
    # All of a run's state but the lead, with what it has recorded.
    cdef int64_t r = s.sample
    p[0] = piece(s.counts, T.lineages * T.cells, sizeof(int64_t))
    p[1] = piece(s.members, T.pools, sizeof(int64_t))
    p[2] = piece(s.bodies, T.drugs, sizeof(Body))
    p[3] = piece(s.gut, T.gut_ptr[T.drugs], sizeof(double))
    p[4] = piece(s.cursors, T.series, sizeof(Cursor))
    p[5] = piece(s.endpoint_time, T.endpoints, sizeof(double))
    p[6] = piece(s.endpoint_armed, T.endpoints, sizeof(int32_t))
    p[7] = piece(s.rows, s.n_rows, s.stride)
    p[8] = piece(s.free_rows, s.n_free, sizeof(int32_t))
    p[9] = piece(s.out.population, r * T.lineages * T.compartments, sizeof(int64_t))
    p[10] = piece(s.out.pools, r * T.pools, sizeof(int64_t))
    p[11] = piece(s.out.signals, r * T.record_nodes, sizeof(double))
    p[12] = piece(s.out.counted_rows, r, sizeof(int64_t))
    p[13] = rows_of(s.out.founded, s.out.first_founded, founded)
    p[14] = rows_of(s.out.counted, s.out.first_counted, counted)
    p[15] = piece(s.deaths, T.causes * T.lineages * T.cells, sizeof(int64_t))
    p[16] = piece(s.out.deaths, r * T.causes * T.lineages * T.compartments, sizeof(int64_t))
    p[17] = piece(s.loads, T.loads, sizeof(Load))


cdef inline int64_t size_of(const Tables *T, State *s, int64_t founded, int64_t counted) noexcept nogil:
    cdef Piece p[PIECES]
    cdef int64_t size = sizeof(Lead), i
    pieces(T, s, founded, counted, p)
    for i in range(PIECES):
        size += p[i].size
    return size


cdef inline void forget_memory(State *s) noexcept nogil:
    # No address is saved.
    s.counts = s.deaths = s.members = NULL
    s.loads = NULL
    s.rows = s.stale = NULL
    s.free_rows = s.endpoint_armed = NULL
    s.bodies, s.cursors = NULL, NULL
    s.gut = s.endpoint_time = NULL
    s.room = 0
    memset(&s.out, 0, sizeof(Output))


cdef inline Lead lead_of(State *s) noexcept nogil:
    cdef Lead lead
    memset(&lead, 0, sizeof(Lead))
    lead.state = s[0]
    forget_memory(&lead.state)
    lead.founded = written(s.out.founded, s.out.first_founded)
    lead.counted = written(s.out.counted, s.out.first_counted)
    return lead


cdef inline void save_state(const Tables *T, State *s, char *out) noexcept nogil:
    # Into `size_of` bytes.
    cdef Piece p[PIECES]
    cdef Lead lead = lead_of(s)
    cdef int64_t i
    cdef int32_t row
    memcpy(out, &lead, sizeof(Lead))
    out += sizeof(Lead)
    pieces(T, s, lead.founded, lead.counted, p)
    for i in range(PIECES):
        memcpy(out, p[i].at, p[i].size)
        if i == ROWS:
            for row in range(s.n_rows):
                head_of(out + row * s.stride).of_class = NO_CLASS  # it is the method's
        out += p[i].size


cdef inline bint resize_vector(Vector *v, int64_t size) noexcept nogil:
    # False where there is no memory.
    cdef char *data
    if v == NULL:
        return True
    if size > v.room:
        data = <char *>realloc(v.data, size * v.width)
        if data == NULL:
            return False
        v.data, v.room = data, size
    v.size = size
    return True


cdef inline void adopt(State *s, State *saved) noexcept nogil:
    # The saved numbers; memory, and where this run records, stay its own.
    cdef State own = s[0]
    s[0] = saved[0]
    s.counts, s.deaths, s.members, s.rows, s.room = own.counts, own.deaths, own.members, own.rows, own.room
    s.loads, s.free_rows, s.stale, s.bodies, s.gut = own.loads, own.free_rows, own.stale, own.bodies, own.gut
    s.cursors, s.endpoint_time, s.endpoint_armed = own.cursors, own.endpoint_time, own.endpoint_armed
    s.out = own.out


cdef inline bint load_state(const Tables *T, Run *run, const char *data) noexcept nogil:
    # From what `save_state` wrote for a program of the same layout. False where there is no memory.
    cdef State *s = &run.state
    cdef Lead lead
    cdef Piece p[PIECES]
    cdef int64_t i
    cdef int32_t row
    memcpy(&lead, data, sizeof(Lead))
    data += sizeof(Lead)
    while s.room < lead.state.n_rows:
        if not grow_rows(s):
            return False
    if not resize_vector(s.out.founded, s.out.first_founded + lead.founded):
        return False
    if not resize_vector(s.out.counted, s.out.first_counted + lead.counted):
        return False
    adopt(s, &lead.state)
    pieces(T, s, lead.founded, lead.counted, p)
    for i in range(PIECES):
        if not (sabotaged(91) and i == CURSORS):
            memcpy(p[i].at, data, p[i].size)
        data += p[i].size
    form_index(T, run)
    memset(s.stale, 1, T.cells)
    for row in range(s.n_rows):
        if row < T.clones or head_of(row_at(s, row)).cells:
            if classify(T, s, &run.index, row_at(s, row)) != OK:
                return False
    run.index.widened = NO_CLASS  # all bounds are formed below
    run.view.horizon = s.time
    relist(T, s, &run.view, &run.index)
    survey(T, s, &run.view)
    return s.failure.code == OK
