"""Clones that are founded while a run goes on: their number, sizes and ancestry."""

from __future__ import annotations

import numpy as np
from scipy import stats

from support import laws
from support.engine_strategies import Strategy
from support.samplers import Block, Sampler, engine
from support.scenarios import scenario
from support.statistics import Gate, gated


def tree(birth: float, death: float, mutation: float, cells: int, end: float, most: int) -> str:
    return f"""
        [time]
        end = {end}
        at = [{end}]
        [[niche]]
        name = "marrow"
        [[clone]]
        name = "A"
        lineage = "a"
        birth = {birth}
        death = {death}
        initial = {{ marrow = {cells} }}
        [[mutation]]
        name = "m"
        from = {{ lineage = "a" }}
        to = "new"
        rate = {mutation}
        [[signal]]
        name = "all"
        sum = [{{}}]
        [[endpoint]]
        name = "size"
        signal = "all"
        above = {most - 1}
        stop = true
        [record]
        clones = true
    """


def sizes(block: Block) -> tuple[np.ndarray, np.ndarray]:
    """Return cells of each clone at the last sample, flat over runs, and each clone's run."""
    rows = block["clone/row_size"]
    offset = np.concatenate([[0], np.cumsum(rows)])
    runs = np.repeat(np.arange(len(rows)), block["clone_count/row_size"].sum(axis=1))
    found = np.zeros(offset[-1], dtype=np.int64)
    np.add.at(found, offset[runs] + block["clone_count/clone_id"], block["clone_count/count"])
    return found, np.repeat(np.arange(len(rows)), rows)


def carriers(block: Block) -> tuple[np.ndarray, np.ndarray]:
    """Return the cells that carry each clone's founding mutation, and each clone's run."""
    own, run = sizes(block)
    first = np.concatenate([[0], np.cumsum(block["clone/row_size"])])[run]
    carried = own.copy()
    # A clone is founded after its parent, so that going backwards adds whole subtrees.
    for row in range(len(own) - 1, -1, -1):
        if block["clone/parent"][row] >= 0:
            carried[first[row] + block["clone/parent"][row]] += carried[row]
    return carried, run


def spectrum(values: np.ndarray, run: np.ndarray, runs: int, k: int) -> np.ndarray:
    """Return, for each run, how many of its clones have the value k."""
    return np.bincount(run[values == k], minlength=runs)


@gated(alpha=1e-9)
def test_infinite_alleles(gate: Gate, sampler: Sampler) -> None:
    """A Yule tree of 1,000 cells: clones are 1 + Binomial(999, u), their sizes Simon's."""
    block = sampler(scenario(tree(1.0, 0.0, 0.05, 1, 1000.0, 1000)), 5_000, gate.seed())
    runs = len(block["run"])
    assert np.all(block["population"].sum(axis=(1, 2, 3, 4)) == 1000)
    law = stats.binom.pmf(np.arange(1000), 999, 0.05)
    gate.law("clones", block["clone/row_size"] - 1, np.asarray(law))
    own, run = sizes(block)
    expected = laws.allele_sizes(1000, 0.05)
    for k in (1, 2, 5, 20):
        gate.mean(f"clones of {k}", spectrum(own, run, runs, k), expected[k])


@gated(alpha=1e-9)
def test_infinite_sites(gate: Gate, sampler: Sampler) -> None:
    """The 1/f law: E(mutations in k of N cells) = u N / (k (k + 1))."""
    block = sampler(scenario(tree(1.0, 0.0, 0.1, 1, 1000.0, 1000)), 3_000, gate.seed())
    carried, run = carriers(block)
    founded = block["clone/parent"] >= 0
    for k in (1, 2, 3, 10, 100):
        seen = spectrum(carried[founded], run[founded], len(block["run"]), k)
        gate.mean(f"xi_{k}", seen, 0.1 * 1000 / (k * (k + 1)))


@gated(alpha=1e-9)
def test_site_frequencies_with_death(gate: Gate, sampler: Sampler) -> None:
    """With death and at a fixed time: an integral over the time at which a mutation arose."""
    text = tree(0.2, 0.1, 0.1, 20, 30.0, 10**9)
    block = sampler(scenario(text), 10_000, gate.seed())
    carried, run = carriers(block)
    founded = block["clone/parent"] >= 0
    expected = laws.site_frequencies(0.2, 0.1, 0.1, 20, 30.0, 32)
    for k in (0, 1, 2, 5, 10, 30):
        seen = spectrum(carried[founded], run[founded], len(block["run"]), k)
        gate.mean(f"xi_{k}", seen, expected[k])


@gated(alpha=1e-9)
def test_traits_are_drawn_from_their_distributions(gate: Gate, strategy: Strategy) -> None:
    """Founders' traits, first generation: their parent's, changed by what the scenario says.

    Sees 2 % of a width.
    """
    effects = {
        "birth": ("times = { lognormal = [0.05, 0.4] }", stats.lognorm(0.4, scale=np.exp(0.05))),
        "death": ("times = { uniform = [0.5, 2.0] }", stats.uniform(0.5, 1.5)),
        "a": ("plus = { normal = [1.0, 2.0] }", stats.norm(1.0, 2.0)),
        "b": ("plus = { exponential = [3.0] }", stats.expon(scale=3.0)),
        "c": ("plus = { gamma = [0.5, 2.0] }", stats.gamma(0.5, scale=2.0)),
        "e": ("plus = { gamma = [3.0, 0.5] }", stats.gamma(3.0, scale=0.5)),
    }
    words = ", ".join(f"{name} = {{ {text} }}" for name, (text, _) in effects.items())
    # Only the declared clone mutates: founders that go on to found would differ without bound.
    text = tree(0.5, 0.1, 0.4, 40, 3.0, 10**9)
    text = text.replace('from = { lineage = "a" }', 'from = "A"')
    text = text.replace("rate = 0.4", f"rate = 0.4\n        effects = {{ {words} }}")
    text = text.replace(
        "[[mutation]]", "traits = { a = 0.0, b = 0.0, c = 0.0, e = 0.0 }\n        [[mutation]]"
    )
    block = engine(scenario(text), 4_000, gate.seed(), **strategy)
    first = block["clone/parent"] == 0
    assert np.all(first == (block["clone/id"] > 0))
    for name, (_, law) in effects.items():
        parents = {"birth": 0.5, "death": 0.1}.get(name)
        values = block[f"clone/trait_{name}"][first]
        ranks = law.cdf(values if parents is None else values / parents)
        seen = np.minimum((ranks * 50).astype(np.int64), 49)
        gate.law(name, seen, np.full(50, 0.02))
        scores = stats.norm.ppf(np.clip(ranks, 1e-15, 1.0 - 1e-15))
        gate.mean(f"{name}: place", scores, 0.0)
        gate.mean(f"{name}: width", scores**2, 1.0)


#: What founders inherit, with what a clone has: by column of the clone table.
INHERITED = {
    "birth": 0.6,
    "death": 0.1,
    "tropism_marrow": 0.7,
    "tropism_blood": 1.0,
    "sensitivity_d": 0.8,
    "ec50_fold_d": 1.5,
    "own": 0.3,
}
LOWERED = """
    [time]
    end = 3.0
    at = [3.0]
    [[niche]]
    name = "marrow"
    [[niche]]
    name = "blood"
    [[clone]]
    name = "A"
    lineage = "a"
    birth = 0.6
    death = 0.1
    tropism = { marrow = 0.7 }
    sensitivity = { d = 0.8 }
    ec50_fold = { d = 1.5 }
    traits = { own = 0.3 }
    initial = { marrow = 40 }
    [[migration]]
    from = "marrow"
    to = "blood"
    rate = 0.1
    [[migration]]
    from = "blood"
    to = "marrow"
    rate = 0.1
    [[drug]]
    name = "d"
    constant = { value = 0.5 }
    [[drug.effect]]
    on = "kill"
    emax = 0.1
    ec50 = 1.0
    [[mutation]]
    name = "m"
    from = "A"
    to = "new"
    rate = 0.4
    [mutation.effects]
    birth = { plus = { normal = [-0.6, 0.2] } }
    death = { plus = { normal = [-0.1, 0.2] } }
    sensitivity = { d = { plus = { normal = [-0.8, 0.2] } } }
    ec50_fold = { d = { plus = { normal = [-1.5, 0.2] } } }
    own = { plus = { normal = [-0.3, 0.2] } }
    [mutation.effects.tropism]
    marrow = { plus = { normal = [-0.7, 0.2] } }
    blood = { times = { normal = [0.0, 1.0] } }
    [record]
    clones = true
"""


@gated(alpha=1e-9)
def test_no_inherited_rate_falls_below_zero(gate: Gate, strategy: Strategy) -> None:
    """Half of all founders would be below: they are at 0, but for the clone's own traits."""
    block = engine(scenario(LOWERED), 2_000, gate.seed(), **strategy)
    founded = block["clone/parent"] >= 0
    for name, parent in INHERITED.items():
        values = block[f"clone/trait_{name}"]
        assert np.all(values[~founded] == parent), name
        below = np.count_nonzero(values[founded] < 0.0)
        floored = np.count_nonzero(values[founded] == 0.0)
        number = int(np.count_nonzero(founded))
        assert (below > 0) == (name == "own"), name
        gate.count(name, below if name == "own" else floored, number, 0.5)
