"""The oracles themselves: closed forms against worked numbers, the twin against both, the gates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from support import laws
from support.statistics import Disagreement, Gate, binomial, outcomes, table, two_samples, z_test

FACTS: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "data" / "closed_forms.json").read_text()
)


def test_birth_death() -> None:
    facts = FACTS["birth_death"]
    alpha, beta = laws.birth_death(facts["birth"], facts["death"], facts["time"])
    assert (alpha, beta) == pytest.approx(facts["alpha_beta"], rel=1e-12)
    assert laws.family(alpha, beta, 1, 6) == pytest.approx(facts["one_cell"], rel=1e-12)
    five = laws.family(alpha, beta, 5, 31)
    assert five[[0, 30]] == pytest.approx(
        [facts["five_cells"]["p0"], facts["five_cells"]["p30"]], rel=1e-10
    )
    moments = laws.moments(facts["birth"], facts["death"], facts["time"], 5)
    assert moments == pytest.approx(facts["five_cells"]["mean_var"], rel=1e-12)


def test_immigration() -> None:
    facts = FACTS["immigration"]
    rates = facts["birth"], facts["death"], facts["inflow"]
    assert laws.immigration(*rates, facts["time"], 5) == pytest.approx(facts["law"], rel=1e-10)
    assert laws.immigration(*rates, 1e3, 5) == pytest.approx(facts["settled"], rel=1e-9)


def test_moving_rates() -> None:
    facts = FACTS["kendall"]
    sine = laws.kendall(lambda t: 0.2 + 0.1 * np.sin(2 * np.pi * t / 7.0), lambda t: 0.1, 14.0)
    assert sine == pytest.approx(facts["sine"]["xi_eta"], rel=1e-9)
    xi, eta = laws.kendall(
        lambda t: 0.2, lambda t: 0.25 if t % 7.0 < 2.0 else 0.1, 14.0, [2.0, 7.0, 9.0]
    )
    assert (xi, eta) == pytest.approx(facts["pulse"]["xi_eta"], rel=1e-9)
    assert (1.0 - xi) / (1.0 - eta) == pytest.approx(facts["pulse"]["mean"], rel=1e-9)
    assert xi**10 == pytest.approx(facts["pulse"]["p0_of_ten"], rel=1e-8)


def test_mutants() -> None:
    facts = FACTS["luria_delbrueck"]
    law = laws.mutants(
        wild=tuple(facts["wild"]),
        mutant=tuple(facts["mutant"]),
        mutation=facts["mutation"],
        founders=facts["founders"],
        time=facts["time"],
        size=512,
    )
    assert law[:5] == pytest.approx(facts["law"], rel=1e-6)


def test_resistance() -> None:
    passage = FACTS["first_passage"]
    found = laws.resistant_at_size(
        passage["size"], passage["mutation"], passage["birth"], passage["death"]
    )
    assert found == pytest.approx(passage["probability"], rel=1e-10)
    therapy = FACTS["therapy"]
    found = laws.resistance_under_therapy(
        therapy["cells"],
        therapy["mutation"],
        tuple(therapy["sensitive"]),
        tuple(therapy["resistant"]),
    )
    assert found == pytest.approx(therapy["probability"], abs=5e-5)


@pytest.mark.parametrize("schedule", ["continuous", "pulsed"])
def test_therapy_schedules(schedule: str) -> None:
    facts = FACTS["pulses"]
    kill, on, of = (facts[schedule].get(key) for key in ("kill", "on", "of"))
    found = laws.resistance_under_pulses(
        cells=facts["cells"],
        mutation=facts["mutation"],
        birth=facts["birth"],
        death=lambda t: facts["death"] + (kill if of is None or t % of < on else 0.0),
        resistant=tuple(facts["resistant"]),
        time=facts["time"],
        breaks=[] if of is None else [of * week + day for week in range(8) for day in (0, on)],
    )
    assert found == pytest.approx(facts[schedule]["probability"], rel=1e-6)


def test_two_niches() -> None:
    facts = FACTS["two_niches"]
    birth, death = np.array([0.10, 0.25]), np.array([0.08, 0.30])
    flow = np.diag(birth - death) + np.array([[-0.05, 0.02], [0.05, -0.02]])

    def noise(x: np.ndarray) -> np.ndarray:
        moved = 0.05 * x[0] + 0.02 * x[1]
        return np.diag((birth + death) * x) + moved * np.array([[1.0, -1.0], [-1.0, 1.0]])

    mean, covariance = laws.linear_moments(flow, np.array([100.0, 20.0]), 30.0, noise)
    assert mean == pytest.approx(facts["mean"], rel=1e-7)
    assert covariance == pytest.approx(np.array(facts["covariance"]), rel=1e-7)
    exchange = facts["exchange"]
    law = laws.exchange(exchange["cells"], tuple(exchange["places"]), tuple(exchange["rates"]))
    numbers = np.arange(len(law))
    average = float(law @ numbers)
    assert average == pytest.approx(exchange["mean"], rel=1e-9)
    assert float(law @ numbers**2) - average**2 == pytest.approx(exchange["variance"], rel=1e-8)


def test_clones() -> None:
    alleles = FACTS["clones"]["alleles"]
    expected = laws.allele_sizes(alleles["cells"], alleles["mutation"])
    assert expected.sum() == pytest.approx(alleles["clones"], rel=1e-10)
    for k, number in alleles["sizes"].items():
        assert expected[int(k)] == pytest.approx(number, rel=1e-9)
    facts = FACTS["clones"]["sites_with_death"]
    late = laws.site_frequencies(
        facts["birth"], facts["death"], facts["mutation"], 1, 150.0, 12
    ) / np.exp(15.0)
    for k, share in facts["shares"].items():
        assert late[int(k)] == pytest.approx(share, rel=1e-5)


def test_a_gate_takes_its_seed_from_its_name() -> None:
    assert Gate("one", 1e-9).seed() == Gate("one", 1e-3).seed() != Gate("two", 1e-9).seed()
    assert Gate("one", 1e-9).seed("a") != Gate("one", 1e-9).seed("b")


def test_a_gate_divides_alpha_between_its_comparisons() -> None:
    gate = Gate("shared", 1e-3)
    for number in range(20):
        gate.note(f"comparison {number}", 1e-4)
    gate.verdict()
    gate.note("worse", 4e-5)
    with pytest.raises(Disagreement, match="worse"):
        gate.verdict()


def test_a_gate_that_compared_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="compared nothing"):
        Gate("idle", 1e-9).verdict()


@pytest.mark.parametrize("size", [200, 1_000])
def test_p_values_of_right_samples_are_not_too_small(size: int) -> None:
    """No p-value is below x more often than x, at the level that 1,000 samples can tell."""
    rng = np.random.default_rng(20_260_101)
    law = dict(enumerate(laws.family(0.3, 0.7, 2, 60)))
    numbers = rng.choice(60, p=np.array(list(law.values())) / sum(law.values()), size=(1000, size))
    found = {
        "table": [table(outcomes(row), law) for row in numbers],
        "mean": [z_test(row, float(np.dot(list(law), list(law.values())))) for row in numbers],
        "count": [binomial(int((row == 0).sum()), size, law[0]) for row in numbers],
        "same": [
            two_samples(outcomes(one), outcomes(other))
            for one, other in zip(numbers[::2], numbers[1::2], strict=True)
        ],
    }
    for kind, values in found.items():
        for level in (0.1, 0.01):
            share = float(np.mean(np.array(values) < level))
            allowed = level + 4.0 * (level / len(values)) ** 0.5
            assert share <= allowed, (kind, level, share)


def test_gates_see_what_is_wrong() -> None:
    rng = np.random.default_rng(1)
    law = dict(enumerate(laws.family(0.3, 0.7, 1, 60)))
    wrong = rng.geometric(0.33, size=50_000) * (rng.random(50_000) > 0.3)
    assert table(outcomes(wrong), law) < 1e-12
    assert table({0: 5, -1: 1}, {0: 1.0}) == 0.0
    assert binomial(5_300, 10_000, 0.5) < 1e-8
    assert z_test(rng.normal(0.1, 1.0, 10_000), 0.0) < 1e-12
    assert z_test(np.full(10, 3.0), 3.0) == 1.0
    assert z_test(np.full(10, 3.0), 2.0) == 0.0
    right = rng.geometric(0.3, size=50_000)
    assert two_samples(outcomes(right), outcomes(wrong)) < 1e-12
