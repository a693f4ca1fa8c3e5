"""Title, sources and the like change no run: the file goes on and keeps its own."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

import clonal
from clonal.cli import main


@pytest.fixture
def retold(scenario: clonal.Scenario) -> clonal.Scenario:
    text = scenario.to_toml()
    text = text.replace('title = "Small"', 'title = "Large"\nsources = { title = "Foo 2009" }')
    return clonal.loads(text)


def same_runs(path: Path, scenario: clonal.Scenario, runs: int) -> None:
    whole = path.with_name("whole.h5")
    with (
        clonal.open(path) as found,
        clonal.run(scenario, whole, runs=runs, seed=1, workers=1) as expected,
    ):
        assert found.scenario == scenario
        for name in expected:
            np.testing.assert_array_equal(found[name][...], expected[name][...])
    whole.unlink()


def test_a_finished_file_goes_on(
    scenario: clonal.Scenario, retold: clonal.Scenario, tmp_path: Path
) -> None:
    path = tmp_path / "some.h5"
    clonal.run(scenario, path, runs=5, seed=1).close()
    before = path.read_bytes()
    with clonal.run(retold, path, runs=5, seed=1) as ensemble:
        assert ensemble.scenario == scenario
    assert path.read_bytes() == before
    clonal.run(retold, path, runs=9, seed=1).close()
    same_runs(path, scenario, 9)


def test_parts_go_on(scenario: clonal.Scenario, retold: clonal.Scenario, tmp_path: Path) -> None:
    path = tmp_path / "some.h5"
    clonal.run(scenario, path, runs=5, seed=1).close()
    parts = tmp_path / "some.h5.parts"
    parts.mkdir()
    path.rename(parts / "runs-000000000000-5-00000000.h5")
    clonal.run(retold, path, runs=9, seed=1).close()
    same_runs(path, scenario, 9)
    assert os.listdir(tmp_path) == ["some.h5"]


def test_anything_else_is_another_scenario(
    scenario: clonal.Scenario, retold: clonal.Scenario, tmp_path: Path
) -> None:
    path = tmp_path / "some.h5"
    clonal.run(scenario, path, runs=5, seed=1).close()
    other = clonal.loads(retold.to_toml().replace("rate = 0.2", "rate = 0.3"))
    with pytest.raises(clonal.StoreError, match=r"another scenario.*rate = 0\.2.*rate = 0\.3"):
        clonal.run(other, path, runs=5, seed=1)


def test_the_command_says_so(
    scenario: clonal.Scenario,
    retold: clonal.Scenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, what in (("one", scenario), ("two", retold)):
        Path(f"{name}.toml").write_text(what.to_toml())
    words = ["--runs", "3", "--seed", "1", "--out", "some.h5"]
    assert main(["run", "one.toml", *words]) == 0
    assert capsys.readouterr() == ("some.h5: 3 runs\n", "")
    assert main(["run", "two.toml", *words]) == 0
    told = "clonal: some.h5 keeps its own title, sources: they change no run\n"
    assert capsys.readouterr() == ("some.h5: 3 runs\n", told)
    assert main(["info", "some.h5"]) == 0
    assert "Small" in capsys.readouterr().out
