"""Random scenarios as text: nothing is lost on the way to TOML and back."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from clonal.model.parts.distribution import KINDS
from clonal.model.parts.mutation import BY_DRUG, RATES
from support.strategies import scenarios, tables

#: What clones of one group may differ in without being told apart by a selector.
BY_CLONE = ("tropism", *BY_DRUG)


@settings(max_examples=200)
@given(scenario=scenarios())
def test_round_trip(scenario: Any) -> None:
    from clonal.model import dumps, loads

    text = dumps(scenario)
    assert loads(text) == scenario
    assert dumps(loads(text)) == text


def test_random_scenarios_reach_every_effect() -> None:
    """What mutations may change, by which distribution and how: all of it is drawn somewhere."""
    drawn: set[str] = set()

    def note(key: str, node: dict[str, Any]) -> None:
        for word, change in node.items():
            if word in ("times", "plus"):
                kind = next(iter(change)) if isinstance(change, dict) else "number"
                drawn.update((f"{key} {word}", kind, "whole"))
            else:
                drawn.add("in parts")
                note(key, change)

    @settings(max_examples=600)
    @given(words=tables())
    def draw(words: dict[str, Any]) -> None:
        for mutation in words["mutation"]:
            for key, node in mutation.get("effects", {}).items():
                note(key, node)
        for clone in words["clone"]:
            drawn.update(f"clone's {key}" for key in BY_CLONE if key in clone)
        for drug in words["drug"]:
            drawn.update(f"drug on {effect['on']}" for effect in drug["effect"])

    draw()
    keys = (*RATES, "tropism", *BY_DRUG, "x")
    wanted = {f"{key} {how}" for key in keys for how in ("times", "plus")}
    wanted |= {*KINDS, "number", "in parts", *(f"clone's {key}" for key in BY_CLONE)}
    acts = ("kill", "inhibition", "death", "birth", "migration", "self_renewal", "asymmetric")
    assert wanted | {f"drug on {on}" for on in acts} <= drawn
