"""aml-microenvironment of version 0.1.0: with its sections, without them, and with many clones.

The file beside this one is kept as it was, so that figures stay comparable when the built-in
scenario changes.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from clonal.model import Scenario

FILE = Path(__file__).parent / "aml-microenvironment.toml"
SECTIONS = ("blood", "stroma", "adhesion", "hypoxia", "immunity")
BUILT_ON_THEM = ("signal", "pool", "modifier", "attachment", "endpoint")

#: Days: the last sample before the first dose.
STRETCH = 9.0
#: Deaths, per cell and day, in place of what the sections do to the numbers of cells until then.
REPLACED = {"HSC": 0.01, "LSC": 0.029}

#: Times the scenario's cells: 10^6 of them when the timed stretch begins.
FOLD = 400
#: Days in which clones are founded, and of the stretch that is timed after them.
FOUNDING, AFTER = 5.0, 3.0
#: Probability of a mutation at division, before hypoxia raises it, and the clones that it leaves.
FOUNDED = {10: 2.5e-5, 100_000: 0.4}

Tables = dict[str, Any]


def _tables() -> Tables:
    return tomllib.loads(FILE.read_text())


def sections() -> Scenario:
    """The scenario, until the stretch ends."""
    tables = _tables()
    tables["time"]["end"] = STRETCH
    return Scenario.model_validate(tables)


def bare() -> Scenario:
    """The same cells without sections, and without all that is built on them.

    What is left are niches, clones, the mutation, drugs that kill, and samples with clones.
    """
    tables = _tables()
    tables["time"]["end"] = STRETCH
    for name in (*SECTIONS, *BUILT_ON_THEM):
        tables.pop(name, None)
    del tables["record"]["signals"]
    for niche in tables["niche"]:
        del niche["oxygen"], niche["sources"]["oxygen"]
    for clone in tables["clone"]:
        for part in (clone, clone["sources"]):
            part.pop("traits", None)
        more = REPLACED[clone["name"]]
        clone["death"] = {stage: rate + more for stage, rate in clone["death"].items()}
    for mutation in tables["mutation"]:
        del mutation["effects"], mutation["sources"]["effects"]
    for drug in tables["drug"]:
        drug["effect"] = [effect for effect in drug["effect"] if effect["on"] == "kill"]
    tables["drug"] = [drug for drug in tables["drug"] if drug["effect"]]
    return Scenario.model_validate(tables)


def wide(clones: int) -> Scenario:
    """10^6 cells in about ``clones`` clones: the scenario, enlarged in all its numbers of cells.

    Clones are founded, with traits of their own, in the first days alone: a drug without a use but
    this one is there for so long, and mutations follow it. Samples are of populations alone:
    how many clones a sample lists is no cost of an event.
    """
    tables = _enlarged(_tables(), FOLD)
    tables["time"] = {"end": FOUNDING + AFTER, "every": FOUNDING + AFTER}
    tables["record"]["clones"] = False
    tables["mutation"][0]["rate"] = FOUNDED[clones]
    given = {"value": 1.0, "start": 0.0, "stop": FOUNDING}
    tables["drug"].append({"name": "founder", "constant": given})
    tables["signal"].append({"name": "founding", "drug": "founder"})
    follows = {"linear": {"at_zero": 0.0, "slope": 1.0}}
    tables["modifier"] = [{"on": "mutation", "signal": "founding", "times": follows}]
    return Scenario.model_validate(tables)


def _enlarged(tables: Tables, fold: int) -> Tables:
    """Multiply every number of cells, members or sites by ``fold``, in place."""
    stroma, adhesion, immunity = (tables[name] for name in ("stroma", "adhesion", "immunity"))
    places: list[tuple[Tables, str]] = [(niche, "capacity") for niche in tables["niche"]]
    places += [(clone, "initial") for clone in tables["clone"]]
    places += [(stroma, "half_burden"), (adhesion, "fibronectin"), (adhesion, "laminin")]
    supporting = ("msc", "endothelial", "osteoblasts", "adipocytes")
    places += [(stroma[kind], "number") for kind in supporting]
    places += [(immunity, "effectors"), (immunity, "activation_peak")]
    suppressing = ("half", "number", "recruitment", "half_burden")
    places += [(immunity[kind], key) for kind in ("treg", "mdsc") for key in suppressing]
    places += [(end, key) for end in tables["endpoint"] for key in ("above", "below") if key in end]
    for part, key in places:
        part[key] = _times(part[key], fold)
    immunity["kill"] /= fold  # of a pair: one effector and one cell
    return tables


def _times(value: Any, fold: int) -> Any:
    if isinstance(value, dict):
        return {key: _times(part, fold) for key, part in value.items()}
    return value * fold
