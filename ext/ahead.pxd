# Where memory is far: what the events to come are likely to touch is fetched while this one happens.
# Nothing changes by it, and a wrong guess costs time alone.
from libc.stdint cimport int64_t, uint64_t

from index cimport AHEAD, GUESSES, NO_LIST, Block, Chan, Guess, Index
from memory cimport prefetch
from rows cimport row_at
from state cimport State
from stream cimport Stream, clonal_mul_hi, next_word, unit


cdef inline void guess(Index *x, Guess *g) noexcept nogil:
    # Where the event after the last guess is likely to find its cell, from the words that it will draw and
    # the urn as it is now. The place in the block's list is fetched.
    cdef double y
    cdef uint64_t word
    cdef Block *block
    cdef Chan *chan
    next_word(&x.ahead)
    g.word, g.block = x.ahead.a, NULL
    word = next_word(&x.ahead)
    block = &x.blocks[x.balls[clonal_mul_hi(word, <uint64_t>x.n_balls)]]
    if unit(word * <uint64_t>x.n_balls) * block.share >= block.total:
        return
    word = next_word(&x.ahead)
    if not block.listed or block.n == 0:
        return
    g.block, g.cell = block, <int64_t>clonal_mul_hi(word, <uint64_t>block.n)
    prefetch(&block.who[g.cell])
    y = unit(word * <uint64_t>block.n) * block.rate
    chan = block.chan
    while chan < block.end - 1 and y >= chan.bound:
        y -= chan.bound
        chan += 1
    if chan.act.mutations != NO_LIST:
        next_word(&x.ahead)


cdef inline void foresee(State *s, Index *x, Stream *now) noexcept nogil:
    # Fetch an entry of a list first, and the row that stands there an event later. `now` is the stream when
    # the waiting time of the event at hand has been drawn.
    cdef Guess *g
    cdef int64_t i = AHEAD
    x.turn += 1
    if x.guesses[x.turn % GUESSES].word != now.a:
        # Another number of words has been drawn than was thought.
        x.ahead = now[0]
        next_word(&x.ahead)
        next_word(&x.ahead)
        i = 1
    while i <= AHEAD:
        guess(x, &x.guesses[(x.turn + i) % GUESSES])
        i += 1
    g = &x.guesses[(x.turn + AHEAD - 1) % GUESSES]
    if g.block != NULL and g.cell < g.block.n:
        prefetch(row_at(s, g.block.who[g.cell]))
