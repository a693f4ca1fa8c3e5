"""Words that a section does not know, where they look like one that it does."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from clonal.model.grammar.places import Location
from clonal.model.mechanisms import LINEAGES, SECTIONS
from clonal.model.scenario import Scenario

from .note import Note


def misspelt(scenario: Scenario) -> Iterator[Note]:
    """Yield lineages and traits that are nearly those that the scenario's sections read."""
    read = [section for name, section in SECTIONS.items() if getattr(scenario, name) is not None]
    if not read:
        return
    lineages: dict[str, Location] = {}
    for index, clone in enumerate(scenario.clone):
        lineages.setdefault(clone.lineage, ("clone", index, "lineage"))
    for lineage, place in lineages.items():
        if meant := _meant(lineage, LINEAGES):
            yield Note(place, f'no section knows this lineage; did you mean "{meant}"?')
    traits = [trait for section in read for trait in section.traits]
    for index, clone in enumerate(scenario.clone):
        for trait in clone.traits:
            if meant := _meant(trait, traits):
                message = f'no section reads this trait; did you mean "{meant}"?'
                yield Note(("clone", index, "traits", trait), message)
    for index, mutation in enumerate(scenario.mutation):
        for trait in mutation.effects:
            if meant := _meant(trait, traits):
                message = f'no section reads this trait; did you mean "{meant}"?'
                yield Note(("mutation", index, "effects", trait), message)


def _meant(word: str, known: Iterable[str]) -> str:
    """The known word that another is nearly, by letters alone; empty if it is one, or none."""
    words = {_letters(one): one for one in known}
    if word in words.values():
        return ""
    close = difflib.get_close_matches(_letters(word), list(words), n=1, cutoff=0.75)
    return words[close[0]] if close else ""


def _letters(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
