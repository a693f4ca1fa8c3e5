"""Nothing of a scenario changes, and what came past the checks is checked before it is run."""

from __future__ import annotations

import contextlib
import copy
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clonal
from clonal.errors import ClonalError, ScenarioError
from clonal.model import (
    Clone,
    Dose,
    Drug,
    Niche,
    Scenario,
    Time,
    builtin_names,
    dumps,
    library,
    load,
    loads,
    with_values,
)
from clonal.model.grammar.part import Part
from clonal.model.scenario import checked

from .editing import WHOLE

SCENARIO = loads(WHOLE)
SMALL = loads(
    """
    time = { end = 1.0 }
    niche = [{ name = "m" }]
    [[clone]]
    name = "c"
    lineage = "normal"
    birth = 0.5
    initial = { m = 5 }
    """
)


def tables(value: Any) -> Iterator[dict[Any, Any]]:
    """Yield every table inside a part, whatever attribute it hides in; refuse any list or set."""
    assert not isinstance(value, list | set | np.ndarray)
    if isinstance(value, Part):
        for item in vars(value).values():
            yield from tables(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from tables(item)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            yield from tables(item)


CHANGES: list[Callable[[Any], Any]] = [
    lambda table: table.__setitem__("m", 1.5),
    lambda table: table.__delitem__(next(iter(table), "m")),
    lambda table: table.update(m=1.5),
    lambda table: table.setdefault("m", 1.5),
    lambda table: table.pop("m", None),
    lambda table: table.popitem(),
    lambda table: table.clear(),
    lambda table: table.__ior__({"m": 1.5}),
    lambda table: table.__init__({"m": 1.5}),
]


@pytest.mark.parametrize("change", CHANGES)
def test_no_table_of_any_part_changes(change: Callable[[Any], Any]) -> None:
    whole = SCENARIO.to_toml()
    found = [*tables(SCENARIO), *tables(load("aml-microenvironment"))]
    assert len(found) > 100
    for table in [*found, library(), library()["imatinib"], library()["imatinib"]["sources"]]:
        before = dict(table)
        with contextlib.suppress(TypeError):
            change(table)
        assert dict(table) == before
    assert SCENARIO.to_toml() == whole


def test_a_table_is_still_a_table() -> None:
    initial = SCENARIO.clone[0].initial
    assert initial == {"hypoxic": 20, "vascular": {"stem": 10, "blast": 5}}
    assert repr(initial) == repr(dict(initial))
    assert type(initial | {"blood": 1}) is dict
    assert type(initial.copy()) is dict
    for again in (pickle.loads(pickle.dumps(SCENARIO)), copy.deepcopy(SCENARIO)):
        assert again == SCENARIO
        with pytest.raises(TypeError):
            again.clone[0].initial["vascular"]["stem"] = 1
    assert hash(loads(WHOLE)) == hash(SCENARIO)


def test_the_keys_that_were_given_are_ones_own_copy() -> None:
    given = SMALL.clone[0].model_fields_set
    given.clear()
    assert "initial" in SMALL.to_toml()


def past_the_checks() -> Iterator[tuple[str, Scenario, str, str]]:
    """Yield scenarios with one thing wrong, the way it came in, its path and words about it."""
    clone = SMALL.clone[0]

    def holding(*clones: Clone, **more: Any) -> Scenario:
        return SMALL.model_copy(update={"clone": clones, **more})

    for wrong, words in ((1.5, "whole number"), (-5, "at least 0"), (2**63, "at most 2^62")):
        bad = clone.model_copy(update={"initial": {"m": wrong}})
        yield f"copied {wrong}", holding(bad), "clone[0].initial.m", words
    made = Clone.model_construct(name="c", lineage="normal", birth=float("nan"))
    yield "constructed", holding(made), "clone[0].birth", "finite"
    missing = Clone.model_construct(name="c", lineage="normal")
    yield "without a rate", holding(missing), "clone[0]", "one of birth or division is missing"
    nameless = Clone.model_construct(lineage="normal", birth=1.0)
    yield "without a name", holding(nameless), "clone[0].name", "is missing"
    none = clone.model_copy(update={"death": None})
    yield "none", holding(none), "clone[0].death", "must be a number"
    flag = clone.model_copy(update={"death": True})
    yield "true", holding(flag), "clone[0].death", "must be a number, not true"
    zero = clone.model_copy(update={"death": False})
    yield "false, which equals the default", holding(zero), "clone[0].death", "not false"
    misspelt = clone.model_copy(update={"sensitivity": {"imatinb": 0.5}})
    drug = Drug(name="imatinib", constant={"value": 1.0})
    yield "drug", holding(misspelt, drug=(drug,)), "clone[0].sensitivity.imatinb", "did you mean"
    key = clone.model_copy(update={"brith": 1.0})
    yield "key", holding(key), "clone[0].brith", "unknown key"
    yield "other part", holding(Niche(name="c")), "clone[0].lineage", "is missing"  # type: ignore[arg-type]
    yield "no part", holding(5), "clone", "list of tables"  # type: ignore[arg-type]
    yield "no clones", holding(), "clone", "is empty"
    array = SMALL.model_copy(update={"stages": np.array(["stem", "a b"])})
    yield "array", array, "stages[1]", "letters"
    endless = SMALL.model_copy(update={"time": Time.model_construct(end=float("inf"))})
    yield "time", endless, "time.end", "finite"
    whole = Scenario.model_construct(time=Time(end=1.0), clone=[clone])
    yield "whole", whole, "niche", "is missing"
    dosed = Drug.model_construct(name="d", doses=(Dose.model_construct(amount=-1.0),))
    yield "dose", holding(clone, drug=(dosed,)), "drug[0].doses.amount", "at least 0"
    twisted = copy.deepcopy(SMALL)
    object.__setattr__(twisted.clone[0], "birth", -1.0)
    yield "twisted", twisted, "clone[0].birth", "at least 0"
    forced = copy.deepcopy(SMALL)
    dict.__setitem__(forced.clone[0].initial, "m", 1.5)
    yield "forced", forced, "clone[0].initial.m", "whole number"


@pytest.mark.parametrize(
    ("scenario", "path", "words"),
    [pytest.param(*case[1:], id=case[0]) for case in past_the_checks()],
)
def test_what_came_past_the_checks_is_refused(
    scenario: Scenario, path: str, words: str, tmp_path: Path
) -> None:
    for use in (
        lambda: clonal.simulate(scenario, seed=1),
        lambda: clonal.run(scenario, tmp_path / "out.h5", runs=1, seed=1, workers=1),
        lambda: dumps(scenario),
        lambda: with_values(scenario, {}),
        lambda: Scenario(**vars(scenario)),
    ):
        with pytest.raises(ScenarioError) as caught:
            use()
        # Beside a key that is none stands what is missing in its place.
        assert any(path in found and words in message for found, message in caught.value.problems)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", ["two-niches", {"time": {"end": 1.0}}, None, Niche(name="a")])
def test_what_is_no_scenario_is_refused(wrong: Any, tmp_path: Path) -> None:
    with pytest.raises(ClonalError, match=r"must be a clonal\.Scenario"):
        clonal.simulate(wrong, seed=1)
    with pytest.raises(ClonalError, match=r"must be a clonal\.Scenario"):
        clonal.run(wrong, tmp_path / "out.h5", runs=1, seed=1)


def test_numbers_of_numpy_are_the_numbers_they_are(tmp_path: Path) -> None:
    clone = SMALL.clone[0].model_copy(
        update={"initial": {"m": np.int64(7)}, "birth": np.float64(0.25), "death": np.array(0.5)}
    )
    scenario = SMALL.model_copy(
        update={
            "clone": [clone],
            "time": Time(end=np.float32(2.0), at=np.array([0.0, 1.0])),
            "record": {"clones": np.True_},
        }
    )
    plain = checked(scenario)
    assert plain.clone[0] == Clone(
        name="c", lineage="normal", birth=0.25, death=0.5, initial={"m": 7}
    )
    assert type(plain.clone[0].initial["m"]) is int
    assert type(plain.clone[0].birth) is float
    assert plain.time == Time(end=2.0, at=[0.0, 1.0])
    assert plain.record.clones is True
    assert clonal.simulate(scenario, seed=1).population[0].sum() == 7
    with clonal.run(scenario, tmp_path / "out.h5", runs=2, seed=1, workers=1) as ensemble:
        assert ensemble.scenario == plain
    assert loads(dumps(scenario)) == plain


@pytest.mark.parametrize("name", builtin_names())
def test_checking_again_changes_nothing(name: str) -> None:
    scenario = load(name)
    again = checked(scenario)
    assert again == scenario
    assert again.to_toml() == scenario.to_toml()


def test_a_set_is_no_list() -> None:
    whole: Any = {**vars(SMALL), "stages": {"stem", "blast"}}
    with pytest.raises(ScenarioError, match="stages: must be a list"):
        Scenario(**whole)
    with pytest.raises(ScenarioError, match="counts: must be a list"):
        Niche(name="a", counts={"stem", "blast"})


@pytest.mark.parametrize("key", ["title", "stages", "niche", "time"])
def test_a_list_inside_itself_is_refused(key: str) -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ScenarioError, match="inside themselves"):
        Scenario(**{**vars(SMALL), key: endless})
    with pytest.raises(ScenarioError, match="inside themselves"):
        with_values(SMALL, {key: endless})
