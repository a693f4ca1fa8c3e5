"""The library of drugs: published kinetics that a scenario can name and override."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from clonal.model.grammar.fixed import fixed


@cache
def library() -> dict[str, dict[str, Any]]:
    """What is published of each drug, by name.

    Returns
    -------
    dict of str to dict
        ``half_life`` and, for drugs not given into a vein, ``absorption_half_life`` (days); the
        usual ``schedule`` in words; ``sources`` by key.

    Examples
    --------
    >>> library()["imatinib"]["half_life"]
    0.75
    """
    text = (files("clonal.model") / "drugs.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = fixed(tomllib.loads(text))
    return found
