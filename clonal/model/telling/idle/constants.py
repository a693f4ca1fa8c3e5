"""Signals and responses that keep one value from the start to the end of a run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from clonal.model.parts.drug import Effect
from clonal.model.parts.response import Responding, Response
from clonal.model.parts.signal import Signal, Term
from clonal.model.scenario import Scenario

from .cell import Cell, Kind, means


class Constants:
    """What signals are, where the cells, pools and drugs that there are cannot move them.

    Parameters
    ----------
    scenario : Scenario
        In the plain vocabulary.
    cells : iterable of Cell
        Every kind of cell that may be there.
    pools : set of str
        The pools that may have members.
    drugs : dict of str to bool
        Whether any of each drug is given.
    """

    def __init__(
        self,
        scenario: Scenario,
        cells: Iterable[Cell],
        pools: set[str],
        drugs: dict[str, bool],
        has_trait: Callable[[Kind, str | None], bool],
    ) -> None:
        self.has_trait = has_trait
        self.cells = tuple(cells)
        self.pools = frozenset(pools)
        self.drugs = dict(drugs)
        self.perfusion = {niche.name: niche.perfusion for niche in scenario.niche}
        self.place = {pool.name: pool.niche for pool in scenario.pool}
        self.signals = {signal.name: signal for signal in scenario.signal}
        self.effects: dict[str, list[Effect]] = {}
        for drug in scenario.drug:
            for effect in drug.effect:
                if self.drugs[drug.name] and effect.emax > 0:
                    self.effects.setdefault(effect.on, []).append(effect)
        self._known: dict[tuple[str, str | None], float | None] = {}

    def response(
        self, given: Response | float, signal: str | None, niche: str | None
    ) -> float | None:
        """The value of a number, or of a response to a signal; None where it moves."""
        if not isinstance(given, Responding):
            return float(given)
        return self._response(given, signal or "", niche)

    def value(self, name: str, niche: str | None) -> float | None:
        """The value of a signal in a niche; None where it moves."""
        signal = self.signals[name]
        key = name, niche if signal.per_niche else None
        if key not in self._known:
            self._known[key] = self._value(signal, key[1])
        return self._known[key]

    def _value(self, signal: Signal, niche: str | None) -> float | None:
        value = self._bare(signal, niche)
        moved = signal.name in self.effects and self.perfusion.get(niche or "", 1.0) > 0
        return None if moved and value != 0 else value

    def _bare(self, signal: Signal, niche: str | None) -> float | None:
        if signal.drug is not None:
            still = not self.drugs[signal.drug] or self.perfusion.get(niche or "", 1.0) == 0
            return 0.0 if still else None
        if signal.of is not None:
            return self._response(signal, signal.of, niche)
        if signal.share is not None or signal.product is not None:
            return self._made(signal, [self.value(name, niche) for name in signal.inputs])
        if any(self.counts(term, niche) for term in signal.sum or ()):
            return None
        constant = signal.constant
        if isinstance(constant, dict):
            return constant.get(niche or "", 0.0)
        return constant or 0.0

    def _made(self, signal: Signal, inputs: list[float | None]) -> float | None:
        """A share or a product of inputs that may move (None)."""
        known = [value for value in inputs if value is not None]
        if signal.product is not None:
            if len(known) == len(inputs) or 0.0 in known:
                return math.prod(known)
            return None
        of, over = inputs
        if over is not None and over <= 0:
            return 1.0
        return None if of is None or over is None else min(1.0, max(0.0, of) / over)

    def counts(self, term: Term, niche: str | None) -> bool:
        """Whether a term of a sum counts anything that may be there (in a niche, or anywhere)."""
        if term.weight == 0:
            return False
        if term.pool is not None:
            return term.pool in self.pools and (
                niche is None or self.place[term.pool] in (None, niche)
            )
        return any(
            means(term, cell) and self.has_trait(cell.kind, term.trait)
            for cell in self.cells
            if niche in (None, cell.niche)
        )

    def _response(self, given: Responding, signal: str, niche: str | None) -> float | None:
        form = given.form
        if form is None or form.flat is not None:
            return None if form is None else form.flat
        x = self.value(signal, niche)
        return None if x is None else form.at(x)
