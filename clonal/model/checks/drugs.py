"""Drug effects: each on a rate or a signal, of cells or a pool, that there are."""

from __future__ import annotations

from clonal.model.grammar.places import Location
from clonal.model.grammar.problems import near
from clonal.model.parts.drug import Effect
from clonal.model.parts.modifier import ALL_CELL_RATES, POOL_RATES

from .cells import check_selector
from .draft import UNREADABLE, Draft
from .signals import check_cause, check_destination, check_pool

CELLS = ("lineage", "clone", "niche", "stage", "state")


def check(draft: Draft) -> None:
    """Report effects on nothing."""
    for place, drug in draft.each("drug"):
        for index, effect in enumerate(drug.effect):
            _check_effect(draft, (*place, "effect", index), effect)


def _check_effect(draft: Draft, place: Location, effect: Effect) -> None:
    check_selector(draft, place, effect)
    if effect.pool is not None:
        check_pool(draft, place, effect, effect.on)
        return
    check_destination(draft, place, effect, effect.on)
    check_cause(draft, place, effect, effect.on)
    if effect.on in ("kill", "inhibition", UNREADABLE, *ALL_CELL_RATES):
        return
    if effect.on in POOL_RATES:
        draft.report((*place, "pool"), f"is missing: {effect.on} is a pool's rate")
    elif effect.on in draft.known["signal"]:
        for key in CELLS:
            if getattr(effect, key) is not None:
                draft.report((*place, key), "cannot choose cells: the effect is on a signal")
    elif draft.readable("signal"):
        rates = (*ALL_CELL_RATES, *POOL_RATES)
        known = {"kill", "inhibition", *rates, *draft.known["signal"]}
        draft.report(
            (*place, "on"), f'no rate or signal is called "{effect.on}"' + near(effect.on, known)
        )
