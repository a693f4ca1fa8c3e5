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
    cdef int64_t[::1] population, deaths, pools, events, founded_rows, counted_rows
    cdef double[::1] signals, endpoints, end_time
    cdef signed char[::1] outcome

    def __cinit__(self, program):
        self.bound = _Bound(program)
        allocate(&self.bound.tables, &self.run)
        self.founded.width = sizeof(Founded) + self.bound.tables.recorded_columns * sizeof(double)
        self.counted.width = sizeof(Counted)
        self.reserve(0)

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
        MemoryError
            Where there is none for so many runs: then the block has none.
        """
        words = np.ascontiguousarray(key, dtype=np.uint64)
        if words.shape != (4,):
            raise ValueError("a key has 4 words")
        if first < 0 or count < 0:
            raise ValueError("run indices are not negative")
        for i in range(4):
            self.key[i] = words[i]
        self.first = first
        self.reserve(count)

    cdef int reserve(self, int64_t count) except -1:
        # A block of so many runs, none of them begun. Where there is no memory for it, it has none.
        cdef const Tables *T = &self.bound.tables
        self.opened = self.done = 0
        self.running = False
        self.run.state.failure.code = OK
        self.founded.size = self.counted.size = 0
        runs = int(count)  # products of Python's numbers do not overflow
        samples = runs * T.samples
        try:
            self.population = np.empty(samples * (T.lineages * T.compartments), np.int64)
            self.deaths = np.empty(samples * (T.causes * T.lineages * T.compartments) + 1, np.int64)
            self.pools = np.empty(samples * T.pools + 1, np.int64)
            self.signals = np.empty(samples * T.record_nodes + 1, np.float64)
            self.endpoints = np.empty(runs * T.endpoints, np.float64)
            self.end_time = np.empty(runs, np.float64)
            self.events = np.empty(runs, np.int64)
            self.outcome = np.empty(runs, np.int8)
            self.founded_rows = np.zeros(runs, np.int64)
            self.counted_rows = np.zeros(samples if T.record_clones else 0, np.int64)
        except (ValueError, OverflowError):  # more bytes than an address has
            raise MemoryError(f"no memory for {count} runs") from None
        self.opened = count
        return 0

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
        s.out.deaths = &self.deaths[at * T.causes * T.lineages * T.compartments]
        s.out.pools = &self.pools[at * T.pools]
        s.out.signals = &self.signals[at * T.record_nodes]
        if T.record_clones:
            s.out.founded, s.out.counted = &self.founded, &self.counted
            s.out.counted_rows = &self.counted_rows[at]
            s.out.first_founded, s.out.first_counted = self.founded.size, self.counted.size
        self.running = True
        begin(T, &self.run, self.key, self.done if sabotaged(62) else self.first + self.done)

    def save(self):
        """The state of the current run, with what it has recorded, as bytes.

        Returns
        -------
        bytes
            For `load` on a machine and a version of the same kind.

        Raises
        ------
        ValueError
            Where no run is under way, or it cannot go on.
        """
        cdef const Tables *T = &self.bound.tables
        cdef State *s = &self.run.state
        if not self.running:
            raise ValueError("no run is under way")
        if s.failure.code != OK:
            raise ValueError("the run cannot go on")
        cdef Lead lead = lead_of(s)
        saved = bytearray(size_of(T, s, lead.founded, lead.counted))
        cdef char[::1] out = np.frombuffer(saved, np.int8)
        save_state(T, s, &out[0])
        return self.bound.seal(saved) + bytes(saved)

    def load(self, saved):
        """Let the current run of the block, or the next, be the one that was saved.

        It goes on from there by the same law, on the same stream of random words. Lists, classes and
        bounds are formed anew, so that it takes other bits than the run that was saved; from one
        state come the same bits each time.

        Parameters
        ----------
        saved : bytes
            What `save` gave, of an engine whose program has the same structure: every size but
            the strategy's and every table of 32-bit whole numbers. Rates may be others.

        Raises
        ------
        ValueError
            If it was saved by a program of another structure, or is damaged; or where the block
            has no run to come.
        MemoryError
            Where there is none; the run is lost.
        """
        if self.done == self.opened:
            raise ValueError("no run to come: open a block first")
        state = self.bound.unseal(saved)
        cdef const char[::1] data = np.frombuffer(state, np.int8)
        if not self.running:
            self.start()
        if not load_state(&self.bound.tables, &self.run, &data[0]):
            self.running = False
            raise MemoryError("no memory for a run")

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
        if T.causes:
            size = n * T.samples * T.causes * T.lineages * T.compartments
            deaths = np.asarray(self.deaths)[:size].reshape(n, T.samples, T.causes, *shape[2:])
            for i, name in enumerate(layout.causes):
                block[f"deaths_{name}"] = np.ascontiguousarray(deaths[:, :, i])
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
            ends = np.asarray(self.founded_rows)[:n]
            block.update(clones_of(layout, &self.founded, ends))
            sizes = np.asarray(self.counted_rows)[: n * T.samples].reshape(n, T.samples).copy()
            block.update(counts_of(&self.counted, sizes))
        self.opened = self.done = 0
        self.running = False
        return block

    def state(self):
        """Where the current run stands: time, events, cells and pools, for tests."""
        cdef State *s = &self.run.state
        cdef const Tables *T = &self.bound.tables
        return {
            "time": s.time,
            "events": s.events,
            "total": total_of(T, &self.run.index),
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
