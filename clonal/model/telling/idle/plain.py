"""All that a scenario in the plain vocabulary states without effect."""

from __future__ import annotations

from collections.abc import Iterator

from clonal.model.grammar.part import Part
from clonal.model.grammar.places import Location
from clonal.model.parts.states import states_of
from clonal.model.scenario import Scenario

from . import cells, readers
from .live import Live
from .note import Note, inside


def plain_notes(scenario: Scenario, *, sizes: bool) -> list[Note]:
    """Return what is idle in a scenario without sections.

    A pool that nothing reads is; what changes its size is too, unless `sizes` (which are recorded)
    matter.
    """
    live = Live(scenario, sizes=sizes)
    lineages = {clone.name: clone.lineage for clone in scenario.clone}
    contradictions = _contradictions(scenario, (), lineages, scenario.phases)
    return [*cells.notes(live), *readers.notes(live), *contradictions]


def _contradictions(
    part: Part, here: Location, lineages: dict[str, str], phases: tuple[str, ...]
) -> Iterator[Note]:
    """Find selectors that contradict themselves, at any depth."""
    clone, lineage = getattr(part, "clone", None), getattr(part, "lineage", None)
    if isinstance(clone, str) and lineage is not None and lineages[clone] != lineage:
        yield Note((*here, "lineage"), f"{clone} is {lineages[clone]}: no cell is meant")
    stage, state = getattr(part, "stage", None), getattr(part, "state", None)
    if stage is not None and not any(
        one.meant(stage, state) for one in states_of((stage,), bonds=True, phases=phases)
    ):
        yield Note((*here, "state"), f"is no state of stage {stage}: no cell is meant")
    for location, inner in inside(part, here):
        yield from _contradictions(inner, location, lineages, phases)
