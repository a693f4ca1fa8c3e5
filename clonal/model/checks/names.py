"""Names: each thing has its own, and none that would be taken for something else."""

from __future__ import annotations

from clonal.model.grammar.forms import form_in_file
from clonal.model.grammar.places import Location, path_of
from clonal.model.parts.cause import NATURAL
from clonal.model.parts.modifier import ALL_CELL_RATES, PERFUSION, POOL_RATES
from clonal.model.parts.mutation import BY_DRUG, NEW, RATES
from clonal.model.parts.states import BONDS

from .draft import UNREADABLE, Draft

NAMED = ("niche", "clone", "mutation", "pool", "signal", "endpoint")
#: What cells die of: these names are told apart together.
DEADLY = ("drug", "cause")
#: These need no name; one that they have is their own all the same.
NAMED_AT_WILL = ("migration", "switch", "modifier", "intervention")

#: A drug's effect names a rate or a signal under one key.
NOT_FOR_SIGNALS = {"kill", "inhibition", PERFUSION, *ALL_CELL_RATES, *POOL_RATES}

#: A clone's own keys, which the table of clones records under ``trait_`` as well.
BUILT_IN_TRAITS = (*RATES, "amplification", "tropism", *BY_DRUG)


def check(draft: Draft) -> None:
    """Report names that stand twice or mislead."""
    for section in (*NAMED, *NAMED_AT_WILL):
        _check_twice(draft, [(place, part.name) for place, part in draft.each(section)])
    deadly = [(place, part.name) for section in DEADLY for place, part in draft.each(section)]
    _check_twice(draft, deadly)
    for place, name in deadly:
        if name == NATURAL:
            message = f'must not be "{NATURAL}", which is the death that has no other cause'
            draft.report((*place, "name"), message)
    for place, drug in draft.each("drug"):
        effects = [((*place, "effect", index), one.name) for index, one in enumerate(drug.effect)]
        _check_twice(draft, effects)
    for index, stage in enumerate(draft.stages):
        if stage in draft.stages[:index]:
            draft.report(("stages", index), f'"{stage}" stands there twice')
        if draft.bonds and stage in BONDS:
            draft.report(("stages", index), f'must not be "{stage}", which is a state of adhesion')
    _check_phases(draft)
    for place, clone in draft.each("clone"):
        if clone.name == NEW:
            draft.report(
                (*place, "name"), f'must not be "{NEW}", which means a new clone in mutations'
            )
        for trait in clone.traits:
            if reason := not_a_trait(trait, draft):
                draft.report((*place, "traits", trait), reason)
    for place, signal in draft.each("signal"):
        if signal.name in NOT_FOR_SIGNALS:
            draft.report(
                (*place, "name"), f'must not be "{signal.name}", which names a rate in drug effects'
            )


def _check_twice(draft: Draft, names: list[tuple[Location, str | None]]) -> None:
    """Report each name that stands there before."""
    first: dict[str, Location] = {}
    for place, name in names:
        if name is None or name == UNREADABLE:
            continue
        if first.setdefault(name, place) != place:
            message = f'"{name}" is the name of {path_of(first[name])} already'
            draft.report((*place, "name"), message)


def _check_phases(draft: Draft) -> None:
    if len(draft.phases) == 1:
        draft.report(("phases",), "must name two phases at least" + form_in_file("phases"))
    # Names of variables in the file have no colon: two of one spelling would be one.
    joined = {
        f"{stage}_{phase}": (stage, phase) for stage in draft.stages for phase in draft.phases
    }
    for index, stage in enumerate(draft.stages):
        if stage in joined:
            message = f'must not be "{stage}", as the file writes {":".join(joined[stage])}'
            draft.report(("stages", index), message)
    for index, phase in enumerate(draft.phases):
        if phase in draft.phases[:index]:
            draft.report(("phases", index), f'"{phase}" stands there twice')
        if phase in draft.stages:
            draft.report(("phases", index), f'must not be "{phase}", which is a stage')
        if draft.bonds and phase in BONDS:
            draft.report(("phases", index), f'must not be "{phase}", which is a state of adhesion')


def not_a_trait(name: str, draft: Draft) -> str:
    """Say why a clone's own trait cannot have this name; empty if it can."""
    by_stage = {f"{rate}_{stage}" for rate in RATES for stage in draft.stages}
    by_phase = {f"{one}_{phase}" for one in by_stage for phase in draft.phases}
    if name in BUILT_IN_TRAITS or name in by_stage | by_phase:
        return "is heritable by itself: no trait can have this name"
    if name.startswith(("tropism", *BY_DRUG)):
        return "must not begin like tropism, sensitivity or ec50_fold, which are heritable already"
    return ""
