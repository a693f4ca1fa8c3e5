"""Which cells, and which members of pools, a scenario can ever have, and which rates can act.

All answers err on one side: what can happen is never said to be impossible.
"""

from __future__ import annotations

from collections.abc import Iterator

from clonal.model.parts.clone import Clone
from clonal.model.parts.distribution import Change
from clonal.model.parts.drug import Drug, Effect
from clonal.model.parts.migration import Migration
from clonal.model.parts.modifier import Modifier
from clonal.model.parts.mutation import NEW, Mutation
from clonal.model.parts.pool import Pool
from clonal.model.parts.states import BONDS, by_stage, of_phase, phased, states_of
from clonal.model.parts.switch import Switch
from clonal.model.parts.weighing import defaults, each_of
from clonal.model.scenario import Scenario

from .cell import Cell, Kind, leads, means, means_pool, rate_of
from .constants import Constants


def given(drug: Drug, end: float) -> bool:
    """Whether any of a drug is given before the end."""
    doses = any(dose.amount > 0 and dose.start <= end for dose in drug.doses)
    return doses or any(one.value > 0 and one.start <= end for one in drug.constant)


class Reach:
    """What can be there, from the start to the end of a run.

    Attributes
    ----------
    cells : dict of Cell
        Every kind of cell that may be there, in a fixed order.
    pools : set of str
        The pools that may have members.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.without = defaults(each_of(scenario))
        self.stages = scenario.stages
        self.phases = scenario.phases
        self.states = states_of(
            scenario.stages, bonds=bool(scenario.attachment), phases=scenario.phases
        )
        _, self.free, self.first = self.states[0]
        self.niche = {niche.name: niche for niche in scenario.niche}
        self.drugs = {drug.name: given(drug, scenario.time.end) for drug in scenario.drug}
        self.modifiers: dict[str, list[Modifier]] = {}
        for modifier in scenario.modifier:
            self.modifiers.setdefault(rate_of(modifier), []).append(modifier)
        self.kinds = [
            Kind(clone.lineage, clone.name, (clone,), frozenset()) for clone in scenario.clone
        ]
        self.kinds += list(self._founded())
        self.pools = {pool.name for pool in scenario.pool if pool.initial > 0 or pool.inflow > 0}
        self.pools |= {
            place.pool
            for intervention in scenario.intervention
            for place in (intervention.set, intervention.add)
            if place is not None and place.pool is not None and place.value > 0
        }
        self.cells: dict[Cell, None] = {}
        while True:
            self._known: dict[tuple[str, Cell, bool, str | None], bool] = {}
            self.constants = Constants(scenario, self.cells, self.pools, self.drugs, self.has_trait)
            before = len(self.cells), len(self.pools)
            self.cells.update(dict.fromkeys(self._arriving()))
            for cell in list(self.cells):
                self.cells.update(dict.fromkeys(self._following(cell)))
            for pool in scenario.pool:
                self.pools.update(self._filled(pool))
            if before == (len(self.cells), len(self.pools)):
                break

    # -- kinds --------------------------------------------------------------------------

    def _founded(self) -> Iterator[Kind]:
        founding = [one for one in self.scenario.mutation if one.to == NEW]
        for lineage in dict.fromkeys(clone.lineage for clone in self.scenario.clone):
            parents, raised = [], set[tuple[str, str | None]]()
            for mutation in founding:
                concerned = [c for c in sources_of(mutation, self.scenario) if c.lineage == lineage]
                parents += concerned
                if concerned:
                    raised |= set(self._raised(mutation))
            if parents:
                yield Kind(lineage, None, tuple(parents), frozenset(raised))

    def _raised(self, mutation: Mutation) -> Iterator[tuple[str, str | None]]:
        for key, effect in mutation.effects.items():
            rate = "division" if key == "birth" else key
            table = {None: effect} if isinstance(effect, Change) else effect
            for word, change in table.items():
                if change.plus is not None and change.plus != 0:
                    by_first = word is None and rate in BY_STAGE
                    here = None if word is None else phased(word, self.phases)
                    yield rate, self.stages[0] if by_first else here

    def may(self, kind: Kind, key: str, word: str) -> bool:
        """Whether a trait of these clones (a rate by stage, a weight by drug ...) can pass 0.

        A rate of divisions is asked for by stage in the first phase, or by ``stage:phase``.
        """
        if {(key, word), (key, None)} & kind.raised:
            return True
        return any(self._trait(parent, key, word) != 0 for parent in kind.parents)

    def _trait(self, clone: Clone, key: str, word: str) -> float:
        if key in BY_STAGE:
            value = clone.divisions if key == "division" else getattr(clone, key)
            return float(by_stage(value, self.stages, 0.0, self.phases).get(word, 0.0))
        if key == "trait":
            return clone.traits.get(word, self.without.get(word, 0.0))
        table = getattr(clone, key)
        return float(table.get(word, 1.0) if isinstance(table, dict) else table)

    def has_trait(self, kind: Kind, trait: str | None) -> bool:
        """Whether clones of this kind can have a trait of their own other than 0."""
        return trait is None or (trait, None) in kind.raised or self.may(kind, "trait", trait)

    def renewals(self, cell: Cell) -> tuple[bool, bool]:
        """Whether divisions of a cell can renew it, and whether they can send daughters on."""
        moved = any(means(one.of, cell) for one in self.modifiers.get("self_renewal", ()))
        moved |= any(
            effect.on == "self_renewal" and means(effect, cell) for _, effect in self.effects()
        )
        changed = any("self_renewal" in one.effects for one in self.scenario.mutation)
        if moved or (changed and cell.kind.clone is None):
            return True, True
        shares = [
            by_stage(parent.renewal, self.stages, 1.0)[cell.stage] for parent in cell.kind.parents
        ]
        return any(share > 0 for share in shares), any(share < 1 for share in shares)

    # -- rates --------------------------------------------------------------------------

    def effects(self) -> Iterator[tuple[Drug, Effect]]:
        """Every effect of a drug that is given."""
        for drug in self.scenario.drug:
            if self.drugs[drug.name]:
                yield from ((drug, effect) for effect in drug.effect if effect.emax > 0)

    def reaches(self, drug: Drug, effect: Effect, cell: Cell) -> bool:
        """Whether an effect of a drug can change a rate of a cell, were that rate positive."""
        return (
            self.drugs[drug.name]
            and effect.emax > 0
            and means(effect, cell)
            and self.niche[cell.niche].perfusion > 0
            and self.may(cell.kind, "sensitivity", drug.name)
            and (not effect.cycling or self._cycles(cell))
        )

    def _cycles(self, cell: Cell) -> bool:
        """Whether a kill of cells that divide can reach a cell: it may divide, and has the share.

        A share of nothing is none: the rate of its stage in the first phase may not be 0.
        """
        if not self.may(cell.kind, "division", cell.stage):
            return False
        return cell.phase == self.first or self.acts("division", cell, silenced=False)

    def acts(self, on: str, cell: Cell, *, silenced: bool = True, drug: str | None = None) -> bool:
        """Whether a rate of a cell can be positive.

        Factors that are 0 throughout count where `silenced`; `drug` asks for its kill alone.
        """
        asked = on, cell, silenced, drug
        if asked not in self._known:
            self._known[asked] = self._acts(*asked)
        return self._known[asked]

    def moves(self, way: Migration | Switch, cell: Cell, *, silenced: bool = True) -> bool:
        """Whether a cell's rate by a way that it may take can be positive."""
        on = rate_of_way(way)
        asked = f"{on} to {way.to}, {way.rate > 0}", cell, silenced, None
        if asked not in self._known:
            matching = [
                one
                for one in self.modifiers.get(on, ())
                if means(one.of, cell) and leads(one.of, way.to)
            ]
            base = way.rate > 0
            if isinstance(way, Migration):
                base = base and self.may(cell.kind, "tropism", way.to)
            self._known[asked] = (
                not (silenced and any(self._silences(one, cell, None, way.to) for one in matching))
            ) and (base or any(self._raises(one, cell, way.to) for one in matching))
        return self._known[asked]

    def _acts(self, on: str, cell: Cell, silenced: bool, drug: str | None) -> bool:
        if on in WAYS:
            return any(self.moves(way, cell, silenced=silenced) for way in self.ways(cell, on))
        matching = [one for one in self.modifiers.get(on, ()) if means(one.of, cell)]
        if silenced and any(self._silences(one, cell, drug) for one in matching):
            return False
        raised = any(self._raises(one, cell) for one in matching)
        return any(base or raised for base in self._bases(on, cell, silenced, drug))

    def _bases(self, on: str, cell: Cell, silenced: bool, drug: str | None) -> Iterator[bool]:
        """For each way in which it can happen, whether it does without anything added."""
        kind, stage = cell.kind, cell.stage
        if on in DIVISIONS:
            yield self.may(kind, on, of_phase(stage, cell.phase, self.phases))
        elif on == "death":
            yield self.may(kind, on, stage)
        elif on == "self_renewal":
            yield self.acts("division", cell, silenced=silenced)
        elif on == "kill":
            for one, effect in self.effects():
                asked = effect.on == "kill" and drug in (None, one.name)
                if asked and self.reaches(one, effect, cell):
                    yield True
        elif on == "mutation":
            if any(self.acts(rate, cell, silenced=silenced) for rate in DIVISIONS):
                yield from (one.rate > 0 for one in self.mutations(kind))
        elif on in ("attach", "detach"):
            for attachment in self.scenario.attachment:
                free = cell.bond == BONDS[0]
                if means(attachment, cell) and free == (on == "attach"):
                    yield getattr(attachment, on) > 0
        else:
            yield False  # a cause of death: what is added is all there is

    def _raises(self, modifier: Modifier, cell: Cell, to: str = "") -> bool:
        if modifier.plus is None or not self.has_trait(cell.kind, modifier.trait):
            return False
        niche = cell.niche if modifier.at is None else to
        value = self.constants.response(modifier.plus, modifier.signal, niche)
        return value is None or value > 0 or (modifier.trait is not None and value != 0)

    def _silences(self, modifier: Modifier, cell: Cell, drug: str | None, to: str = "") -> bool:
        if modifier.times is None or modifier.trait is not None:
            return False
        if modifier.of is not None and modifier.of.drug not in (None, drug):
            return False
        niche = cell.niche if modifier.at is None else to
        value = self.constants.response(modifier.times, modifier.signal, niche)
        return value is not None and value <= 0

    def ways(self, cell: Cell, on: str) -> Iterator[Migration | Switch]:
        """The migrations, or the switches (`on`), that cells may take."""
        yield from self.migrations(cell) if on == "migration" else self.switches(cell)

    def switches(self, cell: Cell) -> Iterator[Switch]:
        """The switches that cells may take."""
        for switch in self.scenario.switch:
            if switch.from_ == cell.phase and means(switch, cell):
                yield switch

    def migrations(self, cell: Cell) -> Iterator[Migration]:
        """The migrations that cells may take, where the place that they need can be had."""
        for migration in self.scenario.migration:
            if migration.from_ == cell.niche and means(migration, cell):
                full = migration.vacancy and self.full(migration.to, cell.stage)
                if not full:
                    yield migration

    def mutations(self, kind: Kind) -> Iterator[Mutation]:
        """The mutations that cells of a kind undergo."""
        for mutation in self.scenario.mutation:
            if isinstance(mutation.from_, str):
                concerned = mutation.from_ == kind.clone
            else:
                concerned = mutation.from_.lineage == kind.lineage and mutation.to != kind.clone
            if concerned:
                yield mutation

    def mutating(self, cell: Cell) -> Iterator[Mutation]:
        """The mutations of a cell's kind whose probability may pass 0 in it."""
        modifiers = self.modifiers.get("mutation", ())
        raised = any(means(one.of, cell) and self._raises(one, cell) for one in modifiers)
        yield from (one for one in self.mutations(cell.kind) if one.rate > 0 or raised)

    def counts(self, niche: str) -> tuple[str, ...]:
        """The stages that take up places of a niche."""
        return self.niche[niche].counted(self.stages)

    def full(self, niche: str, stage: str) -> bool:
        """Whether there is never a place for a cell of a stage."""
        return self.niche[niche].capacity == 0 and stage in self.counts(niche)

    def pool_acts(self, on: str, pool: Pool, to: str | None = None) -> bool:
        """Whether a rate of a pool can be positive."""
        if on != "inflow" and pool.name not in self.pools:
            return False
        rates = [one.rate for one in pool.convert if to in (None, one.to)]
        base = any(rates) if on == "convert" else getattr(pool, on) > 0
        return base or any(
            one.plus is not None
            and means_pool(one.of, pool.name, to)
            and self._adds(one, pool.niche)
            for one in self.modifiers.get(on, ())
        )

    def _adds(self, modifier: Modifier, niche: str | None) -> bool:
        assert modifier.plus is not None
        value = self.constants.response(modifier.plus, modifier.signal, niche)
        return value is None or value > 0

    # -- what comes of it ---------------------------------------------------------------

    def _arriving(self) -> Iterator[Cell]:
        kinds = {kind.clone: kind for kind in self.kinds if kind.clone is not None}
        for clone in self.scenario.clone:
            kind = kinds[clone.name]
            for niche, cells in clone.initial.items():
                for key, number in by_stage(cells, self.stages, 0, self.phases).items():
                    stage, _, phase = key.partition(":")
                    if number > 0:
                        yield Cell(kind, niche, stage, self.free, phase or self.first)
            for niche, rate in clone.immigration.items():
                if rate > 0:
                    yield Cell(kind, niche, *self.states[0])
        for intervention in self.scenario.intervention:
            for place in (intervention.set, intervention.add):
                if place is not None and place.pool is None and place.value > 0:
                    meant = (one for one in self.states if one.meant(place.stage, place.state))
                    yield Cell(kinds[str(place.clone)], str(place.niche), *next(meant))

    def _following(self, cell: Cell) -> Iterator[Cell]:
        daughters = list(self._daughters(cell))
        yield from daughters
        if daughters and self.acts("mutation", cell):
            for mutation in self.mutating(cell):
                for kind in self.kinds:
                    named = mutation.to == kind.clone
                    same = kind.lineage == cell.kind.lineage and kind.clone is None
                    if named or (mutation.to == NEW and same):
                        yield from (daughter._replace(kind=kind) for daughter in daughters)
        for way in self.migrations(cell):
            if self.moves(way, cell):
                yield cell._replace(niche=way.to)
        for switch in self.switches(cell):
            if self.moves(switch, cell):
                yield cell._replace(phase=switch.to)
        if self.acts("attach", cell):
            yield cell._replace(bond=BONDS[1])
        if self.acts("detach", cell):
            yield cell._replace(bond=BONDS[0])

    def _daughters(self, cell: Cell) -> Iterator[Cell]:
        away = self.niche[cell.niche].daughters or cell.niche
        place = self.stages.index(cell.stage) + 1
        onward = self.stages[place] if place < len(self.stages) else None
        renews, leaves = self.renewals(cell)
        # All are in the first phase; the one that stays keeps its bond.
        stays = cell._replace(phase=self.first)
        leaves_home = stays._replace(niche=away, bond=self.free)
        room = {stage: not self.full(away, stage) for stage in self.stages}
        if self.acts("division", cell):
            if renews and room[cell.stage]:
                yield stays
                yield leaves_home
            if leaves and onward is not None and room[onward]:
                yield stays._replace(stage=onward)
                yield leaves_home._replace(stage=onward)
        if self.acts("asymmetric", cell) and (onward is None or room[onward]):
            yield stays
            if onward is not None:
                yield leaves_home._replace(stage=onward)

    def _filled(self, pool: Pool) -> Iterator[str]:
        if self.pool_acts("inflow", pool):
            yield pool.name
        for convert in pool.convert:
            if self.pool_acts("convert", pool, convert.to):
                yield convert.to


#: Rates of a clone that are numbers by stage.
BY_STAGE = ("division", "self_renewal", "asymmetric", "death")
#: The rates at which cells divide.
DIVISIONS = ("division", "asymmetric")
#: The rates at which cells move, which a selector's `to` tells apart.
WAYS = ("migration", "switch")


def rate_of_way(way: Migration | Switch) -> str:
    """The rate by which cells take a way."""
    return "migration" if isinstance(way, Migration) else "switch"


def sources_of(mutation: Mutation, scenario: Scenario) -> list[Clone]:
    """The declared clones that a mutation concerns."""
    if isinstance(mutation.from_, str):
        return [clone for clone in scenario.clone if clone.name == mutation.from_]
    lineage = mutation.from_.lineage
    return [c for c in scenario.clone if c.lineage == lineage and c.name != mutation.to]
