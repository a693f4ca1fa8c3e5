"""All that the sections of a scenario stand for, as parts of the plain vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from clonal.model.attachment import Attachment
from clonal.model.migration import Migration
from clonal.model.modifier import Modifier
from clonal.model.niche import Niche
from clonal.model.part import Part
from clonal.model.pool import Pool
from clonal.model.signal import Signal

from .marrow import Marrow

KEYS: dict[type[Part], str] = {
    Niche: "niche",
    Migration: "migration",
    Attachment: "attachment",
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
