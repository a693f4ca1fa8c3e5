"""What a scenario states without effect: allowed, and worth a word before a long simulation."""

from __future__ import annotations

from collections.abc import Iterator

from clonal.errors import Problem
from clonal.model.expand import expand
from clonal.model.grammar.part import Part
from clonal.model.grammar.places import Location, path_of
from clonal.model.scenario import Scenario

from . import sections
from .note import Note, inside, stated
from .plain import plain_notes
from .spelling import misspelt

__all__ = ["idle"]


def idle(scenario: Scenario) -> list[Problem]:
    """List what is stated without effect, with its path.

    Examples
    --------
    >>> from clonal.model import load
    >>> [str(note) for note in idle(load("two-niches"))]  # doctest: +ELLIPSIS
    ['niche[0].oxygen: hypoxia is not modelled...
    """
    slips = list(misspelt(scenario))
    told = {note.place for note in slips}
    found = [
        *_oxygen(scenario),
        *(
            note
            for note in plain_notes(expand(scenario), sizes=True)
            if stated(scenario, note.idle)
        ),
        *sections.notes(scenario),
        *_sources(scenario, ()),
    ]
    notes = [*slips, *(note for note in found if note.place not in told)]
    return list(dict.fromkeys(Problem(path_of(note.place), note.message) for note in notes))


def _oxygen(scenario: Scenario) -> Iterator[Note]:
    for index, niche in enumerate(scenario.niche):
        if niche.oxygen is not None and scenario.hypoxia is None:
            yield Note(("niche", index, "oxygen"), "hypoxia is not modelled here")


def _sources(part: Part, here: Location) -> Iterator[Note]:
    """Find sources of keys that their table does not have, at any depth."""
    known = {field.alias or name for name, field in type(part).model_fields.items()}
    for key in part.sources:
        if key not in known:
            yield Note((*here, "sources", key), "the table has no such key")
    for location, inner in inside(part, here):
        yield from _sources(inner, location)
