"""Mistakes on the command line: exit status 2, one message that names the place, nothing written.

The kinds of mistake in scenario files are in tests/model; some go through the command line here.
"""

from __future__ import annotations

import os
from pathlib import Path

import h5py
import pytest

HUGE = "9" * 5000

#: Arguments that are wrong, and what the message must name.
ARGUMENTS: dict[str, tuple[str, str]] = {
    "nothing at all": ("", "COMMAND"),
    "unknown command": ("walk", "walk"),
    "unknown option": ("scenarios --fast", "--fast"),
    "abbreviated command": ("scen", "scen"),
    "run without anything": ("run", "SCENARIO"),
    "run without runs": ("run {s} --seed 1 --out x.h5", "--runs"),
    "run without a seed": ("run {s} --runs 1 --out x.h5", "--seed"),
    "run without a file": ("run {s} --runs 1 --seed 1", "--out"),
    "run with two scenarios": ("run {s} {s} --runs 1 --seed 1 --out x.h5", "unrecognized"),
    "run with an unknown option": ("run {s} --runs 1 --seed 1 --out x.h5 --fast", "--fast"),
    "run with an abbreviated option": ("run {s} --run 1 --seed 1 --out x.h5", "--runs"),
    "no runs": ("run {s} --runs 0 --seed 1 --out x.h5", "runs: must be at least 1"),
    "negative runs": ("run {s} --runs -5 --seed 1 --out x.h5", "runs: must be at least 1"),
    "half a run": ("run {s} --runs 1.5 --seed 1 --out x.h5", "'1.5' is not a whole number"),
    "runs in floating point": ("run {s} --runs 1e3 --seed 1 --out x.h5", "'1e3'"),
    "runs in words": ("run {s} --runs many --seed 1 --out x.h5", "'many'"),
    "runs without end": ("run {s} --runs inf --seed 1 --out x.h5", "'inf'"),
    "runs that are no number": ("run {s} --runs nan --seed 1 --out x.h5", "'nan'"),
    "runs in hexadecimal": ("run {s} --runs 0x10 --seed 1 --out x.h5", "'0x10'"),
    "runs in other digits": ("run {s} --runs ٣ --seed 1 --out x.h5", "'٣'"),
    "runs with underscores": ("run {s} --runs 1_000 --seed 1 --out x.h5", "'1_000'"),
    "too many runs": ("run {s} --runs 99999999999999999999 --seed 1 --out x.h5", "runs: must be"),
    "far too many runs": (f"run {{s}} --runs {HUGE} --seed 1 --out x.h5", "too long"),
    "runs without a number": ("run {s} --seed 1 --out x.h5 --runs", "--runs"),
    "a negative seed": ("run {s} --runs 1 --seed -1 --out x.h5", "seed: must be at least 0"),
    "half a seed": ("run {s} --runs 1 --seed 0.5 --out x.h5", "'0.5'"),
    "a seed in words": ("run {s} --runs 1 --seed lucky --out x.h5", "'lucky'"),
    "a seed too long": (f"run {{s}} --runs 1 --seed {HUGE} --out x.h5", "too long"),
    "negative workers": ("run {s} --runs 1 --seed 1 --out x.h5 --workers -2", "workers: must be"),
    "workers in words": ("run {s} --runs 1 --seed 1 --out x.h5 --workers all", "'all'"),
    "too many workers": ("run {s} --runs 1 --seed 1 --out x.h5 --workers 100000", "workers: must"),
    "the hybrid method": ("run {s} --runs 1 --seed 1 --out x.h5 --method hybrid", "hybrid"),
    "an unknown method": ("run {s} --runs 1 --seed 1 --out x.h5 --method fast", "fast"),
    "no scenario of that name": ("run nothing --runs 1 --seed 1 --out x.h5", "nothing"),
    "almost a scenario": ("run luria-delbrück --runs 1 --seed 1 --out x.h5", "luria-delbrück"),
    "a folder as scenario": ("run .. --runs 1 --seed 1 --out x.h5", ".."),
    "a name of nothing": ("run EMPTY --runs 1 --seed 1 --out x.h5", "SCENARIO"),
    "a binary scenario": ("run ../noise.toml --runs 1 --seed 1 --out x.h5", "noise.toml"),
    "a scenario that is no TOML": ("run ../broken.toml --runs 1 --seed 1 --out x.h5", "broken"),
    "an empty scenario": ("run ../empty.toml --runs 1 --seed 1 --out x.h5", "clone"),
    "a scenario with an unknown key": ("run ../unknown.toml --runs 1 --seed 1 --out x.h5", "brith"),
    "a scenario with a negative rate": ("check ../negative.toml", "clone[0].birth"),
    "a file in no folder": ("run {s} --runs 1 --seed 1 --out no/x.h5", "does not exist"),
    "a folder as file": ("run {s} --runs 1 --seed 1 --out ..", "is a folder"),
    "a device as file": ("run {s} --runs 1 --seed 1 --out /dev/null", "not a regular file"),
    "a file inside a file": ("run {s} --runs 1 --seed 1 --out ../scenario.toml/x.h5", "not exist"),
    "a file without a name": ("run {s} --runs 1 --seed 1 --out EMPTY", "--out"),
    "a name too long": (f"run {{s}} --runs 1 --seed 1 --out {'x' * 300}", "too long"),
    "a scenario overwritten": ("run {s} --runs 1 --seed 1 --out {s}", "not an HDF5 file"),
    "a file that is not ours": ("run {s} --runs 1 --seed 1 --out ../other.h5", "not a clonal"),
    "another seed": ("run {s} --runs 9 --seed 2 --out ../mine.h5", "seed"),
    "another scenario": ("run two-niches --runs 9 --seed 1 --out ../mine.h5", "another scenario"),
    "another value": (
        "run {s} --runs 9 --seed 1 --out ../mine.h5 --set clone.LSC.birth=1",
        "another scenario",
    ),
    "a smaller number, another seed": ("run {s} --runs 1 --seed 2 --out ../mine.h5", "seed"),
    "a file cut short": ("run {s} --runs 9 --seed 1 --out ../short.h5", "damaged"),
    "set without a value": ("check {s} --set clone.LSC.birth", "PATH=VALUE"),
    "set without a path": ("check {s} --set =3", "PATH=VALUE"),
    "set without anything": ("check {s} --set", "--set"),
    "set an unknown clone": ("check {s} --set clone.HSC.birth=1", "HSC"),
    "set an unknown key": ("check {s} --set clone.LSC.brith=1", "brith"),
    "set an unknown table": ("check {s} --set klone.LSC.birth=1", "klone"),
    "set beyond the list": ("check {s} --set clone[7].birth=1", "clone[7]"),
    "set a negative place": ("check {s} --set clone[-1].birth=1", "clone[-1]"),
    "set an open bracket": ("check {s} --set clone[0.birth=1", "clone[0.birth"),
    "set to a negative rate": ("check {s} --set clone.LSC.birth=-1", "birth"),
    "set to a word": ("check {s} --set clone.LSC.birth=fast", "birth"),
    "set to a table": ("check {s} --set time={end=1}{", "time"),
    "set a place in what is no list": ("check {s} --set clone[0][0].birth=1", "no list"),
    "set one place twice": (
        "check {s} --set clone[0].birth=1 --set clone.LSC.birth=2",
        "is the place of clone[0].birth",
    ),
    "set a truth to yes": ("check {s} --set endpoint.relapse.stop=yes", "true or false"),
    "set a text to a number": ("check {s} --set title=3", "must be a text in quotes, not 3"),
    "set to a list cut short": ("check {s} --set time.at=[1,", "must be a list"),
    "values without a file": ("check {s} --values", "--values"),
    "a scenario behind its values": ("check --values ../values.toml {s}", "before --values"),
    "values of nothing": ("check {s} --values nothing.toml", "nothing.toml"),
    "values that are a scenario": ("check {s} --values {s}", "cannot be a heading"),
    "values that are no TOML": ("check {s} --values ../broken.toml", "broken.toml"),
    "values that are bytes": ("check {s} --values ../noise.toml", "noise.toml"),
    "values that lead nowhere": ("check {s} --values ../values.toml", "values.toml: 1 problem"),
    "set to nothing": ("check {s} --set clone.LSC.birth=", "birth"),
    "set to infinity": ("check {s} --set time.end=inf", "end"),
    "set twice": ("check {s} --set time.end=1 --set time.end=2", "time.end"),
    "set and break another part": ("check {s} --set clone.LSC.name=other.one", "name"),
    "check without a scenario": ("check", "SCENARIO"),
    "check nothing": ("check nothing.toml", "nothing.toml"),
    "check an ensemble": ("check ../mine.h5", "mine.h5"),
    "check with runs": ("check {s} --runs 3", "--runs"),
    "info without a file": ("info", "FILE"),
    "info of nothing": ("info nothing.h5", "nothing.h5"),
    "info of a folder": ("info ..", ".."),
    "info of a scenario": ("info {s}", "not an HDF5 file"),
    "info of another file": ("info ../other.h5", "not a clonal ensemble"),
    "info of a file cut short": ("info ../short.h5", "damaged"),
    "info of an empty file": ("info ../empty.toml", "not an HDF5 file"),
    "info of two files": ("info ../mine.h5 ../mine.h5", "unrecognized"),
    "info without a name": ("info EMPTY", "FILE"),
    "no such built-in": ("scenarios nothing", "nothing"),
    "a path for a built-in": ("scenarios {s}", "scenario.toml"),
    "a built-in without a name": ("scenarios EMPTY", "clonal"),
    "two built-ins": ("scenarios two-niches cml-imatinib", "unrecognized"),
    "plot without a file": ("plot", "FILE"),
    "plot nothing": ("plot nothing.h5", "nothing.h5"),
    "plot a scenario": ("plot {s}", "not an HDF5 file"),
    "plot as something else": ("plot ../mine.h5 --out x.xls", ".xls"),
    "plot without an ending": ("plot ../mine.h5 --out x", ".png"),
    "plot into no folder": ("plot ../mine.h5 --out no/x.png", "no folder"),
    "plot a run that is not there": ("plot ../mine.h5 --run 99 --out x.png", "99"),
    "plot a negative run": ("plot ../mine.h5 --run -1 --out x.png", "-1"),
    "plot a run in words": ("plot ../mine.h5 --run first --out x.png", "'first'"),
    "plot clones without tables": ("plot ../mine.h5 --run 0 --out x.png", "not recorded"),
}


@pytest.fixture
def files(clonal, folder: Path) -> Path:
    """Return the folder above, with files to make mistakes with."""
    above = folder.parent
    text = (above / "scenario.toml").read_text()
    (above / "noise.toml").write_bytes(bytes(range(256)))
    (above / "broken.toml").write_text("[time\nend = 1")
    (above / "empty.toml").write_text("")
    (above / "unknown.toml").write_text(text.replace("birth", "brith"))
    (above / "negative.toml").write_text(text.replace("0.6", "-0.6"))
    (above / "values.toml").write_text("clone.HSC.birth = 1")
    with h5py.File(above / "other.h5", "w") as file:
        file["x"] = 1
    assert (
        clonal(
            "run", above / "scenario.toml", "--runs", 2, "--seed", 1, "--out", above / "mine.h5"
        ).status
        == 0
    )
    whole = (above / "mine.h5").read_bytes()
    (above / "short.h5").write_bytes(whole[: len(whole) // 2])
    return above


def everything(above: Path) -> dict[str, bytes]:
    found = {}
    for path in above.rglob("*"):
        found[os.path.relpath(path, above)] = path.read_bytes() if path.is_file() else b"folder"
    return found


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_mistake(clonal, files: Path, kind: str) -> None:
    words, named = ARGUMENTS[kind]
    before = everything(files)
    arguments = [word.replace("{s}", "../scenario.toml") for word in words.split()]
    done = clonal(*("" if word == "EMPTY" else word for word in arguments))
    assert done.status == 2, done
    assert done.out == ""
    assert named in done.err
    assert "Traceback" not in done.err
    assert done.err.endswith("\n")
    assert everything(files) == before


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("clone.LSC.birth=-1", "clone[0].birth: "),
        ("clone.HSC.birth=1", "clone.HSC.birth: "),
        ("signal=3", "signal: "),
    ],
)
def test_a_problem_of_set_names_the_file(clonal, files: Path, value: str, problem: str) -> None:
    for words in (("check",), ("run", "--runs", 1, "--seed", 1, "--out", "x.h5")):
        done = clonal(*words, "../scenario.toml", "--set", value)
        assert done.status == 2
        assert done.err.startswith("clonal: ../scenario.toml (with --set): ")
        assert f"\n  {problem}" in done.err


def test_all_problems_of_a_scenario_are_told(clonal, files: Path) -> None:
    text = (files / "scenario.toml").read_text()
    wrong = (
        text.replace("0.6", "-0.6").replace("0.3", "nan").replace('"burden"\nabove', '"x"\nabove')
    )
    (files / "wrong.toml").write_text(wrong)
    done = clonal("check", "../wrong.toml")
    assert done.status == 2
    for place in ("../wrong.toml", "clone[0].birth", "clone[0].death", "endpoint[0].signal"):
        assert place in done.err


def test_a_shard_of_another_seed(clonal, files: Path) -> None:
    parts = files / "new.h5.parts"
    parts.mkdir()
    (files / "mine.h5").rename(parts / "runs-000000000000-2-00000000.h5")
    before = everything(files)
    done = clonal("run", "../scenario.toml", "--runs", 2, "--seed", 2, "--out", "../new.h5")
    assert done.status == 2
    assert "seed" in done.err
    assert everything(files) == before


def test_a_run_that_cannot_go_on(clonal, files: Path) -> None:
    text = (files / "scenario.toml").read_text()
    text = text.replace("capacity = 30\n", "").replace(
        "initial = { marrow = 5 }",
        f"initial = {{ marrow = {2**62} }}\nimmigration = {{ marrow = 1e300 }}",
    )
    (files / "explosive.toml").write_text(text)
    done = clonal("run", "../explosive.toml", "--runs", 1, "--seed", 1, "--out", "x.h5")
    assert done.status == 2
    assert "Traceback" not in done.err
    assert "LSC" in done.err
    assert os.listdir(files / "work") == []
