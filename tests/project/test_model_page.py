"""docs/model.md against what the program knows: every key and rate is there, every name exists."""

from __future__ import annotations

import importlib
import re
import sys
import typing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm

from clonal.compile import compile_scenario
from clonal.model import Scenario, json_schema, loads
from clonal.model.mechanisms import SECTIONS
from clonal.model.parts.modifier import ADHESION_RATES, CELL_RATES, POOL_RATES
from clonal.model.parts.response import KINDS, Responding
from support.samplers import engine

#: Keys that are the same everywhere or say nothing of the process.
PLAIN = {"sources", "name", "title", "time", "niche", "clone", "weight"}


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs" / "model.md").read_text()


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema()


def tables(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith("|")]


def of(schema: dict[str, Any], value: Any) -> set[str]:
    """Return the names of the definitions that a key's value may be."""
    if isinstance(value, dict):
        found = {value["$ref"].rsplit("/", 1)[-1]} if "$ref" in value else set()
        return found.union(*(of(schema, item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(of(schema, item) for item in value))
    return set()


def keys(schema: dict[str, Any], table: str) -> set[str]:
    """Return the keys of a top-level table, or of a named definition."""
    if table in schema["properties"]:
        names = of(schema, schema["properties"][table])
    else:
        names = {name for name in schema["$defs"] if name.lower() == table}
    return {key for name in names for key in schema["$defs"][name].get("properties", {})}


def resolve(name: str) -> tuple[Any, Any]:
    """Return what a dotted name of the page stands for, behind what holds it."""
    parts = name.split(".")
    at = next(i for i, part in enumerate(parts) if i == len(parts) - 1 or part[:1].isupper())
    owner = found = importlib.import_module(".".join(parts[:at]))
    for part in parts[at:]:
        owner, found = found, getattr(found, part)
    return owner, found


def test_every_key_of_a_scenario_is_there(page: str, schema: dict[str, Any]) -> None:
    words = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", page))
    known = set(schema["properties"])
    for definition in schema["$defs"].values():
        known |= set(definition.get("properties", {}))
    assert known - PLAIN - words == set()


def test_every_key_of_the_mechanisms_stands_beside_its_section(page: str) -> None:
    for name, section in SECTIONS.items():
        missing = {f"{name}.{key}" for key in section.model_fields} - set(
            re.findall(r"`(\w+\.\w+)`", page)
        )
        assert missing - {f"{name}.sources"} == set()


def test_every_rate_and_response_is_there(page: str) -> None:
    ticked = set(re.findall(r"`(\w+)`", page))
    assert {*CELL_RATES, *ADHESION_RATES, *POOL_RATES} - ticked == set()
    for kind in KINDS:
        assert f"| `{kind} = " in page


def test_every_key_of_the_tables_exists(page: str, schema: dict[str, Any]) -> None:
    named = {name for line in tables(page) for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", line)}
    assert len(named) > 60
    unknown = [
        name
        for name in sorted(named)
        for table, _, key in [name.partition(".")]
        if key not in keys(schema, table)
    ]
    assert unknown == []


def test_every_name_of_the_code_exists(page: str) -> None:
    named = set(re.findall(r"`(clonal\.[\w.]+)`", page))
    assert len(named) > 20
    for name in sorted(named):
        resolve(name)


#: For each row of the table of events, a scenario in which nothing else happens.
ALONE: dict[str, dict[str, Any]] = {
    "self-renewal": {"clone": {"birth": 0.1}},
    "differentiation": {"clone": {"division": 0.1, "self_renewal": 0.0}},
    "asymmetric division": {"clone": {"birth": 0.0, "asymmetric": 0.1}},
    "natural death": {"clone": {"birth": 0.0, "death": 0.1}},
    "death of each cause": {
        "cause": [{"name": "c"}],
        "modifier": [{"on": "death", "of": {"cause": "c"}, "plus": 0.1}],
    },
    "kill, for each drug": {
        "drug": [
            {
                "name": "D",
                "constant": {"value": 1.0},
                "effect": [{"on": "kill", "emax": 1.0, "ec50": 1.0}],
            }
        ]
    },
    "migration k → l": {"migration": [{"from": "a", "to": "b", "rate": 0.1}]},
    "attachment, detachment": {"attachment": [{"attach": 0.1, "detach": 0.1}]},
    "switch p → q": {
        "phases": ["cycling", "quiescent"],
        "switch": [{"from": "cycling", "to": "quiescent", "rate": 0.1}],
    },
    "immigration": {"clone": {"birth": 0.0, "immigration": {"a": 0.1}}},
    "of pools": {"pool": [{"name": "P", "initial": 1, "inflow": 0.1, "birth": 0.1, "death": 0.1}]},
}


def alone(event: str) -> Scenario:
    """Return the scenario in which an event of the page is the only one."""
    words = dict(ALONE[event])
    clone = {"name": "A", "lineage": "x", "birth": 0.0, "initial": {"a": 1}}
    own = words.pop("clone", {})
    if "division" in own:
        del clone["birth"]
    return Scenario.model_validate(
        {
            "time": {"end": 1.0},
            "niche": [{"name": "a"}, {"name": "b"}],
            "clone": [{**clone, **own}],
            **words,
        }
    )


def events(page: str) -> dict[str, str]:
    """Return the method that the page names for each event."""
    table = page.partition("## Events\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in tables(table)][2:]
    return {row[0].strip(): row[-1].strip(" `|") for row in rows}


def test_each_event_is_made_where_the_page_says(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the method that the page names for it, an event does not happen; with it, it does."""
    named = events(page)
    assert set(named) == set(ALONE)
    for event, name in named.items():
        scenario = alone(event)
        assert compile_scenario(scenario).sizes["channels"] > 0, event
        module, cls, method = name.rsplit(".", 2)
        owner = getattr(importlib.import_module(module), cls)
        with monkeypatch.context() as patch:
            patch.setattr(owner, method, lambda *_: None)
            assert compile_scenario(scenario).sizes["channels"] == 0, event


def test_each_method_that_is_named_has_a_part_in_compiling(
    page: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every function of the compiler that the page names is asked when a scenario needs it."""
    asked: set[str] = set()
    named = sorted(set(re.findall(r"`(clonal\.compile\.[\w.]+)`", page)))
    for name in named:
        owner, found = resolve(name)
        method = name.rsplit(".", 1)[-1]
        if not callable(found) or isinstance(found, type):
            asked.add(name)
            continue

        def spy(*given: Any, _of: Any = found, _name: str = name, **named: Any) -> Any:
            asked.add(_name)
            return _of(*given, **named)

        holders = [owner]
        if not isinstance(owner, type):  # A function is imported by those that use it.
            holders = [module for key, module in sys.modules.items() if key.startswith("clonal.")]
        for holder in holders:
            if getattr(holder, method, None) is found:
                monkeypatch.setattr(holder, method, spy)
    compile_scenario(loads((repository / "tests" / "model" / "whole.toml").read_text()))
    assert set(named) - asked == set()


def test_the_classes_of_responses_have_their_keys(page: str) -> None:
    rows = re.findall(r"^\| `(\w+) = \{.*`([\w.]+)` \|$", page, re.M)
    assert [(kind, resolve(name)[1]) for kind, name in rows] == [
        (kind, typing.get_args(Responding.model_fields[kind].annotation)[0]) for kind in KINDS
    ]


def test_the_defaults_of_the_mechanisms_are_those_of_the_code(page: str) -> None:
    for name, section in SECTIONS.items():
        for key, field in section.model_fields.items():
            if not isinstance(field.default, float) or field.default == 0:
                continue
            rows = [line for line in tables(page) if f"`{name}.{key}`" in line]
            numbers = {float(n) for row in rows for n in re.findall(r"\d+(?:\.\d+)?", row)}
            assert field.default in numbers, f"{name}.{key}"


def test_every_test_that_is_named_exists(page: str, repository: Path) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", page)
    assert len(named) > 15
    assert [name for name in named if not (repository / name).exists()] == []


def test_links_within_the_page_lead_somewhere(page: str) -> None:
    titles = re.findall(r"^#+ (.*)$", page, re.M)
    anchors = {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([\w-]+)\)", page)) - anchors == set()


def test_the_mechanism_of_ones_own_runs_and_follows_its_equations(page: str) -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
    block = engine(loads(text), 400, 1)
    seen = block["signal_cytokine"]
    # Four steps of 0.4 a day, then a loss of 0.5; 50 units a day enter.
    rates = [0.4, 0.4, 0.4, 0.4, 0.5]
    flow = np.diag([-rate for rate in rates] + [0.0]) + np.diag([*rates[:4], 0.0], -1)
    flow[0, 5] = 50.0
    for day in (5, 10, 20, 120):
        mean = (expm(flow * day) @ np.eye(6)[5])[4]
        # Independent units: the number of them is Poisson, so 8 standard errors never happen.
        assert abs(seen[:, day].mean() - mean) < 8.0 * np.sqrt(mean / len(seen))
    assert seen[:, 120].mean() == pytest.approx(100.0, rel=0.05)
    # A delay: after five days hardly anything has come through.
    assert seen[:, 5].mean() < 0.15 * seen[:, 120].mean()
    normal = block["population"][:, :, 0].sum(axis=(2, 3)).mean(axis=0)
    assert normal[5] > normal[0] > normal[120]
