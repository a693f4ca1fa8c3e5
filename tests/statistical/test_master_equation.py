"""The master equation, solved numerically: the whole joint law at every sample."""

from __future__ import annotations

import pytest

from support.cases import CASES
from support.checks import follows_master_equation
from support.mechanisms import MECHANISMS
from support.samplers import TWIN_SHARE, Sampler, twin
from support.statistics import Gate, gated


@pytest.mark.parametrize("name", list(CASES))
@gated(alpha=2e-9)
def test_core(gate: Gate, sampler: Sampler, name: str) -> None:
    follows_master_equation(gate, sampler, CASES[name])


@pytest.mark.parametrize("name", list(MECHANISMS))
@gated(alpha=2e-9)
def test_mechanisms(gate: Gate, sampler: Sampler, name: str) -> None:
    follows_master_equation(gate, sampler, MECHANISMS[name])


@gated(alpha=1e-9)
def test_the_twin_itself(gate: Gate) -> None:
    follows_master_equation(gate, twin, CASES["crowding-migration-mutation"], 150 * TWIN_SHARE)


@pytest.mark.battery
@pytest.mark.parametrize("name", [*CASES, *MECHANISMS])
@gated(alpha=1e-9)
def test_the_twin_everywhere(gate: Gate, name: str) -> None:
    follows_master_equation(gate, twin, (CASES | MECHANISMS)[name], 500 * TWIN_SHARE)


@pytest.mark.battery
@pytest.mark.parametrize("name", [*CASES, *MECHANISMS])
@gated(alpha=1e-9)
def test_many_runs(gate: Gate, sampler: Sampler, name: str) -> None:
    follows_master_equation(gate, sampler, (CASES | MECHANISMS)[name], 1_000_000)
