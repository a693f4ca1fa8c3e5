"""How often the suite may fail although everything is right."""

from __future__ import annotations

import pytest

from support.fixtures import alpha_of

#: Chance per run of the whole suite that any statistical test fails on a correct engine.
BUDGET = 1e-6


def test_false_alarms_add_up_to_less_than_the_budget(request: pytest.FixtureRequest) -> None:
    stated = {
        item.nodeid: alpha_of(item) or 0.0
        for item in request.session.items
        if isinstance(item, pytest.Function)
    }
    total = sum(stated.values())
    assert total < BUDGET, f"{total:.2g} over {len(stated)} tests"


def test_every_test_that_is_gated_states_a_small_alpha(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        if isinstance(item, pytest.Function) and "gate" in item.fixturenames:
            alpha = getattr(item.function, "alpha", None)
            assert alpha is not None, f"{item.nodeid} takes a gate and states no alpha"
            assert 0.0 < alpha <= 1e-8, f"{item.nodeid} has alpha {alpha}"
