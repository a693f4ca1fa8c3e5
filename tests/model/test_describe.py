"""What ``clonal check`` says: every part in words, and what is stated without effect."""

from __future__ import annotations

from typing import Any

import pytest

from clonal.model import Scenario, builtin_names, describe, load, loads
from clonal.model.telling.idle import idle
from clonal.model.telling.narrow import narrow
from clonal.model.telling.wide import wide

from .editing import DELETE, WHOLE, edited


def notes(*edits: tuple[str, Any]) -> dict[str, str]:
    return dict(idle(Scenario.model_validate(edited(*edits))))


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.4, "0.4 (one in 2.5)"),
        (0.3, "0.3 (one in 3.33)"),
        (1e-5, "1e-05 (one in 100,000)"),
        (0.0, "probability 0\n"),
    ],
)
def test_a_probability_is_told_as_it_is(rate: float, words: str) -> None:
    scenario = Scenario.model_validate(edited(("mutation[0].rate", rate)))
    assert words in describe(scenario)


def test_crowding_is_told_of_the_divisions_that_it_holds_back() -> None:
    cells = """
    time = { end = 10, every = 1 }
    niche = [{ name = "marrow", capacity = 1000 }]
    clone = [{ name = "HSC", lineage = "normal", BIRTH, initial = { marrow = 10 } }]
    """
    one = describe(loads(cells.replace("BIRTH", "birth = 0.2")))
    assert "divides: 0.2 per cell per day, times the free share of places\n" in one
    rates = "division = { stem = 0.1, blast = 0.2 }, self_renewal = { stem = 1, blast = 1 }"
    staged = describe(loads('stages = ["stem", "blast"]\n' + cells.replace("BIRTH", rates)))
    held = "times the free share of places where that adds to the cells that take up places\n"
    assert held in staged
    assert "stem cells take up places" in staged


def test_everything_named_is_in_the_text() -> None:
    scenario = loads(WHOLE)
    text = describe(scenario)
    for section in ("niche", "clone", "mutation", "drug", "cause", "pool", "signal", "endpoint"):
        for part in getattr(scenario, section):
            assert part.name in text
    for line in (
        "divides: 0.2 (stem), 0.4 (blast), 0.01 (stem:quiescent) per cell per day",
        "all daughters are cycling; quiescent cells divide only by a rate that names their stage",
        "waking: quiescent -> cycling: 0.02 per cell per day; leukemic stem cells of LSC",
        "switch to quiescent of cycling cells: plus",
        "stimulation of switch to cycling of adherent:quiescent cells: times 1 + E",
        "birth (stem:quiescent): plus 0.01",
        "driver: at a division of any leukemic clone, one daughter founds a new clone",
        "birth (stem): times lognormal(log mean 0.05, log sd 0.1)",
        "7 doses of 1, every 1.5 days, from day 1 to day 10, each infused over 1 day",
        "hif in each niche = Hill of cells, falling from 1 to 0, half way at 13.3, power 3.1",
        "remission: the first time that burden is below 10, not before diagnosis",
        "death by immune of leukemic cells: plus Hill of burden",
        "stimulation of death by immune of blast cells: times 1 + E",
        "recovery: the first time that burden is below 5 and activity is above 0.2, not before",
        "day 12: effector increased by 50 members",
        "day 13: of the members of msc, each survives with 0.5",
        "deaths since the sample before: natural, immune and cytarabine",
    ):
        assert line in text


@pytest.mark.parametrize("name", builtin_names())
def test_built_in_scenarios_say_what_is_not_modelled(name: str) -> None:
    scenario = load(name)
    text = describe(scenario)
    assert text.startswith(scenario.title)
    _, _, absent = text.partition("Not modelled")
    assert ("hypoxia" in absent) == (scenario.hypoxia is None)


BASE = {
    "niche[0].oxygen": "hypoxia is not modelled here",
    "clone[1].traits.pd_l1": "it weighs nothing; it is recorded",
    "clone[1].tropism.hypoxic": "no cell of LSC migrates to hypoxic",
    "clone[1].tropism.blood": "no cell of LSC migrates to blood",
    "clone[2].tropism": "no cell of FLT3+ migrates",
    "mutation[1].effects.tropism.hypoxic": "no founded clone migrates to hypoxic",
    "mutation[1].effects.glycolysis": "it weighs nothing; it is recorded",
    "drug[1]": "mobiliser does nothing, and no signal reads it",
    "pool[0]": "nothing reads msc; its size is recorded",
    "pool[1]": "nothing reads reprogrammed; its size is recorded",
    "modifier[0]": "no clone that it chooses has the trait glycolysis",
    "signal[3]": "nothing reads exposure, and it is not recorded",
    "modifier[4].plus.table": "is 0.1 whatever the signal is",
}


def test_the_whole_vocabulary_states_little_without_effect() -> None:
    assert notes() == BASE


@pytest.mark.parametrize(
    ("edit", "path", "words"),
    [
        (("niche[1].counts", ["stem"]), "", ""),
        (("niche[2].counts", ["stem"]), "niche[2].counts", "no capacity"),
        (("migration[0].rate", 0), "migration[0].rate", "nothing migrates"),
        (("migration[0].to", "blood"), "migration[0].vacancy", "always free"),
        (("mutation[0].rate", 0), "mutation[0].rate", "nothing mutates"),
        (("mutation[0].rate", 0), "clone[2]", "no cell of FLT3+ ever appears"),
        (("intervention[0].scale.factor", 1), "intervention[0].scale.factor", "survives"),
        (("drug[0].effect[0].emax", 0), "drug[0].effect[0].emax", "none"),
        (("drug[0].doses[1].start", 70.0), "drug[0].doses[1].start", "after the end"),
        (("drug[0].doses[0].count", 70), "drug[0].doses[0].count", "after the end"),
        (("drug[1].constant[1].start", 70.0), "drug[1].constant[1].start", "after the end"),
        (("drug[1].constant", DELETE), "drug[1]", "never given"),
        (("modifier[1].signal", "burden"), "modifier[1].signal", "no signal"),
        (("modifier[4]", {"on": "death", "times": 1.0}), "signal[3]", "nothing reads exposure"),
        (("endpoint[2].after", 70.0), "endpoint[2].after", "never reached"),
        (("clone[1].self_renewal.blast", 1.0), "", ""),
        (("clone[1].division", {"stem": 0.1}), "clone[1].self_renewal.blast", "do not divide"),
        (("clone[0].amplification", 2), "clone[0].amplification", "no daughter moves on"),
        (("migration[0].lineage", "normal"), "migration[0].lineage", "LSC is leukemic"),
        (("migration[0].stage", "blast"), "migration[0].state", "is no state of stage blast"),
        (("clone[0].sources", {"brith": "x"}), "clone[0].sources.brith", "no such key"),
        (("modifier[8].of", {"to": "blood"}), "modifier[8]", "migrates to blood"),
        (("modifier[8].of.niche", "vascular"), "modifier[8]", "migrates to vascular"),
        (("modifier[8].signal", "burden"), "modifier[8].at", "is one for the marrow"),
        (("drug[0].effect[5].to", "blood"), "drug[0].effect[5]", "migrates to blood"),
        (("cause.+", {"name": "hunger"}), "cause[1]", "no cell ever dies of hunger"),
        (("modifier[10].plus", 0.0), "cause[0]", "no cell ever dies of immune"),
        (("modifier[10].plus", 0.0), "modifier[11]", "death by immune is 0"),
        (("modifier[10].plus", 0.0), "drug[0].effect[6]", "death by immune is 0"),
        (
            (
                "endpoint[3].when",
                [{"signal": "burden", "above": 9}, {"signal": "burden", "below": 9}],
            ),
            "endpoint[3].when[1]",
            "burden is never above 9 and below 9",
        ),
        (
            (
                "endpoint[3].when",
                [{"signal": "burden", "above": 8}, {"signal": "burden", "below": 9}],
            ),
            "",
            "",
        ),
        (("mutation[1].effects.birth", DELETE), "", ""),
        (("switch[0].rate", 0), "switch[0]", "no cell that it means ever switches"),
        (("switch[0].clone", "HSC"), "switch[0].lineage", "HSC is normal"),
        (("switch[0].stage", "blast"), "", ""),
        (("switch", []), "modifier[12].on", "there is no [[switch]]"),
        (("switch", []), "drug[0].effect[7].on", "there is no [[switch]]"),
        (("phases", ["cycling", "quiescent", "deep"]), "phases[2]", "no cell is ever deep"),
        (("drug[0].effect[7].to", "quiescent"), "drug[0].effect[7]", "switches to quiescent"),
        (("modifier[12].of.to", "cycling"), "modifier[12]", "switches to cycling"),
    ],
)
def test_stated_without_effect(edit: tuple[str, Any], path: str, words: str) -> None:
    found = notes(edit)
    assert words in found.get(path, "")
    if not path:
        assert found == BASE


def test_what_lets_cells_that_rest_divide_is_named() -> None:
    def told(of: dict[str, str], **more: Any) -> list[str]:
        modifier = {"on": "birth", "of": of, "plus": 0.1, **more}
        scenario = Scenario.model_validate(edited(("modifier.+", modifier)))
        return [str(problem) for problem in wide(scenario)]

    said = 'modifier[14]: lets quiescent cells divide too: state = "cycling" does not'
    assert told({}) == told({"state": "adherent"}) == told({"clone": "LSC"}) == [said]
    assert told({"state": "cycling"}) == told({"state": "adherent:quiescent"}) == []
    assert told({}, on="death") == []


def test_what_cells_that_rest_do_not_do_is_named() -> None:
    spared = {"on": "kill", "emax": 1.0, "ec50": 1.0, "cycling": True, "state": "quiescent"}
    resting = ("clone[1].division", {"stem": 0.2, "blast": 0.4})
    found = notes(("drug[0].effect.+", spared), resting, ("mutation[1].effects.birth", DELETE))
    assert "needs divisions" in found["drug[0].effect[8]"]
    assert "drug[0].effect[8]" not in notes(("drug[0].effect.+", spared))
    plain = ("switch", [{"from": "cycling", "to": "quiescent", "rate": 0.0}])
    still = notes(plain, ("modifier[12]", {"on": "death", "times": 2.0}))
    assert still["switch[0].rate"] == "nothing switches at rate 0"
    awake = notes(
        ("switch", [plain[1][0] | {"rate": 0.1, "from": "quiescent", "to": "cycling"}]),
        ("clone[1].initial.hypoxic", 5),
    )
    assert awake["switch[0]"] == "no cell that it means is ever quiescent"
    assert awake["phases[1]"] == "no cell is ever quiescent"
    never = 'clone[1].division."stem:quiescent"'
    assert awake[never] == "no stem cell of LSC is ever quiescent"


def test_what_a_signal_states_where_nothing_reads_it_is_named() -> None:
    silent = (
        ("modifier[0]", {"on": "death", "times": 1.0, "trait": "glycolysis"}),
        ("endpoint", []),
        ("record.signals", []),
    )
    found = notes(*silent)
    assert found["signal[1].constant.hypoxic"] == "nothing reads cells in hypoxic"
    assert found["signal[1].constant.blood"] == "nothing reads cells in blood"
    assert found["signal[1].sum[0]"] == "nothing reads cells where it counts"
    assert "signal[1].constant.vascular" not in found
    assert "signal[2]" not in found
    found = notes(*silent[:2])
    assert not [path for path in found if path.startswith(("signal[1]", "signal[2]"))]


INHIBITION = {"on": "inhibition", "emax": 0.5, "ec50": 0.5}
LEFT = (
    'asymmetric divisions of LSC and FLT3+ are not touched; what is on = "asymmetric" reaches them'
)


@pytest.mark.parametrize(
    ("edits", "paths"),
    [
        ((), {"modifier[0]"}),
        ((("drug[0].effect[1].stage", "stem"),), {"drug[0].effect[1]", "modifier[0]"}),
        ((("drug[1].effect", [INHIBITION]),), {"drug[1].effect[0]", "modifier[0]"}),
        (
            (
                (
                    "drug[1].effect",
                    [INHIBITION, {**INHIBITION, "on": "asymmetric", "kind": "inhibition"}],
                ),
            ),
            {"modifier[0]"},
        ),
        ((("modifier[0].on", "asymmetric"),), set()),
        ((("modifier[0].of", {"clone": "HSC"}),), set()),
        ((("modifier[0]", {"on": "birth", "times": 0.5}), ("mutation", [])), {"modifier[0]"}),
        ((("clone[1].asymmetric", 0.0), ("clone[2].asymmetric", 0.0), ("mutation", [])), set()),
    ],
)
def test_what_leaves_asymmetric_divisions_alone_is_named(
    edits: tuple[tuple[str, Any], ...], paths: set[str]
) -> None:
    more = [("modifier[0].trait", DELETE), ("clone[1].traits.glycolysis", 0.0)]
    data = edited(*more, *edits)
    found = dict(narrow(Scenario.model_validate(data)))
    assert set(found) == paths
    assert all('on = "asymmetric"' in message for message in found.values())


def test_what_acts_on_homing_too_is_named() -> None:
    effect = {"on": "migration", "kind": "stimulation", "emax": 1.0, "ec50": 1.0}
    ways: list[dict[str, str]] = [{}, {"to": "blood"}, {"niche": "blood"}, {"lineage": "normal"}]
    effects = [{**effect, **words} for words in ways]
    data = edited(("drug[1].effect", effects), ("blood", {"niche": "blood", "egress": 0.1}))
    found = wide(Scenario.model_validate(data))
    everywhere = ["drug[0].effect[2]", "drug[1].effect[0]", "drug[1].effect[3]"]
    assert [path for path, _ in found] == everywhere
    assert all('to = "blood"' in message for _, message in found)
    assert wide(Scenario.model_validate(edited(("drug[1].effect", effects)))) == []
    assert "Wider than it may seem\n  drug[0].effect[2]: " in describe(
        Scenario.model_validate(data)
    )


def test_check_says_whose_asymmetric_divisions_are_left_alone() -> None:
    text = describe(Scenario.model_validate(edited(("drug[0].effect[1].stage", "stem"))))
    assert f"Narrower than it may seem\n  drug[0].effect[1]: {LEFT}" in text
