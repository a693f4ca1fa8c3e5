"""Random scenarios as text: nothing is lost on the way to TOML and back."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from support.strategies import scenarios


@settings(max_examples=200)
@given(scenario=scenarios())
def test_round_trip(scenario: Any) -> None:
    from clonal.model import dumps, loads

    text = dumps(scenario)
    assert loads(text) == scenario
    assert dumps(loads(text)) == text
