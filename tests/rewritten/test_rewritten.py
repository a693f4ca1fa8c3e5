"""Each built-in scenario against its sources: written again from them alone, and compared.

Whoever changes a number of a built-in changes it here too, and says where it is from.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from clonal.model import builtin_names, load, with_values

from .cited import differences, read, uncited, unsourced


def _file(name: str) -> str:
    return name.replace("+", "_").replace("-", "_")


def _words(name: str) -> dict[str, Any]:
    words: dict[str, Any] = import_module(f".{_file(name)}", __package__).WORDS
    return words


@pytest.mark.parametrize("name", builtin_names())
def test_a_built_in_is_what_its_sources_say(name: str) -> None:
    assert differences(load(name), _words(name)) == []


@pytest.mark.parametrize("name", builtin_names())
def test_each_number_says_how_it_is_known(name: str) -> None:
    assert unsourced(load(name), _words(name)) == []


@pytest.mark.parametrize("name", builtin_names())
def test_each_number_stands_beside_its_source(name: str) -> None:
    assert uncited(_words(name)) == []


def test_a_number_that_is_off_is_told_with_its_path_and_both_values() -> None:
    off = with_values(load("cml-tki"), {"clone.LSC.division": 0.0080847})
    assert differences(off, _words("cml-tki")) == [
        "/clone/LSC/division: the built-in has 0.0080847, its sources 0.008084745762711865"
    ]


def test_what_only_one_of_the_two_states_is_told() -> None:
    more = with_values(load("two-niches"), {"niche.hypoxic.perfusion": 0.5, "clone.LSC.tropism": 1})
    assert differences(more, _words("two-niches")) == [
        "/clone/LSC/tropism: the built-in has 1.0, its sources 'nothing'",
        "/clone/LSC/tropism/hypoxic: the built-in has 'nothing', its sources 2.0",
        "/niche/hypoxic/perfusion: the built-in has 0.5, its sources 1.0",
    ]


def test_order_does_not_count() -> None:
    words = _words("aml-7+3")
    turned = {**words, "modifier": words["modifier"][::-1], "signal": words["signal"][::-1]}
    assert differences(load("aml-7+3"), turned) == []


def test_a_number_whose_kind_the_built_in_does_not_own_up_to_is_told() -> None:
    words = _words("luria-delbruck")
    claimed = {**words, "mutation": [{**words["mutation"][0], "rate": read(2e-3, "a paper")}]}
    found = unsourced(load("luria-delbruck"), claimed)
    assert [line.split(":")[0] for line in found] == ["/mutation/resistance/rate"]
