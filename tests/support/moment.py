"""All rates of one state at one time: the law of the process, event by event.

Counts may be arrays over many states at once, so nothing here branches on a count except to skip
what is certainly empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from support import concentrations
from support.genotypes import Genotype
from support.responses import has_response, positive, respond, saturation
from support.state import Cell, Founder, Jump, State, nothing, tally

if TYPE_CHECKING:
    from support.definition import Definition


class Moment:
    """All rates of one state (or of many at once) at one time."""

    def __init__(self, law: Definition, state: State, time: float) -> None:
        self.law = law
        self.scenario = law.scenario
        self.state = state
        self.plasma = {name: concentrations.plasma(d, time) for name, d in law.drugs.items()}
        self.known: dict[tuple[str, int | None], Any] = {}

    # ------------------------------------------------------------------ what rates depend on

    def counted(self, niche: int) -> Any:
        """Return M_k, the cells of a niche that its capacity counts."""
        states = self.law.counted[niche]
        return sum(n for (_, k, s), n in self.state.cells.items() if k == niche and s in states)

    def room(self, niche: int) -> Any:
        """Return [1 - M/capacity]+ of a niche that has a capacity."""
        capacity = self.scenario.niche[niche].capacity
        if capacity == 0:
            return 0.0
        return positive(1.0 - self.counted(niche) / capacity)

    def crowding(self, niche: int, rise: int) -> Any:
        """Return the factor for an event that changes the counted cells of `niche` by `rise`."""
        if self.scenario.niche[niche].capacity is None or rise <= 0:
            return 1.0
        return self.room(niche)

    def concentration(self, drug: str, niche: int | None) -> Any:
        """Return the concentration in a niche, or in plasma."""
        if niche is None:
            return float(self.plasma[drug])
        name = self.law.niches[niche]
        _, factor = self.modifiers(
            "perfusion",
            lambda m: m.of is None or (m.of.niche in (None, name) and m.of.drug in (None, drug)),
            niche,
            {},
        )
        return positive(factor) * (self.scenario.niche[niche].perfusion * self.plasma[drug])

    def effect(self, drug: Any, effect: Any, niche: int | None, clone: Genotype | None) -> Any:
        """Return E of one effect of a drug, on the cells of a clone or on something else."""
        fold = 1.0 if clone is None else clone.ec50_fold.get(drug.name, 1.0)
        sensitivity = 1.0 if clone is None else clone.sensitivity.get(drug.name, 1.0)
        concentration = self.concentration(drug.name, niche)
        if effect.ec50 * fold == 0.0:
            return sensitivity * effect.emax * (concentration > 0.0)
        return (
            sensitivity * effect.emax * saturation(concentration, effect.ec50 * fold, effect.hill)
        )

    def signal(self, name: str, niche: int | None) -> Any:
        """Return a signal's value in a niche, or in the marrow as a whole."""
        signal = self.law.signals[name]
        place = niche if signal.per_niche else None
        if (name, place) not in self.known:
            self.known[name, place] = self.evaluate(signal, place)
        return self.known[name, place]

    def evaluate(self, signal: Any, niche: int | None) -> Any:
        """Work out a signal from what it names."""
        if signal.of is not None:
            value = respond(signal, self.signal(signal.of, niche))
        elif signal.drug is not None:
            value = self.concentration(signal.drug, niche)
        elif signal.share is not None:
            part, whole = (self.signal(n, niche) for n in (signal.share.of, signal.share.over))
            above = np.where(np.asarray(whole) > 0, whole, 1.0)
            share = np.minimum(1.0, np.maximum(0.0, part) / above)
            value = np.where(np.asarray(whole) > 0, share, 1.0)
            value = value if value.ndim else float(value)
        elif signal.product is not None:
            value = 1.0
            for name in signal.product:
                value = value * self.signal(name, niche)
        else:
            value = sum(term.weight * self.term(term, niche) for term in signal.sum or ())
            if isinstance(signal.constant, int | float):
                value = value + signal.constant
            elif signal.constant is not None and niche is not None:
                value = value + signal.constant.get(self.law.niches[niche], 0.0)
        for drug in self.scenario.drug:
            for effect in drug.effect:
                if effect.on == signal.name:
                    value = value * self.factor(effect, self.effect(drug, effect, niche, None))
        return value

    def term(self, term: Any, niche: int | None) -> Any:
        """Return what a term of a sum counts: members, cells, or cells by a trait of theirs."""
        if term.pool is not None:
            number = self.law.pool_names.index(term.pool)
            home = self.law.pool_niche[number]
            return self.state.pools[number] if niche is None or home in (None, niche) else 0
        return sum(
            count * (1.0 if term.trait is None else self.state.clones[c].traits[term.trait])
            for (c, k, s), count in self.state.cells.items()
            if (niche is None or k == niche) and self.law.holds(term, self.state.clones[c], k, s)
        )

    # --------------------------------------------------------------------- rates as modified

    @staticmethod
    def factor(effect: Any, strength: Any) -> Any:
        """Return what an effect multiplies a rate by."""
        if effect.on == "inhibition" or effect.kind == "inhibition":
            return positive(1.0 - strength)
        return 1.0 + strength

    def modifiers(
        self, on: str, chosen: Any, niche: int | None, traits: Any, to: int | None = None
    ) -> tuple[Any, Any]:
        """Return the sum of ``plus`` and the product of ``times`` on one rate.

        `chosen(modifier)` says whether a modifier acts here, `traits` the clone's own traits, `to`
        the niche that a cell moves to.
        """
        plus: Any = 0.0
        times: Any = 1.0
        for modifier in self.scenario.modifier:
            if same_rate(modifier.on, on) and chosen(modifier):
                weight = None if modifier.trait is None else traits.get(modifier.trait, 0.0)
                where = to if modifier.at == "destination" else niche
                if modifier.times is not None:
                    value = self.amount(modifier, modifier.times, where)
                    times = times * (value if weight is None else 1.0 + weight * (value - 1.0))
                if modifier.plus is not None:
                    value = self.amount(modifier, modifier.plus, where)
                    plus = plus + (value if weight is None else weight * value)
        return plus, times

    def amount(self, modifier: Any, node: Any, niche: int | None) -> Any:
        """Return the number under ``times`` or ``plus``."""
        if has_response(node):
            return respond(node, self.signal(modifier.signal, niche))
        return node

    def cell_rate(
        self,
        on: str,
        base: float,
        where: Cell,
        to: str | None = None,
        cause: str | None = None,
    ) -> Any:
        """Return a rate of the cells at `where`, with modifiers and drugs, never negative.

        Where they migrate or switch, `to` is the niche or the phase that they go to; `cause` is
        which death, None for the natural one.
        """
        number, niche, state = where
        clone = self.state.clones[number]

        def chosen(selector: Any) -> bool:
            leads = selector is None or selector.to in (None, to)
            died = None if selector is None else selector.cause
            return leads and died == cause and self.law.holds(selector, clone, niche, state)

        there = self.law.niches.index(to) if to is not None and on == "migration" else None
        plus, times = self.modifiers(on, lambda m: chosen(m.of), niche, clone.traits, there)
        for drug in self.scenario.drug:
            for effect in drug.effect:
                inhibits = effect.on == "inhibition" and on == "division"
                acts = inhibits or (effect.kind is not None and same_rate(effect.on, on))
                if acts and chosen(effect):
                    strength = self.effect(drug, effect, niche, clone)
                    times = times * self.factor(effect, strength)
        return positive((base + plus) * times)

    def kills(self, where: Cell) -> Iterator[tuple[str, Any]]:
        """Yield each drug that kills a cell at `where`, and the rate."""
        number, niche, state = where
        clone = self.state.clones[number]
        for drug in self.scenario.drug:
            kills = [effect for effect in drug.effect if effect.on == "kill"]
            effects = [e for e in kills if self.law.holds(e, clone, niche, state)]
            if not effects:
                continue
            strength: Any = 0.0
            for effect in effects:
                part = self.effect(drug, effect, niche, clone)
                strength = strength + (part * self.cycling(where) if effect.cycling else part)
            plus, times = self.modifiers(
                "kill",
                lambda m, drug=drug: (
                    self.law.holds(m.of, clone, niche, state)
                    and (m.of is None or m.of.drug in (None, drug.name))
                ),
                niche,
                clone.traits,
            )
            yield drug.name, positive((strength + plus) * times)

    def cycling(self, where: Cell) -> Any:
        """Return the division rate of a cell at `where` over its unmodified one."""
        stage = self.law.kinds[where[2]][0]
        unmodified = self.state.clones[where[0]].rates["division"][stage, self.law.phases[0]]
        if unmodified == 0.0:
            return 0.0
        renewing, differentiating, _ = self.divisions(where)
        return (renewing[0] + differentiating[0]) / unmodified

    def pool_rate(self, on: str, base: float, pool: int, to: str | None = None) -> Any:
        """Return a rate of a pool, with modifiers and drugs, never negative."""
        name = self.law.pool_names[pool]
        niche = self.law.pool_niche[pool]

        def chosen(selector: Any) -> bool:
            return selector is not None and selector.pool == name and selector.to in (None, to)

        plus, times = self.modifiers(on, lambda m: chosen(m.of), niche, {})
        for drug in self.scenario.drug:
            for effect in drug.effect:
                if effect.on == on and chosen(effect):
                    strength = self.effect(drug, effect, niche, None)
                    times = times * self.factor(effect, strength)
        return positive((base + plus) * times)

    # --------------------------------------------------------------------------------- events

    def jumps(self) -> Iterator[Jump]:
        """Yield every event."""
        for where, count in self.state.cells.items():
            if not nothing(count):
                yield from self.births(where, count)
                yield from self.deaths(where, count)
                yield from self.migrations(where, count)
                yield from self.bonding(where, count)
                yield from self.switching(where, count)
        yield from self.immigrations()
        yield from self.pool_events()

    def divisions(self, where: Cell) -> Iterator[tuple[Any, list[Any], list[Any]]]:
        """Yield each kind of division of one cell: its rate and where both daughters' cells go."""
        number, niche, state = where
        clone = self.state.clones[number]
        home = self.law.daughters[niche]
        # All daughters are in the first phase. The one that stays keeps its bond, every other cell
        # is born free.
        kept = self.law.with_(state, phase=self.law.phases[0])
        free = self.law.with_(kept, bond=self.law.bonds[0])
        own_here, own_there = (niche, kept), (home, free)
        stage = self.law.stage_of(state)
        transit = clone.amplification[stage]
        further: list[Any] = []
        first: list[Any] = []
        if stage + 1 < len(self.law.stages):
            after = self.law.stages[stage + 1]
            beyond = self.law.with_(free, stage=after)
            further = [(home, beyond)] * transit
            first = [(niche, self.law.with_(kept, stage=after))] + [(home, beyond)] * (transit - 1)
        division, renewal, asymmetric = (
            self.cell_rate(on, clone.rates[on][self.law.inherited(state)], where)
            for on in ("division", "self_renewal", "asymmetric")
        )
        renewal = np.minimum(renewal, 1.0) if isinstance(renewal, np.ndarray) else min(renewal, 1.0)
        for rate, one, other in (
            (division * renewal, [own_here], [own_there]),
            (division * (1.0 - renewal), first, further),
            (asymmetric, [own_here], further),
        ):
            counts = self.law.counted[home]
            rise = sum(k == home and s in counts for k, s in [*one, *other])
            rise -= niche == home and state in counts
            yield rate * self.crowding(home, rise), one, other

    def births(self, where: Cell, count: Any) -> Iterator[Jump]:
        """Yield the divisions of the cells at `where`, with and without a mutant daughter."""
        number, niche, state = where
        mutants = self.mutants(where)
        certain: Any = 1.0
        for _, probability in mutants:
            certain = certain - probability
        if np.any(np.asarray(certain) < -1e-12):
            name = self.state.clones[number].name
            raise ValueError(f"mutation probabilities of clone {name!r} pass 1")
        for rate, one, other in self.divisions(where):
            gone = [((number, niche, state), -1)]
            ones = [((number, *place), 1) for place in one]
            others = [((number, *place), 1) for place in other]
            yield Jump(count * rate * certain, tally(gone + ones + others))
            for clone, probability in mutants:
                half = count * rate * probability / 2.0
                yield Jump(half, tally(gone + [((clone, *p), 1) for p in one] + others))
                yield Jump(half, tally(gone + ones + [((clone, *p), 1) for p in other]))

    def mutants(self, where: Cell) -> list[tuple[Any, Any]]:
        """Return (mutant clone, probability) of each mutation of a dividing cell at `where`."""
        number, niche, state = where
        clone = self.state.clones[number]
        found: list[tuple[Any, Any]] = []
        for index, mutation in enumerate(self.scenario.mutation):
            source = mutation.from_
            if isinstance(source, str):
                mutates = clone.name == source
            else:
                mutates = self.law.holds(source, clone, niche, state)
            target = None if mutation.to == "new" else self.law.clone_names.index(mutation.to)
            if mutates and target != number:
                probability = self.cell_rate("mutation", mutation.rate, where)
                found.append((Founder(index, number) if target is None else target, probability))
        return found

    def deaths(self, where: Cell, count: Any) -> Iterator[Jump]:
        """Yield the deaths of a cell at `where`: natural, by each cause, by each drug."""
        clone = self.state.clones[where[0]]
        death = clone.rates["death"][self.law.inherited(where[2])]
        rates = [("natural", self.cell_rate("death", death, where))]
        rates += [
            (cause.name, self.cell_rate("death", 0.0, where, cause=cause.name))
            for cause in self.scenario.cause
        ]
        for cause, rate in [*rates, *self.kills(where)]:
            yield Jump(count * rate, ((where, -1),), cause=cause)

    def migrations(self, where: Cell, count: Any) -> Iterator[Jump]:
        """Yield the moves of a cell at `where` to other niches."""
        number, niche, state = where
        clone = self.state.clones[number]
        for migration in self.scenario.migration:
            if migration.from_ != self.law.niches[niche]:
                continue
            if not self.law.holds(Movers(migration), clone, niche, state):
                continue
            to = self.law.niches.index(migration.to)
            base = migration.rate * clone.tropism_to(migration.to)
            rate = self.cell_rate("migration", base, where, migration.to)
            if migration.vacancy and state in self.law.counted[to]:
                rate = rate * self.crowding(to, 1)
            yield Jump(count * rate, ((where, -1), ((number, to, state), 1)))

    def bonding(self, where: Cell, count: Any) -> Iterator[Jump]:
        """Yield a free cell's attaching, an adherent cell's letting go."""
        number, niche, state = where
        free = self.law.kinds[state][1] == "free"
        on = "attach" if free else "detach"
        for attachment in self.scenario.attachment:
            if self.law.holds(attachment, self.state.clones[number], niche, state):
                rate = self.cell_rate(on, getattr(attachment, on), where)
                turned = self.law.with_(state, bond="adherent" if free else "free")
                yield Jump(count * rate, ((where, -1), ((number, niche, turned), 1)))

    def switching(self, where: Cell, count: Any) -> Iterator[Jump]:
        """Yield a cell's changes of phase; bond and niche stay."""
        number, niche, state = where
        for switch in self.scenario.switch:
            if switch.from_ != self.law.kinds[state][2]:
                continue
            if self.law.holds(switch, self.state.clones[number], niche, state):
                rate = self.cell_rate("switch", switch.rate, where, switch.to)
                turned = self.law.with_(state, phase=switch.to)
                yield Jump(count * rate, ((where, -1), ((number, niche, turned), 1)))

    def immigrations(self) -> Iterator[Jump]:
        """Yield the cells that come from outside."""
        for number, clone in enumerate(self.scenario.clone):
            for niche, rate in clone.immigration.items():
                yield Jump(rate, (((number, self.law.niches.index(niche), 0), 1),))

    def pool_events(self) -> Iterator[Jump]:
        """Yield what happens to the members of pools."""
        for number, pool in enumerate(self.scenario.pool):
            members = self.state.pools[number]
            yield Jump(self.pool_rate("inflow", pool.inflow, number), (), ((number, 1),))
            yield Jump(members * self.pool_rate("birth", pool.birth, number), (), ((number, 1),))
            yield Jump(members * self.pool_rate("death", pool.death, number), (), ((number, -1),))
            for convert in pool.convert:
                rate = members * self.pool_rate("convert", convert.rate, number, convert.to)
                to = self.law.pool_names.index(convert.to)
                yield Jump(rate, (), ((number, -1), (to, 1)))


class Movers:
    """The cells that a migration moves, as a selector: its own ``from`` and ``to`` are no part."""

    def __init__(self, migration: Any) -> None:
        self.lineage, self.clone = migration.lineage, migration.clone
        self.stage, self.state = migration.stage, migration.state
        self.niche = None


def same_rate(one: str, other: str) -> bool:
    """Return whether two names mean one rate: ``birth`` and ``division`` do."""
    return {"birth": "division"}.get(one, one) == {"birth": "division"}.get(other, other)
