"""What of a scenario decides its runs, and what only speaks of them."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from .grammar.part import Part
from .reading.load import dumps, loads

#: Keys that change no number of any run: a kind of words, the key, and the parts that it is of,
#: by the names of their classes (all parts, where there are none).
WORDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("title", "title", ("Scenario",)),
    ("sources", "sources", ()),
    ("unit", "unit", ("Signal", "Pool", "Drug")),
    ("names", "name", ("Modifier", "Migration", "Switch", "Intervention", "Effect")),
)


def recipe(text: str, keep: Container[str] = ()) -> str:
    """Return the TOML of a scenario without the words that change no run.

    Parameters
    ----------
    text : str
        A scenario in TOML.
    keep : container of str
        Kinds of words (of `WORDS`) that stay.

    Raises
    ------
    ScenarioError
        If the text is no scenario.

    Examples
    --------
    >>> from clonal.model import builtin_text
    >>> text = builtin_text("luria-delbruck")
    >>> recipe(text) == recipe(text.replace("title =", "title = 'Mine' #"))
    True
    """
    dropped = [(key, parts) for kind, key, parts in WORDS if kind not in keep]
    return dumps(_without(loads(text), dropped))


def words_that_differ(one: str, other: str) -> list[str]:
    """Return the kinds of words in which two scenarios of the same runs differ.

    Examples
    --------
    >>> from clonal.model import builtin_text
    >>> text = builtin_text("luria-delbruck")
    >>> words_that_differ(text, text.replace("title =", "title = 'Mine' #"))
    ['title']
    """
    kinds = [kind for kind, _, _ in WORDS]
    return [kind for kind in kinds if recipe(one, {kind}) != recipe(other, {kind})]


def _without(value: Any, dropped: list[tuple[str, tuple[str, ...]]]) -> Any:
    # Part by part and not by the key's name alone: a niche may be called "title".
    if isinstance(value, Part):
        own = type(value).__name__
        gone = {key for key, parts in dropped if own in parts or not parts}
        stated = {
            key: _without(getattr(value, key), dropped) for key in value.model_fields_set - gone
        }
        return type(value).model_construct(value.model_fields_set - gone, **stated)
    if isinstance(value, dict):
        return {key: _without(item, dropped) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_without(item, dropped) for item in value)
    return value
