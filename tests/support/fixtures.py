"""Fixtures that the statistical tests of several folders share."""

from __future__ import annotations

import os

import pytest

from support import samplers
from support.statistics import Gate


@pytest.fixture
def gate(request: pytest.FixtureRequest) -> Gate:
    """The gate of this test: its name gives the seed, its decorator the rate of false alarms."""
    alpha = getattr(request.function, "alpha", None)
    if alpha is None:
        raise pytest.UsageError(f"{request.node.name} must state its alpha with @gated")
    return Gate(request.node.name, alpha)


@pytest.fixture
def sampler() -> samplers.Sampler:
    """Where samples come from: the engine, unless CLONAL_SAMPLER says twin."""
    wanted: samplers.Sampler = getattr(samplers, os.environ.get("CLONAL_SAMPLER", "engine"))
    return wanted
