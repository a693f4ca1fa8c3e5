"""Signals, pools, modifiers and endpoints: what reads what, and whether it can."""

from __future__ import annotations

from typing import Any

from clonal.model.grammar.forms import form_of
from clonal.model.grammar.places import Location
from clonal.model.grammar.problems import near
from clonal.model.parts.modifier import ALL_CELL_RATES, PERFUSION, POOL_RATES, Modifier
from clonal.model.parts.signal import Signal, Term
from clonal.model.parts.weighing import weighed

from .cells import check_selector, traits_in_use
from .draft import UNREADABLE, Draft

#: What cells go to by each rate that has ways, and `to` tells them apart.
DESTINATIONS = {"migration": "niche", "switch": "phase"}
MEMBERS = "is for cells: members of pools have no traits"


def check(draft: Draft) -> None:
    """Report signals that read nothing or themselves, and what cannot read a signal."""
    signals: dict[str, Signal] = {}
    for _, signal in draft.each("signal"):
        signals.setdefault(signal.name, signal)
    for place, pool in draft.each("pool"):
        draft.expect("niche", pool.niche, (*place, "niche"))
        targets = [convert.to for convert in pool.convert]
        for index, target in enumerate(targets):
            at = (*place, "convert", index, "to")
            draft.expect("pool", target, at)
            if target == pool.name:
                draft.report(at, "must be another pool")
            if target in targets[:index]:
                draft.report(at, f'"{target}" stands there twice')
    for place, signal in draft.each("signal"):
        _check_signal(draft, place, signal, signals)
    _check_cycles(draft, "signal", {name: _ways_in(signal) for name, signal in signals.items()})
    for place, modifier in draft.each("modifier"):
        _check_modifier(draft, place, modifier, signals)
    _check_traits(draft)
    _check_endpoints(draft, signals)
    for place, record in draft.each("record"):
        for index, name in enumerate(record.signals):
            draft.expect("signal", name, (*place, "signals", index))


def check_pool(draft: Draft, place: Location, selector: Any, rate: str) -> None:
    """Report what is wrong with the choice of a pool's rate, or of a pool in a sum (rate "")."""
    for key in ("lineage", "clone", "stage", "state", "drug", "cause"):
        if getattr(selector, key, None) is not None:
            draft.report((*place, key), "cannot stand beside pool: members of pools have none")
    draft.expect("pool", selector.pool, (*place, "pool"))
    pool = next((pool for _, pool in draft.each("pool") if pool.name == selector.pool), None)
    if pool is not None and selector.niche is not None and selector.niche != pool.niche:
        where = f"in {pool.niche}" if pool.niche else "in the whole marrow"
        draft.report((*place, "niche"), f'is not where pool "{pool.name}" is: {where}')
    if rate and rate not in POOL_RATES and rate != UNREADABLE:
        table = place[:-1] if place[-1] == "of" else place
        draft.report(
            (*table, "on"), f'no rate of a pool is called "{rate}"' + near(rate, POOL_RATES)
        )
    target = getattr(selector, "to", None)
    if target is None:
        return
    if rate != "convert":
        draft.report((*place, "to"), 'is for on = "convert" alone')
    elif pool is not None and target not in (known := {one.to for one in pool.convert}):
        message = f'pool "{pool.name}" converts to no "{target}"'
        draft.report((*place, "to"), message + near(target, known))


def check_destination(draft: Draft, place: Location, selector: Any, rate: str) -> None:
    """Report what is wrong with the niche, or the phase, that chosen cells go to."""
    if selector.to is None:
        return
    if rate in DESTINATIONS:
        draft.expect(DESTINATIONS[rate], selector.to, (*place, "to"))
    elif rate != UNREADABLE:
        message = (
            "needs pool: the pool that is left"
            if rate == "convert"
            else ('is for on = "migration", "switch", and for on = "convert" of a pool')
        )
        draft.report((*place, "to"), message)


def check_cause(draft: Draft, place: Location, selector: Any, rate: str) -> None:
    """Report a cause of what is no death."""
    if selector.cause is not None and rate not in ("death", UNREADABLE):
        draft.report((*place, "cause"), 'is for on = "death" alone')


def _check_signal(
    draft: Draft, place: Location, signal: Signal, signals: dict[str, Signal]
) -> None:
    for index, term in enumerate(signal.sum or ()):
        _check_term(draft, (*place, "sum", index), term)
    draft.expect("drug", signal.drug, (*place, "drug"))
    for way, name in _ways_in(signal):
        draft.expect("signal", name, (*place, *way))
    if isinstance(signal.constant, dict):
        for niche in signal.constant:
            draft.expect("niche", niche, (*place, "constant", niche))
        missing = sorted(draft.known["niche"] - set(signal.constant))
        if missing and not draft.broken_inside((*place, "constant")):
            message = f"must name every niche: {', '.join(missing)} too"
            draft.report((*place, "constant"), message + form_of(Signal, "constant"))
    for way, name in _ways_in(signal):
        source = signals.get(name)
        if source is not None and source.per_niche and not signal.per_niche:
            draft.report(
                (*place, *way),
                f'"{source.name}" has a value in each niche: this signal needs per_niche = true '
                "too",
            )


def _ways_in(signal: Signal) -> list[tuple[Location, str]]:
    """The signals that one is made of, each with the key that names it."""
    if signal.of is not None:
        return [(("of",), signal.of)]
    if signal.share is not None:
        return [(("share", "of"), signal.share.of), (("share", "over"), signal.share.over)]
    return [(("product", i), name) for i, name in enumerate(signal.product or ())]


def _check_term(draft: Draft, place: Location, term: Term) -> None:
    check_selector(draft, place, term)
    if term.pool is not None:
        check_pool(draft, place, term, "")
        if term.trait is not None:
            draft.report((*place, "trait"), MEMBERS)


def _check_traits(draft: Draft) -> None:
    """Report a trait that no clone has, and a second number for clones without one."""
    in_use = traits_in_use(draft)
    traits = in_use["clone"] | in_use["mutation"]
    stated: dict[str, float] = {}
    for place, part in weighed(draft.each):
        assert part.trait is not None
        if part.trait not in traits and draft.readable("clone"):
            message = f'no clone has a trait "{part.trait}"' + near(part.trait, traits)
            draft.report((*place, "trait"), message)
        if part.without is None:
            continue
        first = stated.setdefault(part.trait, float(part.without))
        if part.without != first:
            message = (
                f"must be {first:g}, as it is beside the same trait before: one number a trait"
            )
            draft.report((*place, "without"), message)


def _check_cycles(draft: Draft, section: str, links: dict[str, list[tuple[Location, str]]]) -> None:
    """Report each ring of references once, at the first of its members."""
    in_ring: set[str] = set()
    for place, part in draft.each(section):
        for way, first in links.get(part.name, ()):
            ring = _way_back(links, first, part.name) if part.name not in in_ring else None
            if ring is not None:
                in_ring.update(ring)
                shown = " -> ".join([part.name, *ring])
                draft.report((*place, *way), f"must not lead back to itself: {shown}")


def _way_back(
    links: dict[str, list[tuple[Location, str]]], first: str, target: str
) -> list[str] | None:
    """Find the shortest way from one name to another; None where there is none."""
    ways, seen = [[first]], {first}
    for way in ways:
        if way[-1] == target:
            return way
        for _, name in links.get(way[-1], ()):
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return None


def _check_modifier(
    draft: Draft,
    place: Location,
    modifier: Modifier,
    signals: dict[str, Signal],
) -> None:
    draft.expect("signal", modifier.signal, (*place, "signal"))
    of, rate = modifier.of, modifier.on
    if of is not None:
        check_selector(draft, (*place, "of"), of)
    if of is not None and of.pool is None:
        check_destination(draft, (*place, "of"), of, rate)
        check_cause(draft, (*place, "of"), of, rate)
    if of is not None and of.pool is not None:
        check_pool(draft, (*place, "of"), of, rate)
        if modifier.trait is not None:
            draft.report((*place, "trait"), MEMBERS)
        signal = signals.get(modifier.signal or "")
        pool = next((pool for _, pool in draft.each("pool") if pool.name == of.pool), None)
        if signal is not None and signal.per_niche and pool is not None and pool.niche is None:
            draft.report(
                (*place, "signal"),
                f'"{signal.name}" has a value in each niche, and pool "{pool.name}" no niche',
            )
        return
    if of is not None and of.drug is not None and rate not in ("kill", PERFUSION, UNREADABLE):
        draft.report((*place, "of", "drug"), 'is for on = "kill" and on = "perfusion" alone')
    if rate == PERFUSION:
        _check_perfusion(draft, place, modifier, signals)
        return
    if rate in (*ALL_CELL_RATES, UNREADABLE):
        return
    if rate in POOL_RATES:
        message = f'must name a pool: {rate} is a pool\'s rate; for example of = {{ pool = "..." }}'
        draft.report((*place, "of"), message)
    else:
        known = {*ALL_CELL_RATES, PERFUSION, *POOL_RATES}
        draft.report((*place, "on"), f'no rate is called "{rate}"' + near(rate, known))


def _check_perfusion(
    draft: Draft, place: Location, modifier: Modifier, signals: dict[str, Signal]
) -> None:
    """Report what no perfusion has, and a signal that moves with what it would itself change."""
    for key in ("lineage", "clone", "stage", "state"):
        if getattr(modifier.of, key, None) is not None:
            message = 'cannot stand beside on = "perfusion", which is of a niche and a drug'
            draft.report((*place, "of", key), message)
    if modifier.plus is not None:
        draft.report((*place, "plus"), "must be times: perfusion is multiplied alone")
    if modifier.trait is not None:
        draft.report((*place, "trait"), "is for cells: niches have no traits")
    if modifier.signal is not None and _follows_drugs(draft, modifier.signal, signals):
        message = f'"{modifier.signal}" depends on a concentration, which perfusion itself changes'
        draft.report((*place, "signal"), message)


def _follows_drugs(draft: Draft, name: str, signals: dict[str, Signal]) -> bool:
    """Whether a concentration moves a signal, itself or through what it is made of."""
    moved = {effect.on for _, drug in draft.each("drug") for effect in drug.effect}
    found = [name]
    for one in found:
        signal = signals.get(one)
        if signal is None:
            continue
        if signal.drug is not None or one in moved:
            return True
        found += [other for other in signal.inputs if other not in found]
    return False


def _check_endpoints(draft: Draft, signals: dict[str, Signal]) -> None:
    after: dict[str, list[tuple[Location, str]]] = {}
    for place, endpoint in draft.each("endpoint"):
        if isinstance(endpoint.after, str):
            draft.expect("endpoint", endpoint.after, (*place, "after"))
            if endpoint.after != endpoint.name:
                after.setdefault(endpoint.name, [(("after",), endpoint.after)])
        for index, condition in enumerate(endpoint.conditions):
            at = (*place, "signal") if endpoint.when is None else (*place, "when", index, "signal")
            draft.expect("signal", condition.signal, at)
            signal = signals.get(condition.signal)
            if signal is not None and signal.per_niche:
                message = "has a value in each niche: an endpoint needs one of the marrow"
                draft.report(at, f'"{signal.name}" {message}')
    _check_cycles(draft, "endpoint", after)
