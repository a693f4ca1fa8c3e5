"""What the sections stand for, against the equations that their documentation states.

The rates are those of the plain definition of the expanded scenario, in a state in which every
count differs; the equations are written out here by hand.
"""

from __future__ import annotations

from typing import Any

import pytest

from clonal import ScenarioError
from clonal.model import expand, loads
from support.definition import Definition, Moment, State

HEAD = """
stages = ["stem", "blast"]
[time]
end = 1.0
[[niche]]
name = "a"
capacity = 100
oxygen = 12.0
[[niche]]
name = "b"
capacity = 80
oxygen = 25.0
[[clone]]
name = "H"
lineage = "normal"
division = { stem = 0.3, blast = 0.5 }
self_renewal = { stem = 0.6, blast = 0.2 }
death = { stem = 0.02, blast = 0.2 }
[[clone]]
name = "L"
lineage = "leukemic"
division = { stem = 0.4, blast = 0.7 }
self_renewal = { stem = 0.8, blast = 0.3 }
asymmetric = { stem = 0.1 }
death = { stem = 0.01, blast = 0.1 }
traits = { glycolysis = 0.4, integrin = 2.0, pd_l1 = 0.5 }
[[mutation]]
name = "m"
from = { lineage = "leukemic" }
to = "new"
rate = 0.01
[[migration]]
from = "a"
to = "b"
rate = 0.05
[[drug]]
name = "d"
constant = { value = 2.0 }
[[drug.effect]]
on = "kill"
emax = 3.0
ec50 = 4.0
[[drug]]
name = "p"
constant = { value = 1.0 }
[[drug.effect]]
on = "kill"
emax = 2.0
ec50 = 1.0
"""
EFFECT = 1.0  # of both: 3 * 2/(4 + 2) and 2 * 1/(1 + 1)


class Place:
    """Rates in one state of a scenario."""

    def __init__(self, sections: str, pools: dict[str, int] | None = None, head: str = "") -> None:
        self.law = Definition(expand(loads((head or HEAD) + sections)))
        cells = {
            (c, k, s): 1 + c + 2 * k + 4 * s
            for c in range(2)
            for k in range(len(self.law.niches))
            for s in range(len(self.law.states))
        }
        members = [(pools or {}).get(pool.name, pool.initial) for pool in self.law.scenario.pool]
        self.cells = cells
        self.moment = Moment(self.law, State(cells, members, list(self.law.clones)), 0.0)

    def rate(
        self,
        on: str,
        clone: str,
        niche: str,
        state: str,
        base: float = 0.0,
        to: str | None = None,
        cause: str | None = None,
    ) -> float:
        """Return a rate of cells; `base` is what the scenario states without modifiers."""
        where = self.where(clone, niche, state)
        return float(self.moment.cell_rate(on, base, where, to, cause))

    def immune(self, clone: str, niche: str, state: str) -> float:
        return self.rate("death", clone, niche, state, cause="immune")

    def kill(self, clone: str, niche: str, state: str) -> float:
        kills = self.moment.kills(self.where(clone, niche, state))
        return float(sum(rate for _, rate in kills))

    def where(self, clone: str, niche: str, state: str) -> tuple[int, int, int]:
        law = self.law
        return "HL".index(clone), law.niches.index(niche), law.state_called(None, state)

    def count(self, **chosen: Any) -> int:
        """Return the cells of the state that `chosen` (clone, niche, stage, bond) means."""
        total = 0
        for (c, k, s), number in self.cells.items():
            named = {
                "clone": "HL"[c],
                "niche": self.law.niches[k],
                "stage": self.law.states[s].split(":")[0],
                "bond": self.law.states[s].split(":")[-1],
            }
            total += number if all(named[key] == word for key, word in chosen.items()) else 0
        return total

    def pool(self, on: str, name: str, base: float, to: str | None = None) -> float:
        return float(self.moment.pool_rate(on, base, self.law.pool_names.index(name), to))


HYPOXIA = """
[hypoxia]
half = 10.0
power = 2.0
consumption = { a = 0.1 }
cycling = 0.25
death = 0.4
kill = 0.3
mutation = 5.0
homing = 3.0
activated = ["p"]
activation_half = 6.0
"""


def test_hypoxia() -> None:
    place = Place(HYPOXIA)
    for niche, supply, each in (("a", 12.0, 0.1), ("b", 25.0, 0.0)):
        oxygen = supply - each * place.count(niche=niche)
        hif = 1 / (1 + (oxygen / 10.0) ** 2)
        slowed = 1 / (1 + 3 * hif)
        relieved = (1 + 0.4 * 3 * hif) * slowed
        assert place.rate("division", "H", niche, "stem", 0.3) == pytest.approx(0.3 * slowed)
        assert place.rate("division", "L", niche, "stem", 0.4) == pytest.approx(0.4 * relieved)
        assert place.rate("asymmetric", "L", niche, "stem", 0.1) == pytest.approx(0.1 * relieved)
        assert place.rate("death", "H", niche, "blast", 0.2) == pytest.approx(0.2 * (1 - 0.6 * hif))
        assert place.rate("mutation", "L", niche, "stem", 0.01) == pytest.approx(
            0.01 * (1 + 4 * hif)
        )
        leaving = 3 + (1 / 3 - 3) * hif
        assert place.rate("migration", "L", niche, "stem", 0.05) == pytest.approx(0.05 * leaving)
        assert place.rate("migration", "L", niche, "blast", 0.05) == 0.05
        assert place.rate("migration", "H", niche, "stem", 0.05) == 0.05
        prodrug = EFFECT / (1 + oxygen / 6.0)
        assert place.kill("H", niche, "stem") == pytest.approx(EFFECT * (1 - 0.7 * hif) + prodrug)


def test_the_blood_is_no_niche_to_flee() -> None:
    place = Place(HYPOXIA + BLOOD)
    for home in "ab":
        assert place.rate("migration", "L", "blood", "stem", 0.5, to=home) == 0.5
    hif = 1 / (1 + ((12.0 - 0.1 * place.count(niche="a")) / 10.0) ** 2)
    leaving = 3 + (1 / 3 - 3) * hif
    for way in ("b", "blood"):
        found = place.rate("migration", "L", "a", "stem", 0.05, to=way)
        assert found == pytest.approx(0.05 * leaving)


def test_a_mobiliser_acts_on_leaving_or_on_homing() -> None:
    effect = """
[[drug]]
name = "m"
constant = { value = 1.0 }
[[drug.effect]]
on = "migration"
kind = "stimulation"
emax = 8.0
ec50 = 1.0
"""
    factors = {
        "": (5.0, 5.0, 5.0),
        'to = "blood"': (5.0, 1.0, 1.0),
        'niche = "blood"': (1.0, 5.0, 1.0),
    }
    factors['niche = "a"\nto = "b"'] = (1.0, 1.0, 5.0)
    for words, expected in factors.items():
        place = Place(BLOOD + effect + words + "\n")
        found = [
            place.rate("migration", "H", niche, "stem", 1.0, to=to)
            for niche, to in (("a", "blood"), ("blood", "a"), ("a", "b"))
        ]
        assert found == pytest.approx(expected), words


def test_hif_is_what_jiang_measured() -> None:
    """Half-maximal at 1.5-2 % oxygen and nearly maximal at 0.5 % (7.6 mmHg a percent)."""
    law = Definition(
        expand(loads(HEAD.replace("12.0", "13.3").replace("25.0", "3.8") + "[hypoxia]\n"))
    )
    moment = Moment(law, State({}, [], list(law.clones)), 0.0)
    assert moment.signal("hif", 0) == pytest.approx(0.5)
    assert moment.signal("hif", 1) == pytest.approx(0.98, abs=0.005)


def test_oxygen_never_falls_below_nothing() -> None:
    place = Place("[hypoxia]\nconsumption = 50.0\n")
    assert place.moment.signal("oxygen", 0) == 0.0
    assert place.moment.signal("hif", 0) == 1.0


ADHESION = """
[adhesion]
fibronectin = 140
laminin = { a = 20 }
attach = 0.9
detach = 0.3
resistance = 4.0
death = 0.7
"""


def test_adhesion() -> None:
    place = Place(ADHESION)
    for niche, sites in (("a", 160.0), ("b", 140.0)):
        free = sites - place.count(niche=niche, bond="adherent")
        assert free < sites
        attach = 0.9 * free / sites
        assert place.rate("attach", "H", niche, "stem:free") == pytest.approx(attach)
        assert place.rate("attach", "L", niche, "stem:free") == pytest.approx(2 * attach)
    assert [(one.stage, one.detach) for one in place.law.scenario.attachment] == [("stem", 0.3)]
    assert place.rate("migration", "L", "a", "stem:adherent", 0.05) == 0
    assert place.rate("migration", "L", "a", "stem:free", 0.05) == 0.05
    assert place.kill("L", "a", "stem:adherent") == pytest.approx(2 * EFFECT / 4)
    assert place.kill("L", "a", "stem:free") == pytest.approx(2 * EFFECT)
    assert place.rate("death", "L", "a", "stem:adherent", 0.01) == pytest.approx(0.007)


STROMA = """
[stroma]
half_burden = 30
reprogramming = 0.2
recovery = 0.04
support = 0.8
displacement = 0.07
[stroma.msc]
number = 10
turnover = 0.03
growth = { normal = 0.6, leukemic = 0.4 }
self_renewal = { leukemic = 0.2 }
sites = 2.0
[stroma.endothelial]
number = { a = 20 }
contacts = 1.5
survival = { normal = 0.4, leukemic = 0.9 }
protection = 4.0
[stroma.osteoblasts]
number = { a = 8, b = 4 }
restrain = 0.6
[stroma.adipocytes]
number = 5
contacts = 2
growth = 0.1
survival = 0.3
"""
MEMBERS = {
    "msc_a": 6,
    "reprogrammed_msc_a": 3,
    "msc_b": 1,
    "reprogrammed_msc_b": 4,
    "endothelial_a": 15,
    "osteoblast_a": 2,
    "osteoblast_b": 5,
    "adipocyte_a": 7,
    "adipocyte_b": 1,
}


def test_stroma_at_the_start_changes_no_rate_of_cells_in_touch_with_it() -> None:
    place = Place(STROMA.replace("contacts = 1.5", "contacts = 9").replace("contacts = 2", ""))
    for clone, stage, division, death in (("H", "stem", 0.3, 0.02), ("L", "blast", 0.7, 0.1)):
        for niche in ("a", "b"):
            assert place.rate("division", clone, niche, stage, division) == pytest.approx(division)
            assert place.rate("self_renewal", clone, niche, stage, 0.6) == pytest.approx(0.6)
            assert place.rate("death", clone, niche, stage, death) == pytest.approx(death)


def test_stroma() -> None:
    place = Place(STROMA + ADHESION, MEMBERS)
    rate = place.rate
    for niche in ("a", "b"):
        msc = MEMBERS[f"msc_{niche}"] / 10
        remade = MEMBERS[f"reprogrammed_msc_{niche}"] / 10
        bone = MEMBERS[f"osteoblast_{niche}"] / {"a": 8, "b": 4}[niche]
        fat = MEMBERS[f"adipocyte_{niche}"] / 5
        normal = 1 - 0.6 * (1 - msc) - 0.1 * (1 - fat)
        leukemic = 1 - 0.4 * (1 - msc) - 0.1 * (1 - fat) + (0.4 + 0.8) * remade
        released = 1 + 0.6 * (1 - bone)
        places = 1 - 0.5 * (1 - bone)
        assert rate("division", "H", niche, "stem:free", 0.3) == pytest.approx(
            0.3 * normal * places
        )
        assert rate("division", "H", niche, "blast:free", 0.5) == pytest.approx(0.5 * normal)
        for state, base in (("stem:free", 0.4), ("blast:free", 0.7)):
            assert rate("division", "L", niche, state, base) == pytest.approx(
                base * leukemic * released
            )
        # Remade MSC keep what is no growth factor.
        renewal = 1 - 0.2 * (1 - msc - remade)
        assert rate("self_renewal", "L", niche, "stem:free", 0.8) == pytest.approx(0.8 * renewal)
        assert rate("self_renewal", "H", niche, "stem:free", 0.6) == 0.6
        cells = place.count(niche=niche)
        by_fat = min(1.0, 2 * MEMBERS[f"adipocyte_{niche}"] / cells)
        dying = 1 + 0.3 * (1 - by_fat)
        by_vessel = min(1.0, 1.5 * 15 / cells) if niche == "a" else 1.0
        assert by_fat < 1.0
        assert (by_vessel < 1.0) == (niche == "a")
        assert rate("death", "H", niche, "stem:free", 0.02) == pytest.approx(
            0.02 * dying * (1 + 0.4 * (1 - by_vessel))
        )
        assert rate("death", "L", niche, "blast:free", 0.1) == pytest.approx(
            0.1 * dying * (1 + 0.9 * (1 - by_vessel))
        )
        spared = 1 - 0.75 * by_vessel if niche == "a" else 1.0
        assert place.kill("L", niche, "blast:free") == pytest.approx(2 * EFFECT * spared)
        x = place.count(clone="L", niche=niche)
        inflamed = x / (30 + x)
        pools = f"msc_{niche}", f"reprogrammed_msc_{niche}"
        assert place.pool("convert", pools[0], 0.0, pools[1]) == pytest.approx(0.2 * inflamed)
        assert place.pool("death", f"osteoblast_{niche}", 0.02) == pytest.approx(
            0.02 + 0.07 * inflamed
        )
        matrix = 160.0 if niche == "a" else 140.0
        now = MEMBERS[pools[0]] + MEMBERS[pools[1]]
        free = matrix + 2 * now - place.count(niche=niche, bond="adherent")
        assert rate("attach", "H", niche, "stem:free") == pytest.approx(0.9 * free / (matrix + 20))
    pool = {one.name: one for one in place.law.scenario.pool}
    assert (pool["msc_a"].initial, pool["msc_a"].inflow, pool["msc_a"].death) == (10, 0.3, 0.03)
    assert pool["reprogrammed_msc_b"].convert[0].rate == 0.04
    assert pool["reprogrammed_msc_b"].inflow == 0


OXYGEN = {"a": 12.0, "b": 25.0}
VESSELS = """
[stroma]
half_burden = 30
[stroma.endothelial]
number = { a = 10, b = 4 }
turnover = 0.1
survival = 0.0
perfusion = 0.7
oxygen = 0.6
regression = { a = 0.4 }
angiogenesis = 0.3
"""


def test_vessels() -> None:
    """They carry drug and oxygen, are lost by inflammation, and grow where HIF is high."""
    for left, other in ((4, 4), (10, 4), (15, 2)):
        place = Place(VESSELS + HYPOXIA, {"endothelial_a": left, "endothelial_b": other})
        for niche, share in (("a", left / 10), ("b", other / 4)):
            stated = place.law.scenario.niche[place.law.niches.index(niche)]
            x = place.count(clone="L", niche=niche)
            used = 0.1 * place.count(niche=niche) if niche == "a" else 0.0
            full = OXYGEN[niche]
            oxygen = max(0.0, min(full * (0.4 + 0.6 * share) - used, max(OXYGEN.values())))
            index = place.law.niches.index(niche)
            assert float(place.moment.signal("oxygen", index)) == pytest.approx(oxygen)
            hif = 1 / (1 + (oxygen / 10.0) ** 2)
            pool = f"endothelial_{niche}"
            assert place.pool("birth", pool, 0.0) == pytest.approx(0.3 * hif)
            lost = 0.4 * x / (30 + x) if niche == "a" else 0.0
            assert place.pool("death", pool, 0.1) == pytest.approx(0.1 + lost)
            carried = 0.3 + 0.7 * min(1.0, share)
            for drug in ("d", "p"):
                plasma = place.moment.plasma[drug]
                here = place.moment.concentration(drug, index)
                assert float(here) == pytest.approx(stated.perfusion * carried * plasma)


def test_vessels_need_what_they_answer_to() -> None:
    without = VESSELS.replace("half_burden = 30\n", "")
    with pytest.raises(ScenarioError) as found:
        loads(HEAD + without)
    places = [problem.path for problem in found.value.problems]
    assert places == [
        "stroma.half_burden",
        "stroma.endothelial.oxygen",
        "stroma.endothelial.angiogenesis",
    ]


IMMUNITY = """
[immunity]
effectors = 40
kill = 0.02
saturation = 25
turnover = 0.05
activation = 0.3
activation_peak = 12
exhaustion = 0.4
exhaustion_half = 25
pd_l1 = 0.6
silencing = 0.08
treg = { half = 9, number = 3, recruitment = 2.0, half_burden = 50, turnover = 0.2 }
mdsc = { half = 16, number = 0, recruitment = 1.0, half_burden = 20 }
"""


def test_immunity() -> None:
    place = Place(IMMUNITY, {"effector": 30, "silent_effector": 6, "treg": 4, "mdsc": 7})
    kill = 0.02 * 25 * 30 / (25 + 30)
    assert place.immune("L", "a", "stem") == pytest.approx(kill * (1 - 0.5 * 0.6))
    assert place.rate("death", "L", "a", "stem", 0.01) == 0.01
    assert place.immune("H", "a", "stem") == 0.0
    assert place.rate("death", "H", "a", "stem", 0.02) == 0.02
    burden = place.count(clone="L")
    assert place.pool("birth", "effector", 0.0) == pytest.approx(
        0.3 * 2 * (burden / 12) / (1 + (burden / 12) ** 2) / (1 + 7 / 16)
    )
    assert place.pool("convert", "effector", 0.0, "exhausted_effector") == pytest.approx(
        0.4 * burden / (25 + burden)
    )
    assert place.pool("death", "exhausted_effector", 0.05) == 0.05
    assert place.pool("inflow", "treg", 0.6) == pytest.approx(0.6 + 2.0 * burden / (50 + burden))
    assert place.pool("inflow", "mdsc", 0.0) == pytest.approx(burden / (20 + burden))
    suppression = 4 / 9
    assert place.pool("convert", "effector", 0.0, "silent_effector") == pytest.approx(
        (0.08 + 0.05) * suppression
    )
    # At rest, silencing = recovery + death of the silent, so that 1 / (1 + suppression) are active.
    silenced = place.pool("convert", "effector", 0.0, "silent_effector")
    left = place.pool("convert", "silent_effector", 0.08, "effector")
    left += place.pool("death", "silent_effector", 0.05)
    assert left / (silenced + left) == pytest.approx(1 / (1 + suppression))


def test_clones_differ_in_antigen_and_secretion() -> None:
    """An antigen of 0.25 is a quarter of a target; a secretion of 3 is three cells'."""
    head, numbers = HEAD, {"effector": 30, "silent_effector": 6, "treg": 4, "mdsc": 7}
    traits = next(line for line in head.splitlines() if line.startswith("traits"))
    own = traits.replace(" }", ", antigen = 0.25, secretion = 3.0 }")
    plain = Place(IMMUNITY + STROMA + ADHESION, {**MEMBERS, **numbers})
    told = Place(
        IMMUNITY.replace("silencing", "tgf_b = 0.02\nil_10 = 0.03\nsilencing") + STROMA + ADHESION,
        {**MEMBERS, **numbers},
        head.replace(traits, own),
    )
    burden = told.count(clone="L")
    seen = 0.25 * burden
    assert told.immune("L", "a", "stem:free") == pytest.approx(
        0.25 * plain.immune("L", "a", "stem:free")
    )
    il_10 = 7 / 16 + 0.03 * 3 * burden
    assert told.pool("birth", "effector", 0.0) == pytest.approx(
        0.3 * 2 * (seen / 12) / (1 + (seen / 12) ** 2) / (1 + il_10)
    )
    assert told.pool("convert", "effector", 0.0, "exhausted_effector") == pytest.approx(
        0.4 * seen / (25 + seen)
    )
    assert told.pool("convert", "effector", 0.0, "silent_effector") == pytest.approx(
        (0.08 + 0.05) * (4 / 9 + 0.02 * 3 * burden)
    )
    # Suppressor cells are recruited by all cells alike.
    assert told.pool("inflow", "treg", 0.6) == pytest.approx(0.6 + 2.0 * burden / (50 + burden))
    x = 3 * told.count(clone="L", niche="a")
    assert told.pool("convert", "msc_a", 0.0, "reprogrammed_msc_a") == pytest.approx(
        0.2 * x / (30 + x)
    )


def test_leukaemia_suppresses_without_suppressor_cells() -> None:
    """A clone that states no secretion secretes as much as 1 says."""
    text = """
[immunity]
effectors = 40
kill = 0.02
turnover = 0.05
activation = 0.3
activation_peak = 12
silencing = 0.08
tgf_b = 0.02
il_10 = 0.03
"""
    place = Place(text, {"effector": 30, "silent_effector": 6})
    burden = place.count(clone="L")
    assert place.pool("convert", "effector", 0.0, "silent_effector") == pytest.approx(
        0.13 * 0.02 * burden
    )
    assert place.pool("birth", "effector", 0.0) == pytest.approx(
        0.3 * 2 * (burden / 12) / (1 + (burden / 12) ** 2) / (1 + 0.03 * burden)
    )


def test_a_clone_far_beyond_what_protects_is_killed_by_nobody() -> None:
    place = Place(IMMUNITY.replace("pd_l1 = 0.6", "pd_l1 = 1.0"), {"effector": 30})
    assert place.immune("L", "a", "stem") > 0.0
    text = HEAD.replace("pd_l1 = 0.5", "pd_l1 = 3.0") + IMMUNITY.replace("0.6", "1.0")
    law = Definition(expand(loads(text)))
    state = State({(1, 0, 0): 1}, [30, 0, 3, 0], list(law.clones))
    moment = Moment(law, state, 0.0)
    assert moment.cell_rate("death", 0.01, (1, 0, 0)) == 0.01
    assert moment.cell_rate("death", 0.0, (1, 0, 0), cause="immune") == 0.0


def test_what_spares_from_natural_death_and_drugs_leaves_effectors_alone() -> None:
    """But for the shield of each section."""
    pools = {"effector": 30}
    whole = 0.02 * 25 * 30 / (25 + 30) * (1 - 0.5 * 0.6)
    place = Place(IMMUNITY + ADHESION + HYPOXIA, pools)
    for state in ("stem:free", "stem:adherent", "blast:free"):
        assert place.immune("L", "a", state) == pytest.approx(whole)
    shielded = ADHESION + "shield = 0.25\n" + HYPOXIA + "shield = 0.4\n"
    place = Place(IMMUNITY + shielded, pools)
    hif = 1 / (1 + ((12.0 - 0.1 * place.count(niche="a")) / 10.0) ** 2)
    spared = whole * (1 - 0.6 * hif)
    assert place.immune("L", "a", "stem:free") == pytest.approx(spared)
    assert place.immune("L", "a", "stem:adherent") == pytest.approx(0.25 * spared)
    plain = Place(ADHESION + HYPOXIA)
    assert place.rate("death", "L", "a", "stem:adherent", 0.1) == pytest.approx(
        plain.rate("death", "L", "a", "stem:adherent", 0.1)
    )


def test_hif_raises_what_a_checkpoint_inhibitor_takes() -> None:
    inhibitor = """
[[drug]]
name = "anti_pd_l1"
constant = { value = 1.0 }
[[drug.effect]]
on = "pd_l1"
kind = "inhibition"
emax = 0.5
ec50 = 1.0
"""
    hypoxia = HYPOXIA + "pd_l1 = 0.7\n"
    for drugs, left in (("", 1.0), (inhibitor, 0.75)):
        place = Place(IMMUNITY + drugs + hypoxia, {"effector": 30})
        kill = 0.02 * 25 * 30 / (25 + 30)
        for niche, supply, each in (("a", 12.0, 0.1), ("b", 25.0, 0.0)):
            hif = 1 / (1 + ((supply - each * place.count(niche=niche)) / 10.0) ** 2)
            spared = (1 - 0.5 * 0.6 * left) * (1 - 0.6 * left * 0.7 * hif)
            assert place.immune("L", niche, "blast") == pytest.approx(kill * spared)


def test_immunity_as_haehnel_2020_writes_it() -> None:
    """Effectors see proliferating cells Y alone: - m Z Y, and + p Y Z / (K^2 + Y^2) for Z."""
    m, p, big = 0.003, 6.0, 15.0
    place = Place(
        f"""
[immunity]
effectors = 40
kill = {m}
of = {{ niche = "a", stage = "blast" }}
turnover = 0.05
activation = {p / (2 * big)}
activation_peak = {big}
treg = {{ half = 9, recruitment = 2.0, half_burden = 50 }}
""",
        {"effector": 30, "silent_effector": 6, "treg": 4},
    )
    # The trait pd_l1 of L is 0.5; the section keeps 0.8 of the kill off.
    killed = m * 30 * (1 - 0.5 * 0.8)
    assert place.immune("L", "a", "blast") == pytest.approx(killed)
    for niche, stage in (("a", "stem"), ("b", "stem"), ("b", "blast")):
        assert place.immune("L", niche, stage) == 0.0
    assert place.immune("H", "a", "blast") == 0.0
    for niche in "ab":
        for stage in ("stem", "blast"):
            assert place.rate("death", "L", niche, stage, 0.1) == 0.1
    y = place.count(clone="L", niche="a", stage="blast")
    assert 0 < y < place.count(clone="L")
    assert place.pool("birth", "effector", 0.0) == pytest.approx(p * y / (big**2 + y**2))
    burden = place.count(clone="L")
    assert place.pool("inflow", "treg", 0.0) == pytest.approx(2.0 * burden / (50 + burden))


@pytest.mark.parametrize(
    ("word", "value", "place"),
    [
        ("niche", "c", "immunity.of.niche"),
        ("stage", "blats", "immunity.of.stage"),
        ("state", "stem:free", "immunity"),
    ],
)
def test_the_cells_that_effectors_see_must_exist(word: str, value: str, place: str) -> None:
    text = f'{HEAD}[immunity]\neffectors = 1\nkill = 0.1\nof = {{ {word} = "{value}" }}\n'
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert [problem.path for problem in caught.value.problems] == [place]


BLOOD = """
[blood]
egress = { stem = 0.1, blast = 0.9 }
homing = { a = 3.0, b = 1.5 }
death = { stem = 0.4, blast = 1.2 }
division = 0.1
"""


def test_blood() -> None:
    place = Place(BLOOD)
    ways = {
        (way.from_, way.to, way.stage, way.vacancy): way.rate
        for way in place.law.scenario.migration[1:]
    }
    assert ways == {
        ("a", "blood", "stem", False): 0.1,
        ("a", "blood", "blast", False): 0.9,
        ("b", "blood", "stem", False): 0.1,
        ("b", "blood", "blast", False): 0.9,
        ("blood", "a", "stem", True): 3.0,
        ("blood", "b", "stem", True): 1.5,
    }
    assert place.law.scenario.niche[-1].capacity is None
    assert place.rate("death", "H", "blood", "stem", 0.02) == pytest.approx(0.42)
    assert place.rate("death", "H", "blood", "blast", 0.2) == pytest.approx(1.4)
    assert place.rate("death", "H", "a", "blast", 0.2) == 0.2
    assert place.rate("division", "L", "blood", "stem", 0.4) == pytest.approx(0.04)
    assert place.rate("asymmetric", "L", "blood", "stem", 0.1) == pytest.approx(0.01)
    assert place.moment.signal("blood_leukemic", None) == place.count(clone="L", niche="blood")


def test_human_blood_is_at_rest_where_ashcroft_measured_it() -> None:
    """The published rates keep 9,900 of 10,000 places and 100 cells in the blood."""
    section = expand(
        loads(
            '[time]\nend = 1.0\n[[niche]]\nname = "m"\ncapacity = 10000\n[[clone]]\nname = "H"\n'
            'lineage = "normal"\nbirth = 0.0\n[blood]\n'
        )
    )
    leave, home = (way.rate for way in section.migration)
    dying = section.modifier[0].plus
    assert isinstance(dying, float)
    assert pytest.approx(100 * dying, rel=2e-3) == 9900 / 280
    assert 9900 * leave + 9900 / 280 == pytest.approx(100 * (home / 100 + dying), rel=2e-3)
