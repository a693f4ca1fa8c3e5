"""All that the sections of a scenario stand for, as parts of the plain vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from clonal.model.grammar.part import Part
from clonal.model.parts.attachment import Attachment
from clonal.model.parts.cause import Cause
from clonal.model.parts.migration import Migration
from clonal.model.parts.modifier import Modifier
from clonal.model.parts.niche import Niche
from clonal.model.parts.pool import Pool
from clonal.model.parts.signal import Signal

from .marrow import Marrow

KEYS: dict[type[Part], str] = {
    Niche: "niche",
    Migration: "migration",
    Attachment: "attachment",
    Cause: "cause",
    Pool: "pool",
    Signal: "signal",
    Modifier: "modifier",
}


class Made(NamedTuple):
    """A part that a section makes, and the list of the scenario that it belongs to."""

    section: str
    key: str
    part: Part


def made_by(marrow: Marrow) -> Iterator[Made]:
    """Yield everything that the sections stand for, in an order that is always the same."""
    for section, mechanism in marrow.sections.items():
        for part in mechanism.expand(marrow):
            yield Made(section, KEYS[type(part)], part)
