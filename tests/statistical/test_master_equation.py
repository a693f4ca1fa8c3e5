"""The master equation, solved numerically: the whole joint law at every sample."""

from __future__ import annotations

import pytest

from support.cases import CASES
from support.checks import follows_master_equation
from support.mechanisms import MECHANISMS
from support.samplers import Sampler
from support.statistics import Gate, gated


@pytest.mark.parametrize("name", list(CASES))
@gated(alpha=2e-9)
def test_core(gate: Gate, sampler: Sampler, name: str) -> None:
    follows_master_equation(gate, sampler, CASES[name])


@pytest.mark.parametrize("name", list(MECHANISMS))
@gated(alpha=2e-9)
def test_mechanisms(gate: Gate, sampler: Sampler, name: str) -> None:
    follows_master_equation(gate, sampler, MECHANISMS[name])
