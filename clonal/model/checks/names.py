"""Names: each thing has its own, and none that would be taken for something else."""

from __future__ import annotations

from clonal.model.attachment import BONDS
from clonal.model.draft import UNREADABLE, Draft
from clonal.model.modifier import ADHESION_RATES, CELL_RATES, POOL_RATES
from clonal.model.mutation import BY_DRUG, NEW, RATES

NAMED = ("niche", "clone", "mutation", "drug", "pool", "signal", "endpoint")

#: A drug's effect names a rate or a signal under one key.
NOT_FOR_SIGNALS = {"kill", "inhibition", *CELL_RATES, *ADHESION_RATES, *POOL_RATES}

#: A clone's own keys, which the table of clones records under ``trait_`` as well.
BUILT_IN_TRAITS = (*RATES, "amplification", "tropism", *BY_DRUG)


def check(draft: Draft) -> None:
    """Report names that stand twice or mislead."""
    for section in NAMED:
        first: dict[str, int] = {}
        for place, part in draft.each(section):
            index = int(place[1])
            if part.name != UNREADABLE and first.setdefault(part.name, index) != index:
                draft.report(
                    (section, index, "name"),
                    f'"{part.name}" is the name of {section}[{first[part.name]}] already',
                )
    for index, stage in enumerate(draft.stages):
        if stage in draft.stages[:index]:
            draft.report(("stages", index), f'"{stage}" stands there twice')
        if draft.bonds and stage in BONDS:
            draft.report(("stages", index), f'must not be "{stage}", which is a state of adhesion')
    for place, clone in draft.each("clone"):
        if clone.name == NEW:
            draft.report(
                (*place, "name"), f'must not be "{NEW}", which means a new clone in mutations'
            )
        for trait in clone.traits:
            if reason := not_a_trait(trait, draft.stages):
                draft.report((*place, "traits", trait), reason)
    for place, signal in draft.each("signal"):
        if signal.name in NOT_FOR_SIGNALS:
            draft.report(
                (*place, "name"), f'must not be "{signal.name}", which names a rate in drug effects'
            )


def not_a_trait(name: str, stages: tuple[str, ...]) -> str:
    """Say why a clone's own trait cannot have this name; empty if it can."""
    by_stage = {f"{rate}_{stage}" for rate in RATES for stage in stages}
    if name in BUILT_IN_TRAITS or name in by_stage:
        return "is heritable by itself: no trait can have this name"
    if name.startswith(("tropism", *BY_DRUG)):
        return "must not begin like tropism, sensitivity or ec50_fold, which are heritable already"
    return ""
