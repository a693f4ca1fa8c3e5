"""Every event of a scenario: contract's core events, by group and compartment, and by pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..model import Effect, Modifier, Response, Scenario
from . import codes
from .clones import COUNT, Groups, Traits, mutates, selects_group
from .laws import Factor, Law, Laws, Part
from .nodes import Node, Value
from .signals import Signals, Space

#: compartment, change of the clone's own cells, change of the mutant's cells
Moves = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Event:
    """What happens to counts: without a mutation, with the first daughter mutated, the second."""

    moves: tuple[Moves, Moves, Moves] = ((), (), ())
    pools: tuple[tuple[int, int], ...] = ()
    clone: int = -1
    mutations: int = -1
    entities: frozenset[int] = frozenset()


@dataclass
class MutationList:
    """The mutations of the cells of one group in one compartment: (mutation, rate, law or −1)."""

    rows: list[tuple[int, float, int]] = field(default_factory=list)


class Events:
    """Builds all channels of a scenario."""

    def __init__(
        self,
        scenario: Scenario,
        traits: Traits,
        groups: Groups,
        space: Space,
        signals: Signals,
        laws: Laws,
    ) -> None:
        self.scenario = scenario
        self.traits = traits
        self.groups = groups
        self.space = space
        self.signals = signals
        self.laws = laws
        self.events: list[Event] = []
        self.mutations: list[MutationList] = []
        self.counted = [signals.occupied(k)[1] for k in range(len(space.niches))]
        for g in range(len(groups.groups)):
            for k in range(len(space.niches)):
                for s in range(len(space.states)):
                    self._cells(g, k, s)
        self._arrivals()
        self._pools()

    # -- cells --------------------------------------------------------------------------

    def _cells(self, g: int, k: int, s: int) -> None:
        self._divisions(g, k, s)
        self._deaths(g, k, s)
        self._kills(g, k, s)
        self._migrations(g, k, s)
        self._bonds(g, k, s)

    def _column(self, kind: str, s: int) -> int:
        return self.traits.column[kind, self.space.stages[self.space.stage_of(s)]]

    def _channel(self, g: int, k: int, s: int, law: Law, event: Event) -> None:
        if law.parts:
            self.laws.channel(self.space.entity(g, k, s), law, self._number(event))

    def _number(self, event: Event) -> int:
        self.events.append(event)
        return len(self.events) - 1

    def _loss(self, g: int, k: int, s: int) -> Event:
        moves: Moves = ((self.space.compartment(k, s), -1, 0),)
        return Event((moves, (), ()), entities=frozenset([self.space.entity(g, k, s)]))

    def _modify(self, law: Law, on: str, g: int, k: int, s: int, drug: str | None = None) -> None:
        """Modifiers of a rate of these cells (sums first, then products), then drugs on it."""
        matching = [m for m in self._modifiers(on, drug) if self._means(m.of, g, k, s)]
        for modifier in matching:
            if modifier.plus is not None:
                value = self._response(modifier, modifier.plus, k)
                tau = self.traits.column["trait", modifier.trait] if modifier.trait else COUNT
                self.laws.part(law, 1.0, tau, value)
        for modifier in matching:
            if modifier.times is not None:
                value = self._response(modifier, modifier.times, k)
                trait = self.traits.column["trait", modifier.trait] if modifier.trait else None
                self.laws.times(law, value, trait)
        self._drugs_on(law, on, g, k, s)

    def _modifiers(self, on: str, drug: str | None) -> Iterator[Modifier]:
        for modifier in self.scenario.modifier:
            name = "division" if modifier.on == "birth" else modifier.on
            of = modifier.of
            if name != on or (of is not None and of.pool is not None):
                continue
            if of is not None and of.drug is not None and of.drug != drug:
                continue
            yield modifier

    def _means(self, selector: object, g: int, k: int, s: int) -> bool:
        return selector is None or (
            selects_group(selector, self.groups.groups[g])
            and self.space.selects_place(selector, k, s)
        )

    def _response(self, modifier: Modifier, response: Response | float, k: int | None) -> Value:
        if isinstance(response, int | float):
            return float(response)
        assert modifier.signal is not None
        return self.signals.response(response, self.signals.value(modifier.signal, k))

    def _drugs_on(self, law: Law, on: str, g: int, k: int, s: int) -> None:
        for d, drug in enumerate(self.scenario.drug):
            for effect in drug.effect:
                name = "division" if effect.on in ("inhibition", "birth") else effect.on
                if name == on != "kill" and effect.pool is None and self._means(effect, g, k, s):
                    self._modulate(law, d, effect, g, k)

    def _modulate(self, law: Law, d: int, effect: Effect, g: int, k: int) -> None:
        """Multiply by max(0, 1 − s·E), or by 1 + s·E where the effect is a stimulation."""
        concentration = self.signals.concentration(d, k)
        if not isinstance(concentration, Node) or effect.emax == 0:
            return
        sensitivity, fold, own = self._response_traits(d, g)
        if sensitivity == 0.0:
            return
        if sensitivity is None or fold is None:
            self.laws.modulated(
                law, effect.kind or "inhibition", self._effect(d, effect, concentration, own)
            )
            return
        strength = self.signals.effect(d, effect, k, fold)
        nodes = self.signals.nodes
        slope = sensitivity if effect.kind == "stimulation" else -sensitivity
        self.laws.times(law, nodes.positive(strength, 1.0, slope))

    def _response_traits(
        self, d: int, g: int
    ) -> tuple[float | None, float | None, tuple[int, int]]:
        name = self.scenario.drug[d].name
        own = self.traits.column["sensitivity", name], self.traits.column["ec50_fold", name]
        value = self.groups.groups[g].value
        return value[own[0]], value[own[1]], own

    def _effect(self, d: int, effect: Effect, concentration: Node, own: tuple[int, int]) -> int:
        return self.laws.effect(
            concentration,
            float(effect.emax),
            float(effect.ec50),
            float(effect.hill),
            *own,
        )

    # -- divisions ----------------------------------------------------------------------

    def _division_law(self, g: int, k: int, s: int, niche: int | None) -> Law:
        """Divisions per cell; `niche` is the one whose free places they need, if any."""
        law = Law(g, [])
        self.laws.part(law, 1.0, self._column("division", s))
        self._modify(law, "division", g, k, s)
        if niche is not None:
            self.laws.times(law, self.signals.vacancy(niche))
        return law

    def _destination(self, k: int) -> int:
        daughters = self.scenario.niche[k].daughters
        return k if daughters is None else self.space.niches.index(daughters)

    def _outcomes(self, g: int, k: int, s: int) -> tuple[tuple[Moves, Moves, Moves], ...]:
        """What a division may do: two of the same stage, two of the next, one of each.

        The cell that stays keeps its bond; every further cell is born free, in the niche that
        daughters go to.
        """
        space = self.space
        stage, bond = space.stage_of(s), s % len(space.bonds)
        away = self._destination(k)
        amplified = self.groups.groups[g].amplification[stage]
        stays = [((k, s), 1)]
        first: list[tuple[tuple[int, int], int]] = []
        second: list[tuple[tuple[int, int], int]] = []
        if stage + 1 < len(space.stages):
            leaving = away, space.state(stage + 1)
            first = [((k, space.state(stage + 1, bond)), 1), (leaving, amplified - 1)]
            second = [(leaving, amplified)]
        return (
            self._moves((k, s), stays, [((away, space.state(stage)), 1)]),
            self._moves((k, s), first, second),
            self._moves((k, s), stays, second),
        )

    def _divisions(self, g: int, k: int, s: int) -> None:
        away = self._destination(k)
        renewal = self._self_renewal(g, k, s)
        renewing, onward, asymmetric = self._outcomes(g, k, s)
        self._divide(g, k, s, renewal, False, renewing, away)
        self._divide(g, k, s, renewal, True, onward, away)
        law = Law(g, [])
        self.laws.part(law, 1.0, self._column("asymmetric", s))
        self._modify(law, "asymmetric", g, k, s)
        if self._raises(asymmetric[0], away):
            self.laws.times(law, self.signals.vacancy(away))
        self._channel(g, k, s, law, self._division(g, k, s, asymmetric))

    def _self_renewal(self, g: int, k: int, s: int) -> float | int:
        """The probability, where it is one number for the group (float), else its law (int)."""
        column = self._column("self_renewal", s)
        law = Law(g, [], most=1.0)
        self.laws.part(law, 1.0, column)
        self._modify(law, "self_renewal", g, k, s)
        known = self.laws.known(law)
        return self.laws.add(law) if known is None else known

    def _divide(
        self,
        g: int,
        k: int,
        s: int,
        renewal: float | int,
        differentiates: bool,
        moves: tuple[Moves, Moves, Moves],
        away: int,
    ) -> None:
        law = self._division_law(g, k, s, away if self._raises(moves[0], away) else None)
        if isinstance(renewal, float):
            self.laws.times(law, 1.0 - renewal if differentiates else renewal)
        elif law.parts:
            kind = codes.FACTOR_COMPLEMENT if differentiates else codes.FACTOR_LAW
            law.factors.append(Factor(kind, law=renewal))
        self._channel(g, k, s, law, self._division(g, k, s, moves))

    def _raises(self, moves: Moves, niche: int) -> bool:
        """Whether the event raises the number of cells that the niche's capacity counts."""
        states = len(self.space.states)
        return (
            sum(
                change
                for j, change, _ in moves
                if j // states == niche and self.space.stage_of(j % states) in self.counted[niche]
            )
            > 0
        )

    def _moves(
        self,
        parent: tuple[int, int],
        first: list[tuple[tuple[int, int], int]],
        second: list[tuple[tuple[int, int], int]],
    ) -> tuple[Moves, Moves, Moves]:
        """Net changes of a division: no mutant, the first daughter's cells mutant, the second's."""
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

    def _division(self, g: int, k: int, s: int, moves: tuple[Moves, Moves, Moves]) -> Event:
        base = g * self.space.n_compartments
        touched = frozenset(base + j for j, change, _ in moves[0] if change)
        return Event(moves, mutations=self._mutation_list(g, k, s), entities=touched)

    def _mutation_list(self, g: int, k: int, s: int) -> int:
        group = self.groups.groups[g]
        rows: list[tuple[int, float, int]] = []
        for m, mutation in enumerate(self.scenario.mutation):
            if not mutates(mutation, group, self.scenario):
                continue
            law = Law(g, [Part(float(mutation.rate))] if mutation.rate else [])
            self._modify(law, "mutation", g, k, s)
            known = self.laws.known(law)
            if known is None:
                rows.append((m, 0.0, self.laws.add(law)))
            elif known != 0.0:
                rows.append((m, known, -1))
        if not rows:
            return -1
        entry = MutationList(rows)
        if entry in self.mutations:
            return self.mutations.index(entry)
        self.mutations.append(entry)
        return len(self.mutations) - 1

    # -- deaths, kills, migrations, arrivals --------------------------------------------

    def _deaths(self, g: int, k: int, s: int) -> None:
        law = Law(g, [])
        self.laws.part(law, 1.0, self._column("death", s))
        self._modify(law, "death", g, k, s)
        self._channel(g, k, s, law, self._loss(g, k, s))

    def _kills(self, g: int, k: int, s: int) -> None:
        for d, drug in enumerate(self.scenario.drug):
            law = Law(g, [])
            effects = [e for e in drug.effect if e.on == "kill" and self._means(e, g, k, s)]
            for effect in effects:
                self._kill_part(law, d, effect, g, k, s)
            if effects:
                self._modify(law, "kill", g, k, s, drug.name)
            self._channel(g, k, s, law, self._loss(g, k, s))

    def _kill_part(self, law: Law, d: int, effect: Effect, g: int, k: int, s: int) -> None:
        concentration = self.signals.concentration(d, k)
        if not isinstance(concentration, Node) or effect.emax == 0:
            return
        _, fold, own = self._response_traits(d, g)
        ratio, column = -1, COUNT
        if effect.cycling:
            ratio, column = self._cycling(g, k, s)
            if ratio < 0:
                return
        if fold is None:
            number = self._effect(d, effect, concentration, own)
            self.laws.kill(law, 1.0, number, own[0], ratio, column)
        else:
            strength = self.signals.effect(d, effect, k, fold)
            self.laws.kill(law, strength, -1, own[0], ratio, column)

    def _cycling(self, g: int, k: int, s: int) -> tuple[int, int]:
        """The law of these cells' divisions, and the column of their unmodified rate."""
        column = self._column("division", s)
        unmodified = self.groups.groups[g].value[column]
        law = self._cycling_law(g, k, s)
        if unmodified == 0.0 or not law.parts:
            return -1, COUNT
        return self.laws.add(law), column

    def _cycling_law(self, g: int, k: int, s: int) -> Law:
        """Divisions of these cells as they are, crowding included.

        With self-renewal p and vacancy v the crowded share is v·(p + (1 − p)) where both kinds of
        division need a place, 1 − p·(1 − v) or 1 − (1 − p)·(1 − v) where one of them does.
        """
        away = self._destination(k)
        renewal = self._self_renewal(g, k, s)
        renewing, onward, _ = self._outcomes(g, k, s)
        crowded = self._raises(renewing[0], away), self._raises(onward[0], away)
        if crowded[0] == crowded[1]:
            return self._division_law(g, k, s, away if crowded[0] else None)
        law = self._division_law(g, k, s, None)
        blocked = Law(g, [Part(1.0)])
        if isinstance(renewal, float):
            self.laws.times(blocked, renewal if crowded[0] else 1.0 - renewal)
        else:
            kind = codes.FACTOR_LAW if crowded[0] else codes.FACTOR_COMPLEMENT
            blocked.factors.append(Factor(kind, law=renewal))
        nodes = self.signals.nodes
        self.laws.times(blocked, nodes.linear(self.signals.vacancy(away), 1.0, -1.0))
        if blocked.parts:
            law.factors.append(Factor(codes.FACTOR_COMPLEMENT, law=self.laws.add(blocked)))
        return law

    def _migrations(self, g: int, k: int, s: int) -> None:
        space = self.space
        for migration in self.scenario.migration:
            if migration.from_ != space.niches[k] or not self._means(migration, g, k, s):
                continue
            to = space.niches.index(migration.to)
            law = Law(g, [])
            tropism = self.traits.column["tropism", migration.to]
            self.laws.part(law, float(migration.rate), tropism)
            self._modify(law, "migration", g, k, s)
            if migration.vacancy and space.stage_of(s) in self.counted[to]:
                self.laws.times(law, self.signals.vacancy(to))
            here, there = space.compartment(k, s), space.compartment(to, s)
            moves: Moves = tuple(sorted([(here, -1, 0), (there, 1, 0)]))
            touched = frozenset([space.entity(g, k, s), space.entity(g, to, s)])
            self._channel(g, k, s, law, Event((moves, (), ()), entities=touched))

    def _bonds(self, g: int, k: int, s: int) -> None:
        """Free cells attach, adherent cells detach."""
        space = self.space
        stage, bond = divmod(s, len(space.bonds))
        kind = ("attach", "detach")[bond]
        to = space.state(stage, 1 - bond)
        here, there = space.compartment(k, s), space.compartment(k, to)
        moves: Moves = tuple(sorted([(here, -1, 0), (there, 1, 0)]))
        touched = frozenset([space.entity(g, k, s), space.entity(g, k, to)])
        for attachment in self.scenario.attachment:
            if self._means(attachment, g, k, s):
                law = Law(g, [])
                self.laws.part(law, float(getattr(attachment, kind)))
                self._modify(law, kind, g, k, s)
                self._channel(g, k, s, law, Event((moves, (), ()), entities=touched))

    def _arrivals(self) -> None:
        for c, clone in enumerate(self.scenario.clone):
            for k, niche in enumerate(self.space.niches):
                rate = float(clone.immigration.get(niche, 0.0))
                if rate:
                    g = self.groups.of_clone[c]
                    moves: Moves = ((self.space.compartment(k, 0), 1, 0),)
                    touched = frozenset([self.space.entity(g, k, 0)])
                    event = Event((moves, (), ()), clone=c, entities=touched)
                    self.laws.channel(-1, Law(-1, [Part(rate)]), self._number(event))

    # -- pools --------------------------------------------------------------------------

    def _pools(self) -> None:
        for p, pool in enumerate(self.scenario.pool):
            niche = None if pool.niche is None else self.space.niches.index(pool.niche)
            for on, rate, change in (
                ("inflow", pool.inflow, 1),
                ("birth", pool.birth, 1),
                ("death", pool.death, -1),
            ):
                self._pool_channel(p, niche, on, rate, ((p, change),), None)
            for convert in pool.convert:
                to = self.signals.pools[convert.to]
                self._pool_channel(
                    p, niche, "convert", convert.rate, ((p, -1), (to, 1)), convert.to
                )

    def _pool_channel(
        self,
        p: int,
        niche: int | None,
        on: str,
        rate: float,
        changes: tuple[tuple[int, int], ...],
        to: str | None,
    ) -> None:
        law = Law(-1, [])
        self.laws.part(law, float(rate))
        name = self.scenario.pool[p].name

        def means(selector: object) -> bool:
            return getattr(selector, "pool", None) == name and (
                to is None or getattr(selector, "to", None) in (None, to)
            )

        matching = [m for m in self.scenario.modifier if m.on == on and means(m.of)]
        for modifier in matching:
            if modifier.plus is not None:
                value = self._response(modifier, modifier.plus, niche)
                self.laws.part(law, 1.0, COUNT, value)
        for modifier in matching:
            if modifier.times is not None:
                self.laws.times(law, self._response(modifier, modifier.times, niche))
        for d, drug in enumerate(self.scenario.drug):
            for effect in drug.effect:
                if effect.on == on and means(effect):
                    strength = self.signals.effect(d, effect, niche, 1.0)
                    self.laws.times(law, self.signals.modulation(effect, strength))
        touched = frozenset(self.space.pool(q) for q, _ in changes)
        entity = -1 if on == "inflow" else self.space.pool(p)
        if law.parts:
            self.laws.channel(entity, law, self._number(Event(pools=changes, entities=touched)))
