"""What drugs, pools, signals, modifiers and endpoints state without effect."""

from __future__ import annotations

from collections.abc import Iterator

from clonal.model.grammar.places import Location
from clonal.model.parts.drug import Drug
from clonal.model.parts.endpoint import Endpoint
from clonal.model.parts.modifier import ADHESION_RATES, PHASE_RATES
from clonal.model.parts.pool import Pool
from clonal.model.parts.response import Responding, Response
from clonal.model.parts.signal import Signal
from clonal.moments import moment

from .cell import death_by, means
from .live import Live, answer, responds
from .note import Note


def notes(live: Live) -> Iterator[Note]:
    """Yield what is idle of the tables about what acts and what is read."""
    scenario = live.scenario
    for index, drug in enumerate(scenario.drug):
        yield from _drug(live, drug, ("drug", index))
    for index, cause in enumerate(scenario.cause):
        if not any(live.reach.acts(death_by(cause.name), cell) for cell in live.reach.cells):
            yield Note(("cause", index), f"no cell ever dies of {cause.name}")
    for index, pool in enumerate(scenario.pool):
        yield from _pool(live, pool, ("pool", index))
    for index, signal in enumerate(scenario.signal):
        yield from _signal(live, signal, ("signal", index))
    marrow = {signal.name for signal in scenario.signal if not signal.per_niche}
    for index, modifier in enumerate(scenario.modifier):
        here = ("modifier", index)
        if modifier.on in ADHESION_RATES and not scenario.attachment:
            yield Note((*here, "on"), "adhesion is not modelled here", here)
        elif modifier.on in PHASE_RATES and not scenario.switch:
            yield Note((*here, "on"), "there is no [[switch]]", here)
        elif index not in live.modifiers:
            yield Note(here, live.why_not(modifier))
        elif modifier.at is not None and modifier.signal in marrow:
            yield Note(
                (*here, "at"), f"{modifier.signal} is one for the marrow, wherever it is read"
            )
        elif modifier.signal is not None and not responds(modifier):
            way, given = answer(modifier)
            if isinstance(given, Response):
                yield _flat((*here, way), given, (*here, "signal"))
            else:
                yield Note((*here, "signal"), "a plain number responds to no signal")
    for index, endpoint in enumerate(scenario.endpoint):
        here = ("endpoint", index)
        if isinstance(endpoint.after, float) and endpoint.after > scenario.time.end:
            yield Note((*here, "after"), "is after the end: the endpoint is never reached")
        for number, condition in enumerate(endpoint.conditions):
            value = live.reach.constants.value(condition.signal, None)
            if value is not None:
                at = (*here, "signal") if endpoint.when is None else (*here, "when", number)
                yield Note(at, f"nothing moves {condition.signal}: it is {value:g} throughout")
        yield from _bands(endpoint, here)


def _bands(endpoint: Endpoint, here: Location) -> Iterator[Note]:
    """Levels of one signal between which there is no number."""
    for number, one in enumerate(endpoint.conditions):
        for other in endpoint.conditions[:number]:
            above = [c.above for c in (one, other) if c.above is not None]
            below = [c.below for c in (one, other) if c.below is not None]
            if one.signal == other.signal and above and below and not above[0] < below[0]:
                message = f"{one.signal} is never above {above[0]:g} and below {below[0]:g}"
                yield Note((*here, "when", number), f"{message}: the endpoint is never reached")


def _drug(live: Live, drug: Drug, here: Location) -> Iterator[Note]:
    end = live.scenario.time.end
    read = {one.drug for one in live.scenario.signal}
    if not drug.effect and drug.name not in read:
        yield Note(here, f"{drug.name} does nothing, and no signal reads it")
    amounts = [*(dose.amount for dose in drug.doses), *(one.value for one in drug.constant)]
    if not any(amounts):
        yield Note(here, f"{drug.name} is never given")
        return
    for number, dose in enumerate(drug.doses):
        place = (*here, "doses", number) if len(drug.doses) > 1 else (*here, "doses")
        last = moment(dose.start, every=dose.every or 0.0, index=dose.count - 1)
        if dose.amount == 0:
            yield Note((*place, "amount"), "a dose of 0 is none", (*here, "doses", number))
        elif dose.start > end:
            message = f"is after the end, {end:g}"
            yield Note((*place, "start"), message, (*here, "doses", number))
        elif last > end:
            yield Note((*place, "count"), f"the last doses are after the end, {end:g}")
    for number, constant in enumerate(drug.constant):
        place = (*here, "constant", number) if len(drug.constant) > 1 else (*here, "constant")
        whole = (*here, "constant", number)
        if constant.value == 0:
            yield Note((*place, "value"), "a concentration of 0 adds nothing", whole)
        elif constant.start > end:
            yield Note((*place, "start"), f"is after the end, {end:g}", whole)
    if drug.half_life is not None and not drug.doses:
        message = "there are no doses: a constant concentration is not eliminated"
        yield Note((*here, "half_life"), message)
    index = int(here[1])
    for number, effect in enumerate(drug.effect):
        at = (*here, "effect", number)
        if effect.on in ADHESION_RATES and not live.scenario.attachment:
            yield Note((*at, "on"), "adhesion is not modelled here", at)
        elif effect.on in PHASE_RATES and not live.scenario.switch:
            yield Note((*at, "on"), "there is no [[switch]]", at)
        elif effect.emax == 0:
            yield Note((*at, "emax"), "an effect of 0 at most is none", at)
        elif (index, number) not in live.effects:
            yield Note(at, live.why_not_effect(drug, effect))


def _pool(live: Live, pool: Pool, here: Location) -> Iterator[Note]:
    if pool.name not in live.read:
        yield Note(here, f"nothing reads {pool.name}; its size is recorded")
    elif pool.name not in live.reach.pools:
        yield Note(here, f"{pool.name} never has a member")
    for index, convert in enumerate(pool.convert):
        if pool.name in live.read and not live.reach.pool_acts("convert", pool, convert.to):
            yield Note((*here, "convert", index), "no member ever converts")


def _signal(live: Live, signal: Signal, here: Location) -> Iterator[Note]:
    if signal.name not in live.signals:
        yield Note(here, f"nothing reads {signal.name}, and it is not recorded")
        return
    for index, term in enumerate(signal.sum or ()):
        at = (*here, "sum", index)
        if term.weight == 0:
            yield Note((*at, "weight"), "a weight of 0 counts nothing", at)
        elif live.reach.constants.counts(term, None):
            if not live.counts(signal, term):
                yield Note(at, f"nothing reads {signal.name} where it counts")
        elif term.pool:
            yield Note(at, f"pool {term.pool} never has a member")
        elif any(means(term, cell) for cell in live.reach.cells):
            yield Note(at, f"no clone that it chooses has the trait {term.trait}")
        else:
            yield Note(at, "no cell that it chooses is ever there")
    if isinstance(signal.constant, dict):
        for niche in signal.constant:
            if niche not in live.signals[signal.name]:
                yield Note((*here, "constant", niche), f"nothing reads {signal.name} in {niche}")
    if signal.form is not None and signal.form.flat is not None:
        yield _flat(here, signal, (*here, "of"))
    if signal.drug is not None and not live.reach.drugs[signal.drug]:
        yield Note((*here, "drug"), f"{signal.drug} is never given")


def _flat(here: Location, given: Responding, signal: Location) -> Note:
    """Say that a response answers every value of its signal alike."""
    kind, form = given.kind, given.form
    assert kind is not None
    assert form is not None
    return Note((*here, kind), f"is {form.flat:g} whatever the signal is", signal)
