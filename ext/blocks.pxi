# Blocks of runs: consecutive indices of one ensemble.

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
        If `program` is not a Program, or one of its tables does not fit; the message names it.
    MemoryError
        Where there is none for a run.

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
    cdef Vector founded, counted
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

        Raises
        ------
        ValueError
            Where the key has not 4 words, or an index would be negative.
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
        MemoryError
            Where there is none for more clones or samples.
        """
        cdef int64_t left = max_events
        with nogil:
            while left > 0 and self.done < self.opened and self.run.state.failure.code == OK:
                if not self.running:
                    self.start()
                left = advance(&self.bound.tables, &self.run, left)
                if self.run.state.finished and self.run.state.failure.code == OK:
                    self.finish()
        if self.run.state.failure.code != OK:
            message = f"run {self.first + self.done}: {explain(self.bound, &self.run.state)}"
            if self.run.state.failure.code == ERROR_MEMORY:
                raise MemoryError(message)
            raise SimulationError(message)
        return self.done == self.opened

    cdef void start(self) noexcept nogil:
        cdef const Tables *T = &self.bound.tables
        cdef State *s = &self.run.state
        cdef int64_t at = self.done * T.samples
        s.out.population = &self.population[at * T.lineages * T.compartments]
        s.out.pools = &self.pools[at * T.pools]
        s.out.signals = &self.signals[at * T.record_nodes]
        if T.record_clones:
            s.out.founded, s.out.counted = &self.founded, &self.counted
            s.out.counted_rows = &self.counted_rows[at]
        self.running = True
        begin(T, &self.run, self.key, self.done if sabotaged(62) else self.first + self.done)

    cdef void finish(self) noexcept nogil:
        cdef int i
        cdef State *s = &self.run.state
        cdef int64_t n = self.bound.tables.endpoints
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
        cdef State *s = &self.run.state
        cdef const Tables *T = &self.bound.tables
        return {
            "time": s.time,
            "events": s.events,
            "total": self.run.index.total,
            "living": s.living,
            "cells": np.array([count_of(T, s, i) for i in range(T.cells)], dtype=np.int64),
            "pools": np.array([s.members[i] for i in range(T.pools)], dtype=np.int64),
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
