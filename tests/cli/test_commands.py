"""What each command does when nothing is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import clonal as package

RUN = ("run", "../scenario.toml", "--seed", 4, "--out", "some.h5", "--workers", 1)


def test_run_extend_and_nothing_to_do(clonal, folder: Path) -> None:
    assert clonal(*RUN, "--runs", 3) == (0, "some.h5: 3 runs\n", "")
    assert os.listdir(folder) == ["some.h5"]
    assert clonal(*RUN, "--runs", 5) == (0, "some.h5: 5 runs\n", "")
    before = (folder / "some.h5").read_bytes()
    assert clonal(*RUN, "--runs", 5) == (0, "some.h5: 5 runs\n", "")
    assert clonal(*RUN, "--runs", 1) == (0, "some.h5: 5 runs, as there were\n", "")
    assert (folder / "some.h5").read_bytes() == before
    assert os.listdir(folder) == ["some.h5"]


def test_values_may_be_set(clonal, folder: Path) -> None:
    done = clonal(*RUN, "--runs", 2, "--set", "clone.LSC.birth=0", "--set", "clone[0].death = 0")
    assert done.status == 0
    with package.open("some.h5") as ensemble:
        assert ensemble["events"][:].tolist() == [0, 0]
        assert ensemble.scenario.clone[0].death == 0
    assert clonal(*RUN, "--runs", 2).status == 2


def test_files_of_values_in_layers(clonal, folder: Path) -> None:
    (folder / "low.toml").write_text('title = "Low"\nclone.LSC.birth = 0.1\ntime.end = 2.0')
    (folder / "high.toml").write_text('"clone[0].birth" = 0.9\nclone.LSC.death = 0.2')
    values = ("--values", "low.toml", "high.toml", "--set", "clone.LSC.death=0")
    assert clonal(*RUN, "--runs", 2, *values).status == 0
    with package.open("some.h5") as ensemble:
        scenario = ensemble.scenario
    assert (scenario.title, scenario.time.end) == ("Low", 2.0)
    assert (scenario.clone[0].birth, scenario.clone[0].death) == (0.9, 0.0)
    one_by_one = ("--values", "high.toml", "--values", "low.toml")
    assert "divides: 0.1" in clonal("check", "../scenario.toml", *one_by_one).out


def test_what_is_no_toml_is_text(clonal, folder: Path) -> None:
    done = clonal("check", "../scenario.toml", "--set", "title=Patient 3 #a")
    assert done.out.startswith("Patient 3 #a\n")
    assert clonal("check", "../scenario.toml", "--set", 'title="3"').out.startswith("3\n")


def test_a_builtin_by_its_name(clonal, folder: Path) -> None:
    done = clonal("run", "luria-delbruck", "--runs", 1, "--seed", 0, "--out", "x.h5")
    assert done == (0, "x.h5: 1 run\n", "")


def test_a_file_that_is_called_like_a_builtin(clonal, folder: Path) -> None:
    (folder / "luria-delbruck").write_text((folder.parent / "scenario.toml").read_text())
    assert clonal("check", "luria-delbruck").out.startswith("Small")


def test_info(clonal, folder: Path) -> None:
    clonal(*RUN, "--runs", 30)
    done = clonal("info", "some.h5")
    assert done.status == 0
    assert done.err == ""
    for part in ("30 runs", "Small", "seed        4", "exact", "leukemic", "marrow", "stem"):
        assert part in done.out
    assert "relapse: reached in" in done.out
    assert len(done.out.splitlines()) < 20


def test_info_of_what_is_not_finished(clonal, folder: Path) -> None:
    clonal(*RUN, "--runs", 3)
    parts = folder / "some.h5.parts"
    parts.mkdir()
    (folder / "some.h5").rename(parts / "runs-000000000000-3-00000000.h5")
    for name in ("some.h5", "some.h5.parts"):
        done = clonal("info", name)
        assert done.status == 0
        assert "not finished" in done.out
        assert "3 runs beside it in 1 part" in done.out
        assert "seed        4" in done.out


def test_info_of_what_has_only_begun(clonal, folder: Path) -> None:
    (folder / "some.h5.parts").mkdir()
    assert clonal("info", "some.h5") == (0, "some.h5: begun, and nothing finished yet\n", "")


def test_check(clonal, folder: Path) -> None:
    done = clonal("check", "../scenario.toml")
    assert done.status == 0
    assert done.err == ""
    for part in ("LSC", "marrow", "relapse", "0.6"):
        assert part in done.out
    assert "0.25" in clonal("check", "../scenario.toml", "--set", "clone.LSC.birth=0.25").out
    assert os.listdir(folder) == []


def test_scenarios(clonal) -> None:
    done = clonal("scenarios")
    assert done.status == 0
    names = [line.split()[0] for line in done.out.splitlines()]
    assert names == list(package.builtin_names())
    for name in names:
        text = clonal("scenarios", name)
        assert text.status == 0
        assert package.loads(text.out) == package.load(name)


def test_plot(clonal, folder: Path) -> None:
    clonal(*RUN, "--runs", 3)
    assert clonal("plot", "some.h5") == (0, "some.png\n", "")
    assert clonal("plot", "some.h5", "--out", "other.svg") == (0, "other.svg\n", "")
    assert sorted(os.listdir(folder)) == ["other.svg", "some.h5", "some.png"]
    assert (folder / "some.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    root = ElementTree.parse(folder / "other.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_version_and_help(clonal) -> None:
    assert clonal("--version") == (0, f"clonal {package.__version__}\n", "")
    for words in ((), ("run",), ("info",), ("check",), ("scenarios",), ("plot",)):
        done = clonal(*words, "--help")
        assert done.status == 0
        assert "usage: clonal" in done.out


def module(*words: str, **more: object) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen([sys.executable, "-m", "clonal", *words], env=env, **more)


def test_as_a_module() -> None:
    process = module("scenarios", stdout=subprocess.PIPE)
    assert b"luria-delbruck" in process.communicate()[0]
    assert process.returncode == 0
