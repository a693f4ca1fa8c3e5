"""Every key that is a table or a list has an example, and whatever asks for a form shows it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import ValidationError

from clonal.errors import ScenarioError
from clonal.model import Scenario, json_schema
from clonal.model.grammar.forms import example_of
from clonal.model.grammar.part import Part
from clonal.model.grammar.places import fields_of, kinds_of, model_at
from clonal.model.grammar.toml import inline
from clonal.model.grammar.unavailable import WORDS, instead

from .editing import edited, places, problems, steps


def parts_in(annotation: Any) -> Iterator[type[Part]]:
    for kind in kinds_of(annotation):
        if isinstance(kind, type) and issubclass(kind, Part):
            yield kind
        for argument in get_args(kind):
            yield from parts_in(argument)


def tables(model: type[Part] = Scenario) -> list[type[Part]]:
    """Return every table that a scenario may hold."""
    found = [model]
    for one in found:
        for field in fields_of(one).values():
            found += [part for part in parts_in(field.annotation) if part not in found]
    return found


def has_a_form(annotation: Any) -> bool:
    return any(
        get_origin(kind) in (dict, tuple) or (isinstance(kind, type) and issubclass(kind, Part))
        for kind in kinds_of(annotation)
    )


KEYS = [
    (model, key)
    for model in tables()
    for key, field in fields_of(model).items()
    if has_a_form(field.annotation)
]


@pytest.mark.parametrize(
    ("model", "key"), [pytest.param(*one, id=f"{one[0].__name__}.{one[1]}") for one in KEYS]
)
def test_a_key_has_an_example_that_is_right(model: type[Part], key: str) -> None:
    example = example_of(model, key)
    assert example is not None, f"write an example of {key} under [{model.__name__}] in forms.toml"
    if model is Scenario:
        model.model_validate({**MARROW, key: example, **AROUND.get(key, {})})
        return
    try:
        model.model_validate({key: example}, by_alias=True, by_name=False)
    except ValidationError as error:
        wrong = [one for one in error.errors() if one["loc"][:1] == (key,)]
        assert [one for one in wrong if one["type"] != "fault"] == []


MARROW: dict[str, Any] = {
    "time": {"end": 365.0},
    "stages": ["stem", "blast"],
    "niche": [{"name": "hypoxic", "oxygen": 10.0}, {"name": "vascular", "oxygen": 40.0}],
    "clone": [{"name": "LSC", "lineage": "leukemic", "birth": 0.5}],
    "signal": [{"name": "burden", "sum": [{}]}],
}
AROUND: dict[str, dict[str, Any]] = {
    "niche": {"clone": MARROW["clone"]},
    "endpoint": {"record": {}},
    "switch": {"phases": ["cycling", "quiescent"]},
}


def test_no_example_is_left_over() -> None:
    classes = {base.__name__: base for model in tables() for base in model.__mro__}
    text = (files("clonal.model") / "forms.toml").read_text(encoding="utf-8")
    for name, forms in tomllib.loads(text).items():
        assert set(forms) <= set(fields_of(classes[name])), name


def test_the_list_of_keys_and_the_schema_show_the_examples(repository: Path) -> None:
    page = (repository / "docs" / "keys.md").read_text()
    schema = json_schema()
    for model, key in KEYS:
        example = example_of(model, key)
        if key != "sources":
            assert f"`{key} = {inline(example)}`" in page
        table = schema if model is Scenario else schema["$defs"][model.__name__]
        assert table["properties"][key]["examples"] == [example]


ASKING = re.compile(r"must be a (table|list|text)|must have times or plus|a table by|must name")
SHOWN = re.compile(r"(?:; for example |, and below it )(.*)$")


@pytest.mark.parametrize("junk", [5, {"x": [1]}])
def test_whatever_asks_for_a_form_shows_one(junk: Any) -> None:
    asked = 0
    for path in places():
        try:
            Scenario.model_validate(edited((path, junk)))
        except ScenarioError as error:
            for problem in error.problems:
                if ASKING.search(problem.message) and "each" not in problem.message:
                    shown = SHOWN.search(problem.message)
                    assert shown, str(problem)
                    assert tomllib.loads(f"shown = {{ {shown[1]} }}")["shown"]
                    asked += 1
    assert asked > 20


@pytest.mark.parametrize(
    ("path", "value", "form"),
    [
        ("clone[1].sensitivity", 0.5, "sensitivity = { imatinib = 0.5 }"),
        ("clone[0].birth", [0.1], "birth = { stem = 0.1 }"),
        ("clone", {"name": "c"}, '[[clone]], and below it name = "LSC"'),
        ("time", 5, "[time], and below it end = 365.0"),
        ("title", 3, 'title = "Two clones, two niches"'),
        ("clone[1].name", 3, 'name = "3"'),
        ("mutation[1].effects.sensitivity", {"times": 2}, "sensitivity = { imatinib = { times"),
        ("mutation[1].effects.death.plus.normal", [1.0], "normal = [0.0, 0.01]"),
        ("mutation[1].from", {}, 'from = { lineage = "leukemic" }'),
        ("signal[2].hill", 5, "hill = { from = 1.0, to = 0.0"),
        ("modifier[1].of", "blast", 'of = { lineage = "leukemic" }'),
        ("drug[0].effect", 5, 'effect = [{ on = "kill"'),
        (
            "drug[0].doses",
            5,
            "must be a table, or a list of tables, not 5; for example doses = { am",
        ),
        ("record.signals", "burden", 'signals = ["burden"]'),
        ("clone[1].sources", "Foo", 'sources = { rate = "Foo 2009" }'),
    ],
)
def test_form(path: str, value: Any, form: str) -> None:
    assert any(form in message for message in problems((path, value)).values())


def test_an_unknown_key_is_told_with_those_of_its_place() -> None:
    seen = set()
    for path in places():
        here: Any = edited()
        for step in steps(path):
            here = here[step]
        model = model_at(Scenario, tuple(steps(path)))
        if not isinstance(here, dict) or model is None or not set(here) <= set(fields_of(model)):
            continue
        known = list(fields_of(model))
        for word, meant in (("qqqqqqq", None), (f"{known[-1]}x", known[-1])):
            message = problems((f"{path}.{word}", 1))[f"{path}.{word}"]
            assert message.startswith("is an unknown key")
            assert message.lower().endswith(f" known here: {', '.join(known)}".lower())
            assert (f'did you mean "{meant}"?' in message) == (meant is not None)
        seen.add(model)
    assert len(seen) >= 25


def test_an_unknown_table_is_told_with_the_known_ones() -> None:
    message = problems(("clones", []))["clones"]
    assert 'did you mean "clone"?' in message
    assert all(key in message for key in Scenario.model_fields)


@pytest.mark.parametrize(
    "word",
    [
        *("arm", "branch_at", "copies", "monitor", "visit", "rule", "vary", "sweep", "condition"),
        *("hazard", "trial", "method", "tolerance"),
    ],
)
@pytest.mark.parametrize("value", [[], [{"name": "a"}], {}, 1.0, "exact"])
def test_what_is_to_come_is_refused_by_name(word: str, value: Any) -> None:
    if word in Scenario.model_fields:
        pytest.fail(f"{word} is built: take it out of this test and of unavailable.py")
    found = problems((word, value))
    assert list(found) == [word]
    assert found[word].startswith("is not available in this version: ")


def test_no_word_to_come_is_there() -> None:
    classes = {base.__name__: base for model in tables() for base in model.__mro__}
    for name, words in WORDS.items():
        built = set(words) & set(fields_of(classes[name]))
        assert not built, f"{name}: take {built} out of unavailable.py"
    assert instead(Scenario, "clone") is None
