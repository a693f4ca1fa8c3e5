"""Parts of a scenario built in Python: values, defaults, and what they refuse by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from clonal.errors import ScenarioError
from clonal.model import (
    Change,
    Clone,
    Constant,
    Distribution,
    Dose,
    Drug,
    Effect,
    Hill,
    Linear,
    Migration,
    Modifier,
    Mutation,
    Niche,
    Of,
    Response,
    Scenario,
    Signal,
    Time,
    loads,
)

from .editing import WHOLE


def test_the_same_words_in_python_and_in_toml() -> None:
    text = """
    time = { end = 10.0 }
    [[niche]]
    name = "marrow"
    capacity = 100
    [[clone]]
    name = "HSC"
    lineage = "normal"
    birth = 0.1
    initial = { marrow = 50 }
    [[mutation]]
    name = "driver"
    from = { lineage = "normal" }
    to = "new"
    rate = 1e-3
    effects = { birth = { times = { lognormal = [0.0, 0.1] } } }
    [[drug]]
    name = "d"
    half_life = 1.0
    doses = { amount = 1.0 }
    effect = [{ on = "kill", emax = 1.0, ec50 = 1.0 }]
    """
    built = Scenario(
        time=Time(end=10.0),
        niche=[Niche(name="marrow", capacity=100)],
        clone=[Clone(name="HSC", lineage="normal", birth=0.1, initial={"marrow": 50})],
        mutation=[
            Mutation(
                name="driver",
                from_=Of(lineage="normal"),
                to="new",
                rate=1e-3,
                effects={"birth": Change(times=Distribution(lognormal=(0.0, 0.1)))},
            )
        ],
        drug=[
            Drug(
                name="d",
                half_life=1.0,
                doses=Dose(amount=1.0),
                effect=[Effect(on="kill", emax=1.0, ec50=1.0)],
            )
        ],
    )
    assert built == loads(text)
    assert loads(built.to_toml()) == built


def test_a_part_refuses_all_that_is_wrong_with_it() -> None:
    with pytest.raises(ScenarioError) as caught:
        Clone(name="1", lineag="x", birth={"stem": True}, initial={"a": "x"}, tropism=[1])
    assert [problem.path for problem in caught.value.problems] == [
        "name",
        "lineage",
        "birth.stem",
        "initial.a",
        "tropism",
        "lineag",
    ]
    assert caught.value.file == "Clone"


def test_parts_do_not_change() -> None:
    with pytest.raises(Exception, match="frozen"):
        Niche(name="a").name = "b"  # type: ignore[misc]


def test_migration_by_either_spelling() -> None:
    assert Migration(from_="a", to="b", rate=1.0) == Migration(**{"from": "a"}, to="b", rate=1.0)


def test_counts_take_whole_floats_and_numpy_numbers() -> None:
    clone = Clone(
        name="c",
        lineage="n",
        birth=np.float64(0.1),
        death=np.int64(1),
        initial={"a": 1e6, "b": np.int64(3), "c": np.float64(2.0)},
    )
    assert clone.initial == {"a": 1_000_000, "b": 3, "c": 2}
    assert isinstance(clone.initial["a"], int)
    assert clone.death == 1.0


def test_one_schedule_or_a_list_of_them() -> None:
    assert Drug(name="d", constant=Constant(value=1.0)).constant == (Constant(value=1.0),)
    assert Drug(name="d", constant={"value": 1.0}).constant == (Constant(value=1.0),)
    assert Drug(name="d", constant=[{"value": 1.0}]).constant == (Constant(value=1.0),)


@pytest.mark.parametrize(
    ("time", "samples"),
    [
        (Time(end=3.0), [0.0, 3.0]),
        (Time(end=3.0, every=1.0), [0.0, 1.0, 2.0, 3.0]),
        (Time(end=3.5, every=1.0), [0.0, 1.0, 2.0, 3.0]),
        (Time(end=1.0, every=5.0), [0.0]),
        (Time(end=0.3, every=0.1), [0.0, 0.1, 0.2, 0.3]),
        (Time(end=3.0, at=[0.5, 3.0]), [0.5, 3.0]),
    ],
)
def test_samples(time: Time, samples: list[float]) -> None:
    np.testing.assert_allclose(time.samples, samples, rtol=1e-15)
    assert time.samples.dtype == np.float64
    assert time.samples[-1] <= time.end


def test_response_of_a_signal() -> None:
    line = Linear(at_zero=0.0, slope=1.0)
    assert Signal(name="s", of="x", linear=line).response == Response(linear=line)
    assert Signal(name="s", drug="d").response is None
    assert Response(hill=Hill(from_=0, to=1, half=2, power=3)).kind == "hill"


def test_distribution() -> None:
    draw = Distribution(gamma=(2.0, 0.5))
    assert (draw.kind, draw.parameters) == ("gamma", (2.0, 0.5))


def test_a_plain_number_or_a_response_under_times() -> None:
    assert Modifier(on="death", times=2).times == 2.0
    assert isinstance(
        Modifier(on="death", signal="s", times={"linear": {"at_zero": 1, "slope": 1}}).times,
        Response,
    )


def test_a_scenario_is_no_list() -> None:
    with pytest.raises(ScenarioError, match="must be a table"):
        Scenario.model_validate([WHOLE])
