"""What niches, clones, migrations, mutations and interventions state without effect."""

from __future__ import annotations

from collections.abc import Iterator

from clonal.model.grammar.places import Location
from clonal.model.parts.clone import Clone
from clonal.model.parts.distribution import Change
from clonal.model.parts.mutation import BY_DRUG, NEW, RATES, Mutation
from clonal.model.parts.niche import Niche
from clonal.model.parts.states import by_stage, phased

from .cell import Cell, means
from .live import Live
from .note import Note
from .reach import BY_STAGE, sources_of


def notes(live: Live) -> Iterator[Note]:
    """Yield what is idle of the tables about cells."""
    scenario = live.scenario
    for index, stage in enumerate(scenario.stages):
        if all(cell.stage != stage for cell in live.reach.cells):
            yield Note(("stages", index), f"no cell ever becomes {stage}")
    for index, phase in enumerate(scenario.phases):
        if all(cell.phase != phase for cell in live.reach.cells):
            yield Note(("phases", index), f"no cell is ever {phase}")
    for index, niche in enumerate(scenario.niche):
        yield from _niche(live, niche, ("niche", index))
    for index, clone in enumerate(scenario.clone):
        yield from _clone(live, clone, ("clone", index))
    yield from _movements(live)
    for index, mutation in enumerate(scenario.mutation):
        yield from _mutation(live, mutation, ("mutation", index))
    yield from _interventions(live)


# -- niches ---------------------------------------------------------------------------------


def _niche(live: Live, niche: Niche, here: Location) -> Iterator[Note]:
    cells = live.cells(niche=niche.name)
    pools = [pool for pool in live.scenario.pool if pool.niche == niche.name]
    if not cells and not pools:
        yield Note(here, f"no cell is ever in {niche.name}")
        return
    if niche.perfusion != 1 and not _perfused(live, niche):
        words = (
            "no drug acts here, and no signal reads one here"
            if live.scenario.drug
            else ("there is no drug")
        )
        yield Note((*here, "perfusion"), words)
    if niche.counts is not None and niche.capacity is None:
        yield Note((*here, "counts"), "the niche has no capacity")
    if niche.capacity is not None and not _needed(live, niche):
        message = "no cell that takes up places is born here, or needs a free place to come"
        yield Note((*here, "capacity"), message)
    if niche.daughters is not None and not any(live.divides(cell) for cell in cells):
        yield Note((*here, "daughters"), "no cell divides here")


def _perfused(live: Live, niche: Niche) -> bool:
    """Whether a drug's concentration in a niche is looked at."""
    if any(True for cell in live.cells(niche=niche.name) for _ in live.effects_on(cell)):
        return True
    pools = {pool.name for pool in live.scenario.pool if pool.niche == niche.name}
    each = {name for name, niches in live.signals.items() if niche.name in niches}
    if any(one.drug is not None for one in live.scenario.signal if one.name in each):
        return True
    return any(
        effect.pool in pools or effect.on in each
        for d, drug in enumerate(live.scenario.drug)
        for e, effect in enumerate(drug.effect)
        if (d, e) in live.effects
    )


def _needed(live: Live, niche: Niche) -> bool:
    """Whether the places of a niche are asked for: by births, or by cells that home."""
    reach, counts = live.reach, live.reach.counts(niche.name)
    for cell in reach.cells:
        if (reach.niche[cell.niche].daughters or cell.niche) == niche.name:
            after = reach.stages.index(cell.stage) + 1
            onward = reach.stages[after] if after < len(reach.stages) else None
            renews, leaves = reach.renewals(cell)
            divides = reach.acts("division", cell)
            if divides and ((renews and cell.stage in counts) or (leaves and onward in counts)):
                return True
            if reach.acts("asymmetric", cell) and onward in counts:
                return True
        homing = (
            way.vacancy and way.to == niche.name and cell.stage in counts
            for way in live.scenario.migration
            if way.from_ == cell.niche and means(way, cell)
        )
        if any(homing):
            return True
    return False


# -- clones ---------------------------------------------------------------------------------


def _clone(live: Live, clone: Clone, here: Location) -> Iterator[Note]:
    cells = live.cells(clone=clone.name)
    if not any(cell.kind.clone == clone.name for cell in cells):
        yield Note(here, f"no cell of {clone.name} ever appears")
        return
    yield from _weights(live, clone, here, cells)
    stages = live.reach.stages
    for key in ("birth", "division", "self_renewal", "asymmetric", "death", "amplification"):
        value = getattr(clone, key)
        for word in value if isinstance(value, dict) else ():
            stage, _, phase = word.partition(":")
            there = [cell for cell in cells if cell.stage == stage]
            if not there:
                yield Note((*here, key, word), f"no cell of {clone.name} ever becomes {stage}")
            elif phase and all(cell.phase != phase for cell in there):
                yield Note((*here, key, word), f"no {stage} cell of {clone.name} is ever {phase}")
    yield from _stages_of(live, clone, here, stages)


def _weights(live: Live, clone: Clone, here: Location, cells: list[Cell]) -> Iterator[Note]:
    acting = {drug.name for cell in cells for drug, _ in live.effects_on(cell)}
    for key in BY_DRUG:
        for drug, weight in getattr(clone, key).items():
            if drug in acting or (
                key == "sensitivity" and weight == 0 and _resists(live, clone, drug)
            ):
                continue
            if key == "ec50_fold" and clone.sensitivity.get(drug) == 0:
                yield Note((*here, key, drug), "the sensitivity is 0: no dose has any effect")
            else:
                yield Note((*here, key, drug), "the drug has no effect on cells of this clone")
    weighing = weighed(live)
    for trait in clone.traits:
        if trait not in weighing:
            yield Note((*here, "traits", trait), "it weighs nothing; it is recorded")
    moving = {way.to for cell in cells for way in live.reach.migrations(cell)}
    if isinstance(clone.tropism, dict):
        for niche in clone.tropism:
            if niche not in moving:
                message = f"no cell of {clone.name} migrates to {niche}"
                yield Note((*here, "tropism", niche), message)
    elif clone.tropism != 1 and not moving:
        words = (
            "there is no migration"
            if not live.scenario.migration
            else (f"no cell of {clone.name} migrates")
        )
        yield Note((*here, "tropism"), words)


def _resists(live: Live, clone: Clone, name: str) -> bool:
    """Whether a drug would act on cells of a clone, were it not for a sensitivity of 0."""
    cells = [cell for cell in live.reach.cells if cell.kind.clone == clone.name]
    return any(
        drug.name == name and means(effect, cell)
        for drug, effect in live.reach.effects()
        for cell in cells
        if effect.pool is None and effect.on not in live.reach.constants.signals
    )


def weighed(live: Live) -> set[str]:
    """The traits that weigh a modifier which acts, or a sum that is read."""
    modifiers = live.scenario.modifier
    return {modifiers[index].trait or "" for index in live.modifiers} | {
        term.trait or ""
        for signal in live.scenario.signal
        for term in signal.sum or ()
        if live.counts(signal, term)
    }


def _stages_of(live: Live, clone: Clone, here: Location, stages: tuple[str, ...]) -> Iterator[Note]:
    cells = live.cells(clone=clone.name)
    amplified = by_stage(clone.amplification, stages, 1)
    stated = clone.self_renewal if isinstance(clone.self_renewal, dict) else {}
    for place, stage in enumerate(stages):
        mine = [cell for cell in cells if cell.stage == stage]
        dividing = any(live.reach.acts("division", cell) for cell in mine)
        if mine and stage in stated and not dividing:
            yield Note((*here, "self_renewal", stage), "cells of this stage do not divide")
        leaving = any(
            (live.reach.acts("division", cell) and live.reach.renewals(cell)[1])
            or live.reach.acts("asymmetric", cell)
            for cell in mine
        )
        if mine and amplified[stage] > 1 and not (leaving and place + 1 < len(stages)):
            message = f"no daughter moves on from {stage}"
            if leaving:
                message = f"daughters that move on from {stage}, the last stage, are gone"
            at = (*here, "amplification")
            yield Note((*at, stage) if isinstance(clone.amplification, dict) else at, message)


# -- migration, switches, attachment ---------------------------------------------------------


def _movements(live: Live) -> Iterator[Note]:
    reach = live.reach
    for index, migration in enumerate(live.scenario.migration):
        here = ("migration", index)
        chosen = [cell for cell in live.cells(niche=migration.from_) if means(migration, cell)]
        added = any(one.plus is not None for one in reach.modifiers.get("migration", ()))
        if migration.rate == 0 and not added:
            yield Note((*here, "rate"), "nothing migrates at rate 0", here)
        elif not chosen:
            yield Note(here, f"no cell that it means is ever in {migration.from_}")
        elif not any(migration in reach.migrations(cell) for cell in chosen):
            yield Note(here, f"{migration.to} never has a place for a cell that it means")
        elif not any(reach.moves(migration, cell) for cell in chosen):
            yield Note(here, "no cell that it means ever migrates")
        elif migration.vacancy:
            counted = reach.counts(migration.to)
            if reach.niche[migration.to].capacity is None:
                yield Note((*here, "vacancy"), f"{migration.to} has no capacity: always free")
            elif all(cell.stage not in counted for cell in chosen):
                message = f"the cells that migrate take up no places in {migration.to}"
                yield Note((*here, "vacancy"), message)
    for index, switch in enumerate(live.scenario.switch):
        here = ("switch", index)
        switching = [cell for cell in reach.cells if switch in reach.switches(cell)]
        added = any(one.plus is not None for one in reach.modifiers.get("switch", ()))
        if switch.rate == 0 and not added:
            yield Note((*here, "rate"), "nothing switches at rate 0", here)
        elif not switching:
            yield Note(here, f"no cell that it means is ever {switch.from_}")
        elif not any(reach.moves(switch, cell) for cell in switching):
            yield Note(here, "no cell that it means ever switches")
    for index, attachment in enumerate(live.scenario.attachment):
        here = ("attachment", index)
        chosen = [cell for cell in reach.cells if means(attachment, cell)]
        if not chosen:
            yield Note(here, "no cell that it means is ever there")
            continue
        for key in ("attach", "detach"):
            acting = any(reach.acts(key, cell) for cell in chosen)
            if getattr(attachment, key) == 0 and key == "attach" and not acting:
                yield Note((*here, key), "nothing attaches at rate 0", here)
            elif getattr(attachment, key) > 0 and not acting:
                yield Note((*here, key), f"no cell that it means ever can {key}")


# -- mutations, interventions ---------------------------------------------------------------


def _mutation(live: Live, mutation: Mutation, here: Location) -> Iterator[Note]:
    reach = live.reach
    concerned = {clone.name for clone in sources_of(mutation, live.scenario)}
    dividing = [
        cell
        for cell in reach.cells
        if mutation in reach.mutations(cell.kind) and live.divides(cell)
    ]
    added = any(one.plus is not None for one in reach.modifiers.get("mutation", ()))
    if mutation.rate == 0 and not added:
        yield Note((*here, "rate"), "nothing mutates at rate 0", here)
    elif not concerned:
        yield Note((*here, "from"), "it concerns no clone", here)
    elif not dividing:
        yield Note((*here, "from"), "no clone that it concerns divides", here)
    elif not any(reach.acts("mutation", cell) for cell in dividing):
        yield Note(here, "no cell that it concerns mutates")
    else:
        if mutation.to == NEW and not live.scenario.record.clones and not mutation.effects:
            message = "founders differ from their parent in nothing, and clones are not recorded"
            yield Note((*here, "to"), message)
        yield from _changes(live, mutation, here)


def _changes(live: Live, mutation: Mutation, here: Location) -> Iterator[Note]:
    founded = [
        cell
        for cell in live.reach.cells
        if cell.kind.clone is None
        and any(parent in sources_of(mutation, live.scenario) for parent in cell.kind.parents)
    ]
    for key, effect in mutation.effects.items():
        table = {"": effect} if isinstance(effect, Change) else effect
        for word, change in table.items():
            at = (*here, "effects", key, word) if word else (*here, "effects", key)
            if change.times == 1 or change.plus == 0:
                yield Note(at, "leaves the parent's value as it is")
            elif message := _idle_change(live, founded, key, word):
                yield Note(at, message)


def _idle_change(live: Live, founded: list[Cell], key: str, word: str) -> str:
    """Say why a change of a founder's trait changes nothing else; empty if it may."""
    reach = live.reach
    rate = "division" if key == "birth" else key
    if key in RATES:
        where = phased(word or reach.stages[0], reach.phases)
        stage, _, phase = where.partition(":")
        there = [cell for cell in founded if cell.stage == stage and phase in ("", cell.phase)]
        if founded and not there:
            is_or_becomes = f"is ever {phase} as {stage}" if phase else f"ever becomes {stage}"
            return f"no cell of a founded clone {is_or_becomes}"
        if rate == "self_renewal":
            dividing = any(reach.acts("division", cell) for cell in there)
            return "" if dividing else "cells of this stage do not divide"
        if rate in BY_STAGE and not any(reach.may(cell.kind, rate, where) for cell in there):
            return f"{key} is 0 in every parent"
        return ""
    if key == "tropism":
        ways = {way.to for cell in founded for way in reach.migrations(cell)}
        if word and word not in ways:
            return f"no founded clone migrates to {word}"
        return "" if ways else "no founded clone migrates"
    if key in BY_DRUG:
        acting = {drug.name for cell in founded for drug, _ in live.effects_on(cell)}
        return "" if word in acting else "the drug has no effect on cells of founded clones"
    return "" if key in weighed(live) else "it weighs nothing; it is recorded"


def _interventions(live: Live) -> Iterator[Note]:
    for index, intervention in enumerate(live.scenario.intervention):
        here = ("intervention", index)
        scale = intervention.scale
        pools = [one.pool for one in (scale, intervention.set, intervention.add) if one]
        if pools[0] is not None and pools[0] not in live.reach.pools:
            yield Note(here, f"pool {pools[0]} never has a member")
            continue
        if scale is not None and scale.factor == 1:
            at = (*here, "scale", "factor")
            yield Note(at, "every cell survives a factor of 1", here)
        elif (
            scale is not None
            and scale.pool is None
            and not any(means(scale, cell) for cell in live.reach.cells)
        ):
            yield Note((*here, "scale"), "no cell that it chooses is ever there", here)
        if intervention.add is not None and intervention.add.value == 0:
            yield Note((*here, "add", "value"), "adds nothing", here)
        place = intervention.set
        if place is not None and place.pool is None and place.value == 0:
            meant = (one for one in live.reach.states if one.meant(place.stage, place.state))
            stage = next(meant).stage
            if not any(
                (cell.kind.clone, cell.niche, cell.stage) == (place.clone, place.niche, stage)
                for cell in live.reach.cells
            ):
                yield Note((*here, "set"), f"no cell of {place.clone} is ever there", here)
