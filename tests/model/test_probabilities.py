"""Mutation probabilities beyond 1: refused at load where bounds prove it, and only there."""

from __future__ import annotations

from typing import Any

import pytest

from clonal.errors import ScenarioError
from clonal.model import Scenario


def scenario(*rates: float, **more: Any) -> Scenario:
    clones = [
        {"name": "a", "lineage": "x", "birth": 0.1, "traits": {"tau": 0.5}},
        {"name": "b", "lineage": "x", "birth": 0.1},
    ]
    mutations = [
        {"name": f"m{i}", "from": {"lineage": "x"}, "to": "b", "rate": rate}
        for i, rate in enumerate(rates)
    ]
    return Scenario(
        time={"end": 1.0},
        niche=[{"name": "here"}, {"name": "there"}],
        clone=clones,
        mutation=mutations,
        signal=[{"name": "s", "constant": 1.0}],
        drug=[{"name": "d", "constant": {"value": 1.0}, "effect": more.pop("effect", [])}],
        **more,
    )


def modifier(**keys: Any) -> dict[str, Any]:
    return {"modifier": [{"on": "mutation", "signal": "s", **keys}]}


HALVED: dict[str, Any] = {"times": 0.5}
RISING: dict[str, Any] = {"times": {"hill": {"from": 2.0, "to": 5.0, "half": 1.0, "power": 1.0}}}
FALLING: dict[str, Any] = {"times": {"hill": {"from": 1.0, "to": 0.1, "half": 1.0, "power": 1.0}}}
LINE: dict[str, Any] = {"times": {"linear": {"at_zero": 1.0, "slope": 0.1}}}


@pytest.mark.parametrize(
    ("rates", "more"),
    [
        ((0.6, 0.5), {}),
        ((1.0, 1e-6), {}),
        ((0.6,), modifier(times=2.0)),
        ((0.6,), modifier(**RISING)),
        ((0.6,), modifier(plus=0.5)),
        ((0.6,), modifier(times=3.0, trait="tau")),
        ((0.6, 0.5), modifier(**HALVED, of={"clone": "b"})),
        ((0.6,), modifier(times={"table": {"x": [0.0, 1.0], "y": [2.0, 3.0]}})),
        ((0.6, 0.5), modifier(times=2.0, of={"niche": "here"})),
    ],
)
def test_proved_beyond_one(rates: tuple[float, ...], more: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario(*rates, **more)
    [problem] = caught.value.problems
    assert problem.path == f"mutation[{len(rates) - 1}].rate"
    assert "clone a must add up to at most 1" in problem.message


@pytest.mark.parametrize(
    ("rates", "more"),
    [
        ((0.6, 0.4), {}),
        ((0.1,) * 10, {}),
        ((0.6, 0.5), modifier(**HALVED)),
        ((0.6, 0.5), modifier(**FALLING)),
        ((0.6,), modifier(**LINE)),
        ((0.6,), modifier(times=2.0, of={"niche": "here"})),
        ((0.6,), modifier(times=2.0, trait="tau")),
        ((0.6, 0.6), modifier(plus=-0.5)),
        (
            (0.6, 0.5),
            {"effect": [{"on": "mutation", "kind": "inhibition", "emax": 1.0, "ec50": 1.0}]},
        ),
    ],
)
def test_not_proved(rates: tuple[float, ...], more: dict[str, Any]) -> None:
    assert len(scenario(*rates, **more).mutation) == len(rates)
