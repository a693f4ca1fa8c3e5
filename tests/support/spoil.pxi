# What tests alone do to an engine: make one thing wrong that its verify() has to find.
from libc.math cimport NAN
from libc.stdint cimport int32_t

from index cimport BINS, Block, block_of
from rows cimport cells_of, traits_of


cdef int32_t living_row(Run *run):
    # A row with cells.
    cdef int32_t row
    for row in range(run.state.n_rows):
        if head_of(row_at(&run.state, row)).cells:
            return row
    raise LookupError("no clone has cells")


cdef Block *block_with(const Tables *T, Run *run, bint cells) except NULL:
    # A block of cells that has some, or has none.
    cdef int64_t i
    for i in range(block_of(T, 0, 0), block_of(T, run.index.n_classes, 0)):
        if (run.index.blocks[i].n > 0) == cells and run.index.blocks[i].channels:
            return &run.index.blocks[i]
    raise LookupError("no such block")


def spoil(Engine engine, str what):
    """Make `what` wrong in the current run."""
    cdef const Tables *T = &engine.bound.tables
    cdef Run *run = &engine.run
    cdef State *s = &run.state
    cdef int32_t row
    cdef int64_t i
    cdef char *p
    row = living_row(run)
    p = row_at(s, row)
    cdef Block *block = block_with(T, run, what != "empty block")
    if what == "free row twice":
        if s.n_free == 0:
            raise LookupError("no row is free")
        s.free_rows[s.n_free] = s.free_rows[s.n_free - 1]
        s.n_free += 1
    elif what == "free row forgotten":
        if s.n_free == 0:
            raise LookupError("no row is free")
        s.n_free -= 1
    elif what == "living row free":
        s.free_rows[s.n_free] = row
        s.n_free += 1
    elif what == "negative cells":
        cells_of(s, p)[0] = -1
    elif what == "cells of a clone":
        head_of(p).cells += 1
    elif what == "trait":
        traits_of(s, p)[T.columns - 1] = 1e9
    elif what == "counts":
        s.counts[0] += 1
    elif what == "living":
        s.living += 1
    elif what == "block size":
        block.n += 1
    elif what == "list":
        block.who[0] += 1
    elif what == "bin":
        for i in range(BINS):
            block.crowd.bins[i].total += 1
    elif what == "place in a crowd":
        for i in range(block.crowd.room):
            block.crowd.places[i].position += 1
    elif what == "block without bounds":
        block.stale = 1
    elif what == "empty block":
        block.total = 1.0
    elif what == "bound":
        block.chan[0].bound = 2.0 * block.chan[0].bound + 1.0
    elif what == "shared bound":
        block.chan[0].shared = 2.0 * block.chan[0].shared + 1.0
    elif what == "lower bound":
        block.chan[0].low += 1.0
    elif what == "rate of a block":
        block.rate = 2.0 * block.rate + 1.0
    elif what == "total of a block":
        block.total = 2.0 * block.total + 1.0
    elif what == "sum":
        run.view.sums[0].value += 1.0
    elif what == "interval":
        run.view.sums[0].low = run.view.sums[0].value + 1.0
    elif what == "node":
        run.view.low[0] = run.view.high[0] = -1.0
    elif what == "pool":
        run.index.blocks[0].n += 1
    elif what == "balls":
        block.balls += 1
    elif what == "share":
        block.share *= 0.5
    elif what == "less than its total":
        for i in range(block_of(T, run.index.n_classes, 0)):
            run.index.blocks[i].share *= 0.1
        run.index.unit *= 0.1
    elif what == "total of all shares":
        run.index.total += 1.0
    elif what == "every bound":
        for i in range(block_of(T, run.index.n_classes, 0)):
            for row in range(run.index.blocks[i].channels):
                run.index.blocks[i].chan[row].bound *= 0.5
                run.index.blocks[i].chan[row].low = 0.0
    elif what == "last trait":
        for row in range(s.n_rows):
            traits_of(s, row_at(s, row))[T.columns - 1] = NAN
        for i in range(block_of(T, run.index.n_classes, 0)):
            for row in range(run.index.blocks[i].channels):
                run.index.blocks[i].chan[row].low = 0.0
    elif what == "every cell":
        for row in range(s.n_rows):
            for i in range(T.compartments):
                cells_of(s, row_at(s, row))[i] = 0
    elif what == "every member":
        for i in range(T.pools):
            s.members[i] = -1000
    else:
        raise ValueError(what)
