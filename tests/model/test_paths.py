"""Values set by path, as ``--set`` does it."""

from __future__ import annotations

from typing import Any

import pytest

from clonal.errors import ScenarioError
from clonal.model import load, loads, with_values
from clonal.model.paths import _steps

from .editing import WHOLE

SCENARIO = loads(WHOLE)


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("time.end", "61", lambda s: s.time.end == 61),
        ("title", '"x y"', lambda s: s.title == "x y"),
        ("title", "word", lambda s: s.title == "word"),
        ("clone[0].birth", "0.3", lambda s: s.clone[0].birth == 0.3),
        ("clone[0].birth", 0.3, lambda s: s.clone[0].birth == 0.3),
        ("clone.HSC.birth", "1e-3", lambda s: s.clone[0].birth == 1e-3),
        ("clone.FLT3+.death", "0.5", lambda s: s.clone[2].death == 0.5),
        ("clone.HSC.death", "0.5", lambda s: s.clone[0].death == 0.5),
        ("clone.HSC.initial.blood", "7", lambda s: s.clone[0].initial["blood"] == 7),
        ("clone.HSC.traits.integrin", "7", lambda s: s.clone[0].traits == {"integrin": 7}),
        ("clone.LSC.division.stem", "0.9", lambda s: s.clone[1].division["stem"] == 0.9),
        ("drug.cytarabine.doses[1].amount", "5", lambda s: s.drug[0].doses[1].amount == 5),
        ("drug.cytarabine.constant.value", "5", lambda s: s.drug[0].constant[0].value == 5),
        ("drug.cytarabine.constant[0].value", "5", lambda s: s.drug[0].constant[0].value == 5),
        ("drug.mobiliser.constant", "{ value = 2 }", lambda s: len(s.drug[1].constant) == 1),
        ("drug[0].effect[1].emax", "0.1", lambda s: s.drug[0].effect[1].emax == 0.1),
        ("mutation.driver.from.lineage", "normal", lambda s: s.mutation[1].from_.lineage),
        ("mutation.FLT3.to", "HSC", lambda s: s.mutation[0].to == "HSC"),
        ("endpoint.remission.stop", "false", lambda s: s.endpoint[1].stop is False),
        ("record.signals", '["hif"]', lambda s: s.record.signals == ("hif",)),
        ("pool.msc.convert.rate", "0.5", lambda s: s.pool[0].convert[0].rate == 0.5),
    ],
)
def test_value_is_set(path: str, value: Any, read: Any) -> None:
    changed = with_values(SCENARIO, {path: value})
    assert read(changed)
    assert changed != SCENARIO


def test_nothing_set_changes_nothing() -> None:
    assert with_values(SCENARIO, {}) == SCENARIO


def test_a_table_that_is_not_stated_can_be_set() -> None:
    assert with_values(load("pulsed-therapy"), {"record.clones": "true"}).record.clones


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("", "1", "is no path"),
        (".clone", "1", "is no path"),
        ("clone..birth", "1", "is no path"),
        ("clone[0]birth", "1", "is no path"),
        ("clone[-1].birth", "1", "is no path"),
        ("clone[0.birth", "1", "is no path"),
        ("[0].birth", "1", "is no path"),
        ("clone[7].birth", "1", "there are 3, counted from 0"),
        ("clone.LCS.birth", "1", 'did you mean "LSC"?'),
        ("clones.LSC.birth", "1", 'did you mean "clone"?'),
        ("clone.LSC.brith", "1", 'did you mean "birth"?'),
        ("clone.HSC.birth.stem", "1", "is a value"),
        ("clone.HSC.birth.stem.x", "1", "is a value"),
        ("drug.cytarabine.constant[1].value", "1", "one table stands there"),
        ("time", "1", "must be a table"),
        ("time.end", "x", "must be a number"),
        ("time.end", "", "is no value"),
        ("time.end", "a b", "is no value"),
        ("time.end", "1\nx = 2", "is no value"),
        ("time.end", "[1,", "is no value"),
        ("time.every", "1", "cannot stand beside every"),
        ("clone.HSC.name", "LSC", "is the name of clone[0] already"),
        ("arm.a.set", "1", "is not available in this version"),
    ],
)
def test_path_or_value_that_cannot_be(path: str, value: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_values(SCENARIO, {path: value})
    assert words in str(caught.value)


def test_sections_that_are_not_there() -> None:
    with pytest.raises(ScenarioError, match=r"has no \[\[drug\]\]"):
        with_values(load("two-niches"), {"drug.imatinib.half_life": "1"})


def test_all_wrong_paths_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        with_values(SCENARIO, {"clone[9].birth": "1", "time..end": "1", "time.end": "5"})
    assert [problem.path for problem in caught.value.problems] == ["clone[9].birth", "time..end"]


def test_steps() -> None:
    assert _steps("clone[1].birth") == ["clone", 1, "birth"]
    assert _steps("clone.T315I.birth") == ["clone", "T315I", "birth"]
    assert _steps("clone.12+.birth") == ["clone", "12+", "birth"]
