"""Cells: the names in niches, clones, migrations, mutations and interventions, and their times."""

from __future__ import annotations

from typing import Any

from clonal.model.grammar.forms import form_in_file, form_of
from clonal.model.grammar.kinds import LARGEST_COUNT
from clonal.model.grammar.places import Location
from clonal.model.grammar.problems import near
from clonal.model.parts.clone import Clone
from clonal.model.parts.distribution import Change
from clonal.model.parts.intervention import Place
from clonal.model.parts.mutation import BY_DRUG, NEW, RATES, Mutation
from clonal.model.parts.states import phased, states_of
from clonal.model.parts.weighing import weighed

from .draft import Draft
from .names import not_a_trait

#: Tables of a clone by stage: those that may name a phase too, and those that may not.
BY_PHASE = ("birth", "division", "asymmetric")
BY_STAGE_ALONE = ("self_renewal", "death", "amplification")


def check(draft: Draft) -> None:
    """Report what cells cannot be, have or do in this scenario."""
    traits = traits_in_use(draft)
    for place, niche in draft.each("niche"):
        draft.expect("niche", niche.daughters, (*place, "daughters"))
        for index, stage in enumerate(niche.counts or ()):
            draft.expect("stage", stage, (*place, "counts", index))
    for place, clone in draft.each("clone"):
        _check_clone(draft, place, clone)
    for place, migration in draft.each("migration"):
        draft.expect("niche", migration.from_, (*place, "from"))
        draft.expect("niche", migration.to, (*place, "to"))
        check_selector(draft, place, migration)
    for place, attachment in draft.each("attachment"):
        check_selector(draft, place, attachment)
    for place, switch in draft.each("switch"):
        if not draft.phases and draft.readable("phases"):
            draft.report(place, "needs phases: there are none" + form_in_file("phases"))
            continue
        draft.expect("phase", switch.from_, (*place, "from"))
        draft.expect("phase", switch.to, (*place, "to"))
        check_selector(draft, place, switch)
    for place, mutation in draft.each("mutation"):
        _check_mutation(draft, place, mutation, traits)
    end = next((time.end for _, time in draft.each("time")), None)
    for place, intervention in draft.each("intervention"):
        if end is not None and intervention.at > end and draft.readable("time"):
            draft.report((*place, "at"), f"must be within [0, end], is {intervention.at:g}")
        for key in ("scale", "set", "add"):
            if (cells := getattr(intervention, key)) is not None:
                check_selector(draft, (*place, key), cells)
                draft.expect("pool", cells.pool, (*place, key, "pool"))
        for key in ("set", "add"):
            if (cells := getattr(intervention, key)) is not None and not _one_state(draft, cells):
                draft.report((*place, key, "state"), f"is no state of stage {cells.stage}")
    total = sum(_cells(clone) for _, clone in draft.each("clone"))
    if total > LARGEST_COUNT:
        draft.report(("clone",), "all clones together must start with at most 2^62 cells")


def check_selector(draft: Draft, place: Location, cells: Any) -> None:
    """Report names in a selection of cells that name nothing."""
    for key in ("lineage", "clone", "niche", "stage", "state", "drug", "cause"):
        draft.expect(key, getattr(cells, key, None), (*place, key))


def traits_in_use(draft: Draft) -> dict[str, set[str]]:
    """Collect the clones' own traits by where they are mentioned."""
    declared = {trait for _, clone in draft.each("clone") for trait in clone.traits}
    changed = {
        key
        for _, mutation in draft.each("mutation")
        for key in mutation.effects
        if key not in (*RATES, "tropism", *BY_DRUG)
    }
    weighing = {part.trait or "" for _, part in weighed(draft.each)}
    return {"clone": declared, "mutation": changed, "weighing": weighing}


def _one_state(draft: Draft, cells: Place) -> bool:
    """Whether the stage and the state named for cells can hold of one cell."""
    if cells.stage is None:
        return True
    states = states_of((cells.stage,), bonds=True, phases=draft.phases)
    return any(state.meant(cells.stage, cells.state) for state in states)


def _cells(clone: Clone) -> int:
    return sum(
        sum(cells.values()) if isinstance(cells, dict) else cells
        for cells in clone.initial.values()
    )


def _check_clone(draft: Draft, place: Location, clone: Clone) -> None:
    for key in (*BY_PHASE, *BY_STAGE_ALONE):
        _check_stages(draft, getattr(clone, key), (*place, key), phases=key in BY_PHASE)
    for key in ("initial", "immigration", "tropism"):
        value = getattr(clone, key)
        for niche in value if isinstance(value, dict) else ():
            draft.expect("niche", niche, (*place, key, niche))
    for niche, cells in clone.initial.items():
        _check_stages(draft, cells, (*place, "initial", niche), phases=True)
    for key in BY_DRUG:
        for drug in getattr(clone, key):
            draft.expect("drug", drug, (*place, key, drug))
    if clone.division is None:
        return
    first = draft.stages[0] if draft.stages else ""
    division = clone.division if isinstance(clone.division, dict) else {first: clone.division}
    renewal = clone.self_renewal
    stated = renewal if isinstance(renewal, dict) else ({} if renewal is None else {first: renewal})
    silent = [
        stage
        for stage, rate in ((key.partition(":")[0], rate) for key, rate in division.items())
        if rate > 0 and stage not in stated and stage in draft.known["stage"]
    ]
    if silent:
        draft.report(
            (*place, "self_renewal"),
            f"is missing for {', '.join(dict.fromkeys(silent))}: the probability that both "
            "daughters of a division stay (birth in place of division means 1)"
            + form_of(Clone, "self_renewal"),
        )


def _check_stages(draft: Draft, table: Any, here: Location, *, phases: bool) -> None:
    """Report keys of a table by stage that are none, or mean what another one says."""
    keys = table if isinstance(table, dict) else ()
    for key in keys:
        stage, _, phase = key.partition(":")
        first = phased(key, draft.phases)
        if not phase:
            draft.expect("stage", stage, (*here, key))
        elif not phases:
            message = "is of a stage in every phase: a modifier's state tells phases apart"
            draft.report((*here, key), message)
        elif stage in draft.known["stage"] and not draft.phases and draft.readable("phases"):
            draft.report((*here, key), "needs phases: there are none" + form_in_file("phases"))
        else:
            draft.expect("stage", stage, (*here, key))
            draft.expect("phase", phase, (*here, key))
            if first != key and first in keys:
                message = f'is what "{first}" says already: {phase} is the first phase'
                draft.report((*here, key), message)


def _check_mutation(
    draft: Draft, place: Location, mutation: Mutation, traits: dict[str, set[str]]
) -> None:
    if isinstance(mutation.from_, str):
        draft.expect("clone", mutation.from_, (*place, "from"))
    else:
        draft.expect("lineage", mutation.from_.lineage, (*place, "from", "lineage"))
    if mutation.to != NEW:
        draft.expect("clone", mutation.to, (*place, "to"))
    kinds = {"tropism": "niche", **dict.fromkeys(BY_DRUG, "drug")}
    for key, effect in mutation.effects.items():
        at = (*place, "effects", key)
        if key in kinds:
            for word in effect if not isinstance(effect, Change) else ():
                draft.expect(kinds[key], word, (*at, word))
        elif key in RATES:
            table = None if isinstance(effect, Change) else effect
            _check_stages(draft, table, at, phases=key in BY_PHASE)
        elif reason := not_a_trait(key, draft):
            draft.report(at, reason)
        elif key not in traits["clone"] | traits["weighing"] and draft.readable("modifier"):
            known = {*kinds, *RATES, *traits["clone"], *traits["weighing"]}
            draft.report(
                at, "is neither a clone's rate nor a trait that any clone has" + near(key, known)
            )
