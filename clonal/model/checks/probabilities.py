"""Mutation probabilities that add up to more than 1, as far as bounds prove it."""

from __future__ import annotations

import math

from clonal.model.grammar.places import Location
from clonal.model.parts.clone import Clone
from clonal.model.parts.modifier import Modifier
from clonal.model.parts.mutation import Mutation
from clonal.model.parts.response import Response
from clonal.model.parts.weighing import defaults

from .draft import Draft

#: Rounding of a sum of decimal fractions, which is no mistake of the user's.
ROUNDING = 1e-12


def check(draft: Draft) -> None:
    """Report mutations that together are certain to pass probability 1 in some clone."""
    if not (draft.readable("mutation") and draft.readable("clone") and draft.readable("modifier")):
        return
    modifiers = [modifier for _, modifier in draft.each("modifier") if modifier.on == "mutation"]
    inhibited = any(
        effect.on == "mutation" and effect.kind == "inhibition"
        for _, drug in draft.each("drug")
        for effect in drug.effect
    )
    if inhibited or not draft.readable("drug"):
        return
    by_clone: dict[str, list[tuple[Location, Mutation]]] = {}
    by_lineage: dict[str, list[tuple[Location, Mutation]]] = {}
    for place, mutation in draft.each("mutation"):
        if isinstance(mutation.from_, str):
            by_clone.setdefault(mutation.from_, []).append((place, mutation))
        elif mutation.from_.lineage is not None:
            by_lineage.setdefault(mutation.from_.lineage, []).append((place, mutation))
    without = defaults(draft.each)
    reported = set()
    for _, clone in draft.each("clone"):
        shared = by_lineage.get(clone.lineage, [])
        mine = [
            *by_clone.get(clone.name, []),
            *((place, mutation) for place, mutation in shared if mutation.to != clone.name),
        ]
        least = math.fsum(_least(one.rate, clone, modifiers, without) for _, one in mine)
        if least > 1 + ROUNDING and mine[-1][0] not in reported:
            reported.add(mine[-1][0])
            names = ", ".join(mutation.name for _, mutation in mine)
            draft.report(
                (*mine[-1][0], "rate"),
                f"the mutation probabilities of clone {clone.name} must add up to at most 1, "
                f"not {least:.6g} ({names})",
            )


def _least(
    rate: float, clone: Clone, modifiers: list[Modifier], without: dict[str, float]
) -> float:
    """Bound a mutation's probability in a clone from below, over all places and signals."""
    plus, times = rate, 1.0
    for modifier in modifiers:
        of = modifier.of
        if of is not None and (
            of.lineage not in (None, clone.lineage) or of.clone not in (None, clone.name)
        ):
            continue
        everywhere = of is None or (of.niche, of.stage, of.state) == (None, None, None)
        trait = modifier.trait
        weight = 1.0 if trait is None else clone.traits.get(trait, without.get(trait, 0.0))
        if modifier.plus is not None:
            low = min(weight * bound for bound in _bounds(modifier.plus))
            plus += low if everywhere else min(low, 0.0)
        elif modifier.times is not None:
            low = min(1 + weight * (bound - 1) for bound in _bounds(modifier.times))
            times *= max(0.0, low if everywhere else min(low, 1.0))
    return max(0.0, plus) * times


def _bounds(response: float | Response) -> tuple[float, float]:
    """Bound a response over all values that a signal may take."""
    if isinstance(response, Response):
        return (-math.inf, math.inf) if response.form is None else response.form.bounds()
    return response, response
