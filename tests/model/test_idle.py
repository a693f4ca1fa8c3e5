"""What is stated without effect: a value that leaves the program as it is must be named."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from clonal.compile import compile_scenario
from clonal.errors import ScenarioError
from clonal.model import Scenario
from clonal.model.expand import marrow_of
from clonal.model.grammar.places import path_of
from clonal.model.mechanisms import SECTIONS, made_by
from clonal.model.parts.modifier import Modifier
from clonal.model.parts.signal import Signal
from clonal.model.telling.idle import idle
from clonal.model.telling.idle.spelling import misspelt
from support import sections
from support.program import same_program

from .editing import DELETE, edited, places, steps

#: Every key of every section, with values that are no defaults and none of them neutral.
FULL: dict[str, dict[str, Any]] = {
    "hypoxia": {
        "half": 12.0,
        "power": 3.0,
        "consumption": {"a": 1.5, "b": 0.5},
        "cycling": 0.3,
        "death": 0.6,
        "kill": 0.4,
        "mutation": 2.5,
        "homing": 2.5,
        "shield": 0.7,
        "pd_l1": 0.4,
        "activated": ["prodrug"],
        "activation_half": 7.0,
    },
    "adhesion": {
        "fibronectin": 2,
        "laminin": {"a": 1},
        "attach": 1.2,
        "detach": 0.3,
        "resistance": 2.0,
        "shield": 0.6,
        "death": 0.4,
        "stages": ["stem", "blast"],
    },
    "stroma": {
        "half_burden": 1.5,
        "reprogramming": 0.8,
        "recovery": 0.3,
        "displacement": 0.6,
        "support": 0.4,
        "msc": {
            "number": {"a": 2, "b": 1},
            "turnover": 0.2,
            "growth": 0.4,
            "places": 0.2,
            "survival": 0.3,
            "sites": 2.0,
            "self_renewal": 0.1,
            "contacts": 0.5,
            "protection": 3.0,
            "restrain": 0.2,
        },
        "osteoblasts": {
            "number": 1,
            "turnover": 0.3,
            "growth": 0.1,
            "places": 0.4,
            "survival": 0.1,
            "sites": 1.0,
            "self_renewal": 0.1,
            "contacts": 0.5,
            "protection": 3.0,
            "restrain": 0.2,
        },
        "endothelial": {
            "number": 1,
            "turnover": 0.3,
            "growth": 0.1,
            "places": 0.1,
            "survival": 0.4,
            "sites": 1.0,
            "self_renewal": 0.1,
            "contacts": 0.5,
            "protection": 3.0,
            "restrain": 0.2,
            "perfusion": 0.4,
            "oxygen": 0.3,
            "regression": {"a": 0.3, "b": 0.2},
            "angiogenesis": 0.1,
        },
        "adipocytes": {
            "number": 1,
            "turnover": 0.3,
            "growth": 0.1,
            "places": 0.1,
            "survival": 0.3,
            "sites": 1.0,
            "self_renewal": 0.1,
            "contacts": 0.5,
            "protection": 3.0,
            "restrain": 0.2,
        },
    },
    "immunity": {
        "effectors": 2,
        "kill": 0.5,
        "of": {"niche": "a", "stage": "blast", "state": "blast"},
        "saturation": 3.0,
        "turnover": 0.3,
        "activation": 0.2,
        "activation_peak": 2,
        "exhaustion": 0.2,
        "exhaustion_half": 3,
        "pd_l1": 0.7,
        "silencing": 0.4,
        "tgf_b": 0.02,
        "il_10": 0.03,
        "treg": {"half": 1.5, "number": 1, "recruitment": 0.6, "half_burden": 2, "turnover": 0.8},
        "mdsc": {"half": 2.0, "number": 1, "recruitment": 0.3, "half_burden": 3, "turnover": 0.5},
    },
    "blood": {
        "niche": "blood",
        "egress": {"stem": 0.5, "blast": 0.4},
        "homing": {"a": 2.0, "b": 1.0},
        "death": {"stem": 0.6, "blast": 0.5},
        "division": 0.2,
    },
}

#: Cells of two lineages and two stages that do all there is to do, for the sections to act on.
AROUND = tomllib.loads(
    sections.NOW + sections.TWO + sections.MOVES + sections.PRODRUG + sections.CHEMOTHERAPY
)
AROUND["stages"] = ["stem", "blast"]
for clone in AROUND["clone"]:
    clone.update(division={"stem": clone.pop("birth"), "blast": 0.3})
    clone.update(self_renewal={"stem": 0.7, "blast": 0.2}, death={"stem": 0.2, "blast": 0.3})
    clone["asymmetric"] = 0.1
AROUND["clone"][1]["traits"] |= {"antigen": 0.5, "secretion": 2.0}


def world(*edits: tuple[str, Any]) -> dict[str, Any]:
    """Return a scenario with every key of every section, changed by `edits`."""
    return edited(*edits, base=copy.deepcopy({**AROUND, **FULL}))


def test_no_key_of_a_section_is_forgotten_here() -> None:
    def keys(model: Any, table: dict[str, Any]) -> None:
        assert set(table) == set(model.model_fields) - {"sources"}
        for key, value in table.items():
            if isinstance(value, dict) and hasattr(
                inner := getattr(model.model_validate(table), key), "model_fields_set"
            ):
                keys(type(inner), value)

    assert set(FULL) == set(SECTIONS)
    for name, table in FULL.items():
        keys(SECTIONS[name], table)


def test_where_every_key_acts_none_is_named() -> None:
    assert idle(Scenario.model_validate(world())) == []


def others(value: Any) -> Iterator[Any]:
    """Return other values of a key: numbers of all sizes, the other truth, one word less."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (new for new in (2 * value, value / 2, value + 1, 0, 1) if new != value)
    elif isinstance(value, list) and len(value) > 1 and isinstance(value[0], str):
        yield value[:-1]


def leaves(data: dict[str, Any], section: str) -> list[str]:
    return [
        path for path in places(data[section], section) if any(True for _ in others(at(data, path)))
    ]


def at(data: Any, path: str) -> Any:
    for step in steps(path):
        data = data[step]
    return data


def without_effect(data: dict[str, Any], path: str) -> bool:
    """Whether no other value of a key gives another program."""
    here = compile_scenario(Scenario.model_validate(data))
    tried = False
    for value in others(at(data, path)):
        try:
            other = Scenario.model_validate(edited((path, value), base=copy.deepcopy(data)))
        except ScenarioError:
            continue
        tried = True
        if not same_program(compile_scenario(other), here):
            return False
    return tried


def named(data: dict[str, Any]) -> set[str]:
    return {note.path for note in idle(Scenario.model_validate(data))}


#: A table is idle as a whole where one of these keys of it is named.
DECIDING = (".on", ".rate", ".emax", ".from")


def told(path: str, paths: set[str]) -> bool:
    """Whether a place is named, or one around it, or the key for whose sake its table is idle."""
    whole = {one.rpartition(".")[0] for one in paths if one.endswith(DECIDING)}
    return any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in paths | whole)


NO_DRUGS = (("drug", DELETE), ("hypoxia.activated", []))
WORLDS: dict[str, tuple[tuple[str, Any], ...]] = {
    "all": (),
    "nobody leukaemic": (("clone[1].lineage", "leukaemic"),),
    "nobody normal": (("clone[0].lineage", "healthy"),),
    "no drugs": NO_DRUGS,
    "no kill": (*NO_DRUGS[1:], ("drug[0].effect[0].on", "inhibition"), ("drug[1]", DELETE)),
    "no mutation": (("mutation", DELETE),),
    "no movement": (("migration", DELETE), ("blood", DELETE)),
    "no death": (("clone[0].death", 0.0), ("clone[1].death", 0.0)),
    "no division": tuple(
        (f"clone[{c}].{key}", 0.0) for c in (0, 1) for key in ("division", "asymmetric")
    ),
    "no blast": tuple(
        edit
        for c in (0, 1)
        for edit in ((f"clone[{c}].self_renewal.stem", 1.0), (f"clone[{c}].asymmetric", 0.0))
    ),
    "immunity.kill": (("immunity.kill", 0.0),),
    "switched off": (
        ("hypoxia.cycling", 1.0),
        ("hypoxia.kill", 1.0),
        ("hypoxia.death", 1.0),
        ("hypoxia.shield", 1.0),
        ("hypoxia.mutation", 1.0),
        ("hypoxia.homing", 1.0),
        ("adhesion.attach", 0.0),
        ("stroma.reprogramming", 0.0),
        ("stroma.displacement", 0.0),
        ("immunity.activation", 0.0),
        ("immunity.pd_l1", 0.0),
        ("immunity.treg.recruitment", 0.0),
        ("blood.homing", {"a": 0.0, "b": 0.0}),
    ),
}


def some(worlds: dict[str, Any], *always: str) -> list[Any]:
    """Return the names of worlds, those that take long to go through for the battery alone."""
    return [
        name if name in always else pytest.param(name, marks=pytest.mark.battery) for name in worlds
    ]


@pytest.mark.parametrize("name", some(WORLDS, "nobody leukaemic", "switched off"))
def test_a_key_of_a_section_that_leaves_the_program_as_it_is_is_named(name: str) -> None:
    data = world(*WORLDS[name])
    paths = named(data)
    missed = [
        path
        for section in FULL
        if section in data
        for path in leaves(data, section)
        if not told(path, paths) and without_effect(data, path)
    ]
    assert missed == []


def test_a_value_that_switches_something_off_is_named() -> None:
    notes = dict(idle(Scenario.model_validate(world(*WORLDS["switched off"]))))
    for path, value in WORLDS["switched off"]:
        for key, number in value.items() if isinstance(value, dict) else [("", value)]:
            assert f"switched off at {number:g}" in notes[f"{path}.{key}".rstrip(".")]


@pytest.mark.parametrize(
    ("edit", "path", "words"),
    [
        (("mutation", DELETE), "hypoxia.mutation", "changes nothing here"),
        (("clone[1].lineage", "leukaemic"), "immunity", 'no clone is "leukemic"'),
        (("immunity.kill", 0), "immunity.kill", "switched off at 0"),
        (("hypoxia.pd_l1", 0), "hypoxia.pd_l1", "switched off at 0"),
    ],
)
def test_what_a_section_does_not_use_is_named(edit: tuple[str, Any], path: str, words: str) -> None:
    assert words in dict(idle(Scenario.model_validate(world(edit))))[path]


def test_pd_l1_of_no_cell_is_named() -> None:
    notes = dict(idle(Scenario.model_validate(world(("clone[1].traits", {})))))
    assert "immunity.pd_l1" not in notes
    neither = world(("clone[1].traits", {}), ("hypoxia.pd_l1", 0.0))
    found = dict(idle(Scenario.model_validate(neither)))["immunity.pd_l1"]
    assert "changes nothing here" in found


@pytest.mark.parametrize(
    ("path", "word", "meant"),
    [
        ("clone[0].lineage", "Normal", "normal"),
        ("clone[1].lineage", "leukaemic", "leukemic"),
        ("clone[1].lineage", "leukemia", "leukemic"),
        ("clone[1].traits", "pdl1", "pd_l1"),
        ("clone[1].traits", "PD-L1", "pd_l1"),
        ("clone[1].traits", "glycolisis", "glycolysis"),
        ("clone[1].traits", "integrins", "integrin"),
        ("clone[0].lineage", "healthy", ""),
        ("clone[0].lineage", "donor", ""),
        ("clone[0].lineage", "leukemic", ""),
        ("clone[1].traits", "dormancy", ""),
    ],
)
def test_a_slip_of_a_word_that_a_section_reads_gets_a_suggestion(
    path: str, word: str, meant: str
) -> None:
    trait = path.endswith("traits")
    scenario = Scenario.model_validate(world((f"{path}.{word}", 0.5) if trait else (path, word)))
    place = f"{path}.{word}" if trait else path
    found = {path_of(note.place): note.message for note in misspelt(scenario)}
    assert set(found) == ({place} if meant else set())
    assert all(f'did you mean "{meant}"?' in message for message in found.values())


def test_a_slip_in_a_mutation_gets_a_suggestion_and_nothing_else_is_said_of_it() -> None:
    mutation = {
        "name": "m",
        "from": "L",
        "to": "new",
        "rate": 0.1,
        "effects": {"pdl1": {"plus": 0.1}},
    }
    data = edited(
        *((name, DELETE) for name in FULL if name != "immunity"),
        ("immunity.of", DELETE),
        ("mutation[0]", mutation),
        ("clone[1].traits.pdl1", 0.1),
        base=world(("hypoxia.activated", [])),
    )
    notes = [note for note in idle(Scenario.model_validate(data)) if "pdl1" in note.path]
    assert [note.path for note in notes] == ["clone[1].traits.pdl1", "mutation[0].effects.pdl1"]
    assert all('did you mean "pd_l1"?' in note.message for note in notes)


def test_a_word_that_no_section_reads_is_left_alone() -> None:
    bare = world(*((name, DELETE) for name in FULL), ("clone[0].lineage", "Normal"))
    assert list(misspelt(Scenario.model_validate(bare))) == []


def test_the_traits_of_a_section_are_those_that_weigh_its_modifiers() -> None:
    scenario = Scenario.model_validate(world())
    for name, section in SECTIONS.items():
        made = [one.part for one in made_by(marrow_of(scenario)) if one.section == name]
        terms = [t for one in made if isinstance(one, Signal) for t in one.sum or ()]
        parts = [*(one for one in made if isinstance(one, Modifier)), *terms]
        weighing = {one.trait for one in parts} - {None}
        assert weighing == set(section.traits)


#: Edits of the whole vocabulary that leave something without effect.
PLAIN: dict[str, tuple[tuple[str, Any], ...]] = {
    "all": (),
    "nothing divides": (
        ("clone[0].birth", 0.0),
        ("clone[1].division", {"stem": 0.0}),
        ("clone[1].self_renewal", DELETE),
        ("clone[1].asymmetric", 0.0),
        ("clone[2].division", 0.0),
        ("clone[2].asymmetric", 0.0),
    ),
    "no cells": (
        ("clone[0].initial", {}),
        ("clone[0].immigration", {}),
        ("clone[1].initial", {}),
        ("intervention[2]", DELETE),
    ),
    "no way": (("migration", DELETE),),
    "no bonds": (
        ("attachment", DELETE),
        ("intervention[2].add.state", "stem"),
        ("modifier[5].of.state", "stem"),
    ),
    "nothing given": (("drug[0].doses", []), ("drug[0].constant", DELETE)),
    "no perfusion": tuple((f"niche[{k}].perfusion", 0.0) for k in range(3)),
    "no effects": (("drug[0].effect", []),),
    "no readers": (
        ("modifier[0]", {"on": "death", "times": 1.0, "trait": "glycolysis"}),
        ("endpoint", []),
        ("record.signals", []),
    ),
    "resistant": (
        ("clone[0].sensitivity", {"cytarabine": 0.0}),
        ("clone[1].sensitivity", {"cytarabine": 0.0}),
        ("clone[2].sensitivity", {"cytarabine": 0.0}),
    ),
}


@pytest.mark.parametrize("name", some(PLAIN, "no readers"))
def test_a_key_of_the_vocabulary_that_leaves_the_program_as_it_is_is_named(name: str) -> None:
    data = edited(*PLAIN[name])
    paths = named(data)
    missed = [
        path
        for path in places(data)
        if "sources" not in path
        and any(True for _ in others(at(data, path)))
        and not told(path, paths)
        and without_effect(data, path)
    ]
    assert missed == []
