"""Responses: each form's value, its bounds, its words, and its agreement with the engine."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

import clonal
from clonal.compile.codes import CODES
from clonal.errors import ScenarioError
from clonal.model import Response
from clonal.model.parts.response import KINDS, Form
from support.responses import respond

#: Of each kind, tables as they stand in a file.
FORMS: dict[str, list[dict[str, Any]]] = {
    "hill": [
        {"from": 1.5, "to": 0.25, "half": 3.0, "power": 2.5},
        {"from": -0.5, "to": 2.0, "half": 0.7, "power": 1.0},
    ],
    "linear": [{"at_zero": 0.3, "slope": -0.7}, {"at_zero": 1.0, "slope": 0.1}],
    "window": [{"height": 0.7, "peak": 3.0}, {"height": -1.3, "peak": 11.0}],
    "log": [
        {"at_zero": 0.3, "slope": 0.9, "scale": 0.7},
        {"at_zero": 1.1, "slope": -0.4, "scale": 30.0},
    ],
    "table": [{"x": [1.0, 2.0, 7.0], "y": [3.0, -1.0, 0.4]}, {"x": [4.0], "y": [0.1]}],
}
EACH = [(kind, table) for kind, tables in FORMS.items() for table in tables]
#: A form of each kind that answers every signal with this.
FLAT = {
    "hill": ({"from": 2.0, "to": 2.0, "half": 3.0, "power": 2.5}, 2.0),
    "linear": ({"at_zero": 0.3, "slope": 0.0}, 0.3),
    "window": ({"height": 0.0, "peak": 3.0}, 0.0),
    "log": ({"at_zero": 0.4, "slope": 0.0, "scale": 0.7}, 0.4),
    "table": ({"x": [1.0, 2.0], "y": [3.0, 3.0]}, 3.0),
}
SIGNALS = (-1e300, -40.0, -11.0, -3.0, -0.5, 0.0, 0.4, 1.0, 2.0, 3.0, 5.5, 11.0, 80.0, 1e15)


def form(kind: str, table: dict[str, Any]) -> Form:
    found = Response.model_validate({kind: table}).form
    assert found is not None
    return found


def test_every_kind_is_tried() -> None:
    assert tuple(FORMS) == tuple(FLAT) == KINDS


@pytest.mark.parametrize(("kind", "table"), EACH)
def test_values_are_those_of_the_definition(kind: str, table: dict[str, Any]) -> None:
    response = Response.model_validate({kind: table})
    for x in SIGNALS[1:]:
        assert form(kind, table).at(x) == pytest.approx(respond(response, x), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(("kind", "table"), EACH)
def test_bounds_hold_and_are_reached(kind: str, table: dict[str, Any]) -> None:
    one = form(kind, table)
    for low, high in [*pairwise(SIGNALS[1:-1]), (-40.0, 80.0), (0.0, 11.0), (2.5, 2.5)]:
        least, most = one.bounds(low, high)
        steps = 20_000
        values = [one.at(low + (high - low) * step / steps) for step in range(steps + 1)]
        assert least - 1e-12 <= min(values) <= least + 1e-4 * (1.0 + most - least)
        assert most - 1e-4 * (1.0 + most - least) <= max(values) <= most + 1e-12
    least, most = one.bounds()
    assert all(least <= one.at(x) <= most for x in SIGNALS)


def test_bounds_over_every_signal() -> None:
    bounds = {kind: form(kind, tables[0]).bounds() for kind, tables in FORMS.items()}
    assert bounds == {
        "hill": (0.25, 1.5),
        "linear": (-math.inf, math.inf),
        "window": (-0.7, 0.7),
        "log": (0.3, math.inf),
        "table": (-1.0, 3.0),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_answers_every_signal_alike_is_flat(kind: str) -> None:
    table, value = FLAT[kind]
    assert form(kind, table).flat == value
    assert form(kind, FORMS[kind][0]).flat is None


def test_words() -> None:
    assert [form(kind, tables[0]).words("s") for kind, tables in FORMS.items()] == [
        "Hill of s, falling from 1.5 to 0.25, half way at 3, power 2.5",
        "0.3 + -0.7 x s",
        "window of s, up to 0.7 where it is 3",
        "0.3 + 0.9 x ln(1 + s / 0.7)",
        "table of s (1: 3, 2: -1, 7: 0.4)",
    ]


@pytest.mark.parametrize(("kind", "table"), EACH)
def test_the_engine_knows_the_same_value(kind: str, table: dict[str, Any]) -> None:
    """What is folded when a scenario is compiled is, bit for bit, what the engine works out."""
    assert form(kind, table).node in CODES
    counts = [0, 1, 2, 3, 5, 11, 80, 10**15]
    scenario = clonal.Scenario.model_validate(
        {
            "time": {"end": 7.0, "every": 1.0},
            "niche": [{"name": "n"}],
            "clone": [{"name": "A", "lineage": "a", "birth": 0.0}],
            "intervention": [
                {"at": day, "set": {"clone": "A", "niche": "n", "value": count}}
                for day, count in enumerate(counts)
            ],
            "signal": [
                {"name": "cells", "sum": [{}]},
                {"name": "fewer", "sum": [{"weight": -0.5}]},
                {"name": "up", "of": "cells", kind: table},
                {"name": "down", "of": "fewer", kind: table},
                *(
                    one
                    for day, count in enumerate(counts)
                    for one in (
                        {"name": f"c{day}", "constant": float(count)},
                        {"name": f"r{day}", "of": f"c{day}", kind: table},
                    )
                ),
            ],
            "record": {"signals": ["up", "down", *(f"r{day}" for day in range(len(counts)))]},
        }
    )
    run = clonal.simulate(scenario)
    one = form(kind, table)
    assert run["signal_up"].tolist() == [one.at(float(count)) for count in counts]
    assert run["signal_down"].tolist() == [one.at(-0.5 * count) for count in counts]
    for day, value in enumerate(run["signal_up"]):
        assert set(run[f"signal_r{day}"].tolist()) == {value}


def test_a_log_needs_a_positive_scale() -> None:
    with pytest.raises(ScenarioError, match=r"log.scale: must be positive"):
        Response(log={"at_zero": 0.0, "slope": 1.0, "scale": 0.0})
