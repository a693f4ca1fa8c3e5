"""Scenarios that come with clonal, by name."""

from __future__ import annotations

from importlib.resources import files

from clonal.errors import Problem, ScenarioError
from clonal.model.grammar.problems import near


def builtin_names() -> tuple[str, ...]:
    """Names of the built-in scenarios, in alphabetical order.

    Examples
    --------
    >>> "luria-delbruck" in builtin_names()
    True
    """
    folder = files("clonal") / "scenarios"
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in folder.iterdir()
            if entry.name.endswith(".toml")
        )
    )


def builtin_text(name: str) -> str:
    """The TOML of a built-in scenario.

    Raises
    ------
    ScenarioError
        If there is none of that name.
    """
    names = builtin_names()
    if name not in names:
        message = "no built-in scenario has this name" + near(name, names)
        raise ScenarioError([Problem("", message)], name)
    return (files("clonal") / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
