"""Values set by path, as ``--set``, ``--values`` and ``with_values`` do it."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clonal
from clonal.errors import ScenarioError
from clonal.model import Constant, Scenario, describe, load, loads, with_values
from clonal.model.grammar.places import path_of, steps_of
from clonal.model.grammar.tables import tables_of
from clonal.model.reading.values import value_of

from .editing import WHOLE

SCENARIO = loads(WHOLE)


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("time.end", 61, lambda s: s.time.end == 61),
        ("title", "Patient 3", lambda s: s.title == "Patient 3"),
        ("title", '"x y"', lambda s: s.title == '"x y"'),
        ("title", "12", lambda s: s.title == "12"),
        ("title", "", lambda s: s.title == ""),
        ("clone[0].birth", 0.3, lambda s: s.clone[0].birth == 0.3),
        ("clone.HSC.birth", 1e-3, lambda s: s.clone[0].birth == 1e-3),
        ("clone.FLT3+.death", 0.5, lambda s: s.clone[2].death == 0.5),
        ("clone.HSC.death", 0.5, lambda s: s.clone[0].death == 0.5),
        ("clone.HSC.initial.blood", 7, lambda s: s.clone[0].initial["blood"] == 7),
        ("clone.HSC.traits.integrin", 7, lambda s: s.clone[0].traits == {"integrin": 7}),
        ("clone.LSC.division.stem", 0.9, lambda s: s.clone[1].division["stem"] == 0.9),
        ("drug.cytarabine.doses[1].amount", 5, lambda s: s.drug[0].doses[1].amount == 5),
        ("drug.cytarabine.constant.value", 5, lambda s: s.drug[0].constant[0].value == 5),
        ("drug.cytarabine.constant[0].value", 5, lambda s: s.drug[0].constant[0].value == 5),
        ("drug.mobiliser.constant", {"value": 2}, lambda s: len(s.drug[1].constant) == 1),
        ("drug[0].effect[1].emax", 0.1, lambda s: s.drug[0].effect[1].emax == 0.1),
        ("mutation.driver.from.lineage", "normal", lambda s: s.mutation[1].from_.lineage),
        ("mutation.FLT3.to", "HSC", lambda s: s.mutation[0].to == "HSC"),
        ("endpoint.remission.stop", False, lambda s: s.endpoint[1].stop is False),
        ("record.signals", ["hif"], lambda s: s.record.signals == ("hif",)),
        ("pool.msc.convert.rate", 0.5, lambda s: s.pool[0].convert[0].rate == 0.5),
        ("drug.mobiliser.constant", Constant(value=2.0), lambda s: len(s.drug[1].constant) == 1),
        ("drug.mobiliser.constant[1].value", 5, lambda s: s.drug[1].constant[1].value == 5),
        ("niche.vascular.daughters", None, lambda s: s.niche[1].daughters is None),
        ("time.at", np.array([0.0, 5.0]), lambda s: s.time.at == (0.0, 5.0)),
        (
            'clone.HSC.sources."birth, \\"b\\""',
            "x",
            lambda s: s.clone[0].sources == {'birth, "b"': "x"},
        ),
        ("migration.rate", 0.5, lambda s: s.migration[0].rate == 0.5),
        ("migration[0].rate", 0.5, lambda s: s.migration[0].rate == 0.5),
    ],
)
def test_value_is_set(path: str, value: Any, read: Any) -> None:
    changed = with_values(SCENARIO, {path: value})
    assert read(changed)
    assert changed != SCENARIO


def test_nothing_set_changes_nothing() -> None:
    assert with_values(SCENARIO, {}) == SCENARIO


def test_a_table_that_is_not_stated_can_be_set() -> None:
    assert with_values(load("pulsed-therapy"), {"record.clones": True}).record.clones


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("", 1, "is no path"),
        (".clone", 1, "is no path"),
        ("clone.", 1, "is no path"),
        ("clone..birth", 1, "is no path"),
        ("clone[0]birth", 1, "is no path"),
        ("clone[-1].birth", 1, "is no path"),
        ("clone[0.birth", 1, "is no path"),
        ("clone.[0].birth", 1, "is no path"),
        ("clone[].birth", 1, "is no path"),
        ("clone[LSC].birth", 1, "is no path"),
        ("clone[ 0 ].birth", 1, "is no path"),
        ("clone[00].birth", 1, "is no path"),
        ("clone[\u0660].birth", 1, "is no path"),
        ("clone[1.0].birth", 1, "is no path"),
        (f"clone[{'9' * 5000}].birth", 1, "is no path"),
        ("clone[0] .birth", 1, "is no path"),
        (" time.end", 1, "is no path"),
        ("time.end\n", 1, "is no path"),
        ('clone."LSC.birth', 1, "is no path"),
        ('clone."LSC"birth', 1, "is no path"),
        ("[0].birth", 1, "is no path"),
        (5, 1, "is no path"),
        (None, 1, "is no path"),
        ("clone[0][0].birth", 1, "no list stands at clone[0]"),
        ("clone.LSC[0].birth", 1, "no list stands at clone[1]"),
        ("clone[0].birth[0]", 1, "clone[0].birth is a value"),
        ("time[0].end", 1, "no list stands at time"),
        ("record[0].clones", True, "no list stands at record"),
        ("clone.LSC.division[0]", 1, "no list stands at clone[1].division"),
        ("drug.cytarabine.doses[0][0].amount", 1, "no list stands at drug[0].doses[0]"),
        ("drug.cytarabine.constant[0][0].value", 1, "no list stands at drug[0].constant"),
        ("drug.cytarabine.constant[1].value", 1, "no list stands at drug[0].constant"),
        ("drug.cytarabine.doses.amount", 1, "nothing there is called"),
        ("time.at[0].x", 1, "is a value"),
        ("time.at.x", 1, "nothing there is called"),
        ("clone[7].birth", 1, "there are 3, counted from 0"),
        ("clone.1.birth", 1, "write [1] for an index"),
        ("clone.LCS.birth", 1, 'did you mean "LSC"?'),
        ("clones.LSC.birth", 1, 'did you mean "clone"?'),
        ("clone.LSC.brith", 1, 'did you mean "birth"?'),
        ("migration.rat", 1, 'did you mean "rate"?'),
        ("clone.HSC.birth.stem", 1, "is a value"),
        ("clone.HSC.birth.stem.x", 1, "is a value"),
        ("time", 1, "must be a table"),
        ("time.end", "x", "must be a number"),
        ("time.end", "61", 'must be a number, not "61"'),
        ("endpoint.remission.stop", "yes", 'must be true or false, not "yes"'),
        ("endpoint.remission.stop", "true", 'must be true or false, not "true"'),
        ("title", 3, "must be a text in quotes, not 3"),
        ("time.end", None, "must be a number"),
        ("time.every", 1, "cannot stand beside every"),
        ("clone.HSC.name", "LSC", "is the name of clone[0] already"),
        ("arm.a.set", 1, "is not available in this version"),
    ],
)
def test_path_or_value_that_cannot_be(path: Any, value: Any, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_values(SCENARIO, {path: value})
    assert words in str(caught.value)


def test_sections_that_are_not_there() -> None:
    with pytest.raises(ScenarioError, match=r"has no \[\[drug\]\]"):
        with_values(load("two-niches"), {"drug.imatinib.half_life": 1})


def test_all_wrong_paths_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        with_values(SCENARIO, {"clone[9].birth": 1, "time..end": 1, "time.end": 5})
    assert [problem.path for problem in caught.value.problems] == ["clone[9].birth", "time..end"]


def test_steps() -> None:
    assert steps_of("clone[1].birth") == ("clone", 1, "birth")
    assert steps_of("clone.T315I.birth") == ("clone", "T315I", "birth")
    assert steps_of("clone.12+.birth") == ("clone", "12+", "birth")
    assert steps_of('clone."T315I"."a.b[0]"') == ("clone", "T315I", "a.b[0]")


WORDS = st.text(st.characters(codec="utf-8"))


@given(st.lists(WORDS, min_size=1), st.lists(WORDS | st.integers(0, 10**17)))
def test_a_path_of_a_message_is_read_as_its_place(first: list[str], more: list[str | int]) -> None:
    assert steps_of(path_of([*first, *more])) == (*first, *more)


@given(st.text(st.sampled_from('ab0.[]" \\\u0660'), max_size=8))
def test_no_part_of_a_path_is_passed_over(text: str) -> None:
    try:
        steps = steps_of(text)
    except ValueError:
        return
    # What was read, written again, has as many brackets and points as what was given.
    assert steps_of(path_of(steps)) == steps
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "q", text)
    assert len(steps) == 1 + bare.count(".") + bare.count("[")


def refusal(*layers: Any) -> dict[str, str]:
    with pytest.raises(ScenarioError) as caught:
        with_values(SCENARIO, *layers)
    return dict(caught.value.problems)


def test_two_values_for_one_place_are_refused() -> None:
    assert (
        "is the place of clone.HSC.birth"
        in refusal({"clone.HSC.birth": 0.1, "clone[0].birth": 0.2})["clone[0].birth"]
    )
    constant = "drug.cytarabine.constant"
    assert refusal({f"{constant}.value": 1, f"{constant}[0].value": 2})
    for first, second in (("time", "time.end"), ("time.end", "time"), ("clone", "clone[0].birth")):
        assert "inside the other" in refusal({first: {"end": 1.0}, second: 1.0})[second]
    assert with_values(SCENARIO, {"clone.HSC.birth": 0.1}, {"clone[0].birth": 0.2}) == with_values(
        SCENARIO, {"clone.HSC.birth": 0.2}
    )


def test_a_layer_reads_its_paths_in_the_scenario_before_it() -> None:
    renamed = {"endpoint.late.below": 0.3, "endpoint.late.name": "later", "niche.blood.oxygen": 9}
    both = [with_values(SCENARIO, dict(order)) for order in permutations(renamed.items())]
    assert all(one == both[0] for one in both)
    assert (both[0].endpoint[2].name, both[0].endpoint[2].below) == ("later", 0.3)
    again = with_values(SCENARIO, renamed, {"endpoint.later.below": 0.2})
    assert again.endpoint[2].below == 0.2


NAMED = loads(
    """
    time = { end = 1.0 }
    niche = [{ name = "a" }, { name = "b" }]
    clone = [{ name = "c", lineage = "normal", birth = 0.5, initial = { a = 5 } }]
    migration = [{ name = "out", from = "a", to = "b", rate = 0.1 }]
    modifier = [{ on = "death", plus = 0.1 }, { name = "rescue", on = "birth", times = 2.0 }]
    [[intervention]]
    name = "graft"
    at = 0.5
    add = { clone = "c", niche = "b", value = 5 }
    [[drug]]
    name = "d"
    constant = { value = 1.0 }
    effect = [{ name = "toxic", on = "kill", emax = 1.0, ec50 = 1.0 }]
    """
)


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("migration.out.rate", lambda s: s.migration[0].rate),
        ("migration.rate", lambda s: s.migration[0].rate),
        ("modifier.rescue.times", lambda s: s.modifier[1].times),
        ("intervention.graft.at", lambda s: s.intervention[0].at),
        ("drug.d.effect.toxic.emax", lambda s: s.drug[0].effect[0].emax),
        ("drug.d.effect.emax", lambda s: s.drug[0].effect[0].emax),
    ],
)
def test_paths_by_names_that_are_given_at_will(path: str, read: Any) -> None:
    assert read(with_values(NAMED, {path: 0.75})) == 0.75


def test_the_order_of_the_file_does_not_matter_to_a_name() -> None:
    tables = tables_of(NAMED)
    turned = Scenario(**{**tables, "modifier": tables["modifier"][::-1]})
    for scenario, index in ((NAMED, 1), (turned, 0)):
        changed = with_values(scenario, {"modifier.rescue.times": 0.75})
        assert changed.modifier[index].times == 0.75


@pytest.mark.parametrize(
    ("path", "twin"),
    [
        ("migration", {"name": "out", "from": "b", "to": "a", "rate": 0.1}),
        ("modifier", {"name": "rescue", "on": "death", "plus": 0.1}),
        ("intervention", {"name": "graft", "at": 0.1, "scale": {"factor": 0.5}}),
        ("drug[0].effect", {"name": "toxic", "on": "kill", "emax": 1.0, "ec50": 1.0}),
    ],
)
def test_a_name_given_at_will_is_given_once(path: str, twin: dict[str, Any]) -> None:
    here: Any = tables_of(NAMED)
    for step in steps_of(path):
        here = here[step]
    found = len(here)
    with pytest.raises(ScenarioError) as caught:
        with_values(NAMED, {path: [*here, twin]})
    [(place, message)] = caught.value.problems
    assert place == f"{path}[{found}].name"
    assert "already" in message


def test_names_change_nothing_else() -> None:
    nameless = {
        "migration[0].name": None,
        "modifier[1].name": None,
        "intervention[0].name": None,
        "drug[0].effect[0].name": None,
    }
    bare = with_values(NAMED, nameless)
    assert "rescue" not in bare.to_toml()
    for index in range(3):
        one, other = (clonal.simulate(s, seed=1, run=index) for s in (NAMED, bare))
        assert (one.population == other.population).all()
    assert "out: a -> b" in describe(NAMED)
    assert "graft: day 0.5" in describe(NAMED)


def file_of(folder: Path, text: str, name: str = "values.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


VALUES = """
title = "Patient 3"
"clone[0].birth" = 0.3
clone.LSC.sources.birth = "Foo 2009"
clone."FLT3+".death = 0.5
clone.HSC.sources."self-renewal, death" = "a"
"drug.mobiliser.constant[1].value" = 8
time.at = [0, 1]

[drug.cytarabine]
"effect[0].emax" = 0.25
"effect[1].hill" = 3.0
constant = { value = 7.0 }

[endpoint.remission]
stop = true
"""


def test_a_file_of_values(tmp_path: Path) -> None:
    file = file_of(tmp_path, VALUES)
    by_file = with_values(SCENARIO, file)
    assert by_file == with_values(SCENARIO, str(file))
    by_path = {
        "title": "Patient 3",
        "clone.HSC.birth": 0.3,
        "clone.LSC.sources": {"birth": "Foo 2009"},
        "clone.FLT3+.death": 0.5,
        'clone.HSC.sources."self-renewal, death"': "a",
        "drug[0].constant": {"value": 7.0},
        "drug[1].constant[1].value": 8.0,
        "time.at": [0, 1],
        "drug.cytarabine.effect[0].emax": 0.25,
        "drug.cytarabine.effect[1].hill": 3.0,
        "endpoint.remission.stop": True,
    }
    assert by_file == with_values(SCENARIO, by_path)
    # A table in braces is a value: nothing of the scenario's own is left in it.
    assert by_file.drug[0].constant == (Constant(value=7.0),)


def test_later_layers_win(tmp_path: Path) -> None:
    low = file_of(tmp_path, "time.end = 61\nclone.HSC.birth = 0.2", "low.toml")
    high = file_of(tmp_path, '"clone[0].birth" = 0.7', "high.toml")
    changed = with_values(SCENARIO, low, high)
    assert (changed.time.end, changed.clone[0].birth) == (61.0, 0.7)
    assert with_values(SCENARIO, high, low).clone[0].birth == 0.2
    assert with_values(SCENARIO, low, high, {"clone.HSC.birth": 0.9}).clone[0].birth == 0.9
    # What one layer breaks another may mend: the scenario is checked when all are laid.
    every = file_of(tmp_path, "time.every = 1.0")
    assert with_values(SCENARIO, every, {"time.at": None}).time.every == 1.0


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("time.end =\n", "line 1", "not valid TOML"),
        ("[time\nend = 1", "line 1", "not valid TOML"),
        ("time.end = 1\ntime.end = 2\n", "line 2", "overwrite"),
        ('time.end = 1\n"time.end" = 2', "time.end", "is given twice"),
        ('clone.HSC.birth = 1\n"clone[0].birth" = 2', "clone[0].birth", "is the place of"),
        ("[[clone]]\nname = 'x'", "clone", "cannot be a heading"),
        ("clone.HSS.birth = 1", "clone.HSS.birth", 'did you mean "HSC"?'),
        ("clone.0.birth = 1", "clone.0.birth", "write [0]"),
        ('"clone[0][0].birth" = 1', "clone[0][0].birth", "no list"),
    ],
)
def test_a_file_that_is_no_file_of_values(tmp_path: Path, text: str, path: str, words: str) -> None:
    file = file_of(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        with_values(SCENARIO, file)
    assert caught.value.file == str(file)
    assert any(
        problem.path.startswith(path) and words in problem.message
        for problem in caught.value.problems
    ), str(caught.value)


def test_a_file_of_values_that_cannot_be_read(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.toml") == {"": "there is no such file of values"}
    assert "is a directory" in refusal(tmp_path)[""]
    file = tmp_path / "latin.toml"
    file.write_bytes("title = 'Rückfall'".encode("latin-1"))
    assert "UTF-8" in refusal(file)["line 1"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("1e-3", 1e-3),
        ("true", True),
        ('"3"', "3"),
        ("'a b'", "a b"),
        ('["a", "b"]', ["a", "b"]),
        ("{ a = 1 }", {"a": 1}),
        ("Patient 3", "Patient 3"),
        ("yes", "yes"),
        ("True", "True"),
        ("", ""),
        ("3 # three", "3 # three"),
        ("1, 2", "1, 2"),
        ("1,", "1,"),
        ("1\nx = 2", "1\nx = 2"),
        ("1]\n[x", "1]\n[x"),
        ("{ a = 1", "{ a = 1"),
        ('"a" "b"', '"a" "b"'),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_a_value_of_the_command_line(text: str, value: Any) -> None:
    found = value_of(text)
    assert (found, type(found)) == (value, type(value))
