"""Expansion: the same bits as the shorthand, a file by itself, and nothing beyond."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import clonal
from clonal import ScenarioError
from clonal.cli import main
from clonal.model import (
    builtin_names,
    describe,
    dumps,
    expand,
    library,
    load,
    loads,
    with_values,
)
from clonal.model.mechanisms import SECTIONS as MECHANISMS
from clonal.model.telling.idle import idle
from support import sections
from support.samplers import engine, opened
from support.sections import ADHESION, BLOOD, HYPOXIA, IMMUNITY, SECTIONS, STROMA

EVERYTHING = (
    sections.NOW
    + sections.TWO
    + sections.MOVES
    + sections.PRODRUG
    + sections.CHEMOTHERAPY
    + HYPOXIA
    + ADHESION
    + STROMA
    + IMMUNITY
    + sections.MDSC
    + BLOOD
    + '[record]\nclones = true\nsignals = ["hif", "free_sites", "tgf_b", "blood_leukemic"]\n'
)


def same(one: object, other: object) -> bool:
    """Whether two runs have the same datasets with the same bits."""
    return set(one) == set(other) and all(  # type: ignore[call-overload]
        np.array_equal(one[name], other[name], equal_nan=True)  # type: ignore[index]
        if np.asarray(one[name]).dtype.kind == "f"  # type: ignore[index]
        else np.array_equal(one[name], other[name])  # type: ignore[index]
        for name in one  # type: ignore[attr-defined]
    )


@pytest.mark.parametrize("text", [EVERYTHING, *(case.text for case in SECTIONS.values())])
def test_the_expansion_runs_to_the_same_bits(text: str) -> None:
    shorthand = loads(text)
    plain = loads(dumps(expand(shorthand)))
    assert plain == expand(shorthand)
    for run in range(5):
        one, other = (clonal.simulate(s, seed=9, run=run) for s in (shorthand, plain))
        assert str(one.layout) == str(other.layout)
        assert same(one, other)


def test_the_shorthand_is_written_as_shorthand() -> None:
    scenario = loads(EVERYTHING)
    assert loads(dumps(scenario)) == scenario
    assert "[[signal]]" not in dumps(scenario)


def test_the_engine_finds_itself_right_at_every_slice() -> None:
    engine = opened(loads(EVERYTHING), 20, 5)
    while not engine.advance(7):
        engine.verify()


@pytest.mark.parametrize(
    ("path", "value"),
    [("hypoxia.cycling", 0.25), ("stroma.msc.number", {"a": 3}), ("blood.egress", 0.1)],
)
def test_a_section_is_set_by_path(path: str, value: Any) -> None:
    changed = with_values(loads(EVERYTHING), {path: value})
    assert dumps(expand(changed)) != dumps(expand(loads(EVERYTHING)))
    assert loads(dumps(changed)) == changed


@pytest.mark.parametrize("name", builtin_names())
def test_expanding_twice_is_expanding_once(name: str) -> None:
    plain = expand(load(name))
    assert expand(plain) is plain


def test_a_scenario_without_sections_is_its_own_expansion() -> None:
    scenario = loads(sections.NOW + sections.TWO)
    assert expand(scenario) is scenario


NEUTRAL = {
    "hypoxia": "cycling = 1\ndeath = 1\nkill = 1\nmutation = 1\nhoming = 1\n",
    "stroma": "half_burden = 5\nreprogramming = 0\ndisplacement = 0\n"
    "msc = { number = 3, turnover = 0, growth = 0 }\n",
    "immunity": "effectors = 0\nkill = 0.1\nturnover = 0\n",
}


@pytest.mark.parametrize(
    ("section", "sizes"),
    [("hypoxia", {}), ("stroma", {}), *((section, {"interval_width": 0}) for section in NEUTRAL)],
)
def test_a_mechanism_that_does_nothing_changes_no_bit(section: str, sizes: dict[str, int]) -> None:
    """Effectors that are none are still counted: their sum has an interval and keeps the law."""
    bare = sections.NOW + sections.TWO + sections.MOVES + sections.CHEMOTHERAPY
    one = engine(loads(bare), 20, 4, **sizes)
    other = engine(loads(f"{bare}[{section}]\n{NEUTRAL[section]}"), 20, 4, **sizes)
    for name in ("population", "events"):
        assert np.array_equal(one[name], other[name])


def test_a_lineage_that_no_clone_has_makes_nothing_of_it() -> None:
    normal = (sections.NOW + sections.ONE).split('[[clone]]\nname = "L"')[0]
    plain = expand(loads(normal + STROMA + IMMUNITY + BLOOD + HYPOXIA.replace('["prodrug"]', "[]")))
    assert "leukemic" not in dumps(plain)


def refusal(text: str) -> dict[str, str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    return {problem.path: problem.message for problem in caught.value.problems}


BARE = sections.NOW + sections.TWO

REFUSED = {
    "a reserved signal": (
        HYPOXIA.replace('["prodrug"]', "[]") + '[[signal]]\nname = "hif"\nconstant = 1.0\n',
        "signal[0].name",
        'must not be "hif", which [hypoxia] makes',
    ),
    "a reserved pool": (
        IMMUNITY + '[[pool]]\nname = "treg"\ninitial = 3\n',
        "pool[0].name",
        'must not be "treg", which [immunity] makes',
    ),
    "an unknown prodrug": (HYPOXIA, "hypoxia.activated[0]", 'no drug is called "prodrug"'),
    "a niche of stroma": (
        STROMA.replace("a = 1", "c = 1"),
        "stroma.osteoblasts.number.c",
        "no niche",
    ),
    "a niche of sites": (ADHESION.replace("a = 1", "c = 1"), "adhesion.laminin.c", "no niche"),
    "no sites": ("[adhesion]\n", "adhesion", "has no binding sites"),
    "a stage that binds": (ADHESION + 'stages = ["blast"]\n', "adhesion.stages[0]", "no stage"),
    "a share beyond all": (
        STROMA + "adipocytes = { number = 3, growth = 0.5 }\n",
        "stroma",
        "add up to 1.1",
    ),
    "no cells": ("[stroma]\nhalf_burden = 1\n", "stroma", "has no cells"),
    "no burden": ("[stroma]\nmsc = { number = 3 }\n", "stroma.half_burden", "MSC are reprogrammed"),
    "no burden of osteoblasts": (
        "[stroma]\nosteoblasts = { number = 3 }\n",
        "stroma.half_burden",
        "osteoblasts are displaced",
    ),
    "cells that never divide": ("[hypoxia]\ncycling = 0\n", "hypoxia.cycling", "must be positive"),
    "homing that repels": ("[hypoxia]\nhoming = 0.5\n", "hypoxia.homing", "at least 1"),
    "an unknown key": ("[hypoxia]\nhaf = 3\n", "hypoxia.haf", 'did you mean "half"'),
    "a peak": (
        "[immunity]\neffectors = 3\nkill = 1\nactivation = 1\n",
        "immunity.activation_peak",
        "is missing",
    ),
    "a burden": (
        "[immunity]\neffectors = 3\nkill = 1\ntreg = { half = 3, recruitment = 1 }\n",
        "immunity.treg.half_burden",
        "is missing",
    ),
    "blood with places": ('[blood]\nniche = "a"\n', "blood", "must have no capacity"),
    "homing into the blood": (
        "[blood]\nhoming = { blood = 1.0 }\n",
        "blood.homing.blood",
        "into the marrow",
    ),
    "a stage of the blood": (
        "[blood]\negress = { blast = 1.0 }\n",
        "blood.egress.blast",
        "no stage",
    ),
    "a drug of the library": (
        '[[drug]]\nname = "d"\nlibrary = "imatinid"\ndoses = { amount = 1.0 }\n',
        "drug[0].library",
        'did you mean "imatinib"',
    ),
    "an effect on what hypoxia would make": (
        sections.acting("d", "hif"),
        "drug[0].effect[0].on",
        'no rate or signal is called "hif"',
    ),
    "an endpoint on a value of each niche": (
        HYPOXIA.replace('["prodrug"]', "[]")
        + '[[endpoint]]\nname = "e"\nsignal = "hif"\nabove = 1.0\n',
        "endpoint[0].signal",
        "a value in each niche",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_at_its_place(name: str) -> None:
    text, path, words = REFUSED[name]
    assert words in refusal(BARE + text).get(path, ""), refusal(BARE + text)


def test_hypoxia_needs_the_oxygen_of_every_niche_of_the_marrow() -> None:
    text = (BARE + "[hypoxia]\n[blood]\n").replace("oxygen = 30.0\n", "")
    assert refusal(text) == {"hypoxia": "needs the oxygen of every niche: b states none"}


def test_one_mistake_of_a_section_brings_no_others() -> None:
    text = BARE + sections.acting("d", "hif") + "[hypoxia]\nhalf = -1\n"
    assert refusal(text) == {"hypoxia.half": "must be positive, is -1"}
    # The binding sites are what the stroma would have.
    found = refusal("stroma = 3\n" + BARE + "[adhesion]\n")
    assert list(found) == ["stroma"]
    assert "must be a table" in found["stroma"]


@pytest.mark.parametrize("cells", ["endothelial", "adipocytes", "osteoblasts", "msc"])
def test_inflammation_is_asked_for_where_it_acts(cells: str) -> None:
    still = "reprogramming = 0\ndisplacement = 0\n"
    passive = "" if cells in ("endothelial", "adipocytes") else still
    stroma = f"[stroma]\n{passive}{cells} = {{ number = 3 }}\n"
    names = {signal.name for signal in expand(loads(BARE + stroma)).signal}
    assert "inflammation" not in names
    with_it = loads(BARE + stroma + "half_burden = 5\n")
    assert expand(with_it) == expand(loads(BARE + stroma))
    assert "stroma.half_burden" in dict(idle(with_it))
    # Without leukaemia there is no inflammation either.
    healthy = BARE.replace('lineage = "leukemic"', 'lineage = "other"')
    assert expand(loads(f"{healthy}[stroma]\n{cells} = {{ number = 3 }}\n"))


def test_what_a_section_makes_can_be_read_and_recorded() -> None:
    text = (
        BARE
        + IMMUNITY
        + BLOOD
        + """
[[endpoint]]
name = "leukaemia-in-the-blood"
signal = "blood_leukemic"
above = 0
[[modifier]]
on = "death"
of = { pool = "effector" }
signal = "tgf_b"
plus = { linear = { at_zero = 0.0, slope = 0.1 } }
[record]
signals = ["immune_kill"]
"""
    )
    run = clonal.simulate(loads(text), seed=1)
    assert "endpoint_leukaemia-in-the-blood" in run
    assert run.layout.signals == (("immune_kill", False),)
    assert run.layout.niches == ("a", "b", "blood")


def test_cells_may_start_in_a_blood_that_only_its_section_names() -> None:
    text = BARE.replace("initial = { a = 1, b = 1 }", "initial = { blood = 7 }", 1) + BLOOD
    run = clonal.simulate(loads(text.replace("at = [0.7", "at = [0.0")), seed=1)
    assert run.layout.niches == ("a", "b", "blood")
    assert run.population[0].sum(axis=(0, 2)).tolist() == [1, 1, 7]


def test_check_says_what_mechanisms_make_and_nothing_of_it_is_called_idle() -> None:
    scenario = loads(EVERYTHING)
    text = describe(scenario)
    for name in MECHANISMS:
        assert f"  {name}: " in text
        assert name not in text.split("Not modelled")[-1]
    assert not [note for note in idle(scenario) if note.path.startswith(("signal", "modifier"))]
    assert not [note for note in idle(scenario) if "oxygen" in note.path]


def test_check_expand_prints_what_can_be_loaded(
    tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "s.toml"  # type: ignore[operator]
    file.write_text(EVERYTHING)
    assert main(["check", "--expand", str(file)]) == 0
    assert loads(capsys.readouterr().out) == expand(loads(EVERYTHING))


def test_the_library_is_complete_and_its_numbers_have_sources() -> None:
    for name, drug in library().items():
        assert 0 < drug["half_life"] < 40, name
        for key in ("half_life", "absorption_half_life"):
            assert (key in drug) == (key in drug["sources"]), name
        assert any(word in str(drug["sources"]) for word in ("(read)", "(recalled)")), name
        assert drug["schedule"], name


LIBRARY = """
[[drug]]
name = "d"
library = "venetoclax"
doses = [
    { amount = 1.0 },
    { amount = 2.0, duration = 0.1 },
    { amount = 1.0, absorption_half_life = 0.2 },
]
"""


def test_a_drug_of_the_library_takes_what_it_does_not_state() -> None:
    known = library()["venetoclax"]
    (drug,) = expand(loads(BARE + LIBRARY)).drug
    assert drug.library is None
    assert drug.half_life == known["half_life"]
    assert drug.sources["half_life"] == known["sources"]["half_life"]
    absorbed = [dose.absorption_half_life for dose in drug.doses]
    assert absorbed == [known["absorption_half_life"], None, 0.2]
    (drug,) = expand(loads(BARE + LIBRARY + "half_life = 2.0\n")).drug
    assert drug.half_life == 2.0
    assert "half_life" not in drug.sources


def test_venetoclax_peaks_when_its_label_says() -> None:
    """5-8 hours after the dose: earlier than 5 it rises, later than 8 it falls."""
    drug = library()["venetoclax"]
    k, ka = (np.log(2) / drug[key] for key in ("half_life", "absorption_half_life"))
    assert 5.0 <= 24 * np.log(ka / k) / (ka - k) <= 8.0
