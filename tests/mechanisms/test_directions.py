"""What the biology must do, everything else equal: who outlives whom, and what undoes it.

Each comparison was at least twelve standard errors wide when it was written, and fails below six:
for a true difference of twelve the chance of that is below 1e-9.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from clonal.model import loads
from support.samplers import Sampler
from support.statistics import Gate, gated

#: Standard errors that a difference must have, and those that it had.
LEAST, WRITTEN = 6.0, 12.0
ALPHA = 1e-9
RUNS = 400


def larger(gate: Gate, label: str, one: Any, other: Any) -> None:
    """Note that `one` is larger on average: runs by themselves, not paired."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    z = (one.mean() - other.mean()) / error
    gate.note(f"{label} (z = {z:.1f})", 1.0 if z > LEAST else 0.0)


def test_the_rate_of_false_alarms_is_what_is_stated() -> None:
    assert stats.norm.cdf(LEAST - WRITTEN) <= ALPHA


class Marrow:
    """Samples of one scenario: populations by (run, time, lineage, niche, state)."""

    def __init__(self, gate: Gate, sampler: Sampler, purpose: str, text: str) -> None:
        self.scenario = loads(text)
        block = sampler(self.scenario, RUNS, gate.seed(purpose))
        self.population = block["population"]
        self.pools = block.get("pool_size")

    def cells(self, lineage: int | None = None, time: int = -1) -> np.ndarray:
        """Return the cells of each run."""
        chosen = self.population[:, time]
        chosen = chosen if lineage is None else chosen[:, [lineage]]
        return np.asarray(chosen.sum(axis=(1, 2, 3)))


def scenario(*sections: str, niches: str = "", drugs: str = "", at: str = "[0, 20, 40]") -> str:
    """Return a marrow with a little turnover, and what is given."""
    home = '[[niche]]\nname = "a"\ncapacity = 100\noxygen = 60.0\n'
    return (
        f"[time]\nend = 40.0\nat = {at}\n"
        + (niches or home)
        + """
[[clone]]
name = "H"
lineage = "normal"
birth = 0.1
death = 0.05
initial = { a = 20 }
[[clone]]
name = "L"
lineage = "leukemic"
birth = 0.15
death = 0.05
initial = { a = 30 }
traits = { pd_l1 = 0.9 }
"""
        + drugs
        + "".join(sections)
    )


def with_traits(text: str, traits: str) -> str:
    """Return a scenario in which the leukaemic clone has these traits."""
    return text.replace("traits = { ", f"traits = {{ {traits}, ", 1)


def drug(name: str, on: str, emax: float, more: str = "", start: float = 20.0) -> str:
    """Return a drug that is there for ten days."""
    return f"""
[[drug]]
name = "{name}"
constant = {{ value = 1.0, start = {start}, stop = {start + 10} }}
[[drug.effect]]
on = "{on}"
emax = {emax}
ec50 = 1.0
{more}
"""


CHEMOTHERAPY = drug("chemo", "kill", 1.0)
ADHESION = "[adhesion]\nfibronectin = 30\nattach = 1.0\ndetach = 0.1\nresistance = 8.0\n"


@gated(alpha=ALPHA)
def test_bound_cells_outlive_free_ones_and_vanish_without_adhesion(
    gate: Gate, sampler: Sampler
) -> None:
    text = scenario(ADHESION, drugs=CHEMOTHERAPY, at="[20, 30]")
    bound = Marrow(gate, sampler, "bound", text)
    without = Marrow(gate, sampler, "without", text.replace(ADHESION, ""))
    before = bound.population[:, 0].sum(axis=(1, 2))
    after = bound.population[:, 1].sum(axis=(1, 2))
    left = after / np.maximum(before, 1)
    larger(gate, "adherent cells that are left", left[:, 1], left[:, 0])
    larger(gate, "with adhesion", bound.cells(), without.cells())


@gated(alpha=2 * ALPHA)
def test_a_mobiliser_helps_chemotherapy_and_does_nothing_alone(
    gate: Gate, sampler: Sampler
) -> None:
    # Bound cells die as others do: what the mobiliser changes is the protection alone.
    adhesion = ADHESION + "death = 1.0\n"
    mobiliser = drug("mobiliser", "detach", 60.0, 'kind = "stimulation"', 19.0)
    at = "[20, 29]"
    both = Marrow(gate, sampler, "a", scenario(adhesion, drugs=CHEMOTHERAPY + mobiliser, at=at))
    chemo = Marrow(gate, sampler, "b", scenario(adhesion, drugs=CHEMOTHERAPY, at=at))
    alone = Marrow(gate, sampler, "c", scenario(adhesion, drugs=mobiliser, at=at))
    nothing = Marrow(gate, sampler, "d", scenario(adhesion, at=at))
    larger(gate, "leukaemia after chemotherapy alone", chemo.cells(1), both.cells(1))
    for lineage in (0, 1):
        gate.same(f"lineage {lineage}", alone.cells(lineage), nothing.cells(lineage))


HYPOXIC = '[[niche]]\nname = "a"\ncapacity = 100\noxygen = 5.0\n'
HYPOXIA = "[hypoxia]\ncycling = 0.3\nkill = 0.3\ndeath = 1.0\n"


@gated(alpha=ALPHA)
def test_hypoxia_protects_and_a_hif_inhibitor_undoes_it(gate: Gate, sampler: Sampler) -> None:
    at = "[20, 24]"
    inhibitor = drug("inhibitor", "hif", 1.8, 'kind = "inhibition"')
    made = {
        "hypoxic": scenario(HYPOXIA, niches=HYPOXIC, drugs=CHEMOTHERAPY, at=at),
        "normoxic": scenario(HYPOXIA, drugs=CHEMOTHERAPY, at=at),
        "inhibited": scenario(HYPOXIA, niches=HYPOXIC, drugs=CHEMOTHERAPY + inhibitor, at=at),
    }
    left = {}
    for name, text in made.items():
        marrow = Marrow(gate, sampler, name, text)
        left[name] = marrow.cells(time=1) / np.maximum(marrow.cells(time=0), 1)
    larger(gate, "hypoxic against normoxic", left["hypoxic"], left["normoxic"])
    larger(gate, "hypoxic against inhibited", left["hypoxic"], left["inhibited"])


@gated(alpha=ALPHA)
def test_quiescent_hypoxic_cells_are_spared_by_what_kills_dividing_ones(
    gate: Gate, sampler: Sampler
) -> None:
    """No efflux: the protection is that they do not divide, and glycolysis gives it up."""
    hypoxia = HYPOXIA.replace("kill = 0.3", "kill = 1.0")
    wide = HYPOXIC.replace("100", "100000")
    cycling = drug("s-phase", "kill", 1.0, "cycling = true")
    text = scenario(hypoxia, niches=wide, drugs=cycling, at="[20, 30]")
    quiescent = Marrow(gate, sampler, "quiescent", text)
    switched = text.replace("pd_l1 = 0.9", "glycolysis = 1.0")
    dividing = Marrow(gate, sampler, "dividing", switched)
    left = [
        marrow.cells(1, 1) / np.maximum(marrow.cells(1, 0), 1) for marrow in (quiescent, dividing)
    ]
    larger(gate, "quiescent cells that are left", left[0], left[1])


@gated(alpha=ALPHA)
def test_a_prodrug_kills_where_oxygen_is_low(gate: Gate, sampler: Sampler) -> None:
    hypoxia = HYPOXIA + 'activated = ["prodrug"]\n'
    prodrug = drug("prodrug", "kill", 1.0)
    low = Marrow(gate, sampler, "low", scenario(hypoxia, niches=HYPOXIC, drugs=prodrug))
    high = Marrow(gate, sampler, "high", scenario(hypoxia, drugs=prodrug))
    left = [m.cells(time=2) / np.maximum(m.cells(time=1), 1) for m in (high, low)]
    larger(gate, "normoxic cells that are left", left[0], left[1])


STROMA = """
[stroma]
half_burden = 10
reprogramming = 0.3
recovery = 0.1
support = 1.0
msc = { number = 30, growth = 0.9 }
"""


@gated(alpha=ALPHA)
def test_reprogrammed_stroma_starves_normal_cells_and_recovers(
    gate: Gate, sampler: Sampler
) -> None:
    # Without limits to crowd each other out, the lineages meet in the stroma alone.
    wide = '[[niche]]\nname = "a"\n'
    at = "[0, 19.9, 60]"
    cure = '[[intervention]]\nat = 20.0\nset = { clone = "L", niche = "a", value = 0 }\n'
    text = scenario(STROMA, cure, niches=wide, at=at).replace("end = 40.0", "end = 60.0")
    ill = Marrow(gate, sampler, "ill", text)
    well = Marrow(gate, sampler, "well", text.replace("a = 30", "a = 0"))
    bare = Marrow(gate, sampler, "bare", text.replace("support = 1.0", "support = 0.0"))
    larger(gate, "normal cells without leukaemia", well.cells(0, 1), ill.cells(0, 1))
    larger(gate, "leukaemia with its support", ill.cells(1, 1), bare.cells(1, 1))
    assert ill.pools is not None
    msc = ill.pools[:, :, 0]
    larger(gate, "MSC before leukaemia", msc[:, 0], msc[:, 1])
    larger(gate, "MSC after leukaemia", msc[:, 2], msc[:, 1])
    spans = ((0, 1, 19.9), (1, 2, 40.1))
    before, after = (
        np.log((ill.cells(0, last) + 1) / (ill.cells(0, first) + 1)) / days
        for first, last, days in spans
    )
    larger(gate, "growth a day once leukaemia is gone", after, before)


@gated(alpha=2 * ALPHA)
def test_vessels_that_leukaemia_takes_keep_chemotherapy_away(gate: Gate, sampler: Sampler) -> None:
    """Vessels regress in an inflamed niche: less drug comes to it, and more leukaemia is left."""
    vessels = """
[stroma]
half_burden = 10
[stroma.endothelial]
number = 20
turnover = 0.05
survival = 0.0
perfusion = 0.9
regression = {}
"""
    text = scenario(vessels, drugs=drug("c", "kill", 0.6))
    kept, lost = (
        Marrow(gate, sampler, rate, text.replace("regression = {}", f"regression = {rate}"))
        for rate in ("0.0", "0.5")
    )
    assert kept.pools is not None
    assert lost.pools is not None
    larger(gate, "vessels", kept.pools[:, 1, 0], lost.pools[:, 1, 0])
    larger(gate, "leukaemia", lost.cells(1), kept.cells(1))


@gated(alpha=2 * ALPHA)
def test_vessels_bring_oxygen_and_hif_brings_vessels(gate: Gate, sampler: Sampler) -> None:
    """Where vessels are lost HIF slows divisions; where it makes them grow they come back."""
    vessels = """
[stroma]
half_burden = 10
[stroma.endothelial]
number = 20
turnover = 0.05
survival = 0.0
oxygen = 0.95
regression = REGRESSION
angiogenesis = ANGIOGENESIS
[hypoxia]
half = 20.0
cycling = 0.2
death = 1.0
kill = 1.0
"""
    runs = {
        words: Marrow(
            gate,
            sampler,
            " ".join(words),
            scenario(vessels.replace("REGRESSION", words[0]).replace("ANGIOGENESIS", words[1])),
        )
        for words in (("0.0", "0.0"), ("0.5", "0.0"), ("0.5", "0.8"))
    }
    whole, lost, grown = runs.values()
    assert lost.pools is not None
    assert grown.pools is not None
    larger(gate, "leukaemia with oxygen", whole.cells(1), lost.cells(1))
    larger(gate, "vessels that HIF brings", grown.pools[:, -1, 0], lost.pools[:, -1, 0])


@gated(alpha=ALPHA)
def test_leukaemia_displaces_osteoblasts_and_their_places(gate: Gate, sampler: Sampler) -> None:
    stroma = """
[stroma]
half_burden = 10
displacement = 0.5
osteoblasts = { number = 40, places = 0.9 }
"""
    wide = '[[niche]]\nname = "a"\n'
    ill = Marrow(gate, sampler, "ill", scenario(stroma, niches=wide))
    well = Marrow(gate, sampler, "well", scenario(stroma, niches=wide).replace("a = 30", "a = 0"))
    assert ill.pools is not None
    assert well.pools is not None
    larger(gate, "osteoblasts", well.pools[:, -1, 0], ill.pools[:, -1, 0])
    larger(gate, "normal cells", well.cells(0), ill.cells(0))


OSTEOBLASTS = """
[stroma]
displacement = 0.0
osteoblasts = { number = 40, places = { normal = 0.5 }, restrain = 1.0, turnover = 0.1 }
"""


@gated(alpha=ALPHA)
def test_depletion_of_osteoblasts_raises_the_burden_and_their_return_lowers_it(
    gate: Gate, sampler: Sampler
) -> None:
    """Krevvata 2014, by direction; of normal cells the loss takes places."""
    wide = '[[niche]]\nname = "a"\n'
    depleted = """
[[modifier]]
on = "death"
of = { pool = "osteoblast_a" }
plus = 1.0
"""
    restored = """
[[modifier]]
on = "inflow"
of = { pool = "osteoblast_a" }
times = 2.0
"""
    made = {
        name: Marrow(gate, sampler, name, scenario(OSTEOBLASTS, more, niches=wide, at="[0, 20]"))
        for name, more in (("as it is", ""), ("depleted", depleted), ("restored", restored))
    }
    burden = {name: marrow.cells(1) for name, marrow in made.items()}
    larger(gate, "depleted", burden["depleted"], burden["as it is"])
    larger(gate, "restored", burden["as it is"], burden["restored"])
    larger(gate, "normal cells", made["as it is"].cells(0), made["depleted"].cells(0))


@gated(alpha=2 * ALPHA)
def test_contact_is_limited_by_numbers(gate: Gate, sampler: Sampler) -> None:
    """Two endothelial cells touch fewer cells than fifty do, and protect fewer from a drug."""
    stroma = "[stroma]\nendothelial = {{ number = {}, turnover = 0.0, survival = {}, {} }}\n"
    wide = '[[niche]]\nname = "a"\n'
    few, many = (
        Marrow(gate, sampler, f"{n}", scenario(stroma.format(n, 4.0, "contacts = 2"), niches=wide))
        for n in (2, 50)
    )
    larger(gate, "cells in touch with many", many.cells(), few.cells())
    bound = [stroma.format(n, 0.0, "protection = 12.0, contacts = 2") for n in (2, 50)]
    bare, kept = (
        Marrow(gate, sampler, one, scenario(one, niches=wide, drugs=CHEMOTHERAPY)) for one in bound
    )
    larger(gate, "cells that chemotherapy leaves", kept.cells(), bare.cells())


IMMUNITY = """
[immunity]
effectors = 40
kill = 0.003
turnover = 0.05
"""
TREG = "treg = { half = 5, recruitment = 4.0, half_burden = 10 }\n"


@gated(alpha=3 * ALPHA)
def test_regulatory_t_cells_and_mdsc_act_by_two_laws(gate: Gate, sampler: Sampler) -> None:
    """TGF-beta silences effectors, dividing or not; IL-10 holds their divisions back."""
    quiet = IMMUNITY
    active = IMMUNITY + "activation = 0.3\nactivation_peak = 40\n"
    cells = "{} = {{ half = 5, number = 20 }}\n"
    left = {
        (name, law): Marrow(gate, sampler, f"{name} {law}", scenario(text + more)).cells(1)
        for name, text in (("quiet", quiet), ("active", active))
        for law, more in (
            ("none", ""),
            ("treg", cells.format("treg")),
            ("mdsc", cells.format("mdsc")),
        )
    }
    larger(gate, "silenced", left["quiet", "treg"], left["quiet", "none"])
    gate.same("no divisions to hold back", left["quiet", "mdsc"], left["quiet", "none"])
    larger(gate, "divisions held back", left["active", "mdsc"], left["active", "none"])


@gated(alpha=ALPHA)
def test_a_clone_without_its_antigen_outlives_one_that_has_it(gate: Gate, sampler: Sampler) -> None:
    text = scenario(IMMUNITY)
    seen, lost = (
        Marrow(gate, sampler, antigen, with_traits(text, f"antigen = {antigen}"))
        for antigen in ("1.0", "0.0")
    )
    larger(gate, "unseen", lost.cells(1), seen.cells(1))


@gated(alpha=ALPHA)
def test_what_leukaemia_secretes_shields_it(gate: Gate, sampler: Sampler) -> None:
    text = scenario(IMMUNITY + "tgf_b = 0.05\n")
    silent, secreting = (
        Marrow(gate, sampler, much, with_traits(text, f"secretion = {much}"))
        for much in ("0.0", "2.0")
    )
    larger(gate, "shielded by secretion", secreting.cells(1), silent.cells(1))


@gated(alpha=ALPHA)
def test_effectors_that_exhaust_leave_more_leukaemia(gate: Gate, sampler: Sampler) -> None:
    text = scenario(IMMUNITY + "exhaustion = {}\nexhaustion_half = 20\n")
    fresh, tired = (
        Marrow(gate, sampler, rate, text.replace("{}", rate)) for rate in ("0.0", "0.5")
    )
    larger(gate, "exhausted", tired.cells(1), fresh.cells(1))


@gated(alpha=ALPHA)
def test_suppression_shields_and_blockade_unshields(gate: Gate, sampler: Sampler) -> None:
    plain = IMMUNITY + "pd_l1 = 0.0\n"
    blocked = drug("blockade", "tgf_b", 2.0, 'kind = "inhibition"', 0.0)
    checkpoint = drug("checkpoint", "pd_l1", 2.0, 'kind = "inhibition"', 0.0)
    at = "[0, 10]"
    texts = {
        "none": scenario(at=at),
        "effectors": scenario(plain, at=at),
        "suppressed": scenario(plain + TREG, at=at),
        "unsuppressed": scenario(plain + TREG, drugs=blocked, at=at),
        "pd-l1": scenario(IMMUNITY, at=at),
        "checkpoint": scenario(IMMUNITY, drugs=checkpoint, at=at),
    }
    left = {name: Marrow(gate, sampler, name, text).cells(1) for name, text in texts.items()}
    larger(gate, "without effectors", left["none"], left["effectors"])
    larger(gate, "suppression", left["suppressed"], left["effectors"])
    larger(gate, "suppression against TGF-beta blockade", left["suppressed"], left["unsuppressed"])
    larger(gate, "PD-L1", left["pd-l1"], left["effectors"])
    larger(gate, "PD-L1 against checkpoint inhibitor", left["pd-l1"], left["checkpoint"])


@gated(alpha=ALPHA)
def test_residual_disease_is_adherent_hypoxic_and_in_the_marrow(
    gate: Gate, sampler: Sampler
) -> None:
    niches = (
        '[[niche]]\nname = "a"\ncapacity = 100\noxygen = 5.0\n'
        '[[niche]]\nname = "b"\ncapacity = 100\noxygen = 60.0\n'
    )
    blood = "[blood]\negress = 0.1\nhoming = 0.5\ndeath = 0.1\n"
    hypoxia = HYPOXIA + "homing = 2.0\n"
    text = scenario(ADHESION, hypoxia, blood, niches=niches, drugs=CHEMOTHERAPY, at="[20, 25]")
    text = text.replace("a = 30", "a = 30, b = 30")
    marrow = Marrow(gate, sampler, "marrow", text)
    leukaemia = marrow.population[:, :, 1]
    before, after = leukaemia[:, 0], leukaemia[:, 1]
    total = [np.maximum(each.sum(axis=(1, 2)), 1) for each in (before, after)]
    adherent = [
        each[..., 1].sum(axis=1) / n for each, n in zip((before, after), total, strict=True)
    ]
    hypoxic = [each[:, 0].sum(axis=1) / n for each, n in zip((before, after), total, strict=True)]
    blood_share = [
        each[:, 2].sum(axis=1) / n for each, n in zip((before, after), total, strict=True)
    ]
    larger(gate, "adherent share", adherent[1], adherent[0])
    larger(gate, "hypoxic share", hypoxic[1], hypoxic[0])
    larger(gate, "share in the blood", blood_share[0], blood_share[1])


@gated(alpha=ALPHA)
def test_hypoxia_draws_leukaemic_cells_and_no_others(gate: Gate, sampler: Sampler) -> None:
    niches = '[[niche]]\nname = "a"\noxygen = 2.0\n[[niche]]\nname = "b"\noxygen = 60.0\n'
    ways = "".join(
        f'[[migration]]\nfrom = "{one}"\nto = "{other}"\nrate = 0.2\n'
        for one, other in ("ab", "ba")
    )
    still = "[hypoxia]\ncycling = 1.0\nkill = 1.0\ndeath = 1.0\nhoming = 2.0\n"
    marrow = Marrow(gate, sampler, "marrow", scenario(still, ways, niches=niches))
    last = marrow.population[:, -1, :, :, 0]
    share = last[..., 0] / np.maximum(last.sum(axis=2), 1)
    larger(gate, "leukaemic against normal", share[:, 1], share[:, 0])


@gated(alpha=ALPHA)
def test_a_mobiliser_brings_cells_into_the_blood(gate: Gate, sampler: Sampler) -> None:
    blood = "[blood]\negress = 0.2\nhoming = 1.0\ndeath = 0.1\n"
    matrix = ADHESION.replace("30", "200")
    mobiliser = drug("mobiliser", "detach", 60.0, 'kind = "stimulation"', 19.0)
    given = Marrow(gate, sampler, "given", scenario(matrix, blood, drugs=mobiliser, at="[28]"))
    without = Marrow(gate, sampler, "without", scenario(matrix, blood, at="[28]"))
    inside, outside = (m.population[:, -1, :, 1].sum(axis=(1, 2)) for m in (given, without))
    larger(gate, "cells in the blood", inside, outside)


@gated(alpha=ALPHA)
def test_a_mobiliser_on_leaving_fills_the_blood_and_one_on_homing_empties_it(
    gate: Gate, sampler: Sampler
) -> None:
    blood = "[blood]\negress = 0.2\nhoming = 1.0\ndeath = 0.1\n"
    seen = {}
    for name, words in (("leaving", 'to = "blood"'), ("homing", 'niche = "blood"')):
        given = drug("mobiliser", "migration", 8.0, f'kind = "stimulation"\n{words}', 19.0)
        marrow = Marrow(gate, sampler, name, scenario(blood, drugs=given, at="[28]"))
        seen[name] = marrow.population[:, -1, :, 1].sum(axis=(1, 2))
    without = Marrow(gate, sampler, "without", scenario(blood, at="[28]"))
    plain = without.population[:, -1, :, 1].sum(axis=(1, 2))
    larger(gate, "leaving", seen["leaving"], plain)
    larger(gate, "homing", plain, seen["homing"])
