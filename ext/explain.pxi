# Failures in words.

cdef str explain(_Bound bound, State *s):
    """What went wrong in a run, with clone, place and time."""
    layout = bound.program.layout
    clone = s.failure.clone
    name = layout.clones[clone] if 0 <= clone < len(layout.clones) else f"number {clone}"
    where = ""
    if s.failure.place >= 0 and s.failure.code != ERROR_TRAIT:
        niche, state = divmod(s.failure.place, len(layout.states))
        where = f" in niche {layout.niches[niche]} as {layout.states[state]}"
    if s.failure.code == ERROR_TRAIT:
        where = f" in niche {layout.niches[s.failure.place]}"
    who = f"clone {name}{where}"
    if s.failure.place < NO_PLACE:
        who = f"pool {layout.pools[place_of_pool(s.failure.place)]}"
    when = f"at day {s.time:.10g}"
    return {
        ERROR_MEMORY: f"no memory for more clones or samples {when}",
        ERROR_OVERFLOW: f"{who} {when}: more than 2^62 cells",
        ERROR_NEGATIVE: f"{who} {when}: a negative count ({s.failure.value:.0f}); this is a defect of clonal",
        ERROR_MUTATION: f"{who} {when}: the mutation probabilities of one division add up to {s.failure.value:.6g}, more than 1",
        ERROR_BOUND: f"{who} {when}: a rate exceeds its bound {s.failure.value:.12g} times; this is a defect of clonal",
        ERROR_STALLED: f"{when[3:]}: {s.failure.value:.3g} events a day, too many for time to go on",
        ERROR_TRAIT: f"{who} {when}: an inherited trait became {s.failure.value}",
    }[s.failure.code]
