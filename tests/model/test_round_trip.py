"""TOML to Python to TOML: nothing is lost but comments."""

from __future__ import annotations

import copy
import pickle
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clonal.model import Niche, Scenario, builtin_names, builtin_text, dumps, loads
from clonal.model.grammar.tables import tables_of

from .editing import WHOLE

TEXTS = [WHOLE, *(builtin_text(name) for name in builtin_names())]


@pytest.mark.parametrize("text", TEXTS)
def test_written_and_read_again_it_is_equal(text: str) -> None:
    scenario = loads(text)
    written = scenario.to_toml()
    assert loads(written) == scenario
    assert dumps(loads(written)) == written


@pytest.mark.parametrize("text", TEXTS)
def test_every_key_that_was_stated_is_written(text: str) -> None:
    def sorted_keys(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: sorted_keys(value[key]) for key in sorted(value)}
        if isinstance(value, list):
            items = [sorted_keys(item) for item in value]
            # A list of one table is written as the table, where either may stand.
            return items[0] if len(items) == 1 and isinstance(items[0], dict) else items
        return value

    stated = sorted_keys(tomllib.loads(text))
    assert sorted_keys(tomllib.loads(dumps(loads(text)))) == stated
    assert sorted_keys(tables_of(loads(text))) == stated


def test_a_default_that_was_stated_is_written_and_one_that_was_not_is_not() -> None:
    assert "perfusion" not in dumps(scenario_of(Niche(name="a")))
    assert "perfusion = 1.0" in dumps(scenario_of(Niche(name="a", perfusion=1.0)))


def scenario_of(niche: Niche, **more: Any) -> Scenario:
    clone = {"name": "c", "lineage": "normal", "birth": 0.1}
    return Scenario(time={"end": 1.0}, niche=[niche], clone=[clone], **more)


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_survives(text: str) -> None:
    scenario = scenario_of(Niche(name="a", sources={text: text}), title=text)
    assert loads(dumps(scenario)) == scenario


@given(st.floats(min_value=0, allow_infinity=False), st.integers(0, 2**62))
def test_any_number_survives(rate: float, count: int) -> None:
    clone = {"name": "c", "lineage": "n", "birth": rate, "initial": {"a": count}}
    scenario = Scenario(time={"end": 1.0}, niche=[{"name": "a"}], clone=[clone])
    again = loads(dumps(scenario))
    assert again.clone[0].birth == rate
    assert again.clone[0].initial == {"a": count}


def test_copied_and_pickled_it_is_equal() -> None:
    scenario = loads(WHOLE)
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert copy.deepcopy(scenario) == scenario
