"""A foreign Cython extension: it walks through a run in slices, without the interpreter lock."""

from libc.stdint cimport int64_t, uint64_t

from clonal._engine cimport (
    clonal_abi_version,
    clonal_run,
    clonal_run_error,
    clonal_run_events,
    clonal_run_free,
    clonal_run_new,
    clonal_run_population,
    clonal_run_start,
    clonal_run_step,
    clonal_run_time,
)


def abi_version():
    return clonal_abi_version()


def walk(program, const uint64_t[::1] key, int64_t index, int64_t stride):
    """Return end time, events and cells by (lineage, niche, state) of one run."""
    cdef clonal_run *run = clonal_run_new(program)
    cdef int status
    try:
        with nogil:
            status = clonal_run_start(run, &key[0], index)
            while status == 0:
                status = clonal_run_step(run, stride)
        if status < 0:
            raise RuntimeError(clonal_run_error(run).decode())
        return clonal_run_time(run), clonal_run_events(run), cells(run, program.layout)
    finally:
        clonal_run_free(run)


def path(program, const uint64_t[::1] key, int64_t index):
    """Return (time, cells) after every event, from time 0."""
    cdef clonal_run *run = clonal_run_new(program)
    cdef int status
    try:
        status = clonal_run_start(run, &key[0], index)
        seen = [(clonal_run_time(run), cells(run, program.layout))]
        while status == 0:
            status = clonal_run_step(run, 1)
            seen.append((clonal_run_time(run), cells(run, program.layout)))
        if status < 0:
            raise RuntimeError(clonal_run_error(run).decode())
        return seen
    finally:
        clonal_run_free(run)


cdef object cells(const clonal_run *run, layout):
    cdef int lineage, niche, state
    return [
        [
            [clonal_run_population(run, lineage, niche, state) for state in range(len(layout.states))]
            for niche in range(len(layout.niches))
        ]
        for lineage in range(len(layout.lineages))
    ]


def failures(program, const uint64_t[::1] key):
    """Return what steps say before a start, at a failure, after it, and after a fresh start."""
    cdef clonal_run *run = clonal_run_new(program)
    cdef int status
    said = []
    try:
        status = clonal_run_step(run, 10)
        said.append((status, clonal_run_error(run).decode()))
        clonal_run_start(run, &key[0], 0)
        for _ in range(2):
            status = 0
            while status == 0:
                status = clonal_run_step(run, 10)
            said.append((status, clonal_run_error(run).decode()))
        status = clonal_run_start(run, &key[0], 0)
        said.append((status, clonal_run_error(run).decode()))
        return said
    finally:
        clonal_run_free(run)


def outside(program):
    """Return what is said of places that are not there, and of a start that cannot be."""
    cdef clonal_run *run = clonal_run_new(program)
    cdef uint64_t[4] key = [1, 2, 3, 4]
    try:
        refused = clonal_run_start(run, key, -1)
        why = clonal_run_error(run).decode()
        clonal_run_start(run, key, 0)
        nowhere = [
            clonal_run_population(run, -1, 0, 0),
            clonal_run_population(run, 0, len(program.layout.niches), 0),
            clonal_run_population(run, 0, 0, len(program.layout.states)),
        ]
        return refused, why, nowhere, clonal_run_error(run).decode()
    finally:
        clonal_run_free(run)


def make_of(thing):
    """Make a run of something that may not be a program."""
    clonal_run_free(clonal_run_new(thing))
