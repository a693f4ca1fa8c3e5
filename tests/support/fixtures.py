"""Fixtures that the statistical tests of several folders share."""

from __future__ import annotations

import functools
import os
from typing import Any

import pytest

from support import samplers
from support.engine_strategies import STRATEGIES, Strategy, share
from support.statistics import Gate


def strategy_of(item: Any) -> str | None:
    """Return the name of the strategy that a test is run under, if it is run under any."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    found = parameters.get("strategy")
    return next((name for name, sizes in STRATEGIES.items() if sizes is found), None)


def alpha_of(item: Any) -> float | None:
    """Return a test's rate of false alarms, or its share of it under its strategy."""
    alpha: float | None = getattr(item.function, "alpha", None)
    strategy = strategy_of(item)
    return alpha if alpha is None or strategy is None else alpha * share(strategy)


@pytest.fixture
def gate(request: pytest.FixtureRequest) -> Gate:
    """The gate of this test: its name gives the seed, its decorator the rate of false alarms."""
    alpha = alpha_of(request.node)
    if alpha is None:
        raise pytest.UsageError(f"{request.node.name} must state its alpha with @gated")
    return Gate(request.node.name, alpha)


@pytest.fixture
def sampler(strategy: Strategy) -> samplers.Sampler:
    """Where samples come from: the engine under a strategy, unless CLONAL_SAMPLER says twin."""
    wanted = getattr(samplers, os.environ.get("CLONAL_SAMPLER", "engine"))
    return functools.partial(wanted, **strategy)
