"""Broken scenarios: each mistake by itself is the only problem, at its path, with what is right."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest

from clonal.errors import ScenarioError
from clonal.model import Scenario

from .editing import DELETE, edited, problems

NUMBERS: list[tuple[str, Any, str]] = [
    ("time.end", 0, "must be positive"),
    ("time.end", -1.0, "must be positive"),
    ("time.end", math.inf, "finite"),
    ("time.end", math.nan, "finite"),
    ("time.end", 10**400, "finite"),
    ("time.end", "60", "must be a number"),
    ("time.end", True, "must be a number, not true"),
    ("time.end", datetime.date(2026, 1, 1), "must be a number"),
    ("time.at[1]", "x", "must be a number"),
    ("time.at", 3.0, "must be a list"),
    ("niche[0].capacity", -1, "at least 0"),
    ("niche[0].oxygen", -1.0, "at least 0"),
    ("niche[0].perfusion", -0.1, "at least 0"),
    ("clone[0].birth", -0.1, "at least 0"),
    ("clone[0].birth", "1e-6", "must be a number"),
    ("clone[0].birth", [0.1], "must be a number, not a list"),
    ("clone[1].death.blast", -0.2, "at least 0"),
    ("clone[1].division.stem", math.nan, "finite"),
    ("clone[1].self_renewal.stem", 1.1, "at most 1"),
    ("clone[2].self_renewal", -0.1, "at least 0"),
    ("clone[1].asymmetric.stem", -1, "at least 0"),
    ("clone[1].amplification.stem", 0, "at least 1"),
    ("clone[2].amplification", 1.5, "whole number"),
    ("clone[1].initial.hypoxic", -5, "at least 0"),
    ("clone[1].initial.hypoxic", 2.5, "whole number"),
    ("clone[1].initial.hypoxic", 2**62 + 1, "at most 2^62"),
    ("clone[1].initial.hypoxic", math.inf, "whole number"),
    ("clone[1].initial.hypoxic", False, "whole number, not false"),
    ("clone[1].initial.hypoxic", "5", "whole number"),
    ("clone[0].initial.vascular.blast", -1, "at least 0"),
    ("clone[0].immigration.vascular", -0.5, "at least 0"),
    ("clone[2].tropism", -1, "at least 0"),
    ("clone[1].tropism.blood", -1, "at least 0"),
    ("clone[1].sensitivity.cytarabine", -1, "at least 0"),
    ("clone[1].ec50_fold.cytarabine", 0, "must be positive"),
    ("clone[1].traits.integrin", "high", "must be a number"),
    ("migration[0].rate", -1, "at least 0"),
    ("migration[0].vacancy", 1, "true or false"),
    ("mutation[0].rate", 1.5, "at most 1"),
    ("mutation[0].rate", -1e-6, "at least 0"),
    ("mutation[1].effects.birth.stem.times.lognormal", [0.1], "is missing"),
    ("mutation[1].effects.birth.stem.times.lognormal", [0.1, 0.1, 0.1], "list of 2, not of 3"),
    ("mutation[1].effects.death.plus.normal[1]", -1, "at least 0"),
    ("mutation[1].effects.tropism.hypoxic.times.gamma[0]", 0, "must be positive"),
    ("mutation[1].effects.ec50_fold.cytarabine.plus.exponential[0]", 0, "must be positive"),
    ("mutation[1].effects.self_renewal.blast.plus.uniform", [1, 0], "low at most high"),
    ("mutation[1].effects.integrin.plus", "x", "must be a number"),
    ("drug[0].half_life", 0, "must be positive"),
    ("drug[0].doses[0].amount", -1, "at least 0"),
    ("drug[0].doses[0].start", -1, "at least 0"),
    ("drug[0].doses[0].every", 0, "must be positive"),
    ("drug[0].doses[0].count", 0, "at least 1"),
    ("drug[0].doses[0].count", 1.5, "whole number"),
    ("drug[0].doses[0].duration", 0, "must be positive"),
    ("drug[0].doses[1].absorption_half_life", 0, "must be positive"),
    ("drug[0].constant.value", -1, "at least 0"),
    ("drug[0].constant.stop", 20.0, "must be after start"),
    ("drug[0].effect[0].emax", -1, "at least 0"),
    ("drug[0].effect[0].ec50", 0, "must be positive"),
    ("drug[0].effect[0].hill", 0, "must be positive"),
    ("intervention[0].at", -1, "at least 0"),
    ("intervention[0].at", 61, "within [0, end]"),
    ("intervention[0].scale.factor", 1.5, "at most 1"),
    ("intervention[0].scale.factor", -0.5, "at least 0"),
    ("intervention[1].set.value", -1, "at least 0"),
    ("intervention[2].add.value", 0.5, "whole number"),
    ("pool[0].initial", -1, "at least 0"),
    ("pool[0].initial", 2**63, "at most 2^62"),
    ("pool[0].birth", -1, "at least 0"),
    ("pool[0].convert[0].rate", -1, "at least 0"),
    ("signal[0].sum[0].weight", math.inf, "finite"),
    ("signal[0].sum[1].without", math.nan, "finite"),
    ("signal[2].hill.half", 0, "must be positive"),
    ("signal[2].hill.power", 0, "must be positive"),
    ("modifier[2].plus.window.peak", -1, "must be positive"),
    ("modifier[7].plus.log.scale", 0, "must be positive"),
    ("endpoint[0].above", math.nan, "finite"),
    ("endpoint[2].after", -1, "at least 0"),
    ("endpoint[0].stop", "yes", "true or false"),
    ("record.clones", 1, "true or false"),
]

KEYS: list[tuple[str, Any, str]] = [
    ("clones", [], 'did you mean "clone"?'),
    ("time.evry", 1.0, 'did you mean "every"?'),
    ("clone[1].brith", 0.1, 'did you mean "birth"?'),
    ("drug[0].doses[0].ammount", 1.0, 'did you mean "amount"?'),
    ("drug[0].effect[0].emaxx", 1.0, 'did you mean "emax"?'),
    ("modifier[0].of.linage", "normal", 'did you mean "lineage"?'),
    ("migration[0].from_", "hypoxic", "unknown key"),
    ("migration[0].niche", "hypoxic", "unknown key"),
    ("arm", [{"name": "a"}], "is not available in this version"),
    ("branch_at", 10.0, "is not available in this version"),
    ("monitor", [], "is not available in this version"),
    ("rule", [], "is not available in this version"),
    ("time", DELETE, "a table [time]"),
    ("niche", DELETE, "at least one [[niche]]"),
    ("clone", DELETE, "at least one [[clone]]"),
    ("niche", [], "at least one [[niche]]"),
    ("time", 60.0, "must be a table"),
    ("record", ["burden"], "must be a table"),
    ("clone", {"name": "LSC"}, "write [[clone]]"),
    ("signal", [1], "write [[signal]]"),
    ("title", 3, "must be a text"),
    ("sources", {"stages": 3}, "must be a text"),
    ("stages", [], "at least 1"),
    ("stages", "stem", "must be a list"),
    ("time.end", DELETE, "is missing"),
    ("niche[2].name", DELETE, "is missing"),
    ("clone[2].lineage", DELETE, "is missing"),
    ("migration[0].rate", DELETE, "is missing"),
    ("migration[0].to", DELETE, "is missing"),
    ("mutation[0].rate", DELETE, "is missing"),
    ("drug[0].effect[0].emax", DELETE, "is missing"),
    ("drug[0].effect[0].on", DELETE, "is missing"),
    ("drug[0].doses[1].amount", DELETE, "is missing"),
    ("intervention[0].at", DELETE, "is missing"),
    ("pool[2].initial", DELETE, "is missing"),
    ("signal[2].hill.power", DELETE, "is missing"),
    ("signal[4].table.y", DELETE, "is missing"),
    ("endpoint[0].signal", DELETE, "is missing"),
    ("drug[0].effect", 5, "must be a list"),
    ("clone[1].sources", "Foo", "must be a table"),
]

TOGETHER: list[tuple[str, Any, str]] = [
    ("time.every", 1.0, "time.at: cannot stand beside every"),
    ("time.at", [], "at least one time"),
    ("time.at", [0.0, 61.0], "within [0, end]"),
    ("time.at", [-1.0, 2.0], "within [0, end]"),
    ("time.at", [0.0, 2.0, 1.0], "ascending"),
    ("time.at", [0.0, 2.0, 2.0], "ascending"),
    ("time", {"end": 1e8, "every": 10.0}, "time.every: must leave at most 10^7"),
    ("time", {"end": 60.0, "every": 1e-320}, "time.every: must leave at most 10^7"),
    ("niche[0].counts", [], "at least one stage"),
    ("niche[0].counts", ["stem", "stem"], "each stage once"),
    ("clone[1].birth", 0.1, "clone[1].division: cannot stand beside birth"),
    ("clone[0].self_renewal", 0.5, "already says that it is 1"),
    ("clone[0].birth", DELETE, "clone[0]: one of birth or division is missing"),
    ("clone[2].self_renewal", DELETE, "is missing for stem"),
    ("clone[1].self_renewal", {"stem": 0.7}, "is missing for blast"),
    ("migration[0].to", "hypoxic", "another niche"),
    ("mutation[0].to", "LSC", "another clone"),
    ("mutation[0].effects", {"birth": {"times": 2}}, 'only a mutation to "new"'),
    ("mutation[1].from", {}, "{ lineage = ... }"),
    ("mutation[1].from", {"lineage": "leukemic", "niche": "hypoxic"}, "a lineage alone"),
    ("mutation[1].effects.sensitivity", {"times": 2}, "must be a table by drug"),
    ("mutation[1].effects.integrin", {"stem": {"times": 2}}, "must have times or plus"),
    ("mutation[1].effects.integrin", {}, "one of times or plus is missing"),
    ("mutation[1].effects.integrin.times", 2, "cannot stand beside times"),
    ("mutation[1].effects.division", {"times": 2}, "one rate"),
    ("mutation[1].effects.integrin.plus", {}, "is missing"),
    ("drug[0].half_life", DELETE, "doses need it"),
    ("drug[0].doses[0].every", DELETE, "needs every"),
    ("drug[0].doses[0].count", DELETE, "needs count"),
    ("drug[0].doses[1].duration", 1.0, "infused or absorbed"),
    ("drug[0].effect[0].kind", "inhibition", "cannot stand beside"),
    ("drug[0].effect[2].kind", DELETE, '"stimulation" or "inhibition"'),
    ("drug[0].effect[2].kind", "more", "'stimulation' or 'inhibition'"),
    ("drug[0].effect[1].cycling", True, 'on = "kill" alone'),
    ("intervention[0].add", {"clone": "HSC", "niche": "blood", "value": 1}, "beside scale"),
    ("intervention[0].scale", DELETE, "one of scale, set or add is missing"),
    ("signal[3].of", "burden", "cannot stand beside drug"),
    ("signal[3].drug", DELETE, "one of sum, constant, drug, of, share or product is missing"),
    ("signal[2].hill", DELETE, "needs a response"),
    ("signal[2].linear", {"at_zero": 1.0, "slope": 1.0}, "cannot stand beside hill"),
    ("signal[0].linear", {"at_zero": 1.0, "slope": 1.0}, "needs of"),
    ("signal[0].sum[0].without", 1.0, "needs trait"),
    ("signal[0].sum[1].without", 0.5, "must be 0.25, as it is beside the same trait before"),
    ("signal[0].constant", {"hypoxic": 1.0}, "needs per_niche"),
    ("signal[4].table.y", [1.0], "as long as x"),
    ("signal[4].table.x", [0, 10, 10], "ascending"),
    ("modifier[4].plus.table", {"x": [], "y": []}, "at least one point"),
    ("modifier[1].plus", 0.1, "cannot stand beside times"),
    ("modifier[1].times", DELETE, "one of times or plus is missing"),
    ("modifier[0].signal", DELETE, "is missing"),
    ("modifier[0].times", {}, "one of hill, linear, window, log or table is missing"),
    ("endpoint[0].below", 1, "cannot stand beside above"),
    ("endpoint[0].above", DELETE, "one of above or below is missing"),
    ("endpoint[1].after", "remission", "another endpoint"),
    ("record.signals", ["burden", "burden"], "each signal once"),
]

NAMES: list[tuple[str, Any, str]] = [
    ("niche[1].name", "hypoxic+", "no niche"),
    ("clone[0].name", "12", "not of digits alone"),
    ("clone[0].name", "a b", "letters, digits"),
    ("clone[0].name", "a.b", "letters, digits"),
    ("clone[0].name", "ä", "letters, digits"),
    ("clone[0].name", "", "letters, digits"),
    ("clone[0].name", "new", 'must not be "new"'),
    ("niche[2].name", "hypoxic", "is the name of niche[0] already"),
    ("clone[2].name", "LSC", "is the name of clone[1] already"),
    ("mutation[1].name", "FLT3", "is the name of mutation[0] already"),
    ("drug[1].name", "cytarabine", "is the name of drug[0] already"),
    ("pool[2].name", "msc", "is the name of pool[0] already"),
    ("signal[4].name", "burden", "is the name of signal[0] already"),
    ("endpoint[2].name", "diagnosis", "is the name of endpoint[0] already"),
    ("stages", ["stem", "blast", "stem"], "stands there twice"),
    ("signal[3].name", "death", "names a rate"),
    ("clone[0].traits", {"birth": 1.0}, "heritable by itself"),
    ("clone[0].traits", {"death_blast": 1.0}, "heritable by itself"),
    ("clone[0].traits", {"tropism_2": 1.0}, "must not begin like"),
    ("niche[0].daughters", "vasculr", 'did you mean "vascular"?'),
    ("niche[0].counts[1]", "blasts", 'did you mean "blast"?'),
    ("clone[1].division.blasts", 0.1, 'did you mean "blast"?'),
    ("clone[1].death.blasts", 0.1, "no stage"),
    ("clone[1].initial.vasculr", 5, "no niche"),
    ("clone[0].initial.vascular.blasts", 5, "no stage"),
    ("clone[0].immigration.vasculr", 5, "no niche"),
    ("clone[1].tropism.vasculr", 5, "no niche"),
    ("clone[1].sensitivity.imatinib", 0.0, "no drug"),
    ("clone[1].ec50_fold.imatinib", 2.0, "no drug"),
    ("signal[0].sum[0].trait", "glycolyse", 'no clone has a trait "glycolyse"'),
    ("signal[1].sum[1].trait", "glycolysis", "members of pools have no traits"),
    ("migration[0].from", "bone", "no niche"),
    ("migration[0].lineage", "leukaemic", 'did you mean "leukemic"?'),
    ("migration[0].clone", "LCS", 'did you mean "LSC"?'),
    ("migration[0].stage", "progenitor", "no stage"),
    ("migration[0].state", "bound", "no state"),
    ("mutation[0].from", "LCS", "no clone"),
    ("mutation[0].to", "FLT3", "no clone"),
    ("mutation[1].from.lineage", "leukaemic", "no lineage"),
    ("mutation[1].effects.brith", {"times": 2}, 'did you mean "birth"?'),
    ("mutation[1].effects.amplification", {"times": 2}, "no trait"),
    ("mutation[1].effects.birth.blasts", {"times": 2}, "no stage"),
    ("mutation[1].effects.sensitivity.imatinib", {"times": 2}, "no drug"),
    ("mutation[1].effects.tropism.bone", {"times": 2}, "no niche"),
    ("drug[0].effect[0].on", "kil", 'did you mean "kill"?'),
    ("drug[0].effect[2].on", "immigration", "no rate or signal"),
    ("drug[0].effect[2].on", "atach", 'did you mean "attach"?'),
    ("drug[0].effect[2].on", "inflow", "is a pool's rate"),
    ("drug[0].effect[0].niche", "bone", "no niche"),
    ("drug[0].effect[3].lineage", "leukemic", "the effect is on a signal"),
    ("drug[0].effect[4].pool", "mcs", 'did you mean "msc"?'),
    ("drug[0].effect[4].pool", DELETE, "needs pool"),
    ("drug[0].effect[2].to", "bone", "no niche"),
    ("drug[0].effect[0].to", "blood", 'is for on = "migration"'),
    ("drug[0].effect[3].to", "blood", 'is for on = "migration"'),
    ("drug[0].effect[4].on", "division", "no rate of a pool"),
    ("drug[0].effect[4].stage", "stem", "members of pools have none"),
    ("drug[0].effect[4].to", "effector", "converts to no"),
    ("intervention[0].scale.niche", "bone", "no niche"),
    ("intervention[0].scale", {"pool": "effectors", "factor": 0.5}, 'did you mean "effector"?'),
    ("intervention[0].scale.pool", "effector", "cannot stand beside pool"),
    ("intervention[1].set.pool", "effector", "cannot stand beside pool"),
    ("intervention[1].set.niche", DELETE, "is missing: where; or pool"),
    ("intervention[1].set.clone", "LCS", "no clone"),
    ("intervention[2].add.stage", "progenitor", "no stage"),
    ("intervention[2].add.stage", "blast", "is no state of stage blast"),
    ("pool[0].niche", "bone", "no niche"),
    ("pool[0].convert[0].to", "reprogramed", 'did you mean "reprogrammed"?'),
    ("pool[0].convert.+", {"to": "reprogrammed", "rate": 1.0}, "stands there twice"),
    ("pool[0].convert.+", {"to": "msc", "rate": 1.0}, "another pool"),
    ("signal[0].sum[0].lineage", "leukaemic", "no lineage"),
    ("signal[1].sum[1].pool", "effectors", "no pool"),
    ("signal[1].sum[1].clone", "LSC", "members of pools have none"),
    ("signal[1].sum[1].niche", "hypoxic", "in the whole marrow"),
    ("signal[1].constant", {"hypoxic": 1.0}, "every niche"),
    ("signal[3].drug", "imatinib", "no drug"),
    ("signal[4].of", "burdn", 'did you mean "burden"?'),
    ("signal[4].of", "activity", "must not lead back to itself"),
    ("signal[4].of", "hif", "needs per_niche = true too"),
    ("modifier[0].signal", "hiff", 'did you mean "hif"?'),
    ("modifier[0].on", "divison", 'did you mean "division"?'),
    ("modifier[1].on", "death", 'on = "kill" and on = "perfusion" alone'),
    ("modifier[13].of.niche", "bone", "no niche"),
    ("modifier[13].of.drug", "imatinib", "no drug"),
    ("modifier[13].of.lineage", "leukemic", "is of a niche and a drug"),
    ("modifier[13].trait", "glycolysis", "niches have no traits"),
    ("modifier[13].signal", "exposure", "depends on a concentration"),
    ("attachment[0].state", "adherent", "cannot be chosen"),
    ("attachment[0].detach", -1.0, "must be at least 0"),
    ("attachment[0].niche", "vasular", "did you mean"),
    ("phases", ["cycling"], "must name two phases at least"),
    ("phases", ["cycling", "quiescent", "cycling"], "stands there twice"),
    ("phases", ["cycling", "quiescent", "blast"], "which is a stage"),
    ("phases", ["cycling", "quiescent", "free"], "which is a state of adhesion"),
    ("stages", ["stem", "blast", "stem_quiescent"], "as the file writes stem:quiescent"),
    ("phases", DELETE, "needs phases: there are none"),
    ("switch[0].from", "quiesent", 'did you mean "quiescent"?'),
    ("switch[0].to", "resting", "no phase"),
    ("switch[0].to", "quiescent", "must be another phase than from"),
    ("switch[0].rate", -0.1, "at least 0"),
    ("switch[0].rate", DELETE, "is missing"),
    ("switch[0].niche", "bone", "no niche"),
    ("switch[0].state", "adherent", "cannot be chosen"),
    ("switch[1].name", "waking", "is the name of switch[0] already"),
    ("clone[1].division.blast:resting", 0.1, "no phase"),
    ("clone[1].division.blasts:quiescent", 0.1, "no stage"),
    ("clone[1].division.stem:cycling", 0.1, 'is what "stem" says already'),
    ("clone[1].death.stem:quiescent", 0.1, "is of a stage in every phase"),
    ("clone[1].self_renewal.stem:quiescent", 0.1, "is of a stage in every phase"),
    ("clone[1].initial.hypoxic.stem:deep", 1, "no phase"),
    ("clone[1].traits.division_stem_quiescent", 1.0, "is heritable by itself"),
    ("mutation[1].effects.birth.stem:deep", {"times": 2}, "no phase"),
    ("mutation[1].effects.death", {"stem:quiescent": {"times": 2}}, "in every phase"),
    ("drug[0].effect[7].to", "vascular", "no phase"),
    ("drug[0].effect[7].state", "quiescent:adherent", "no state"),
    ("modifier[12].of.to", "hypoxic", "no phase"),
    ("modifier[12].of.state", "quiescent:stem", "no state"),
    ("modifier[12].on", "swich", 'did you mean "switch"?'),
    ("signal[3].name", "switch", "names a rate in drug effects"),
    ("modifier[3].on", "inflow", "must name a pool"),
    ("modifier[0].trait", "glycolisis", 'did you mean "glycolysis"?'),
    ("modifier[2].trait", "integrin", "members of pools have no traits"),
    ("modifier[2].of.to", "effector", "converts to no"),
    ("modifier[1].of.to", "blood", 'is for on = "migration"'),
    ("modifier[5].of.to", "bone", "no niche"),
    ("modifier[2].on", "death", 'on = "convert" alone'),
    ("modifier[2].of.niche", "vascular", "is not where pool"),
    ("modifier[1].of.drug", "imatinib", "no drug"),
    ("modifier[10].of.cause", "imune", 'did you mean "immune"?'),
    ("modifier[10].on", "kill", 'is for on = "death" alone'),
    ("modifier[2].of.cause", "immune", "members of pools have none"),
    ("drug[0].effect[6].cause", "hunger", "no cause"),
    ("drug[0].effect[0].cause", "immune", 'is for on = "death" alone'),
    ("drug[0].effect[3].cause", "immune", 'is for on = "death" alone'),
    ("cause[0].name", "natural", "which is the death that has no other cause"),
    ("drug[1].name", "natural", "which is the death that has no other cause"),
    ("cause[0].name", "cytarabine", "is the name of drug[0] already"),
    ("endpoint[3].when[0].signal", "bruden", 'did you mean "burden"?'),
    ("endpoint[3].when[1].signal", "hif", "one of the marrow"),
    ("endpoint[3].when[1].below", 3, "cannot stand beside above"),
    ("endpoint[3].when[0].below", DELETE, "one of above or below is missing"),
    ("endpoint[3].signal", "burden", "cannot stand beside when"),
    ("endpoint[3].above", 3, "cannot stand beside when"),
    ("endpoint[3].when", [], "one condition or more"),
    ("endpoint[0].signal", "bruden", 'did you mean "burden"?'),
    ("endpoint[0].signal", "hif", "one of the marrow"),
    ("endpoint[1].after", "diagnose", 'did you mean "diagnosis"?'),
    ("endpoint[0].after", "remission", "must not lead back to itself"),
    ("record.signals", ["burdn"], 'did you mean "burden"?'),
]

MADE: list[tuple[str, Any, str]] = [
    ("signal[4]", {"name": "activity", "share": {"of": "burden"}}, "is missing"),
    ("signal[4]", {"name": "activity", "product": ["burden"]}, "needs two signals or more"),
    ("signal[4]", {"name": "activity", "product": "burden"}, "must be a list"),
    ("signal[4].product", ["burden", "exposure"], "cannot stand beside of"),
    ("signal[4].share", {"of": "burden", "over": "exposure"}, "cannot stand beside of"),
    ("signal[4]", {"name": "activity"}, "one of sum, constant, drug, of, share or product"),
]
MADE_OF: list[tuple[str, Any, str]] = [
    (
        "signal[4]",
        {"name": "activity", "share": {"of": "burden", "over": "burdn"}},
        'did you mean "burden"?',
    ),
    ("signal[4]", {"name": "activity", "product": ["burden", "hiff"]}, 'did you mean "hif"?'),
    (
        "signal[4]",
        {"name": "activity", "share": {"of": "burden", "over": "cells"}},
        "needs per_niche = true too",
    ),
    (
        "signal[4]",
        {"name": "activity", "product": ["burden", "activity"]},
        "must not lead back to itself: activity -> activity",
    ),
    (
        "signal[4]",
        {"name": "activity", "share": {"of": "activity", "over": "burden"}},
        "must not lead back to itself",
    ),
]

WAYS: list[tuple[str, Any, str]] = [
    ("modifier[0].at", "destination", 'is for on = "migration" alone'),
    ("modifier[5].at", "destination", "needs signal"),
    ("modifier[5].at", "there", "destination"),
]

KINDS = [*WAYS, *MADE, *MADE_OF, *NUMBERS, *KEYS, *TOGETHER, *NAMES]


@pytest.mark.parametrize(("path", "value", "words"), KINDS)
def test_mistake_is_named_at_its_place(path: str, value: Any, words: str) -> None:
    found = problems((path, value))
    lines = [f"{place}: {message}" for place, message in found.items()]
    assert any(words in line for line in lines), lines
    if (path, value, words) not in (
        *NAMES,
        *MADE_OF,
    ):  # other tables may name what a name was changed from
        table = path.rsplit(".", 1)[0]
        assert all(line.startswith(table) for line in lines), lines


def test_whole_vocabulary_is_valid() -> None:
    assert Scenario.model_validate(edited()).clone[1].name == "LSC"


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 100
    assert len({(path, str(value)) for path, value, _ in KINDS}) == len(KINDS)


def test_all_problems_at_once_across_tables() -> None:
    found = problems(
        ("arm", []),
        ("time.end", "x"),
        ("clone[1].death", {"stem": -1.0}),
        ("clone[1].initial", {"vasculr": 5}),
        ("migration[0].to", DELETE),
        ("migration[0].lineage", "leukaemic"),
        ("drug[0].half_life", -1.0),
        ("drug[0].effect[0].ec50", 0),
        ("drug[0].effect[2].clone", "LCS"),
        ("endpoint[0].signal", "bruden"),
    )
    assert list(found) == [
        "time.end",
        "clone[1].death.stem",
        "clone[1].initial.vasculr",
        "migration[0].to",
        "migration[0].lineage",
        "drug[0].half_life",
        "drug[0].effect[0].ec50",
        "drug[0].effect[2].clone",
        "endpoint[0].signal",
        "arm",
    ]


def test_faults_of_a_table_are_found_beside_unreadable_keys() -> None:
    found = problems(
        ("clone[0].death", -1.0),
        ("clone[0].self_renewal", 0.5),
        ("drug[0].constant.start", 40.0),
        ("drug[0].effect[0].emax", "x"),
    )
    assert list(found) == [
        "clone[0].death",
        "clone[0].self_renewal",
        "drug[0].effect[0].emax",
        "drug[0].constant.stop",
    ]


def test_an_unreadable_name_makes_no_other_problem() -> None:
    assert list(problems(("niche[0].capacity", -1))) == ["niche[0].capacity"]
    found = problems(("clone[1].name", "LSC 1"), ("mutation[0].from", "LSC 1"))
    assert "clone[1].name" in found
    assert "no clone" not in found["mutation[0].from"]


@pytest.mark.parametrize("link", ["activity", "burden2"])
def test_a_ring_of_signals_is_told_once(link: str) -> None:
    first = {"name": "burden2", "of": "activity", "linear": {"at_zero": 0.0, "slope": 1.0}}
    found = problems(("signal.+", first), ("signal[4].of", "burden2"))
    rings = [message for message in found.values() if "lead back" in message]
    assert rings == ["must not lead back to itself: activity -> burden2 -> activity"]


def test_whole_marrow_pools_cannot_read_a_signal_per_niche() -> None:
    modifier = {"on": "death", "of": {"pool": "effector"}, "signal": "hif", "times": 1.0}
    assert "no niche" in problems(("modifier.+", modifier))["modifier[14].signal"]
    modifier["of"] = {"pool": "msc"}
    Scenario.model_validate(edited(("modifier.+", modifier)))


def test_too_many_cells_at_the_start() -> None:
    found = problems(("clone[1].initial.hypoxic", 2**62), ("clone[0].initial.hypoxic", 1))
    assert list(found) == ["clone"]


def test_a_trait_that_only_an_unread_section_weighs_makes_no_other_problem() -> None:
    tables: dict[str, Any] = {
        "time": {"end": 1.0},
        "niche": [{"name": "a", "oxygen": 5.0}],
        "clone": [{"name": "c", "lineage": "leukemic", "birth": 0.5}],
        "mutation": [{"name": "m", "from": "c", "to": "new", "rate": 0.1}],
        "hypoxia": {},
    }
    tables["mutation"][0]["effects"] = {"glycolysis": {"plus": 1.0}}
    Scenario.model_validate(tables)
    tables["clone"][0]["death"] = -1.0
    with pytest.raises(ScenarioError) as caught:
        Scenario.model_validate(tables)
    assert [problem.path for problem in caught.value.problems] == ["clone[0].death"]


def test_an_unreadable_constant_of_a_niche_is_not_missing() -> None:
    found = problems(("signal[1].constant.hypoxic", "x"))
    assert list(found) == ["signal[1].constant.hypoxic"]


def test_a_ring_through_a_product_and_a_share_is_told_once() -> None:
    ring = [
        {"name": "one", "product": ["burden", "two"]},
        {"name": "two", "share": {"of": "burden", "over": "three"}},
        {"name": "three", "of": "one", "linear": {"at_zero": 0.0, "slope": 1.0}},
    ]
    found = problems(*(("signal.+", signal) for signal in ring))
    told = [message for message in found.values() if "lead back" in message]
    assert told == ["must not lead back to itself: one -> two -> three -> one"]
