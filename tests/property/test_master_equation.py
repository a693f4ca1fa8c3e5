"""Random scenarios small enough to be solved: the engine against the master equation itself."""

from __future__ import annotations

from math import comb
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from support.master import Bound, Master, Place, seen
from support.samplers import Sampler
from support.statistics import Gate, gated, outcomes, table
from support.strategies import tables

#: Cells of a niche, and members of a pool, beyond which a state is left out.
MOST = 8
#: States beyond which solving takes too long, and mass that may be lost beyond the bounds.
MOST_STATES = 6_000
MOST_LOST = 2e-4


def cut(words: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario cut to at most two niches, two clones, few cells and less than a day."""
    where = [niche["name"] for niche in words["niche"][:2]]
    names = [clone["name"] for clone in words["clone"][:2]]
    lineages = {clone["lineage"] for clone in words["clone"][:2]}

    def there(what: dict[str, Any]) -> bool:
        return (
            {what.get("niche", where[0]), what.get("to", where[0])} <= set(where)
            and what.get("clone", names[0]) in names
            and what.get("lineage", next(iter(lineages))) in lineages
        )

    def starts(mutation: dict[str, Any]) -> bool:
        source = mutation["from"]
        return source in names if isinstance(source, str) else there(source)

    niches = [
        {**niche, "capacity": min(niche["capacity"], 4)} if "capacity" in niche else niche
        for niche in words["niche"][:2]
    ]
    if len(niches) == 1:
        niches[0].pop("daughters", None)
    clones = []
    for clone in words["clone"][:2]:
        cells = {niche: min(1, n) for niche, n in clone["initial"].items() if niche in where}
        clones.append({**clone, "initial": cells})
        clones[-1].pop("immigration", None)
        if isinstance(clone.get("tropism"), dict):
            tropism = {niche: n for niche, n in clone["tropism"].items() if niche in where}
            clones[-1]["tropism"] = tropism
    modifiers = [m for m in words.get("modifier", []) if there(m["of"])]
    return {
        **words,
        "time": {"end": 0.75, "at": [0.25, 0.5, 0.75]},
        "niche": niches,
        "clone": clones,
        "migration": [m for m in words["migration"] if {m["from"], m["to"]} <= set(where)],
        "mutation": [m for m in words["mutation"] if m["to"] in names and starts(m)],
        "drug": [hastened(drug) for drug in words["drug"]],
        "intervention": [
            {**intervention, "at": intervention["at"] / 8.0}
            for intervention in words["intervention"]
            if all(there(intervention.get(kind, {})) for kind in ("set", "add"))
        ],
        "signal": [
            {**signal, "sum": [term for term in signal["sum"] if there(term)]}
            if "sum" in signal
            else signal
            for signal in words["signal"]
        ],
        "modifier": modifiers,
        "pool": [
            {**pool, "niche": pool["niche"] if pool["niche"] in where else where[0]}
            if "niche" in pool
            else pool
            for pool in words.get("pool", [])
        ],
        "endpoint": [],
        "record": {},
    }


def hastened(drug: dict[str, Any]) -> dict[str, Any]:
    """Return a drug whose doses start within the first half of a day."""
    doses = [{**dose, "start": dose["start"] / 8.0} for dose in drug.get("doses", [])]
    return {**drug, "doses": doses}


def within(most: int) -> Bound:
    """Return which states have at most `most` cells in each niche and members in each pool."""

    def kept(counts: dict[Place, int]) -> bool:
        held: dict[int, int] = {}
        for place, number in counts.items():
            if isinstance(place, tuple):
                held[place[1]] = held.get(place[1], 0) + number
            elif number > most:
                return False
        return all(number <= most for number in held.values())

    return kept


def many_states(words: dict[str, Any]) -> bool:
    """Return whether the scenario has too many states to be solved in a second."""
    bonds = 2 if "attachment" in words else 1
    phases = len(words.get("phases", [""]))
    kinds = len(words["clone"]) * len(words["stages"]) * bonds * phases
    cells = comb(MOST + kinds, kinds) ** len(words["niche"])
    return bool(cells * (MOST + 1) ** len(words.get("pool", [])) > 10 * MOST_STATES)


def compare(gate: Gate, sampler: Sampler, examples: int, runs: int) -> None:
    """Compare the joint law of all counts at every sample, over random scenarios."""
    from clonal.model import Scenario

    solved = 0

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), deadline=None)
    @given(words=tables().map(cut))
    def check(words: dict[str, Any]) -> None:
        nonlocal solved
        assume(not many_states(words))
        scenario = Scenario.model_validate(words)
        master = Master(scenario, within(MOST))
        assume(len(master.states) <= MOST_STATES)
        laws = master.solve()
        assume(master.lost < MOST_LOST)
        solved += 1
        block = sampler(scenario, runs, gate.seed(str(solved)))
        fresh = Gate(f"{gate.name} {solved}", gate.alpha / (2 * examples))
        for sample, law in enumerate(master.population(p) for p in laws):
            # Runs that leave the bounds may come back, to a state that no others reach: what is
            # as rare as they are is judged together with them.
            known = {state: mass for state, mass in law.items() if mass > master.lost}
            fresh.note(f"sample {sample}", table(outcomes(seen(block, sample)), known))
        gate.note(f"example {solved}", fresh.probability())
        fresh.verdict()

    check()
    assert solved >= examples // 4, f"only {solved} scenarios could be solved"


@gated(alpha=1e-9)
def test_engine_follows_the_master_equation(gate: Gate, sampler: Sampler) -> None:
    compare(gate, sampler, examples=40, runs=10_000)


@pytest.mark.battery
@gated(alpha=1e-8)
def test_engine_follows_the_master_equation_of_many(gate: Gate, sampler: Sampler) -> None:
    compare(gate, sampler, examples=1_500, runs=50_000)
