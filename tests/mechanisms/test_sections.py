"""Named mechanisms against the master equation of what they stand for, alone and in pairs."""

from __future__ import annotations

import pytest

from support.checks import follows_master_equation
from support.samplers import Sampler
from support.sections import SECTIONS
from support.statistics import Gate, gated


@pytest.mark.parametrize("name", list(SECTIONS))
@gated(alpha=2e-9)
def test_master_equation(gate: Gate, sampler: Sampler, name: str) -> None:
    follows_master_equation(gate, sampler, SECTIONS[name], runs=30_000)
