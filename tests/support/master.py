"""The master equation of a small scenario, solved numerically: the exact law at every sample.

The law of motion is `definition.Definition`, evaluated for all states at once; the engine has no
part in it. Between the breaks of the concentrations the equation is integrated adaptively to
1e-10; interventions are applied exactly. States beyond the bounds are left out: what flows there
is lost, and the lost mass is stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy import integrate, sparse, stats
from scipy.sparse.linalg import expm_multiply

from support import concentrations
from support.definition import Cell, Definition, Moment, State

Place = Cell | int
"""A column of the state: cells of (clone, niche, state), or the members of a pool."""

Bound = Callable[[dict[Place, int]], bool]


class Master:
    """The distribution of a scenario's state over time.

    Parameters
    ----------
    scenario : clonal.Scenario
        Without mutations to "new": its states must be countable in advance.
    bound : callable
        ``bound(counts) -> bool`` says whether a state is kept.
    stopped : callable, optional
        ``stopped(counts) -> bool`` for states in which the run has stopped: nothing leaves them.
    """

    def __init__(self, scenario: Any, bound: Bound, stopped: Bound | None = None) -> None:
        self.law = Definition(scenario)
        self.scenario = scenario
        cells = [
            (c, k, s)
            for c in range(len(self.law.clones))
            for k in range(len(self.law.niches))
            for s in range(len(self.law.states))
        ]
        self.places: list[Place] = [*cells, *range(len(self.law.pool_names))]
        self.column = {place: number for number, place in enumerate(self.places)}
        self.states = self.reachable(bound)
        self.index = {tuple(row): number for number, row in enumerate(self.states.tolist())}
        self.targets: dict[tuple[Any, ...], tuple[np.ndarray, np.ndarray]] = {}
        self.halted = np.zeros(len(self.states), dtype=bool)
        if stopped is not None:
            self.halted[:] = [
                stopped(dict(zip(self.places, row, strict=True))) for row in self.states.tolist()
            ]
        self.everywhere = self.everywhere_at_once()
        self.moving = any(concentrations.moves(drug) for drug in scenario.drug)
        self.lost = 0.0

    # -------------------------------------------------------------------------- the states

    def first(self) -> tuple[int, ...]:
        """Return the counts at time 0."""
        start = self.law.start()
        return tuple(
            start.cells.get(place, 0) if isinstance(place, tuple) else start.pools[place]
            for place in self.places
        )

    def reachable(self, bound: Bound) -> np.ndarray:
        """Return every state that jumps and interventions lead to, within the bound."""
        everything = State(
            {place: 1 for place in self.places if isinstance(place, tuple)},
            [1] * len(self.law.pool_names),
            list(self.law.clones),
        )
        roomy = Moment(self.law, everything, 0.0)
        # With all places occupied and no crowding every kind of event shows itself.
        roomy.room = lambda niche: 1.0  # type: ignore[method-assign]
        steps = {self.step(jump.cells, jump.pools) for jump in roomy.jumps()}
        waiting = [self.first()]
        seen = set(waiting)
        while waiting:
            here = waiting.pop()
            reached = [tuple(np.add(here, step).tolist()) for step in steps]
            for there in [*reached, *self.intervened(here)]:
                if there in seen or min(there) < 0:
                    continue
                if bound(dict(zip(self.places, there, strict=True))):
                    seen.add(there)
                    waiting.append(there)
        return np.array(sorted(seen), dtype=np.int64)

    def step(self, cells: Iterable[Any], pools: Iterable[Any]) -> tuple[int, ...]:
        """Return a change of the counts as one step over all places."""
        change = [0] * len(self.places)
        for place, number in [*cells, *pools]:
            change[self.column[place]] += number
        return tuple(change)

    def intervened(self, here: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
        """Yield every state that one intervention can make of `here`."""
        for intervention in self.scenario.intervention:
            for column in self.scaled(intervention):
                for fewer in range(here[column]):
                    yield (*here[:column], fewer, *here[column + 1 :])
            if intervention.scale is None:
                yield self.put(here, intervention)

    def scaled(self, intervention: Any) -> list[int]:
        """Return the columns that a ``scale`` thins out."""
        if intervention.scale is None:
            return []
        if intervention.scale.pool is not None:
            return [self.column[self.law.pool_names.index(intervention.scale.pool)]]
        return [
            column
            for place, column in self.column.items()
            if isinstance(place, tuple)
            and self.law.holds(intervention.scale, self.law.clones[place[0]], place[1], place[2])
        ]

    def put(self, here: Iterable[int], intervention: Any) -> tuple[int, ...]:
        """Return the state that a ``set`` or ``add`` makes of `here`."""
        there = list(here)
        what = intervention.set or intervention.add
        if what.pool is not None:
            column = self.column[self.law.pool_names.index(what.pool)]
            there[column] = int(what.value) + (there[column] if intervention.add else 0)
            return tuple(there)
        clone = self.law.clone_names.index(what.clone)
        niche = self.law.niches.index(what.niche)
        state = self.law.state_called(what.stage, what.state)
        if intervention.set is not None:
            for one in self.law.states_of(self.law.stage_of(state)):
                there[self.column[clone, niche, one]] = 0
        there[self.column[clone, niche, state]] += int(what.value)
        return tuple(there)

    # ----------------------------------------------------------------------- the generator

    def slope(self, time: float, p: np.ndarray) -> np.ndarray:
        """Return dp/dt."""
        change = np.zeros_like(p)
        for rate, rows, to in self.flows(time):
            flow = rate * p
            change -= flow
            np.add.at(change, to, flow[rows])
        return change

    def everywhere_at_once(self) -> State:
        """Return all states as one, its counts arrays over them."""
        counts = {
            place: self.states[:, column].astype(np.float64)
            for place, column in self.column.items()
        }
        return State(
            {place: n for place, n in counts.items() if isinstance(place, tuple)},
            [counts[number] for number in range(len(self.law.pool_names))],
            list(self.law.clones),
        )

    def flows(self, time: float) -> Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Yield each kind of event: its rate in every state, and where it leads which states."""
        for jump in Moment(self.law, self.everywhere, time).jumps():
            step = self.step(jump.cells, jump.pools)
            rate = np.where(self.halted, 0.0, jump.rate)
            if not any(step) or not np.any(rate):
                continue
            yield (rate, *self.led(step))

    def led(self, step: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return the states that `step` leads to another kept state, and which."""
        if step not in self.targets:
            found = [
                (row, self.index.get(tuple(there)))
                for row, there in enumerate((self.states + np.array(step)).tolist())
            ]
            kept = [(row, to) for row, to in found if to is not None]
            table = np.array(kept, dtype=np.int64).reshape(-1, 2)
            self.targets[step] = (table[:, 0], table[:, 1])
        return self.targets[step]

    def generator(self, time: float) -> sparse.csr_matrix:
        """Return the transposed generator at `time`: dp/dt = generator @ p."""
        size = len(self.states)
        matrix = sparse.csr_matrix((size, size))
        own = np.arange(size)
        for rate, rows, to in self.flows(time):
            matrix = matrix + sparse.csr_matrix((rate[rows], (to, rows)), shape=(size, size))
            matrix = matrix - sparse.csr_matrix((rate, (own, own)), shape=(size, size))
        return matrix

    # ------------------------------------------------------------------------ the solution

    def solve(self) -> np.ndarray:
        """Return p at every sample, shape (time, state); `lost` is then the missing mass."""
        end = self.scenario.time.end
        samples = [float(time) for time in self.scenario.time.samples]
        cuts = {0.0, end, *samples, *self.law.breaks()}
        cuts.update(i.at for i in self.scenario.intervention if i.at <= end)
        p = np.zeros(len(self.states))
        p[self.index[self.first()]] = 1.0
        found = []
        now = 0.0
        for cut in sorted(cuts):
            if cut > now:
                p = self.advance(p, now, cut)
                now = cut
            for intervention in self.scenario.intervention:
                if intervention.at == cut:
                    p = self.intervene(p, intervention)
            if cut in samples:
                found.append(p)
        self.lost = float(1.0 - found[-1].sum())
        return np.maximum(found, 0.0)

    def advance(self, p: np.ndarray, start: float, stop: float) -> np.ndarray:
        """Integrate from `start` to `stop`, between which rates are smooth or constant."""
        if not self.moving:
            middle = (start + stop) / 2.0
            return np.asarray(expm_multiply(self.generator(middle) * (stop - start), p))
        # A concentration counts from its dose on: at the end of a segment, stay before the next.
        inside = np.nextafter(stop, start)
        solved = integrate.solve_ivp(
            lambda now, y: self.slope(min(now, inside), y),
            (start, stop),
            p,
            method="DOP853",
            rtol=1e-8,
            atol=1e-11,
        )
        if not solved.success:
            raise ArithmeticError(solved.message)
        return np.asarray(solved.y[:, -1])

    def intervene(self, p: np.ndarray, intervention: Any) -> np.ndarray:
        """Apply one intervention to the distribution, exactly."""
        running = np.where(self.halted, 0.0, p)
        changed = p - running
        for column in self.scaled(intervention):
            running = self.thin(running, column, intervention.scale.factor)
        if intervention.scale is None:
            moved = np.zeros_like(p)
            for row in np.flatnonzero(running):
                to = self.index.get(self.put(self.states[row].tolist(), intervention))
                if to is not None:
                    moved[to] += running[row]
            running = moved
        return changed + running

    def thin(self, p: np.ndarray, column: int, factor: float) -> np.ndarray:
        """Let each member of a column survive with probability `factor`."""
        thinned = np.zeros_like(p)
        for row in np.flatnonzero(p):
            there = self.states[row].tolist()
            number = there[column]
            for left, share in enumerate(stats.binom.pmf(np.arange(number + 1), number, factor)):
                there[column] = left
                thinned[self.index[tuple(there)]] += p[row] * share
        return thinned

    # ---------------------------------------------------------------------- what is compared

    def population(self, p: np.ndarray) -> dict[tuple[int, ...], float]:
        """Return the law of one sample: of ``population`` flattened, then ``pool_size``."""
        law = self.law
        shape = (len(law.lineages), len(law.niches), len(law.states))
        gather = np.zeros((len(self.places), int(np.prod(shape)) + len(law.pool_names)), int)
        for place, column in self.column.items():
            if isinstance(place, tuple):
                lineage = law.lineages.index(law.clones[place[0]].lineage)
                gather[column, np.ravel_multi_index((lineage, place[1], place[2]), shape)] = 1
            else:
                gather[column, int(np.prod(shape)) + place] = 1
        found: dict[tuple[int, ...], float] = {}
        for row, mass in zip((self.states @ gather).tolist(), p.tolist(), strict=True):
            found[tuple(row)] = found.get(tuple(row), 0.0) + mass
        return found


def seen(block: dict[str, np.ndarray], sample: int) -> np.ndarray:
    """Return the rows of a block that `Master.population` gives the law of."""
    population = block["population"][:, sample]
    rows = population.reshape(len(population), -1)
    if "pool_size" in block:
        rows = np.concatenate([rows, block["pool_size"][:, sample]], axis=1)
    return rows
