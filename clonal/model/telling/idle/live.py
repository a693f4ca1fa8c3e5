"""What acts and what is read: the modifiers, effects, signals and pools that change a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clonal.model.parts.drug import Drug, Effect
from clonal.model.parts.migration import Migration
from clonal.model.parts.modifier import PERFUSION, Modifier, perfuses
from clonal.model.parts.response import Response
from clonal.model.parts.signal import Signal, Term
from clonal.model.parts.switch import Switch
from clonal.model.scenario import Scenario

from .cell import Cell, leads, means, means_pool, of_pool, rate_of
from .reach import DIVISIONS, WAYS, Reach


class Live:
    """The parts of a plain scenario that act, found from what they act on.

    Attributes
    ----------
    reach : Reach
    modifiers : set of int
        The places of the modifiers that change a rate.
    effects : set of (int, int)
        The places of drugs' effects that change a rate or a signal that is read.
    signals : dict of str to set of str
        The niches in which something that acts, an endpoint or a record reads each signal; None
        stands for the whole marrow. A signal that nothing reads is not in it.
    read : set of str
        The pools that are read so.

    Parameters
    ----------
    scenario : Scenario
        In the plain vocabulary.
    sizes : bool
        Whether what changes the size of a pool that nothing reads acts: sizes are recorded.
    """

    def __init__(self, scenario: Scenario, *, sizes: bool) -> None:
        self.scenario = scenario
        self.sizes = sizes
        self.reach = Reach(scenario)
        self.modifiers: set[int] = set()
        self.effects: set[tuple[int, int]] = set()
        self.signals: dict[str, set[str | None]] = {}
        self.read: set[str] = set()
        by_name = {signal.name: signal for signal in scenario.signal}
        self._by_name = by_name
        watched = [c.signal for one in scenario.endpoint for c in one.conditions]
        for name in (*scenario.record.signals, *watched):
            self._reads(name, self.reach.niche if by_name[name].per_niche else (None,))
        while self._grow():
            pass

    def _size(self) -> list[int]:
        places = sum(len(niches) for niches in self.signals.values())
        return [len(self.modifiers), len(self.effects), len(self.read), places]

    def _reads(self, name: str, niches: Iterable[str | None]) -> None:
        """Note that a signal is read in niches."""
        each = self._by_name[name].per_niche
        found = {niche if each else None for niche in niches}
        if found:
            self.signals.setdefault(name, set()).update(found)

    def _grow(self) -> bool:
        before = self._size()
        for index, modifier in enumerate(self.scenario.modifier):
            if index not in self.modifiers and not self.why_not(modifier):
                self.modifiers.add(index)
                if responds(modifier):
                    self._reads(modifier.signal or "", self._places(modifier))
        for name, niches in list(self.signals.items()):
            signal = self._by_name[name]
            for niche in tuple(niches):
                for one in self._moving_inputs(signal, niche):
                    self._reads(one, (niche,))
            self.read |= {
                term.pool
                for term in signal.sum or ()
                if term.pool is not None and self.counts(signal, term)
            }
        for pool in self.scenario.pool:
            for convert in pool.convert:
                if convert.to in self.read and self.reach.pool_acts("convert", pool, convert.to):
                    self.read.add(pool.name)
        for d, drug in enumerate(self.scenario.drug):
            for e, effect in enumerate(drug.effect):
                if (d, e) not in self.effects and not self.why_not_effect(drug, effect):
                    self.effects.add((d, e))
        return before != self._size()

    def _moving_inputs(self, signal: Signal, niche: str | None) -> Iterable[str]:
        """The signals that one is made of, where it is not one number for all time without them."""
        if signal.of is not None:
            form = signal.form
            return () if form is not None and form.flat is not None else signal.inputs
        return signal.inputs if self.reach.constants.value(signal.name, niche) is None else ()

    def counts(self, signal: Signal, term: Term) -> bool:
        """Whether a term of a sum counts anything where the signal is read."""
        niches = self.signals.get(signal.name, ())
        return any(self.reach.constants.counts(term, niche) for niche in niches)

    # -- modifiers ----------------------------------------------------------------------

    def why_not(self, modifier: Modifier) -> str:
        """Say why a modifier changes nothing; empty if it may change something."""
        if of_pool(modifier):
            return self._why_not_of_pool(modifier)
        if modifier.on == PERFUSION:
            return self._why_not_perfused(modifier)
        reach = self.reach
        chosen = [cell for cell in reach.cells if means(modifier.of, cell)]
        if not chosen:
            return "no cell that it chooses is ever there"
        if modifier.on in WAYS:
            silenced = self._silenced(modifier)
            moving = list(self._moving(modifier.on, modifier.of, chosen, silenced=silenced))
            if not moving:
                return no_way(modifier.on, modifier.of)
            moved = [cell for cell, _ in moving]
        else:
            moved = self._moved(modifier, chosen)
        if not moved:
            rate = rate_of(modifier)
            return NOTHING.get(rate, f"{rate} is 0 in every cell that it chooses")
        if not any(reach.has_trait(cell.kind, modifier.trait) for cell in moved):
            return f"no clone that it chooses has the trait {modifier.trait}"
        changed = any(self._changes(modifier, niche) for niche in self._places(modifier))
        return "" if changed else neutral(modifier)

    def _places(self, modifier: Modifier) -> set[str | None]:
        """The niches in which a modifier that acts reads its signal."""
        if of_pool(modifier):
            return {p.niche for p in self.scenario.pool if means_pool(modifier.of, p.name)}
        if modifier.on == PERFUSION:
            return set(self._perfused(modifier))
        chosen = [
            cell
            for cell in self.reach.cells
            if means(modifier.of, cell) and self.reach.has_trait(cell.kind, modifier.trait)
        ]
        if modifier.on in WAYS:
            silenced = self._silenced(modifier)
            moving = self._moving(modifier.on, modifier.of, chosen, silenced=silenced)
            return {cell.niche if modifier.at is None else way.to for cell, way in moving}
        return {cell.niche for cell in self._moved(modifier, chosen)}

    def _moved(self, modifier: Modifier, chosen: list[Cell]) -> list[Cell]:
        """The cells of those chosen whose rate can be positive."""
        rate = rate_of(modifier)
        drug = None if modifier.of is None else modifier.of.drug
        silenced = self._silenced(modifier)
        return [one for one in chosen if self.reach.acts(rate, one, silenced=silenced, drug=drug)]

    def _moving(
        self, on: str, selector: object, cells: list[Cell], *, silenced: bool = True
    ) -> Iterator[tuple[Cell, Migration | Switch]]:
        """Yield the cells that migrate, or switch, by each way that a selector means."""
        for cell in cells:
            for way in self.reach.ways(cell, on):
                if leads(selector, way.to) and self.reach.moves(way, cell, silenced=silenced):
                    yield cell, way

    def _silenced(self, modifier: Modifier) -> bool:
        """Whether zeros of others count: not against a factor that may be such a zero itself."""
        return not (modifier.times is not None and modifier.times == 0)

    def _why_not_of_pool(self, modifier: Modifier) -> str:
        assert modifier.of is not None
        for pool in self.scenario.pool:
            if not means_pool(modifier.of, pool.name):
                continue
            if not self._matters(pool.name):
                return f"nothing reads pool {pool.name}"
            if not self.reach.pool_acts(modifier.on, pool, modifier.of.to):
                return f"{modifier.on} of pool {pool.name} is 0 throughout"
            return "" if self._changes(modifier, pool.niche) else neutral(modifier)
        return ""

    def _why_not_perfused(self, modifier: Modifier) -> str:
        drug = None if modifier.of is None else modifier.of.drug
        if not any(given for name, given in self.reach.drugs.items() if drug in (None, name)):
            return "no drug is given" if drug is None else f"{drug} is never given"
        niches = self._perfused(modifier)
        if not niches:
            return "the perfusion of each niche that it chooses is 0"
        changed = any(self._changes(modifier, niche) for niche in niches)
        return "" if changed else neutral(modifier)

    def _perfused(self, modifier: Modifier) -> list[str]:
        """The niches whose perfusion it may change."""
        perfused = [niche for niche, one in self.reach.niche.items() if one.perfusion > 0]
        return [niche for niche in perfused if perfuses(modifier, None, niche)]

    def _matters(self, name: str) -> bool:
        """Whether the members of a pool are looked at, or become members of one that is read."""
        return self.sizes or any(
            pool.name in self.read or any(convert.to in self.read for convert in pool.convert)
            for pool in self.scenario.pool
            if pool.name == name
        )

    def _changes(self, modifier: Modifier, niche: str | None) -> bool:
        """Whether it is anything but a factor of 1, or an addition of 0."""
        way, given = answer(modifier)
        rest = 1.0 if way == "times" else 0.0
        return self.reach.constants.response(given, modifier.signal, niche) != rest

    # -- effects of drugs ---------------------------------------------------------------

    def why_not_effect(self, drug: Drug, effect: Effect) -> str:
        """Say why an effect changes nothing; empty if it may change something."""
        if not self.reach.drugs[drug.name]:
            return "the drug is never given"
        if effect.emax == 0:
            return "an effect of 0 at most is none"
        if of_pool(effect):
            for pool in self.scenario.pool:
                if pool.name != effect.pool:
                    continue
                if not self._matters(pool.name):
                    return f"nothing reads pool {pool.name}"
                if pool.niche is not None and self.reach.niche[pool.niche].perfusion == 0:
                    return f"the perfusion of {pool.niche} is 0"
                if not self.reach.pool_acts(effect.on, pool, effect.to):
                    return f"{effect.on} of pool {pool.name} is 0 throughout"
            return ""
        for signal in self.scenario.signal:
            if signal.name == effect.on:
                if signal.name not in self.signals:
                    return f"nothing reads {signal.name}"
                niches = self.signals[signal.name]
                values = {self.reach.constants.value(signal.name, niche) for niche in niches}
                if values == {0.0}:
                    return f"{signal.name} is 0 throughout"
                dry = {self.reach.niche[niche].perfusion for niche in niches if niche} == {0.0}
                return f"no drug reaches where {signal.name} is read" if dry else ""
        return self._why_not_on_cells(drug, effect)

    def _why_not_on_cells(self, drug: Drug, effect: Effect) -> str:
        chosen = [cell for cell in self.reach.cells if means(effect, cell)]
        if not chosen:
            return "no cell that it chooses is ever there"
        reached = [cell for cell in chosen if self.reach.reaches(drug, effect, cell)]
        if not reached:
            return UNREACHED
        rate = rate_of(effect)
        if rate in WAYS:
            return "" if any(self._moving(rate, effect, reached)) else no_way(rate, effect)
        if effect.on != "kill" and not any(self.reach.acts(rate, cell) for cell in reached):
            return NOTHING.get(rate, f"{rate} is 0 in every cell that it chooses")
        return ""

    def effects_on(self, cell: Cell) -> Iterator[tuple[Drug, Effect]]:
        """The drugs' effects that change something, on a cell that they reach."""
        for d, drug in enumerate(self.scenario.drug):
            for e, effect in enumerate(drug.effect):
                on_cells = not of_pool(effect) and effect.on not in self.reach.constants.signals
                if on_cells and (d, e) in self.effects and self.reach.reaches(drug, effect, cell):
                    yield drug, effect

    # -- places -------------------------------------------------------------------------

    def cells(self, *, niche: str | None = None, clone: str | None = None) -> list[Cell]:
        """The cells that may be there: of a niche, of a clone and what is founded from it."""
        return [
            cell
            for cell in self.reach.cells
            if niche in (None, cell.niche)
            and (clone is None or any(clone == parent.name for parent in cell.kind.parents))
        ]

    def divides(self, cell: Cell) -> bool:
        """Whether a cell can divide, in any way."""
        return any(self.reach.acts(rate, cell) for rate in DIVISIONS)


UNREACHED = (
    "it reaches no cell that it chooses: sensitivity or perfusion is 0, or it needs divisions"
)

#: What to say where a rate is 0 in all cells that something is on.
NOTHING = {
    "division": "no cell that it chooses divides",
    "self_renewal": "no cell that it chooses divides",
    "asymmetric": "no cell that it chooses divides asymmetrically",
    "death": "no cell that it chooses dies of itself",
    "kill": "no drug kills a cell that it chooses",
    "migration": "no cell that it chooses migrates",
    "mutation": "no cell that it chooses mutates",
    "attach": "no cell that it chooses attaches",
    "detach": "no cell that it chooses lets go",
    "switch": "no cell that it chooses switches",
}


def no_way(on: str, selector: object) -> str:
    """Say that no cell takes a way that a selector means."""
    to = getattr(selector, "to", None)
    return NOTHING[on] if to is None else f"{NOTHING[on]} to {to}"


def neutral(modifier: Modifier) -> str:
    """Say that a modifier's value changes nothing."""
    if modifier.times is not None:
        return "a factor of 1 changes nothing"
    return "an addition of 0 changes nothing"


def answer(modifier: Modifier) -> tuple[str, Response | float]:
    """What a modifier does, and its number or response."""
    if modifier.times is not None:
        return "times", modifier.times
    assert modifier.plus is not None
    return "plus", modifier.plus


def responds(modifier: Modifier) -> bool:
    """Whether a modifier responds to its signal: a number does not, nor does a flat response."""
    _, given = answer(modifier)
    return isinstance(given, Response) and given.form is not None and given.form.flat is None
