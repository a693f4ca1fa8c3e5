"""Divisions: what becomes of the daughters, and what room they need."""

from __future__ import annotations

from . import codes
from .channels import Channels
from .events import Event, Moves
from .laws import Factor, Law, Part
from .mutations import Mutations
from .rates import Rates
from .space import Cells
from .traits import COUNT

#: Net changes of a division: without a mutant, the first daughter's cells mutant, the second's.
Outcome = tuple[Moves, Moves, Moves]


class Divisions:
    """The divisions of a scenario's cells."""

    def __init__(self, rates: Rates, channels: Channels, mutations: Mutations) -> None:
        self.rates = rates
        self.laws = rates.laws
        self.signals = rates.signals
        self.space = rates.space
        self.channels = channels
        self.mutations = mutations

    def add(self, cells: Cells) -> None:
        """Add the channels of these cells' divisions."""
        away = self.space.destination(cells.niche)
        renewal = self._self_renewal(cells)
        renewing, onward, asymmetric = self._outcomes(cells)
        self._divide(cells, renewal, False, renewing, away)
        self._divide(cells, renewal, True, onward, away)
        law = self.rates.of_column("asymmetric", cells)
        if self._raises(asymmetric[0], away):
            self.laws.times(law, self.signals.vacancy(away))
        self._channel(cells, law, asymmetric)

    def _divide(
        self,
        cells: Cells,
        renewal: float | int,
        differentiates: bool,
        outcome: Outcome,
        away: int,
    ) -> None:
        law = self._law(cells, away if self._raises(outcome[0], away) else None)
        self._share(law, renewal, differentiates)
        self._channel(cells, law, outcome)

    def _channel(self, cells: Cells, law: Law, outcome: Outcome) -> None:
        event = Event(outcome, mutations=self.mutations.of(cells))
        self.channels.add(self.space.entity(*cells), law, event)

    # -- how often ----------------------------------------------------------------------

    def _law(self, cells: Cells, niche: int | None) -> Law:
        """Divisions per cell; `niche` is the one whose free places they need, if any."""
        law = self.rates.of_column("division", cells)
        if niche is not None:
            self.laws.times(law, self.signals.vacancy(niche))
        return law

    def _self_renewal(self, cells: Cells) -> float | int:
        """The probability, where it is one number for the group (float), else its law (int)."""
        law = self.rates.of_column("self_renewal", cells)
        law.most = 1.0
        known = self.laws.known(law)
        return self.laws.add(law) if known is None else known

    def _share(self, law: Law, renewal: float | int, complement: bool) -> None:
        """Multiply a law by the probability of self-renewal, or by what it leaves of 1."""
        if isinstance(renewal, float):
            self.laws.times(law, 1.0 - renewal if complement else renewal)
        elif law.parts:
            kind = codes.FACTOR_COMPLEMENT if complement else codes.FACTOR_LAW
            law.factors.append(Factor(kind, law=renewal))

    def cycling(self, cells: Cells) -> tuple[int, int]:
        """The law of these cells' divisions, and the column of their unmodified rate.

        That is the rate of their stage in the first phase. The law is -1 where they do not divide.
        """
        space = self.space
        column = space.column("division", space.state(space.stage_of(cells.state)))
        assert column is not None
        unmodified = self.space.groups.groups[cells.group].value[column]
        law = self._cycling_law(cells)
        if unmodified == 0.0 or not law.parts:
            return -1, COUNT
        return self.laws.add(law), column

    def _cycling_law(self, cells: Cells) -> Law:
        """Divisions of these cells as they are, crowding included.

        With self-renewal p and vacancy v the crowded share is v·(p + (1 − p)) where both kinds of
        division need a place, 1 − p·(1 − v) or 1 − (1 − p)·(1 − v) where one of them does.
        """
        away = self.space.destination(cells.niche)
        renewal = self._self_renewal(cells)
        renewing, onward, _ = self._outcomes(cells)
        crowded = self._raises(renewing[0], away), self._raises(onward[0], away)
        if crowded[0] == crowded[1]:
            return self._law(cells, away if crowded[0] else None)
        law = self._law(cells, None)
        blocked = Law(cells.group, [Part(1.0)])
        self._share(blocked, renewal, not crowded[0])
        nodes = self.signals.nodes
        self.laws.times(blocked, nodes.linear(self.signals.vacancy(away), 1.0, -1.0))
        if blocked.parts:
            law.factors.append(Factor(codes.FACTOR_COMPLEMENT, law=self.laws.add(blocked)))
        return law

    # -- what becomes of the daughters --------------------------------------------------

    def _outcomes(self, cells: Cells) -> tuple[Outcome, Outcome, Outcome]:
        """What a division may do: two of the same stage, two of the next, one of each.

        The cell that stays keeps its bond; every further cell is born free, in the niche that
        daughters go to. All are in the first phase.
        """
        space, (group, k, s) = self.space, cells
        stage, bond, _ = space.parts(s)
        away = space.destination(k)
        amplified = space.groups.groups[group].amplification[stage]
        stays = [((k, space.state(stage, bond)), 1)]
        first: list[tuple[tuple[int, int], int]] = []
        second: list[tuple[tuple[int, int], int]] = []
        if stage + 1 < len(space.stages):
            leaving = away, space.state(stage + 1)
            first = [((k, space.state(stage + 1, bond)), 1), (leaving, amplified - 1)]
            second = [(leaving, amplified)]
        return (
            self._outcome((k, s), stays, [((away, space.state(stage)), 1)]),
            self._outcome((k, s), first, second),
            self._outcome((k, s), stays, second),
        )

    def _outcome(
        self,
        parent: tuple[int, int],
        first: list[tuple[tuple[int, int], int]],
        second: list[tuple[tuple[int, int], int]],
    ) -> Outcome:
        variants: list[Moves] = []
        for mutant in (None, 0, 1):
            own: dict[int, int] = {self.space.compartment(*parent): -1}
            other: dict[int, int] = {}
            for number, daughter in enumerate((first, second)):
                target = other if number == mutant else own
                for place, cells in daughter:
                    j = self.space.compartment(*place)
                    target[j] = target.get(j, 0) + cells
            places = sorted({*own, *other})
            rows = [(j, own.get(j, 0), other.get(j, 0)) for j in places]
            variants.append(tuple(row for row in rows if row[1] or row[2]))
        return variants[0], variants[1], variants[2]

    def _raises(self, moves: Moves, niche: int) -> bool:
        """Whether the event raises the number of cells that the niche's capacity counts."""
        states, counted = len(self.space.states), self.space.counted(niche)
        return (
            sum(
                change
                for j, change, _ in moves
                if j // states == niche and self.space.stage_of(j % states) in counted
            )
            > 0
        )
