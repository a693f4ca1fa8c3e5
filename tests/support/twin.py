"""The twin: the process simulated in plain Python, event by event, readable as its definition.

It is slow on purpose and shares no code with the package. Where rates move in time it does not
thin against a bound, as the engine does, but cumulates the hazard until it reaches an exponential
variate: another method, so that an error in one is not an error in both.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from support import concentrations
from support.definition import Definition, Founder, Jump, Moment
from support.genotypes import mutant
from support.recording import Recorder

#: Nodes and weights of Gauss-Legendre quadrature on [0, 1], exact to degree 9.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(5)
_NODES = (_NODES + 1.0) / 2.0
_WEIGHTS = _WEIGHTS / 2.0

#: Part of the quickest half-life over which a hazard is integrated in one step.
_STEP = 0.5

#: Looks at an endpoint within such a step, before the moment of its crossing is bisected.
_LOOKS = 32


class Twin:
    """One run of a scenario after another.

    Parameters
    ----------
    scenario : clonal.Scenario

    Examples
    --------
    >>> block = Twin(scenario).sample(runs=10, seed=1)  # doctest: +SKIP
    """

    def __init__(self, scenario: Any) -> None:
        self.scenario = scenario
        self.law = Definition(scenario)
        self.moving = any(concentrations.moves(drug) for drug in scenario.drug)
        paces = [concentrations.pace(d) for d in scenario.drug if concentrations.moves(d)]
        self.step = _STEP * min(paces) if paces else math.inf
        self.samples = [float(time) for time in scenario.time.samples]

    def sample(self, runs: int, seed: int) -> dict[str, np.ndarray]:
        """Return `runs` runs as arrays with the names of the ensemble file."""
        recorder = Recorder(self.law, self.samples)
        for run in range(runs):
            self.run(np.random.default_rng([seed, run]), recorder)
        return recorder.block()

    def run(self, rng: np.random.Generator, recorder: Recorder) -> None:
        """Simulate one run into `recorder`."""
        self.rng = rng
        self.now = 0.0
        self.state = self.law.start()
        self.events = 0
        self.reached: dict[str, float] = {}
        self.outcome: str | None = None
        #: Without cells: the last moment at which anything happened, or might have.
        self.quiet = 0.0
        self.recorder = recorder
        recorder.begin()
        end = self.scenario.time.end
        for moment in self.calendar():
            while self.outcome is None and self.now < moment:
                self.until(moment)
            if self.outcome is None:
                self.intervene(moment)
                self.look()
            while recorder.waiting() and recorder.next_time() <= moment:
                recorder.sample(self.state, Moment(self.law, self.state, self.now))
        if self.outcome is not None:
            end = self.now
        elif not self.cells_left() and self.hazard(end) == 0.0:
            self.outcome, end = "extinct", self.quiet
        recorder.finish(
            events=self.events,
            end_time=end,
            outcome=self.outcome or "reached_end",
            endpoints=self.reached,
            clones=self.state.clones,
        )

    def calendar(self) -> list[float]:
        """Return every fixed time of the run: samples, interventions, breaks and the end."""
        end = self.scenario.time.end
        times = {0.0, end, *self.samples, *self.law.breaks()}
        times.update(i.at for i in self.scenario.intervention if i.at <= end)
        times.update(
            float(endpoint.after)
            for endpoint in self.scenario.endpoint
            if isinstance(endpoint.after, int | float) and endpoint.after <= end
        )
        return sorted(times)

    # ------------------------------------------------------------------ between fixed times

    def until(self, moment: float) -> None:
        """Go to the next event or, if none comes before it, to `moment`."""
        target = self.rng.exponential()
        if not self.moving:
            total = self.hazard(self.now)
            wait = target / total if total > 0.0 else math.inf
            if self.now + wait < moment:
                self.now += wait
                self.happen()
            else:
                self.now = moment
                self.quiet = moment if total > 0.0 else self.quiet
            return
        done = 0.0
        while self.now < moment:
            step = min(self.step, moment - self.now)
            gained = self.cumulated(self.now, step)
            crossing = self.crossing(self.now, step, closed=self.now + step < moment)
            if done + gained >= target:
                wait = self.invert(self.now, step, target - done)
                if crossing is None or wait < crossing:
                    self.now += wait
                    self.happen()
                    return
            if crossing is not None:
                self.wait_without_event(crossing)
                self.now += crossing
                self.look()
                return
            done += gained
            self.wait_without_event(step)
            self.now = moment if step == moment - self.now else self.now + step

    def hazard(self, time: float) -> float:
        """Return the rate per day at which anything happens."""
        return float(sum(jump.rate for jump in self.law.jumps(self.state, time)))

    def cumulated(self, start: float, step: float) -> float:
        """Integrate the hazard over `step` days from `start`."""
        values = [self.hazard(start + step * node) for node in _NODES]
        return float(step * np.dot(_WEIGHTS, values))

    def invert(self, start: float, step: float, target: float) -> float:
        """Return the time after `start` at which the cumulated hazard reaches `target`."""
        low, high, wait = 0.0, step, step / 2.0
        for _ in range(60):
            excess = self.cumulated(start, wait) - target
            if abs(excess) <= 1e-12 * target:
                break
            low, high = (low, wait) if excess > 0.0 else (wait, high)
            # Newton's step, or the middle where that leaves the bracket.
            slope = self.hazard(start + wait)
            wait -= excess / slope if slope > 0.0 else 0.0
            if not low < wait < high:
                wait = (low + high) / 2.0
        return wait

    def happen(self) -> None:
        """Let one event happen now, chosen by its rate."""
        jumps = [jump for jump in self.law.jumps(self.state, self.now) if jump.rate > 0.0]
        rates = np.array([jump.rate for jump in jumps])
        if rates.sum() <= 0.0:
            return
        self.apply(jumps[int(self.rng.choice(len(jumps), p=rates / rates.sum()))])
        self.events += 1
        self.quiet = self.now
        self.look()

    def apply(self, jump: Jump) -> None:
        """Change the counts, founding the clone where a mutation makes a new one."""
        founded: dict[Founder, int] = {}
        if jump.cause is not None:
            ((clone, niche, state), _), *_ = jump.cells
            self.recorder.death(jump.cause, self.state.clones[clone].lineage, niche, state)
        for (clone, niche, state), change in jump.cells:
            if isinstance(clone, Founder):
                if clone not in founded:
                    founded[clone] = self.found(clone, niche)
                clone = founded[clone]
            where = (clone, niche, state)
            self.state.cells[where] = self.state.cells.get(where, 0) + change
            if self.state.cells[where] == 0:
                del self.state.cells[where]
        for pool, change in jump.pools:
            self.state.pools[pool] += change

    def found(self, founder: Founder, niche: int) -> int:
        """Add a new clone and return its index."""
        clones = self.state.clones
        clones.append(
            mutant(
                clones[founder.parent],
                founder.parent,
                self.scenario.mutation[founder.mutation],
                founder.mutation,
                stages=self.law.stages,
                phases=self.law.phases,
                niches=self.law.niches,
                niche=niche,
                time=self.now,
                rng=self.rng,
            )
        )
        return len(clones) - 1

    # ----------------------------------------------------------------------- at fixed times

    def intervene(self, moment: float) -> None:
        """Do the interventions of this moment in the file's order."""
        had_cells = self.cells_left()
        for intervention in self.scenario.intervention:
            if intervention.at != moment:
                continue
            what = intervention.scale or intervention.set or intervention.add
            if what.pool is not None:
                had_cells |= self.treat(what, intervention)
            elif intervention.scale is not None:
                self.scale(intervention.scale)
            else:
                self.place(what, empty_first=intervention.set is not None)
        if had_cells:
            self.quiet = moment

    def treat(self, what: Any, intervention: Any) -> bool:
        """Change a pool's members; return whether they may have changed."""
        pool = self.law.pool_names.index(what.pool)
        before = self.state.pools[pool]
        if intervention.scale is not None:
            self.state.pools[pool] = int(self.rng.binomial(before, what.factor))
            return bool(before and what.factor < 1.0)
        kept = 0 if intervention.set is not None else before
        self.state.pools[pool] = kept + int(what.value)
        return bool(self.state.pools[pool] != before)

    def scale(self, scale: Any) -> None:
        """Let each chosen cell survive with the factor as its probability."""
        for where, count in list(self.state.cells.items()):
            clone, niche, state = where
            if self.law.holds(scale, self.state.clones[clone], niche, state):
                self.state.cells[where] = int(self.rng.binomial(count, scale.factor))

    def place(self, place: Any, *, empty_first: bool) -> None:
        """Add cells of a clone, or set their number."""
        clone = self.law.clone_names.index(place.clone)
        niche = self.law.niches.index(place.niche)
        state = self.law.state_called(place.stage, place.state)
        if empty_first:
            for one in self.law.states_of(self.law.stage_of(state)):
                self.state.cells[clone, niche, one] = 0
        where = (clone, niche, state)
        self.state.cells[where] = self.state.cells.get(where, 0) + int(place.value)

    # ---------------------------------------------------------------------------- endpoints

    def ready(self, endpoint: Any, time: float) -> bool:
        """Return whether an endpoint not reached yet may be reached at `time`."""
        if endpoint.name in self.reached:
            return False
        if isinstance(endpoint.after, str):
            return endpoint.after in self.reached
        return endpoint.after is None or time >= endpoint.after

    def meets(self, endpoint: Any, time: float) -> bool:
        """Return whether an endpoint's signals are strictly beyond their levels, all at once."""
        moment = Moment(self.law, self.state, time)
        found = []
        for one in endpoint.when or [endpoint]:
            value = moment.signal(one.signal, None)
            found.append(value > one.above if one.above is not None else value < one.below)
        return all(found)

    def is_timed(self, endpoint: Any) -> bool:
        """Return whether any of its signals depends on a concentration."""
        return any(self.moves_with_drugs(one.signal) for one in endpoint.when or [endpoint])

    def moves_with_drugs(self, name: str) -> bool:
        """Return whether a signal depends on a concentration, directly or through another."""
        signal = self.law.signals[name]
        if signal.drug is not None:
            return True
        acted_on = any(e.on == name for drug in self.scenario.drug for e in drug.effect)
        return acted_on or any(self.moves_with_drugs(name) for name in signal.inputs)

    def look(self) -> None:
        """Note every endpoint that is reached now: on counts alone first, then all."""
        for moved in (False, True):
            if self.outcome is not None:
                return
            while found := self.holding(moved):
                for endpoint in found:
                    self.reached[endpoint.name] = self.now
                if any(endpoint.stop for endpoint in found):
                    self.outcome = "stopped"

    def holding(self, moved: bool) -> list[Any]:
        """Return the endpoints that hold now, not reached yet; with `moved` on drugs too."""
        return [
            endpoint
            for endpoint in self.scenario.endpoint
            if (moved or not self.is_timed(endpoint))
            and self.ready(endpoint, self.now)
            and self.meets(endpoint, self.now)
        ]

    def crossing(self, start: float, step: float, *, closed: bool) -> float | None:
        """Return when, within `step`, a moving concentration takes a signal across a level.

        The step is looked at in `_LOOKS` places, the last of them just before its end unless it
        is `closed`: at a moment of the calendar the concentration is that of what begins there.
        """
        waits = [step * look / _LOOKS for look in range(1, _LOOKS + 1)]
        if not closed:
            waits[-1] = step * (1.0 - 1e-9)
        first: float | None = None
        for endpoint in self.scenario.endpoint:
            if not self.ready(endpoint, start) or not self.is_timed(endpoint):
                continue
            low = 0.0
            for wait in waits:
                if self.meets(endpoint, start + wait):
                    at = low + bisect(
                        lambda x, e=endpoint, low=low: self.meets(e, start + low + x), wait - low
                    )
                    first = at if first is None else min(first, at)
                    break
                low = wait
        return first

    # --------------------------------------------------------------------------- extinction

    def cells_left(self) -> bool:
        """Return whether there are cells."""
        return any(self.state.cells.values())

    def wait_without_event(self, step: float) -> None:
        """Note until when anything could have happened in a step in which nothing did."""
        if self.cumulated(self.now, step) == 0.0:
            return

        def is_over(wait: float) -> bool:
            return self.cumulated(self.now + wait, step - wait) == 0.0

        over = step if self.hazard(self.now + step) > 0.0 else bisect(is_over, step)
        self.quiet = self.now + over


def bisect(holds: Callable[[float], bool], step: float) -> float:
    """Return the first time in (0, step] from which `holds` is true, to double precision."""
    low, high = 0.0, step
    for _ in range(60):
        middle = (low + high) / 2.0
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
