"""Random scenarios, built from small integers so that Hypothesis shrinks them to readable ones.

Numbers are eighths: sums and powers of two of them are exact in floating point.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

#: Samples of every random scenario, in days.
TIMES = (0.0, 0.5, 1.25, 2.0, 4.0)
END = 4.0

eighths = st.integers(0, 8).map(lambda n: n / 8.0)
some = st.integers(1, 8).map(lambda n: n / 8.0)
moments = st.integers(0, 32).map(lambda n: n / 8.0)


@st.composite
def selectors(draw: st.DrawFn, names: dict[str, list[str]]) -> dict[str, str]:
    """Draw a selector of cells: mostly every cell, or one thing named."""
    key = draw(st.sampled_from(["", *names]))
    return {key: draw(st.sampled_from(names[key]))} if key else {}


@st.composite
def niches(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for name in ["a", "b", "c"][: draw(st.integers(1, 3))]:
        niche: dict[str, Any] = {"name": name}
        if draw(st.booleans()):
            niche["capacity"] = draw(st.integers(0, 30))
        if draw(st.booleans()):
            niche["perfusion"] = draw(eighths)
        found.append(niche)
    if len(found) > 1 and draw(st.booleans()):
        found[0]["daughters"] = "b"
    return found


@st.composite
def clones(
    draw: st.DrawFn, where: list[str], stages: list[str], treatment: list[str]
) -> list[dict[str, Any]]:
    found = []
    for name in ["A", "B", "C"][: draw(st.integers(1, 3))]:
        clone: dict[str, Any] = {
            "name": name,
            "lineage": draw(st.sampled_from(["normal", "leukemic"])),
            "death": draw(eighths),
            "initial": {niche: draw(st.integers(0, 12)) for niche in where},
        }
        if len(stages) == 1:
            clone["birth"] = draw(eighths)
        else:
            clone["division"] = {stage: draw(eighths) for stage in stages}
            clone["self_renewal"] = {stage: draw(eighths) for stage in stages}
            clone["death"] = {stage: draw(eighths) for stage in stages}
            clone["asymmetric"] = draw(eighths)
            clone["amplification"] = draw(st.integers(1, 2))
        if draw(st.booleans()):
            clone["immigration"] = {draw(st.sampled_from(where)): draw(eighths)}
        if draw(st.booleans()):
            everywhere = draw(st.booleans())
            chosen = draw(st.sampled_from(where))
            clone["tropism"] = draw(eighths) if everywhere else {chosen: 2.0 * draw(eighths)}
        if len(treatment) > 0 and draw(st.booleans()):
            clone["sensitivity"] = {treatment[0]: 2.0 * draw(eighths)}
        if len(treatment) > 0 and draw(st.booleans()):
            clone["ec50_fold"] = {treatment[0]: 4.0 * draw(some)}
        clone["traits"] = {"x": draw(eighths)}
        found.append(clone)
    return found


@st.composite
def migrations(draw: st.DrawFn, where: list[str]) -> list[dict[str, Any]]:
    found = []
    if len(where) > 1:
        for _ in range(draw(st.integers(0, 3))):
            start, stop = draw(st.permutations(where))[:2]
            migration = {"from": start, "to": stop, "rate": draw(eighths)}
            if draw(st.booleans()):
                migration["vacancy"] = True
            found.append(migration)
    return found


@st.composite
def changes(draw: st.DrawFn, rate: bool = False) -> dict[str, Any]:
    """Draw what a mutation makes of one number: a number or any distribution, times or plus.

    A rate gets no lognormal under ``plus``: in other units of time it is none.
    """
    how = draw(st.sampled_from(["times", "plus"]))
    middle = 1.0 if how == "times" else 0.0
    spread = draw(some) / 4.0
    kinds: dict[str, Any] = {
        "normal": {"normal": [middle, spread]},
        "uniform": {"uniform": [middle - 2.0 * spread, middle + spread]},
        "gamma": {"gamma": [2.0, spread]},
        "exponential": {"exponential": [spread]},
        "number": middle + draw(st.integers(-8, 2)) / 8.0,
    }
    if how == "times" or not rate:
        kinds["lognormal"] = {"lognormal": [-spread, spread]}
    return {how: kinds[draw(st.sampled_from(list(kinds)))]}


@st.composite
def effects(
    draw: st.DrawFn, where: list[str], stages: list[str], treatment: list[str]
) -> dict[str, Any]:
    """Draw the effects of a mutation, on anything that they may touch."""
    rates = ["birth", "death"]
    if len(stages) > 1:
        rates = ["division", "self_renewal", "asymmetric", "death"]
    keys = [*rates, "tropism", "x"]
    if treatment:
        keys += ["sensitivity", "ec50_fold"]
    found: dict[str, Any] = {}
    for key in draw(st.lists(st.sampled_from(keys), max_size=4, unique=True)):
        parts = {"tropism": where, "sensitivity": treatment, "ec50_fold": treatment}
        names = parts.get(key, stages if key != "x" else [])
        change = changes(rate=key in rates and key != "self_renewal")
        if key in ("sensitivity", "ec50_fold") or (names and draw(st.booleans())):
            chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
            found[key] = {name: draw(change) for name in chosen}
        else:
            found[key] = draw(change)
    return found


@st.composite
def mutations(
    draw: st.DrawFn,
    cells: list[dict[str, Any]],
    where: list[str],
    stages: list[str],
    treatment: list[str],
) -> list[dict[str, Any]]:
    found = []
    names = [clone["name"] for clone in cells]
    lineages = sorted({clone["lineage"] for clone in cells})
    for name in ["m", "n"][: draw(st.integers(0, 2))]:
        source: Any = draw(st.sampled_from(names))
        target = draw(st.sampled_from([*(other for other in names if other != source), "new"]))
        if draw(st.booleans()):
            source = {"lineage": draw(st.sampled_from(lineages))}
        mutation = {
            "name": name,
            "from": source,
            "to": target,
            "rate": draw(st.integers(0, 4)) / 16.0,
        }
        if target == "new":
            mutation["effects"] = draw(effects(where, stages, treatment))
        found.append(mutation)
    return found


@st.composite
def drugs(draw: st.DrawFn, moving: bool, stages: list[str]) -> list[dict[str, Any]]:
    if not draw(st.booleans()):
        return []
    drug: dict[str, Any] = {"name": "d", "half_life": draw(some)}
    if moving:
        dose = {"amount": draw(some) * 4.0, "start": draw(moments)}
        kind = draw(st.sampled_from(["", "duration", "absorption_half_life"]))
        if kind:
            dose[kind] = draw(some)
        if draw(st.booleans()):
            dose.update(every=draw(some), count=draw(st.integers(1, 3)))
        drug["doses"] = [dose]
    if not moving or draw(st.booleans()):
        start = draw(moments)
        drug["constant"] = [{"value": draw(eighths), "start": start, "stop": start + draw(some)}]
    drug["effect"] = []
    acts = ["kill", "inhibition", "death", "birth", "migration"]
    acts += ["self_renewal", "asymmetric"] if len(stages) > 1 else []
    for on in draw(st.lists(st.sampled_from(acts), max_size=2)):
        effect: dict[str, Any] = {"on": on, "emax": draw(some) * 2.0, "ec50": draw(some)}
        if draw(st.booleans()):
            effect["hill"] = float(draw(st.integers(1, 3)))
        if on == "kill":
            effect["cycling"] = draw(st.booleans())
        elif on != "inhibition":
            kinds = ["inhibition"] if on == "birth" else ["stimulation", "inhibition"]
            effect["kind"] = draw(st.sampled_from(kinds))
        drug["effect"].append(effect)
    return [drug]


@st.composite
def interventions(draw: st.DrawFn, where: list[str], names: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(["scale", "set", "add"]))
        what: dict[str, Any]
        if kind == "scale":
            what = {"factor": draw(eighths)}
        else:
            what = {
                "clone": draw(st.sampled_from(names)),
                "niche": draw(st.sampled_from(where)),
                "value": draw(st.integers(0, 5)),
            }
        found.append({"at": draw(moments), kind: what})
    return found


@st.composite
def responses(draw: st.DrawFn, bounded: bool = False) -> dict[str, Any]:
    """Draw a response; a bounded one where births that grow with the cells would explode."""
    unbounded = [] if bounded else ["linear", "log"]
    kind = draw(st.sampled_from([*unbounded, "hill", "window", "table"]))
    if kind == "linear":
        return {"linear": {"at_zero": draw(eighths), "slope": draw(st.integers(-4, 4)) / 64.0}}
    if kind == "log":
        slope = draw(st.integers(-4, 4)) / 8.0
        return {"log": {"at_zero": draw(eighths), "slope": slope, "scale": draw(some) * 8.0}}
    if kind == "hill":
        words = {"from": draw(eighths), "to": draw(eighths), "half": draw(some) * 8.0}
        return {"hill": {**words, "power": float(draw(st.integers(1, 2)))}}
    if kind == "window":
        return {"window": {"height": draw(eighths), "peak": draw(some) * 8.0}}
    return {"table": {"x": [0.0, 4.0, 16.0], "y": [draw(eighths) for _ in range(3)]}}


@st.composite
def mechanisms(draw: st.DrawFn, scenario: dict[str, Any]) -> None:
    """Add pools, signals and modifiers to a scenario."""
    where = [niche["name"] for niche in scenario["niche"]]
    names = {
        "lineage": sorted({clone["lineage"] for clone in scenario["clone"]}),
        "clone": [clone["name"] for clone in scenario["clone"]],
        "niche": where,
        "stage": scenario["stages"],
    }
    pools = []
    if draw(st.booleans()):
        pool = {"name": "p", "initial": draw(st.integers(0, 6)), "inflow": draw(eighths)}
        pools = [{**pool, "birth": draw(eighths) / 4.0, "death": draw(eighths)}]
        if draw(st.booleans()):
            pools[0]["niche"] = draw(st.sampled_from(where))
        if draw(st.booleans()):
            pools.append({"name": "q", "initial": 0, "death": draw(eighths)})
            pools[0]["convert"] = [{"to": "q", "rate": draw(eighths)}]
    scenario["pool"] = pools
    local = draw(st.booleans())
    cells = {"weight": draw(st.integers(-2, 4)) / 2.0, **draw(selectors(names))}
    terms = [cells] + [{"pool": pool["name"]} for pool in pools]
    signals: list[dict[str, Any]] = [
        {"name": "load", "sum": terms, "constant": draw(eighths), "per_niche": local},
        {"name": "answer", "of": "load", "per_niche": local, **draw(responses())},
    ]
    if scenario["drug"]:
        signals.append({"name": "level", "drug": "d", "per_niche": local})
    if draw(st.booleans()):
        share = {"of": "answer", "over": "load"}
        signals.append({"name": "part", "share": share, "per_niche": local})
        inputs = [draw(st.sampled_from(signals))["name"] for _ in range(2)]
        signals.append({"name": "both", "product": inputs, "per_niche": local})
    scenario["signal"] += signals
    modifiers = []
    rates = ["birth", "death", "migration", "mutation", "kill"]
    states = []
    if "attachment" in scenario:
        rates += ["attach", "detach"]
        states = ["free", "adherent"]
    if "phases" in scenario:
        rates += ["switch"]
        states = [*states, *scenario["phases"], *(f"{s}:quiescent" for s in ["stem", *states])]
    if states:
        names = {**names, "state": states}
    if len(scenario["stages"]) > 1:
        rates += ["self_renewal", "asymmetric"]
    for _ in range(draw(st.integers(0, 3))):
        on = draw(st.sampled_from(rates))
        modifier: dict[str, Any] = {"on": on, "of": draw(selectors(names))}
        if on == "migration" and draw(st.booleans()):
            modifier["of"] = {**modifier["of"], "to": draw(st.sampled_from(where))}
        if on == "switch" and draw(st.booleans()):
            modifier["of"] = {**modifier["of"], "to": draw(st.sampled_from(scenario["phases"]))}
        how = "times" if on == "mutation" else draw(st.sampled_from(["times", "plus"]))
        modifier["signal"] = draw(st.sampled_from(signals))["name"]
        modifier[how] = draw(responses(bounded=on == "birth"))
        if on == "mutation":
            modifier[how] = {"hill": {"from": draw(eighths), "to": 0.5, "half": 4.0, "power": 1.0}}
        elif draw(st.booleans()):
            modifier["trait"] = "x"
        modifiers.append(modifier)
    if pools and draw(st.booleans()):
        what: dict[str, Any] = {"pool": pools[0]["name"]}
        kind = draw(st.sampled_from(["scale", "set", "add"]))
        what["factor" if kind == "scale" else "value"] = (
            draw(eighths) if kind == "scale" else draw(st.integers(0, 5))
        )
        scenario["intervention"].append({"at": draw(moments), kind: what})
    if draw(st.booleans()):
        scenario["cause"] = [{"name": "c"}]
        for how in ("plus", "times")[: draw(st.integers(1, 2))]:
            modifier = {"on": "death", "of": {**draw(selectors(names)), "cause": "c"}}
            modifier["signal"] = draw(st.sampled_from(signals))["name"]
            modifiers.append({**modifier, how: draw(responses())})
            if draw(st.booleans()):
                modifiers[-1]["trait"] = "x"
    if pools and not local:
        modifier = {"on": "death", "of": {"pool": "p"}, "signal": "answer"}
        modifiers.append({**modifier, "times": draw(responses())})
    scenario["modifier"] = modifiers


@st.composite
def phases(draw: st.DrawFn, scenario: dict[str, Any]) -> None:
    """Let the cells of a scenario be in phases: switches, and what tells phases apart."""
    scenario["phases"] = ["cycling", "quiescent"]
    scenario["switch"] = [
        {"from": one, "to": other, "rate": draw(eighths), **draw(selectors({"stage": ["stem"]}))}
        for one, other in (("cycling", "quiescent"), ("quiescent", "cycling"))
    ]
    for clone in scenario["clone"]:
        if draw(st.booleans()):
            key = "birth" if "birth" in clone else "division"
            stated = clone[key] if isinstance(clone[key], dict) else {"stem": clone[key]}
            clone[key] = {**stated, "stem:quiescent": draw(eighths)}
    for mutation in scenario["mutation"]:
        if "effects" in mutation and draw(st.booleans()):
            changed = {"stem:quiescent": draw(changes(rate=True))}
            rate = "birth" if len(scenario["stages"]) == 1 else "division"
            mutation["effects"] = {**mutation["effects"], rate: changed}
    for intervention in scenario["intervention"]:
        state = draw(st.sampled_from(["", "quiescent", "stem:quiescent"]))
        for words in (intervention[key] for key in ("scale", "set", "add") if key in intervention):
            if state:
                words["state"] = state
    for drug in scenario["drug"]:
        if draw(st.booleans()):
            kind = draw(st.sampled_from(["stimulation", "inhibition"]))
            effect = {"on": "switch", "kind": kind, "emax": draw(some), "ec50": draw(some)}
            to = {"to": draw(st.sampled_from(scenario["phases"]))} if draw(st.booleans()) else {}
            drug["effect"].append({**effect, **to})


@st.composite
def tables(
    draw: st.DrawFn, *, moving: bool = True, staged: bool = True, mechanistic: bool = True
) -> dict[str, Any]:
    """Draw a valid scenario as the tables of its file."""
    stages = ["stem", "blast"] if staged and draw(st.booleans()) else ["stem"]
    places = draw(niches())
    where = [niche["name"] for niche in places]
    treatment = draw(drugs(moving, stages))
    names = [drug["name"] for drug in treatment]
    cells = draw(clones(where, stages, names))
    scenario: dict[str, Any] = {
        "stages": stages,
        "time": {"end": END, "at": list(TIMES)},
        "niche": places,
        "clone": cells,
        "migration": draw(migrations(where)),
        "mutation": draw(mutations(cells, where, stages, names)),
        "drug": treatment,
        "intervention": draw(interventions(where, [clone["name"] for clone in cells])),
        "signal": [{"name": "cells", "sum": [{}]}],
        "record": {"clones": True, "signals": ["cells"], "causes": draw(st.booleans())},
    }
    if draw(st.integers(0, 3)) == 3:
        scenario["attachment"] = [{"attach": draw(eighths), "detach": draw(eighths)}]
    if draw(st.integers(0, 3)) == 3:
        draw(phases(scenario))
    if draw(st.booleans()):
        level = draw(st.integers(0, 40))
        stop = draw(st.booleans())
        scenario["endpoint"] = [{"name": "e", "signal": "cells", "above": level, "stop": stop}]
        if draw(st.booleans()):
            after = draw(st.one_of(st.just("e"), moments))
            later = {"name": "f", "signal": "cells", "below": draw(st.integers(1, 20))}
            scenario["endpoint"].append({**later, "after": after, "stop": draw(st.booleans())})
        if draw(st.booleans()):
            low = draw(st.integers(0, 20))
            band = [{"signal": "cells", "above": low}, {"signal": "cells", "below": low + 4}]
            scenario["endpoint"].append(
                {"name": "g", "when": band[:: draw(st.sampled_from([1, -1]))]}
            )
    if mechanistic and draw(st.booleans()):
        draw(mechanisms(scenario))
    return scenario


def scenarios(**words: bool) -> st.SearchStrategy[Any]:
    """Draw valid scenarios."""
    from clonal.model import Scenario

    return tables(**words).map(Scenario.model_validate)
