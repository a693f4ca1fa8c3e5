"""Words of scenarios to come: refused by name, with what there is in their place."""

from __future__ import annotations

_ARMS = "run each arm by itself, with a file of --values and the same seed"
_SIGNAL = "[record] signals shows the state at each sample, without noise"
_VISIT = f"visits come with [[monitor]]; {_SIGNAL}"
_METHOD = "every run is exact"
_UNIT = "a unit is whatever its numbers are in"
_SETS = "run each set of values by itself, with --set or --values"

#: By the class of a table: a word, and what there is in its place. A key is none of these.
WORDS: dict[str, dict[str, str]] = {
    "Scenario": {
        "arm": _ARMS,
        "branch_at": _ARMS,
        "copies": _ARMS,
        "monitor": _SIGNAL,
        "visit": _VISIT,
        "rule": "[[intervention]] and doses act at fixed times",
        "vary": _SETS,
        "sweep": _SETS,
        "condition": "an [[endpoint]] says of each run whether it was reached, and when",
        "hazard": "an [[endpoint]] is a level of a signal",
        "trial": "a file has as many runs as --runs says",
        "method": _METHOD,
        "tolerance": _METHOD,
    },
    "Term": {
        "reach": "a term counts the cells of its own niche",
    },
    "Signal": {
        "ratio": "record both signals and divide them",
        "unit": _UNIT,
    },
    "Drug": {"unit": _UNIT},
    "Pool": {"unit": _UNIT},
}


def instead(model: type, word: str) -> str | None:
    """Return what to do in place of a word to come; None for any other word."""
    for kind in model.__mro__:
        if word in (words := WORDS.get(kind.__name__, {})):
            return words[word]
    return None
