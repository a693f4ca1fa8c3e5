# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: freethreading_compatible=True
"""The compiled engine: runs of a program, without the interpreter lock."""

from cpython.pycapsule cimport PyCapsule_New
from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdio cimport snprintf
from libc.stdlib cimport free
from libc.string cimport memcpy, memset

from clones cimport Founded
from counts cimport count_of
from doses cimport begin_courses, change_course, concentration
from draws cimport binomial, clonal_ziggurat, exponential, gamma, normal
from failure cimport (
    ERROR_BOUND, ERROR_MEMORY, ERROR_MUTATION, ERROR_NEGATIVE, ERROR_OVERFLOW, ERROR_STALLED,
    ERROR_TRAIT, OK,
)
from memory cimport room
from record cimport Counted
from rows cimport head_of, row_at
from run cimport Run, advance, allocate, begin, deallocate
from state cimport Body, Cursor, State, Vector
from stream cimport EVENTS, STREAMS, Stream, next_word, open_stream, uniform
from tables cimport Tables
from verify cimport check_run

import numpy as np

from clonal.compile import Program
from clonal.compile.tables import SIZES, TABLES
from clonal.errors import SimulationError

clonal_ziggurat()

#: Version of the random streams: the same seed gives the same bits only within one.
STREAM_VERSION = STREAMS

<<<<<<< HEAD
include "binding.pxi"
include "explain.pxi"
include "interface.pxi"
include "blocks.pxi"
include "parts.pxi"
=======
#: The engine's names for the kinds in a program; those of clonal.compile.codes must equal them.
CODES = {
    "NODE_SUM": tables.NODE_SUM,
    "NODE_WEIGHTED_SUM": tables.NODE_WEIGHTED_SUM,
    "NODE_DRUG": tables.NODE_DRUG,
    "NODE_HILL": tables.NODE_HILL,
    "NODE_LINEAR": tables.NODE_LINEAR,
    "NODE_POSITIVE": tables.NODE_POSITIVE,
    "NODE_WINDOW": tables.NODE_WINDOW,
    "NODE_TABLE": tables.NODE_TABLE,
    "NODE_PRODUCT": tables.NODE_PRODUCT,
    "FACTOR_NODE": tables.FACTOR_NODE,
    "FACTOR_INHIBITION": tables.FACTOR_INHIBITION,
    "FACTOR_STIMULATION": tables.FACTOR_STIMULATION,
    "FACTOR_LAW": tables.FACTOR_LAW,
    "FACTOR_COMPLEMENT": tables.FACTOR_COMPLEMENT,
    "MODE_EXACT": tables.MODE_EXACT,
    "MODE_TIMED": tables.MODE_TIMED,
    "MODE_GENERAL": tables.MODE_GENERAL,
    "MARK_INTERVENTION": tables.MARK_INTERVENTION,
    "MARK_ENDPOINT": tables.MARK_ENDPOINT,
    "MARK_END": tables.MARK_END,
    "INTERVENTION_SCALE": tables.INTERVENTION_SCALE,
    "INTERVENTION_SET": tables.INTERVENTION_SET,
    "INTERVENTION_ADD": tables.INTERVENTION_ADD,
    "EFFECT_TIMES": tables.EFFECT_TIMES,
    "EFFECT_PLUS": tables.EFFECT_PLUS,
    "DRAW_NUMBER": tables.DRAW_NUMBER,
    "DRAW_LOGNORMAL": tables.DRAW_LOGNORMAL,
    "DRAW_NORMAL": tables.DRAW_NORMAL,
    "DRAW_EXPONENTIAL": tables.DRAW_EXPONENTIAL,
    "DRAW_GAMMA": tables.DRAW_GAMMA,
    "DRAW_UNIFORM": tables.DRAW_UNIFORM,
}


cdef class _Bound:
    """A program's arrays, held where the engine's tables point."""

    cdef Tables tables
    cdef object program
    cdef list held

    def __cinit__(self, program):
        if not (hasattr(program, "arrays") and hasattr(program, "sizes") and hasattr(program, "layout")):
            raise TypeError(f"a clonal.compile.Program is wanted, not {type(program).__name__}")
        self.program = program
        self.held = []
        cdef Tables *T = &self.tables
        sizes = program.sizes
        for name in SIZES:
            if name not in sizes:
                raise TypeError(f"this Program has no size {name!r}")
        T.niches, T.states, T.lineages = sizes["niches"], sizes["states"], sizes["lineages"]
        T.compartments, T.groups, T.cells = sizes["compartments"], sizes["groups"], sizes["cells"]
        T.pools, T.columns, T.clones = sizes["pools"], sizes["columns"], sizes["clones"]
        T.nodes, T.drugs, T.samples = sizes["nodes"], sizes["drugs"], sizes["samples"]
        T.endpoints, T.record_clones = sizes["endpoints"], sizes["record_clones"]
        T.channels, T.entities = sizes["channels"], sizes["entities"]
        T.laws, T.effects, T.events = sizes["laws"], sizes["effects"], sizes["events"]
        T.mutations = sizes["mutations"]
        T.clone_traits = self.doubles("clone_traits")
        T.clone_group = self.ints("clone_group")
        T.clone_initial = self.longs("clone_initial")
        T.clone_lineage = self.ints("clone_lineage")
        T.entity_group = self.ints("entity_group")
        T.entity_compartment = self.ints("entity_compartment")
        T.entity_node = self.ints("entity_node")
        T.channel_place = self.ints("channel_place")
        T.column_floored = self.ints("column_floored")
        T.recorded_column = self.ints("recorded_column")
        T.pool_initial = self.longs("pool_initial")
        T.channel_entity = self.ints("channel_entity")
        T.channel_law = self.ints("channel_law")
        T.channel_mode = self.ints("channel_mode")
        T.channel_event = self.ints("channel_event")
        T.channel_column = self.ints("channel_column")
        T.column_used = self.ints("column_used")
        T.entity_channel_ptr = self.ints("entity_channel_ptr")
        T.timed_entity = self.ints("timed_entity")
        T.touch_entity_ptr = self.ints("touch_entity_ptr")
        T.touch_entity_index = self.ints("touch_entity_index")
        T.channel_coefficient = self.doubles("channel_coefficient")
        T.channel_node_ptr = self.ints("channel_node_ptr")
        T.channel_node_index = self.ints("channel_node_index")
        T.timed_channel = self.ints("timed_channel")
        T.event_touch = self.ints("event_touch")
        T.touch_node_ptr = self.ints("touch_node_ptr")
        T.touch_node_index = self.ints("touch_node_index")
        T.touch_channel_ptr = self.ints("touch_channel_ptr")
        T.touch_channel_index = self.ints("touch_channel_index")
        T.touch_endpoint_ptr = self.ints("touch_endpoint_ptr")
        T.touch_endpoint_index = self.ints("touch_endpoint_index")
        T.node_kind = self.ints("node_kind")
        T.node_parent = self.ints("node_parent")
        T.node_other = self.ints("node_other")
        T.node_number = self.doubles("node_number")
        T.node_drug = self.ints("node_drug")
        T.node_timed = self.ints("node_timed")
        T.timed_node = self.ints("timed_node")
        T.node_term_ptr = self.ints("node_term_ptr")
        T.node_term_entity = self.ints("node_term_entity")
        T.node_term_weight = self.doubles("node_term_weight")
        T.node_point_ptr = self.ints("node_point_ptr")
        T.node_point_x = self.doubles("node_point_x")
        T.node_point_y = self.doubles("node_point_y")
        T.feed_ptr = self.ints("feed_ptr")
        T.feed_node = self.ints("feed_node")
        T.feed_weight = self.doubles("feed_weight")
        T.part_ptr = self.ints("part_ptr")
        T.part_coefficient = self.doubles("part_coefficient")
        T.part_column = self.ints("part_column")
        T.part_node = self.ints("part_node")
        T.part_effect = self.ints("part_effect")
        T.part_ratio = self.ints("part_ratio")
        T.part_ratio_column = self.ints("part_ratio_column")
        T.factor_ptr = self.ints("factor_ptr")
        T.factor_kind = self.ints("factor_kind")
        T.factor_node = self.ints("factor_node")
        T.factor_column = self.ints("factor_column")
        T.factor_effect = self.ints("factor_effect")
        T.factor_law = self.ints("factor_law")
        T.law_group = self.ints("law_group")
        T.law_most = self.doubles("law_most")
        T.effect_node = self.ints("effect_node")
        T.effect_number = self.doubles("effect_number")
        T.effect_column = self.ints("effect_column")
        T.move_ptr = self.ints("move_ptr")
        T.move_compartment = self.ints("move_compartment")
        T.move_own = self.longs("move_own")
        T.move_mutant = self.longs("move_mutant")
        T.pool_move_ptr = self.ints("pool_move_ptr")
        T.pool_move_pool = self.ints("pool_move_pool")
        T.pool_move_change = self.ints("pool_move_change")
        T.event_clone = self.ints("event_clone")
        T.event_mutations = self.ints("event_mutations")
        T.mutation_list_ptr = self.ints("mutation_list_ptr")
        T.mutation_list_mutation = self.ints("mutation_list_mutation")
        T.mutation_list_rate = self.doubles("mutation_list_rate")
        T.mutation_list_law = self.ints("mutation_list_law")
        T.mutation_list_total = self.doubles("mutation_list_total")
        T.mutation_target = self.ints("mutation_target")
        T.mutation_group = self.ints("mutation_group")
        T.change_ptr = self.ints("change_ptr")
        T.change_column = self.ints("change_column")
        T.change_operation = self.ints("change_operation")
        T.change_draw = self.ints("change_draw")
        T.change_a = self.doubles("change_a")
        T.change_b = self.doubles("change_b")
        T.change_which = self.ints("change_which")
        T.decay_ptr = self.ints("decay_ptr")
        T.decay_rate = self.doubles("decay_rate")
        T.decay_linear = self.ints("decay_linear")
        T.segment_ptr = self.ints("segment_ptr")
        T.segment_start = self.doubles("segment_start")
        T.segment_constant = self.doubles("segment_constant")
        T.level_ptr = self.ints("level_ptr")
        T.level = self.doubles("level")
        T.break_time = self.doubles("break_time")
        T.mark_time = self.doubles("mark_time")
        T.mark_kind = self.ints("mark_kind")
        T.mark_which = self.ints("mark_which")
        T.intervention_kind = self.ints("intervention_kind")
        T.intervention_factor = self.doubles("intervention_factor")
        T.intervention_clone = self.ints("intervention_clone")
        T.intervention_place = self.ints("intervention_place")
        T.intervention_value = self.longs("intervention_value")
        T.scaled_ptr = self.ints("scaled_ptr")
        T.scaled_entity = self.ints("scaled_entity")
        T.emptied_ptr = self.ints("emptied_ptr")
        T.emptied_compartment = self.ints("emptied_compartment")
        T.endpoint_node = self.ints("endpoint_node")
        T.endpoint_above = self.ints("endpoint_above")
        T.endpoint_level = self.doubles("endpoint_level")
        T.endpoint_after = self.ints("endpoint_after")
        T.endpoint_stop = self.ints("endpoint_stop")
        T.record_node = self.ints("record_node")
        T.sample_time = self.doubles("sample_time")
        # Channels belong to few entities beyond the cells': sums need not look at the others.
        T.summed = T.entities
        while T.summed and T.entity_channel_ptr[T.summed - 1] == T.entity_channel_ptr[T.summed]:
            T.summed -= 1
        T.marks = self.count("mark_time")
        T.breaks = self.count("break_time")
        T.timed_channels = self.count("timed_channel")
        T.timed_nodes = self.count("timed_node")
        T.record_nodes = self.count("record_node")
        T.recorded_columns = self.count("recorded_column")
        T.timed_entities = self.count("timed_entity")

    cdef int count(self, str name) except -1:
        return len(self.program.arrays[name])

    cdef object array(self, str name, dtype):
        value = self.program.arrays.get(name)
        if value is None or value.dtype != dtype or value.ndim != 1 or not value.flags.c_contiguous:
            raise TypeError(f"this Program has no array {name!r} of {np.dtype(dtype)}")
        self.held.append(value)
        return value

    cdef const int32_t *ints(self, str name) except *:
        cdef const int32_t[::1] view = self.array(name, np.int32)
        return &view[0] if view.shape[0] else NULL

    cdef const int64_t *longs(self, str name) except *:
        cdef const int64_t[::1] view = self.array(name, np.int64)
        return &view[0] if view.shape[0] else NULL

    cdef const double *doubles(self, str name) except *:
        cdef const double[::1] view = self.array(name, np.float64)
        return &view[0] if view.shape[0] else NULL


SIZES = (
    "niches", "states", "lineages", "compartments", "groups", "cells", "pools", "columns", "clones",
    "nodes", "drugs", "samples", "endpoints", "record_clones", "channels", "entities",
    "laws", "effects", "events", "mutations",
)


cdef str explain(_Bound bound, Run *s):
    """What went wrong in a run, with clone, place and time."""
    layout = bound.program.layout
    clone = s.error_clone
    name = layout.clones[clone] if 0 <= clone < len(layout.clones) else f"number {clone}"
    where = ""
    if s.error_place >= 0 and s.error != ERROR_TRAIT:
        niche, state = divmod(s.error_place, len(layout.states))
        where = f" in niche {layout.niches[niche]} as {layout.states[state]}"
    if s.error == ERROR_TRAIT:
        where = f" in niche {layout.niches[s.error_place]}"
    who = f"clone {name}{where}"
    if s.error_place < -1:
        who = f"pool {layout.pools[-2 - s.error_place]}"
    when = f"at day {s.time:.10g}"
    pace = f"{s.error_value:.3g}" if s.error_value < 1e308 else "more than 10^308"
    return {
        ERROR_MEMORY: f"no memory for more clones or samples {when}",
        ERROR_OVERFLOW: f"{who} {when}: more than 2^62 cells",
        ERROR_NEGATIVE: f"{who} {when}: a negative count ({s.error_value:.0f}); this is a defect of clonal",
        ERROR_MUTATION: f"{who} {when}: the mutation probabilities of one division add up to {s.error_value:.6g}, more than 1",
        ERROR_BOUND: f"{who} {when}: a rate exceeds its bound {s.error_value:.12g} times; this is a defect of clonal",
        ERROR_STALLED: f"{when[3:]}: {pace} events a day, too many for time to go on",
        ERROR_TRAIT: f"{who} {when}: an inherited trait became {s.error_value}",
    }[s.error]


# -- the compiled interface -----------------------------------------------------------------

cdef struct Handle:
    Run run
    const Tables *tables
    void *bound
    int started
    char message[256]


cdef clonal_run *clonal_run_new(object program) except NULL:
    cdef _Bound bound = _Bound(program)
    cdef Handle *h = <Handle *>room(1, sizeof(Handle))
    h.tables = &bound.tables
    try:
        allocate(h.tables, &h.run)
    except MemoryError:
        deallocate(h.tables, &h.run)
        free(h)
        raise
    h.bound = <void *>bound
    Py_INCREF(bound)
    return <clonal_run *>h


cdef void clonal_run_free(clonal_run *run) noexcept:
    cdef Handle *h = <Handle *>run
    if h != NULL:
        deallocate(h.tables, &h.run)
        Py_DECREF(<object>h.bound)
        free(h)


cdef int complain(Handle *h) noexcept nogil:
    if h.run.error != OK:
        with gil:
            text = explain(<_Bound>h.bound, &h.run).encode()[:255]
            memcpy(h.message, <const char *>text, len(text) + 1)
    return h.run.error


cdef int clonal_run_start(clonal_run *run, const uint64_t *key, int64_t index) noexcept nogil:
    cdef Handle *h = <Handle *>run
    h.message[0] = 0
    h.started = 0
    if index < 0:
        snprintf(h.message, 256, "the index of a run is not negative, as %lld is", <long long>index)
        return -1
    h.started = 1
    begin(h.tables, &h.run, key, index)
    return complain(h)


cdef int clonal_run_step(clonal_run *run, int64_t max_events) noexcept nogil:
    cdef Handle *h = <Handle *>run
    h.message[0] = 0
    if not h.started:
        snprintf(h.message, 256, "the run has not been started")
        return -1
    advance_run(h.tables, &h.run, max_events)
    return complain(h) if h.run.error else h.run.finished


cdef double clonal_run_time(const clonal_run *run) noexcept nogil:
    cdef const Handle *h = <const Handle *>run
    return h.run.end_time if h.run.finished else h.run.time


cdef int64_t clonal_run_events(const clonal_run *run) noexcept nogil:
    return (<const Handle *>run).run.events


cdef int64_t clonal_run_population(const clonal_run *run, int lineage, int niche, int state) noexcept nogil:
    cdef const Handle *h = <const Handle *>run
    cdef const Tables *T = h.tables
    if not (0 <= lineage < T.lineages and 0 <= niche < T.niches and 0 <= state < T.states):
        return -1
    return h.run.recorded[lineage * T.compartments + niche * T.states + state]


cdef const char *clonal_run_error(const clonal_run *run) noexcept nogil:
    return (<const Handle *>run).message


cdef int clonal_abi_version() noexcept nogil:
    return CLONAL_ABI_VERSION


cdef extern from "clonal.h":
    int CLONAL_ABI_VERSION
    const char *CLONAL_CAPSULE_NAME
    ctypedef struct clonal_api_table:
        uint32_t struct_size
        uint32_t abi_version
        clonal_run *(*run_new)(object program) except NULL
        void (*run_free)(clonal_run *run) noexcept
        int (*run_start)(clonal_run *run, const uint64_t *key, int64_t index) noexcept nogil
        int (*run_step)(clonal_run *run, int64_t max_events) noexcept nogil
        double (*run_time)(const clonal_run *run) noexcept nogil
        int64_t (*run_events)(const clonal_run *run) noexcept nogil
        int64_t (*run_population)(const clonal_run *run, int l, int n, int s) noexcept nogil
        const char *(*run_error)(const clonal_run *run) noexcept nogil

cdef clonal_api_table _table
_table.struct_size = sizeof(clonal_api_table)
_table.abi_version = CLONAL_ABI_VERSION
_table.run_new = clonal_run_new
_table.run_free = clonal_run_free
_table.run_start = clonal_run_start
_table.run_step = clonal_run_step
_table.run_time = clonal_run_time
_table.run_events = clonal_run_events
_table.run_population = clonal_run_population
_table.run_error = clonal_run_error
_C_API = PyCapsule_New(&_table, CLONAL_CAPSULE_NAME, NULL)


# -- blocks of runs -------------------------------------------------------------------------

cdef class Engine:
    """Runs of one program, a block of consecutive run indices at a time.

    One engine belongs to one thread at a time. What a run does depends on the program, the key and
    the run's index alone: not on the block, nor on how it is cut into slices.

    Parameters
    ----------
    program : clonal.compile.Program

    Raises
    ------
    TypeError
        If `program` is not a Program.
    MemoryError

    Examples
    --------
    >>> import clonal, numpy as np
    >>> from clonal.compile import compile_scenario
    >>> engine = Engine(compile_scenario(clonal.load("two-niches")))
    >>> engine.open(np.random.SeedSequence(1).generate_state(4, np.uint64), first=0, count=3)
    >>> while not engine.advance(100_000):
    ...     pass
    >>> engine.take()["run"].tolist()
    [0, 1, 2]
    """

    cdef _Bound bound
    cdef Run run
    cdef uint64_t key[4]
    cdef int64_t first, opened
    cdef int64_t done
    cdef bint running
    cdef dict block
    cdef Vector founded, counted
    cdef list founded_sizes, counted_sizes
    cdef int64_t[::1] population, pools, events, founded_rows, counted_rows
    cdef double[::1] signals, endpoints, end_time
    cdef signed char[::1] outcome

    def __cinit__(self, program):
        self.bound = _Bound(program)
        allocate(&self.bound.tables, &self.run)
        self.founded.width = sizeof(Founded) + self.bound.tables.recorded_columns * sizeof(double)
        self.counted.width = sizeof(Counted)
        self.opened = self.done = 0
        self.running = False

    def __dealloc__(self):
        if self.bound is not None:
            deallocate(&self.bound.tables, &self.run)
        free(self.founded.data)
        free(self.counted.data)

    def open(self, key, int64_t first, int64_t count):
        """Begin a block: runs `first` … `first + count − 1` of the ensemble with this key.

        Parameters
        ----------
        key : ndarray of uint64, shape (4,)
            ``numpy.random.SeedSequence(seed).generate_state(4, numpy.uint64)``.
        first, count : int
            The range of run indices; memory for its samples is taken now.
        """
        cdef const Tables *T = &self.bound.tables
        words = np.ascontiguousarray(key, dtype=np.uint64)
        if words.shape != (4,):
            raise ValueError("a key has 4 words")
        if first < 0 or count < 0:
            raise ValueError("run indices are not negative")
        for i in range(4):
            self.key[i] = words[i]
        self.first, self.opened, self.done, self.running = first, count, 0, False
        self.population = np.empty(count * T.samples * T.lineages * T.compartments, np.int64)
        self.pools = np.empty(count * T.samples * T.pools + 1, np.int64)
        self.signals = np.empty(count * T.samples * T.record_nodes + 1, np.float64)
        self.endpoints = np.empty(count * T.endpoints, np.float64)
        self.end_time = np.empty(count, np.float64)
        self.events = np.empty(count, np.int64)
        self.outcome = np.empty(count, np.int8)
        self.founded_rows = np.zeros(count, np.int64)
        self.counted_rows = np.zeros(count * T.samples if T.record_clones else 0, np.int64)
        self.founded.size = self.counted.size = 0
        self.founded_sizes, self.counted_sizes = [], []

    @property
    def finished(self):
        """Runs of the block that are finished."""
        return self.done

    def advance(self, int64_t max_events):
        """Go on for about `max_events` proposals, without the interpreter lock.

        Returns
        -------
        bool
            Whether the whole block is finished.

        Raises
        ------
        SimulationError
            Where a run cannot go on, with clone, niche and time.
        """
        cdef int64_t left = max_events
        with nogil:
            while left > 0 and self.done < self.opened and self.run.error == OK:
                if not self.running:
                    self.start()
                left = advance_run(&self.bound.tables, &self.run, left)
                if self.run.finished and self.run.error == OK:
                    self.finish()
        if self.run.error != OK:
            message = f"run {self.first + self.done}: {explain(self.bound, &self.run)}"
            if self.run.error == ERROR_MEMORY:
                raise MemoryError(message)
            raise SimulationError(message)
        return self.done == self.opened

    cdef void start(self) noexcept nogil:
        cdef const Tables *T = &self.bound.tables
        cdef Run *s = &self.run
        cdef int64_t at = self.done * T.samples
        s.out_population = &self.population[at * T.lineages * T.compartments]
        s.out_pools = &self.pools[at * T.pools]
        s.out_signals = &self.signals[at * T.record_nodes]
        if T.record_clones:
            s.founded, s.counted, s.out_counted = &self.founded, &self.counted, &self.counted_rows[at]
        self.running = True
        begin(T, s, self.key, self.first + self.done)

    cdef void finish(self) noexcept nogil:
        cdef int i
        cdef Run *s = &self.run
        cdef int n = self.bound.tables.endpoints
        for i in range(n):
            self.endpoints[self.done * n + i] = s.endpoint_time[i]
        self.events[self.done] = s.events
        self.end_time[self.done] = s.end_time
        self.outcome[self.done] = s.outcome
        self.founded_rows[self.done] = self.founded.size
        self.done += 1
        self.running = False

    def take(self):
        """The finished runs of the block, and its end: an unfinished run is dropped.

        Returns
        -------
        dict of str to ndarray
            Arrays by their names in the ensemble file, `R` runs each; the clone tables flat, with
            their ``row_size`` beside them.
        """
        cdef const Tables *T = &self.bound.tables
        cdef int64_t n = self.done
        layout = self.bound.program.layout
        shape = (n, T.samples, T.lineages, T.niches, T.states)
        population = np.asarray(self.population)[: n * T.samples * T.lineages * T.compartments]
        block = {
            "run": np.arange(self.first, self.first + n, dtype=np.int64),
            "population": population.reshape(shape),
            "events": np.asarray(self.events)[:n],
            "end_time": np.asarray(self.end_time)[:n],
            "outcome": np.asarray(self.outcome)[:n],
        }
        if T.pools:
            pools = np.asarray(self.pools)[: n * T.samples * T.pools]
            block["pool_size"] = pools.reshape(n, T.samples, T.pools)
        signals = np.asarray(self.signals)[: n * T.samples * T.record_nodes]
        signals = signals.reshape(n, T.samples, T.record_nodes)
        at = 0
        for name, per_niche in layout.signals:
            if per_niche:
                block[f"signal_{name}"] = np.ascontiguousarray(signals[:, :, at : at + T.niches])
                at += T.niches
            else:
                block[f"signal_{name}"] = np.ascontiguousarray(signals[:, :, at])
                at += 1
        endpoints = np.asarray(self.endpoints)[: n * T.endpoints].reshape(n, T.endpoints)
        for i, name in enumerate(layout.endpoints):
            block[f"endpoint_{name}"] = np.ascontiguousarray(endpoints[:, i])
        if T.record_clones:
            block.update(self.clone_tables(n))
        self.opened = self.done = 0
        self.running = False
        return block

    cdef dict clone_tables(self, int64_t n):
        cdef const Tables *T = &self.bound.tables
        layout = self.bound.program.layout
        ends = np.asarray(self.founded_rows)[:n]
        rows = int(ends[n - 1]) if n else 0
        fields = [
            ("id", "<i8"), ("parent", "<i8"), ("founded", "<f8"), ("name", "<i4"),
            ("lineage_index", "<i4"), ("mutation", "<i4"), ("niche_index", "<i4"),
        ] + [(f"trait_{name}", "<f8") for name in layout.traits]
        table = copied(&self.founded, rows, np.dtype([(a, b.replace("<", "=")) for a, b in fields]))
        tables = {f"clone/{name}": np.ascontiguousarray(table[name]) for name, _ in fields}
        tables["clone/row_size"] = np.diff(ends, prepend=0)
        sizes = np.asarray(self.counted_rows)[: n * T.samples].reshape(n, T.samples).copy()
        counts = np.dtype(
            [("clone_id", "=i8"), ("count", "=i8"), ("niche_index", "=i4"), ("state_index", "=i4")]
        )
        total = int(sizes.sum())
        table = copied(&self.counted, total, counts)
        # Rows of clones are used again, so they do not stand in the order of founding.
        sample = np.repeat(np.arange(sizes.size), sizes.ravel())
        table = table[np.lexsort((table["state_index"], table["niche_index"], table["clone_id"], sample))]
        for name in counts.names:
            tables[f"clone_count/{name}"] = np.ascontiguousarray(table[name])
        tables["clone_count/row_size"] = sizes
        return tables

    def state(self):
        """Where the current run stands: time, events, cells and pools, for tests."""
        cdef Run *s = &self.run
        cdef const Tables *T = &self.bound.tables
        return {
            "time": s.time,
            "events": s.events,
            "total": s.total,
            "living": s.living,
            "cells": np.array([cells_in(s, i) for i in range(T.cells)], dtype=np.int64),
            "pools": np.array([s.blocks[i].n for i in range(T.pools)], dtype=np.int64),
            "clones": [
                head_of(row_at(s, row)).id
                for row in range(s.n_rows)
                if head_of(row_at(s, row)).cells
            ],
        }

    def verify(self):
        """Recompute every sum, bound and rate of the current run from its clones' cells.

        Raises
        ------
        AssertionError
            Naming what differs.
        """
        if self.running:
            check_run(&self.bound.tables, &self.run)


cdef object copied(Vector *v, int64_t rows, dtype):
    """The first `rows` records of a vector as a structured array."""
    assert dtype.itemsize == v.width
    table = np.empty(rows, dtype)
    cdef char[::1] raw = table.view(np.uint8).view(np.int8)
    if rows:
        memcpy(&raw[0], v.data, rows * v.width)
    return table
>>>>>>> bed4d565e3449d36ff2dff55b90fbb75c7077a7d
