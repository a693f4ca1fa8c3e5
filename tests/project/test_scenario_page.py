"""The page on scenarios is itself a scenario, and the list of keys is the schema's."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy.linalg import expm

import clonal
from clonal.model.telling.idle import idle
from support.samplers import engine


def blocks(repository: Path, language: str) -> list[str]:
    page = (repository / "docs" / "scenario.md").read_text().partition("\n## Recipes\n")[0]
    return re.findall(rf"^```{language}\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def recipes(repository: Path) -> dict[str, list[str]]:
    """Return the scenarios of each recipe, by its title."""
    page = (repository / "docs" / "scenario.md").read_text().partition("\n## Recipes\n")[2]
    sections = re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", page, re.M | re.S)
    toml = re.compile(r"^```toml\n(.*?)^```", re.M | re.S)
    return {title: toml.findall(text) for title, text in sections}


def near(found: np.ndarray, mean: float) -> bool:
    """Whether a mean of runs is within 6 of its standard errors: 2e-9 that it is not by chance."""
    return bool(abs(found.mean() - mean) < 6.0 * found.std() / np.sqrt(len(found)))


def test_the_blocks_of_the_page_are_one_scenario(repository: Path) -> None:
    scenario = clonal.loads("\n".join(blocks(repository, "toml")))
    run = clonal.simulate(scenario, seed=1)
    assert run.events > 1000
    assert set(run) >= {"signal_burden", "endpoint_remission", "endpoint_relapse", "clone/id"}


def test_the_example_in_python_runs(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks(repository, "python")
    exec(compile(example, "scenario.md", "exec"), {})
    printed = clonal.loads(capsys.readouterr().out)
    assert printed.clone[0].name == "HSC"


def test_the_list_of_keys_is_current(repository: Path) -> None:
    made = runpy.run_path(str(repository / "docs" / "keys.py"))["page"]()
    assert (repository / "docs" / "keys.md").read_text() == made, "run `make docs`"


def test_nothing_in_a_recipe_is_without_effect(recipes: dict[str, list[str]]) -> None:
    assert len(recipes) == 6
    for title, texts in recipes.items():
        assert [note for text in texts for note in idle(clonal.loads(text))] == [], title


def test_quiescent_cells_neither_divide_nor_die(recipes: dict[str, list[str]]) -> None:
    (text,) = recipes["A quiescent compartment"]
    cells = engine(clonal.loads(text), 2000, 1)["population"].sum(axis=(2, 4))
    flow = np.array([[0.20 - 0.15 - 0.04, 0.02], [0.04, -0.02]])
    for sample, day in enumerate((0, 20, 40, 60)):
        mean = expm(flow * day) @ [100.0, 0.0]
        for niche in (0, 1):
            assert day == 0 or near(cells[:, sample, niche], mean[niche])
    resting = clonal.with_values(clonal.loads(text), {"migration[1].rate": 0.0})
    start = clonal.with_values(resting, {"clone.LSC.initial": {"quiescent": 50}})
    assert (engine(start, 20, 1)["population"].sum(axis=(2, 3, 4)) == 50).all()


def test_a_kill_of_cycling_cells_spares_those_that_rest(recipes: dict[str, list[str]]) -> None:
    (text,) = recipes["Cells that rest, and a kill that spares them"]
    cells = engine(clonal.loads(text), 2000, 6)["population"].sum(axis=(2, 3))
    flow = np.array([[0.3 - 0.1 - 0.8 - 0.08, 0.05], [0.08, -0.1 * 0.2 - 0.05]])
    for sample, day in enumerate((0, 20, 40, 60)):
        mean = expm(flow * day) @ [200.0, 100.0]
        for phase in (0, 1):
            assert day == 0 or near(cells[:, sample, phase], mean[phase])


def test_logistic_death_is_the_logistic_process(recipes: dict[str, list[str]]) -> None:
    logistic, above = recipes["Logistic death"]
    cells = engine(clonal.loads(logistic), 4000, 2)["population"][:, -1].sum(axis=(1, 2, 3))
    # b = 0.2, d = 0.1, K = 100, 40 days from 5 cells: by the master equation, solved numerically.
    assert near(cells, 62.0983)
    assert near((cells == 0).astype(float), 0.0360041)
    assert cells.var() == pytest.approx(729.365, rel=0.15)
    cells = engine(clonal.loads(above), 400, 3)["population"][:, 1:].sum(axis=(2, 3, 4))
    # Births and deaths balance where 0.01 (n - 100) = 0.1; noise lowers the mean by less than 2.
    assert cells.mean() == pytest.approx(109.0, abs=2.0)


def test_the_kill_is_constant_and_two_thirds_where_ec50_is_half(
    recipes: dict[str, list[str]],
) -> None:
    (text,) = recipes["A constant kill while on a drug"]
    scenario = clonal.loads(text)
    for ec50, emax, kill in ((1.0, 0.2, 0.1), (0.5, 0.1, 0.1 * 2 / 3)):
        changed = clonal.with_values(
            scenario, {"drug.TKI.effect[0].ec50": ec50, "drug.TKI.effect[0].emax": emax}
        )
        cells = engine(changed, 1000, 4)["population"].sum(axis=(2, 3, 4))
        assert (cells[:, 1] == 1000).all()
        assert near(cells[:, 2], 1000.0 * np.exp(-10.0 * kill))
        assert (cells[:, 3] == cells[:, 2]).all()


def test_the_window_is_the_form_that_it_stands_for(recipes: dict[str, list[str]]) -> None:
    (text,) = recipes["An immune window"]
    p, top, y = 20.0, 100.0, 50.0
    members = engine(clonal.loads(text), 1000, 5)["pool_size"][:, -1, 0]
    assert near(members, 1000.0 * np.exp(10.0 * p * y / (top**2 + y**2)))


def test_rates_per_month_are_divided_by_the_days_of_a_month(recipes: dict[str, list[str]]) -> None:
    (text,) = recipes["Rates in months"]
    rates = re.findall(r"= ([\d.]+) +# ([\d.]+) a month", text)
    assert len(rates) == 3
    for day, month in rates:
        assert float(day) * 30.4375 == pytest.approx(float(month), rel=1e-5)
        assert f"{month} per month" in text
    clonal.loads(text)
