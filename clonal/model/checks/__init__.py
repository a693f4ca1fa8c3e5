"""What must hold between the tables of a scenario, checked on every part that can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import cells, drugs, names, probabilities, signals
from .draft import Draft


def examine(data: Mapping[str, Any]) -> Draft:
    """Read all tables of a scenario and check them against each other.

    What is left to be read are the scenario's own keys, like its title.
    """
    draft = Draft(data)
    for check in (names, cells, drugs, signals, probabilities):
        check.check(draft)
    return draft
