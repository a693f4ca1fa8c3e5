# The exact method: draw the next event under bounds that hold over a window of time and intervals of
# counts, settle it by its exact rate (Lewis & Shedler 1979 in time; rejection over clones and counts),
# and let it happen. `advance_exactly` is its contract: from where the state is to a moment, to the end of
# the run, or to the end of a budget of proposals.
from libc.math cimport INFINITY, ldexp
from libc.stdint cimport int32_t, int64_t, uint64_t

from ahead cimport foresee
from channels cimport REFUSALS, miss, narrow, renew_all, renew_strayed, settle_exactly
from clones cimport NO_MUTATION, mutation_of
from crowds cimport choose_in_crowd, list_cells
from draws cimport exponential, likely, unlikely
from failure cimport ERROR_STALLED, NO_CLONE, NO_PLACE, OK, fail
from happen cimport NO_CELL, divide, forget_plain, happen, happen_plainly, look_after
from index cimport (
    COMES, COUNTS, GENERAL, GOES, MOVES, NO_LIST, Act, Block, Chan, Index, block_of, next_block,
)
from nodes cimport View
from record cimport record_before
from rows cimport NO_ROW, cells_of, head_of, release, row_at, traits_of
from sabotage cimport sabotaged, skew
from state cimport STOPPED, State
from stream cimport Stream, clonal_mul_hi, next_word, uniform, unit
from tables cimport Tables
from watch cimport cross, finish, note_quiet, survey
from windows cimport open_window

cdef enum:
    MOST_STALLS = 1 << 20  # events of a run that time could not tell from the one before


# -- proposals ------------------------------------------------------------------------------

cdef inline double stop_at(State *s, View *v) noexcept nogil:
    # Up to then an event may follow the one before without anything being looked at; and whether the
    # events up to then have to be looked at.
    v.alert = v.n_close > 0
    if v.n_close_timed:
        return -INFINITY
    return s.next_sample if s.next_sample < v.horizon else v.horizon


cdef inline bint pause(
    const Tables *T, State *s, View *v, Index *x, double time
) noexcept nogil:
    # What lies between now and the proposal at `time`: endpoints that a concentration crosses, samples,
    # the horizon. False where the proposal is void, because one of them ends the run or the window.
    cdef double end = time if time < v.horizon else v.horizon
    if x.total != x.total:
        fail(&s.failure, ERROR_STALLED, NO_CLONE, NO_PLACE, x.total)
        return False
    if v.n_close_timed:
        end = cross(T, s, v, end)
        survey(T, s, v)
    record_before(T, s, v, end)
    if s.stopping:
        s.time = end
        finish(T, s, v, STOPPED)
    return not s.stopping and not s.failure.code and time < v.horizon


cdef inline double share_kept(const Tables *T, Act *act, int64_t entity) noexcept nogil:
    # 1, but for sabotage: of one kind of event, two in a hundred do not happen.
    if (
        sabotaged(1) and act.kind == COMES
        or sabotaged(2) and act.kind == GOES
        or sabotaged(3) and act.kind == MOVES and act.here < act.there
        or sabotaged(4) and act.kind == MOVES and act.here > act.there
        or sabotaged(5) and T.event_clone[act.event] >= 0
        or sabotaged(6) and act.kind == GENERAL and entity < T.cells
        or sabotaged(7) and T.cells <= entity < T.counted
    ):
        return 0.98
    return 1.0


cdef inline bint is_stalled(State *s, Index *x, double now, double wait) noexcept nogil:
    # An event that time cannot tell from the one before, or so soon after it (2^-62 of the end) that the end
    # is out of reach: whether most are of that kind.
    if now + wait > now and wait > ldexp(x.tick, -10) and x.total < INFINITY:
        return False
    if s.events - x.stalls_from > 2 * MOST_STALLS:
        x.stalls, x.stalls_from = 0, s.events
    x.stalls += 1
    if x.stalls > MOST_STALLS or not (x.total < INFINITY):
        fail(&s.failure, ERROR_STALLED, NO_CLONE, NO_PLACE, x.total)
    return s.failure.code != OK


cdef inline int64_t propose(
    const Tables *T, State *s, View *v, Index *x, int64_t budget
) noexcept nogil:
    # Proposals up to the horizon, the end of the run or that of the budget; what is left of it. A block
    # by its bound, a cell of it uniformly, a channel by its bound, settled by its exact rate for that
    # cell. The stream and the time are kept in local variables, and given back where others need them.
    cdef Stream g = s.stream
    cdef double wait, y, trait, now = s.time, quiet = stop_at(s, v), tick = x.tick
    cdef bint far = 4 * s.living + s.n_rows * s.stride > T.far
    cdef int64_t cell
    cdef int32_t row, mutation
    cdef uint64_t word
    cdef Block *block
    cdef Chan *chan
    cdef Act *act
    cdef char *p
    while budget > 0:
        budget -= 1
        # Without a rate the next event is never: ∞, or no number.
        wait = skew(8, 1.02) * exponential(&g) / x.total
        if unlikely(not (now + wait < quiet)):
            s.time = now
            if not pause(T, s, v, x, now + wait):
                x.reached = 1
                break
            quiet = stop_at(s, v)
        if unlikely(not (wait > tick)) and is_stalled(s, x, now, wait):
            break
        now += wait
        if far:
            foresee(s, x, &g)
        # The high half of word · n is the ball, the low half is uniform again.
        word = next_word(&g)
        block = &x.blocks[x.balls[clonal_mul_hi(word, <uint64_t>x.n_balls)]]
        if unlikely(unit(word * <uint64_t>x.n_balls) * block.share >= skew(26, 1.02) * block.total):
            miss(T, x, block)
            continue
        if likely(block.listed):
            word = next_word(&g)
            cell = <int64_t>clonal_mul_hi(word, <uint64_t>block.n)
            row = block.who[cell]
            p = row_at(s, row)
            y = unit(word * <uint64_t>block.n) * block.rate
        elif block.crowded:
            row, cell = choose_in_crowd(s, &g, block, T.entity_compartment[block.entity]), NO_CELL
            p = row_at(s, row)
            y = uniform(&g) * block.rate
        else:
            row, cell, p = NO_ROW, NO_CELL, NULL
            y = uniform(&g) * block.rate
        chan = block.chan
        while chan < block.end and y >= chan.bound:
            y -= chan.bound
            chan += 1
        if unlikely(chan == block.end):
            continue  # rounding led past the last
        trait = traits_of(s, p)[chan.column] if p != NULL else 1.0  # trait 0 is 1
        trait *= share_kept(T, &chan.act, block.entity)
        if y >= chan.low * trait:
            if y >= chan.shared * trait:
                continue
            s.time = now
            if not settle_exactly(T, s, v, chan, p, trait, y):
                if s.failure.code:
                    break
                x.refused += 1
                if unlikely(x.refused >= REFUSALS):
                    narrow(T, s, v, x)
                    survey(T, s, v)
                    quiet = stop_at(s, v)
                continue
        s.events += 1
        act = &chan.act
        if act.mutations != NO_LIST:
            y = uniform(&g)
            if unlikely(y < act.mutates * skew(9, 0.98)):
                s.stream, s.time = g, now
                mutation = mutation_of(T, s, v, act.mutations, row, y)
                if mutation != NO_MUTATION:
                    divide(T, s, v, x, row, cell, act.event, mutation)
                g = s.stream
                if s.finished or s.failure.code:
                    break
                if mutation != NO_MUTATION:
                    quiet = stop_at(s, v)
                    continue
        if likely(act.kind and (cell >= 0 or act.kind == COUNTS)) and happen_plainly(
            T, s, v, x, act, block, p, row, cell
        ):
            if likely(not v.alert):
                continue
            s.time = now
            if v.n_strayed:
                renew_strayed(T, s, v, x)
                survey(T, s, v)
            if row >= 0:
                release(T, s, row)
            look_after(T, s, v)
        else:
            s.time = now
            if row < 0:
                row = T.event_clone[act.event]
            if sabotaged(17) and row >= 0:
                row = 0
            happen(T, s, v, x, act, row, cell)
        if s.finished or s.failure.code:
            break
        quiet = stop_at(s, v)
    if not s.finished:
        s.time = now
    s.stream = g
    return budget


# -- the method's contract ------------------------------------------------------------------

cdef inline void relist(const Tables *T, State *s, View *v, Index *x) noexcept nogil:
    # After the calendar has changed the state: lists of the cells that have changed, and all bounds.
    cdef int64_t i, j, cells
    cdef int32_t row
    cdef Block *block
    for i in range(T.pools):
        x.blocks[i].n = s.members[i]
    for i in range(T.cells):
        if not s.stale[i]:
            continue
        s.stale[i] = 0
        j = T.entity_compartment[i]
        block = x.heads[i]
        while block != NULL:
            block.n = 0
            block = next_block(x, block)
        for row in range(s.n_rows):
            cells = cells_of(s, row_at(s, row))[j]
            if cells and head_of(row_at(s, row)).group == T.entity_group[i]:
                x.blocks[block_of(T, head_of(row_at(s, row)).of_class, j)].n += cells
        block = x.heads[i]
        while block != NULL:
            list_cells(T, s, block, j)
            block = next_block(x, block)
    if s.vast:
        forget_plain(T, x)
    renew_all(T, s, v, x)


cdef inline int64_t advance_exactly(
    const Tables *T, State *s, View *v, Index *x, double moment, int64_t budget
) noexcept nogil:
    # On to `moment`, or for at most `budget` proposals; what is left of it.
    while budget > 0 and s.time < moment and not s.finished and not s.failure.code:
        if not (s.time < v.horizon):
            open_window(T, s, v, x, moment)
        x.reached = 0
        budget = propose(T, s, v, x, budget)
        if x.reached and not s.finished and not s.failure.code:
            s.time = v.horizon
            if not sabotaged(21) and s.living == 0:
                note_quiet(T, s, v)
                renew_all(T, s, v, x)
            s.since = s.time
    return budget
