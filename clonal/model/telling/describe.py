"""What a scenario means, in plain words: the text of ``clonal check``."""

from __future__ import annotations

from collections.abc import Iterator

from clonal.model.expand import expand, marrow_of
from clonal.model.grammar.wording import number
from clonal.model.mechanisms import SECTIONS, made_by
from clonal.model.parts.cause import Cause
from clonal.model.parts.clone import Clone
from clonal.model.parts.distribution import Change
from clonal.model.parts.drug import Dose, Drug, Effect
from clonal.model.parts.intervention import Intervention
from clonal.model.parts.migration import Migration
from clonal.model.parts.modifier import PERFUSION, Modifier
from clonal.model.parts.mutation import NEW, Mutation
from clonal.model.parts.niche import Niche
from clonal.model.parts.response import Response
from clonal.model.parts.signal import Signal
from clonal.model.parts.states import by_stage
from clonal.model.parts.switch import Switch
from clonal.model.scenario import Scenario, recorded_causes
from clonal.moments import moment

from .idle import idle
from .narrow import narrow
from .wide import wide
from .words import by_key, cells, change, counted, days, listed


def describe(scenario: Scenario) -> str:
    """Say what a scenario means: sizes, events with their rates, and what is not modelled.

    Examples
    --------
    >>> from clonal.model import load
    >>> print(describe(load("luria-delbruck")))  # doctest: +ELLIPSIS
    Luria and Delbrück: mutants in a growing culture
    <BLANKLINE>
    Time: 25 days, 26 samples
    ...
    """
    stated, scenario = scenario, expand(scenario)
    sections = {
        "Mechanisms": _mechanisms(stated),
        "Niches": (_niche(niche, scenario) for niche in scenario.niche),
        "Clones": (line for clone in scenario.clone for line in _clone(clone, scenario)),
        "Migration": _migrations(scenario),
        "Phases": _phases(scenario),
        "Adhesion": _attachments(scenario),
        "Mutations": (line for one in scenario.mutation for line in _mutation(one)),
        "Drugs": (line for drug in scenario.drug for line in _drug(drug, scenario)),
        "Interventions": _interventions(scenario),
        "Causes of death": (_cause(cause) for cause in scenario.cause),
        "Pools": (line for line in _pools(scenario)),
        "Signals": (_signal(signal) for signal in scenario.signal),
        "Modifiers": (_modifier(modifier) for modifier in scenario.modifier),
        "Endpoints": _endpoints(scenario),
        "Recorded": _recorded(scenario),
        "Stated without effect": (str(note) for note in idle(stated)),
        "Narrower than it may seem": (str(note) for note in narrow(stated)),
        "Wider than it may seem": (str(note) for note in wide(stated)),
        "Not modelled": (listed(absent) for absent in [[*_absent(scenario, stated)]] if absent),
    }
    blocks = [scenario.title] if scenario.title else []
    samples = counted(len(scenario.time.samples), "sample")
    blocks.append(f"Time: {days(scenario.time.end)}, {samples}")
    for heading, lines in sections.items():
        if body := [f"  {line}" for line in lines]:
            blocks.append("\n".join([heading, *body]))
    return "\n\n".join(blocks)


def _mechanisms(stated: Scenario) -> Iterator[str]:
    """Name the sections of a scenario, and what each of them makes of those listed below."""
    made = list(made_by(marrow_of(stated)))
    for section in marrow_of(stated).sections:
        parts = [one for one in made if one.section == section]
        names = [getattr(one.part, "name", None) for one in parts]
        named = [name for name in names if name is not None]
        modifiers = counted(sum(one.key == "modifier" for one in parts), "modifier")
        yield f"{section}: {', '.join([*named, modifiers])}"


def _niche(niche: Niche, scenario: Scenario) -> str:
    start = sum(_starting(clone, niche.name) for clone in scenario.clone)
    places = "no limit" if niche.capacity is None else f"{number(niche.capacity)} places"
    words = [f"{places}, {counted(start, 'cell')} at the start"]
    several = len(scenario.stages) > 1
    if niche.capacity is not None and (several or niche.counts is not None):
        words.append(f"{listed(niche.counted(scenario.stages))} cells take up places")
    if niche.oxygen is not None:
        words.append(f"oxygen {number(niche.oxygen)} mmHg")
    if scenario.drug and niche.perfusion != 1:
        words.append(f"drugs at {number(niche.perfusion)} of the plasma's concentration")
    if niche.daughters is not None and niche.daughters != niche.name:
        words.append(f"further daughters go to {niche.daughters}")
    return f"{niche.name}: {'; '.join(words)}"


def _starting(clone: Clone, niche: str) -> int:
    here = clone.initial.get(niche, 0)
    return sum(here.values()) if isinstance(here, dict) else here


def _clone(clone: Clone, scenario: Scenario) -> Iterator[str]:
    stages = scenario.stages
    first = stages[0] if len(stages) > 1 else ""
    divided_in = ":".join(filter(None, [first, *scenario.phases[:1]]))
    where = [f"{counted(_starting(clone, niche), 'cell')} in {niche}" for niche in clone.initial]
    yield f"{clone.name} ({clone.lineage}): {', '.join(where) or 'no cells at the start'}"
    rate = clone.divisions
    if rate is not None and divides(clone, scenario):
        crowded = any(niche.capacity is not None for niche in scenario.niche)
        room = ", times the free share of places" if crowded else ""
        if room and len(stages) > 1:
            # Only a division that leaves more cells that count is held back by the lack of places.
            room += " where that adds to the cells that take up places"
        yield f"  divides: {by_key(rate, divided_in)} per cell per day{room}"
    else:
        yield "  does not divide"
    if len(stages) > 1 or clone.self_renewal is not None:
        renewal = 1.0 if clone.self_renewal is None else clone.self_renewal
        yield f"  both daughters stay in their stage: probability {by_key(renewal, first)}"
        yield f"  others go on: {_ways(stages)}"
    if any(by_stage(clone.asymmetric, stages, 0.0, scenario.phases).values()):
        yield f"  sends one daughter on: {by_key(clone.asymmetric, divided_in)} per cell per day"
    if any(factor > 1 for factor in by_stage(clone.amplification, stages, 1).values()):
        yield f"  cells made of each daughter that goes on: {by_key(clone.amplification, first)}"
    if any(by_stage(clone.death, stages, 0.0).values()):
        yield f"  dies: {by_key(clone.death, first)} per cell per day"
    if any(clone.immigration.values()):
        yield f"  arrives: {by_key(clone.immigration)} cells per day"
    if clone.tropism != 1:
        yield f"  migrates at {by_key(clone.tropism)} times the rates"
    for drug, fold in clone.ec50_fold.items():
        yield f"  {drug}: half the effect at {number(fold)} times the ec50"
    for drug, weight in clone.sensitivity.items():
        meaning = "resistant at any dose" if weight == 0 else f"effects times {number(weight)}"
        yield f"  {drug}: {meaning}"
    for trait, value in clone.traits.items():
        yield f"  {trait}: {number(value)}"


def divides(clone: Clone, scenario: Scenario) -> bool:
    """Whether any cell of a clone divides by its own rates."""
    return any(
        any(by_stage(rate, scenario.stages, 0.0, scenario.phases).values())
        for rate in (clone.divisions, clone.asymmetric)
    )


def _ways(stages: tuple[str, ...]) -> str:
    return " -> ".join([*stages, "gone"])


def _named(part: Migration | Switch | Intervention | Modifier | Effect) -> str:
    return "" if part.name is None else f"{part.name}: "


def _migrations(scenario: Scenario) -> Iterator[str]:
    for migration in scenario.migration:
        room = ", times the free share of places there" if migration.vacancy else ""
        tropism = any(clone.tropism != 1 for clone in scenario.clone)
        weight = ", times the clone's tropism" if tropism else ""
        yield (
            f"{_named(migration)}{migration.from_} -> {migration.to}: "
            f"{number(migration.rate)} per cell per day"
            f"{weight}{room}; {cells(migration)}"
        )


def _phases(scenario: Scenario) -> Iterator[str]:
    if scenario.phases:
        first, *others = scenario.phases
        yield (
            f"all daughters are {first}; {listed(others)} cells divide only by a rate that names "
            "their stage and phase"
        )
    for switch in scenario.switch:
        rate = f"{number(switch.rate)} per cell per day"
        yield f"{_named(switch)}{switch.from_} -> {switch.to}: {rate}; {cells(switch)}"


def _attachments(scenario: Scenario) -> Iterator[str]:
    for attachment in scenario.attachment:
        attach, detach = number(attachment.attach), number(attachment.detach)
        yield f"attach {attach} and let go {detach} per cell per day; {cells(attachment)}"


def _mutation(mutation: Mutation) -> Iterator[str]:
    source = mutation.from_
    parents = source if isinstance(source, str) else f"any {source.lineage} clone"
    becomes = "founds a new clone" if mutation.to == NEW else f"becomes {mutation.to}"
    part = f" (one in {number(float(f'{1 / mutation.rate:.3g}'))})" if 0 < mutation.rate < 1 else ""
    yield (
        f"{mutation.name}: at a division of {parents}, one daughter {becomes} "
        f"with probability {number(mutation.rate)}{part}"
    )
    for key, effect in mutation.effects.items():
        if isinstance(effect, Change):
            yield f"  {key}: {change(effect)}"
        else:
            for word, inner in effect.items():
                yield f"  {key} ({word}): {change(inner)}"


def _drug(drug: Drug, scenario: Scenario) -> Iterator[str]:
    half_life = "" if drug.half_life is None else f"half-life {days(drug.half_life)}"
    yield f"{drug.name}: {half_life}" if half_life else f"{drug.name}:"
    for dose in drug.doses:
        yield f"  {_dose(dose)}"
    if len(drug.constant) > 3:
        first, last = drug.constant[0], drug.constant[-1]
        until = "the end" if last.stop is None else f"day {number(last.stop)}"
        windows = f"{len(drug.constant)} windows of constant concentration"
        yield f"  {windows}, from day {number(first.start)} to {until}"
    else:
        for constant in drug.constant:
            until = "the end" if constant.stop is None else f"day {number(constant.stop)}"
            value, start = number(constant.value), number(constant.start)
            yield f"  concentration {value} from day {start} to {until}"
    signals = {signal.name for signal in scenario.signal}
    for effect in drug.effect:
        yield f"  {_named(effect)}{_effect(effect, signals)}"


def _dose(dose: Dose) -> str:
    start = number(dose.start)
    if dose.every is None:
        text = f"a dose of {number(dose.amount)} on day {start}"
    else:
        last = number(moment(dose.start, every=dose.every, index=dose.count - 1))
        text = (
            f"{counted(dose.count, 'dose')} of {number(dose.amount)}, "
            f"every {days(dose.every)}, from day {start} to day {last}"
        )
    if dose.duration is not None:
        return f"{text}, each infused over {days(dose.duration)}"
    if dose.absorption_half_life is not None:
        return f"{text}, absorbed with a half-life of {days(dose.absorption_half_life)}"
    return text


def _effect(effect: Effect, signals: set[str]) -> str:
    size = (
        f"E up to {number(effect.emax)}, half of it at concentration {number(effect.ec50)}, "
        f"hill {number(effect.hill)}"
    )
    whom = cells(effect)
    if effect.on == "kill":
        spared = ", in proportion to how freely they divide" if effect.cycling else ""
        return f"kills {whom}: E more deaths per cell per day{spared}; {size}"
    if effect.on == "inhibition":
        return f"slows division of {whom}: times 1 - E; {size}"
    sign = "+" if effect.kind == "stimulation" else "-"
    way = "" if effect.to is None else f" to {effect.to}"
    by = "" if effect.cause is None else f" by {effect.cause}"
    target = f"signal {effect.on}" if effect.on in signals else f"{effect.on}{way}{by} of {whom}"
    return f"{effect.kind} of {target}: times 1 {sign} E; {size}"


def _interventions(scenario: Scenario) -> Iterator[str]:
    for intervention in scenario.intervention:
        when = f"{_named(intervention)}day {number(intervention.at)}"
        if (scale := intervention.scale) is not None:
            whom = cells(scale) if scale.pool is None else f"the members of {scale.pool}"
            yield f"{when}: of {whom}, each survives with {number(scale.factor)}"
        for place, verb in ((intervention.set, "set to"), (intervention.add, "increased by")):
            if place is not None and place.pool is not None:
                yield f"{when}: {place.pool} {verb} {counted(place.value, 'member')}"
            elif place is not None:
                several = len(scenario.stages) > 1 and place.state is None
                stage = place.stage or (scenario.stages[0] if several else None)
                chosen = ", ".join(dict.fromkeys(filter(None, [stage, place.state])))
                whose = f"{place.clone} in {place.niche}" + (f" ({chosen})" if chosen else "")
                yield f"{when}: {whose} {verb} {counted(place.value, 'cell')}"


def _cause(cause: Cause) -> str:
    return f"{cause.name}: a death of its own, of which the modifiers below say"


def _pools(scenario: Scenario) -> Iterator[str]:
    for pool in scenario.pool:
        where = f"in {pool.niche}" if pool.niche else "in the whole marrow"
        rates = [f"{counted(pool.initial, 'member')} at the start"]
        if pool.inflow:
            rates.append(f"{number(pool.inflow)} more per day")
        for key, word in (("birth", "divide"), ("death", "die")):
            if rate := getattr(pool, key):
                rates.append(f"{word} at {number(rate)} per day")
        for convert in pool.convert:
            rates.append(f"become {convert.to} at {number(convert.rate)} per day")
        yield f"{pool.name}, {where}: {'; '.join(rates)}"


def _signal(signal: Signal) -> str:
    each = " in each niche" if signal.per_niche else ""
    if signal.drug is not None:
        where = "" if signal.per_niche else " in plasma"
        return f"{signal.name}{each} = concentration of {signal.drug}{where}"
    if signal.of is not None and signal.form is not None:
        return f"{signal.name}{each} = {signal.form.words(signal.of)}"
    if signal.share is not None:
        return f"{signal.name}{each} = {signal.share.of} over {signal.share.over}, at most 1"
    if signal.product is not None:
        return f"{signal.name}{each} = {' x '.join(signal.product)}"
    terms = []
    for term in signal.sum or ():
        weight = "" if term.weight == 1 else f"{number(term.weight)} x "
        weighed = "" if term.trait is None else f" x their {term.trait}"
        terms.append(weight + cells(term) + weighed)
    if signal.constant is not None:
        terms.append(by_key(signal.constant))
    return f"{signal.name}{each} = {' + '.join(terms) or '0'}"


def _modifier(modifier: Modifier) -> str:
    verb, value = "times", modifier.times
    if value is None:
        verb, value = "plus", modifier.plus
    if isinstance(value, Response) and value.form is not None:
        amount = value.form.words(modifier.signal or "")
    else:
        amount = by_key(value)
    of = modifier.of
    rate = modifier.on
    if rate == PERFUSION:
        drug = "all drugs" if of is None or of.drug is None else of.drug
        place = "every niche" if of is None or of.niche is None else of.niche
        return f"{_named(modifier)}perfusion of {place} by {drug}: {verb} {amount}"
    if of is not None and of.to is not None:
        rate = f"{rate} to {of.to}"
    if of is not None and of.drug is not None:
        rate = f"{rate} by {of.drug}"
    if of is not None and of.cause is not None:
        rate = f"{rate} by {of.cause}"
    if modifier.at is not None:
        amount = f"{amount} of the niche that they go to"
    weight = "" if modifier.trait is None else f", weighed by the clone's {modifier.trait}"
    return f"{_named(modifier)}{rate} of {cells(of)}: {verb} {amount}{weight}"


def _endpoints(scenario: Scenario) -> Iterator[str]:
    for endpoint in scenario.endpoint:
        after = ""
        if isinstance(endpoint.after, str):
            after = f", not before {endpoint.after}"
        elif endpoint.after is not None:
            after = f", not before day {number(endpoint.after)}"
        ends = "; the run ends there" if endpoint.stop else ""
        passed = listed(str(condition) for condition in endpoint.conditions)
        yield f"{endpoint.name}: the first time that {passed}{after}{ends}"


def _recorded(scenario: Scenario) -> Iterator[str]:
    yield "cells by lineage, niche and state" + ("; pools" if scenario.pool else "")
    if scenario.record.signals:
        yield f"signals {listed(scenario.record.signals)}"
    if scenario.record.causes:
        yield f"deaths since the sample before: {listed(recorded_causes(scenario))}"
    if scenario.record.clones:
        yield "every clone, with its founding and its counts"


def _absent(scenario: Scenario, stated: Scenario) -> Iterator[str]:
    """Name the biology that the scenario leaves out."""
    if len(scenario.stages) == 1:
        yield "differentiation"
    if all(niche.capacity is None for niche in scenario.niche):
        yield "crowding"
    if not scenario.migration and len(scenario.niche) > 1:
        yield "migration"
    if not scenario.mutation:
        yield "mutation"
    if not scenario.drug:
        yield "drugs"
    for section in SECTIONS:
        if getattr(stated, section) is None and not (section == "adhesion" and scenario.attachment):
            yield section
