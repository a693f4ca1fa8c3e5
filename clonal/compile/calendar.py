"""The calendar: interventions, endpoints, samples, and the moments at which something is due."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Intervention, Scenario
from . import codes
from .arrays import Arrays
from .signals import Signals
from .space import Space


def marks(scenario: Scenario) -> list[tuple[float, int, int]]:
    """Interventions, the moments from which endpoints count, and the end: (time, kind, which).

    They are in the order in which the engine takes them.
    """
    end = scenario.time.end
    due = [
        (float(intervention.at), codes.MARK_INTERVENTION, i)
        for i, intervention in enumerate(scenario.intervention)
    ]
    due += [
        (float(endpoint.after), codes.MARK_ENDPOINT, i)
        for i, endpoint in enumerate(scenario.endpoint)
        if isinstance(endpoint.after, int | float) and endpoint.after <= end
    ]
    return sorted([*due, (end, codes.MARK_END, 0)])


@dataclass
class Act:
    """What an intervention does to counts."""

    kind: int
    factor: float = 1.0
    scaled: tuple[int, ...] = ()
    clone: int = -1
    place: int = -1
    emptied: tuple[int, ...] = ()
    value: int = 0
    pool: int = -1


def act(intervention: Intervention, scenario: Scenario, space: Space) -> Act:
    """Scale the chosen cells; or set or add cells of one clone in one place; or of a pool."""
    pools = {pool.name: p for p, pool in enumerate(scenario.pool)}
    if (scale := intervention.scale) is not None:
        if scale.pool is not None:
            kind, factor = codes.INTERVENTION_SCALE, float(scale.factor)
            return Act(kind, factor, pool=pools[scale.pool])
        chosen = tuple(space.chosen(scale))
        return Act(codes.INTERVENTION_SCALE, float(scale.factor), chosen)
    kind, target = codes.INTERVENTION_SET, intervention.set
    if target is None:
        kind, target = codes.INTERVENTION_ADD, intervention.add
    assert target is not None
    if target.pool is not None:
        return Act(kind, value=int(target.value), pool=pools[target.pool])
    niche = space.niches.index(target.niche or "")
    state = space.state_of(target.stage, target.state)
    stage = space.stage_of(state)
    emptied = [s for s in range(len(space.states)) if space.stage_of(s) == stage]
    return Act(
        kind,
        clone=[clone.name for clone in scenario.clone].index(target.clone or ""),
        place=space.compartment(niche, state),
        emptied=tuple(space.compartment(niche, s) for s in emptied),
        value=int(target.value),
    )


class Calendar:
    """What is looked at and what is due, beside the events.

    Attributes
    ----------
    recorded : list of (str, bool)
        The recorded signals, and whether each has a value in each niche.
    """

    def __init__(self, scenario: Scenario, space: Space, signals: Signals) -> None:
        self.scenario = scenario
        self.space = space
        self.recorded = [
            (name, signals.by_name[name].per_niche) for name in scenario.record.signals
        ]
        # They may be new nodes: they are asked for before the nodes are written.
        index, niches = signals.nodes.index, range(len(space.niches))
        self.conditions = [
            [(index(signals.value(c.signal, None)), c) for c in endpoint.conditions]
            for endpoint in scenario.endpoint
        ]
        self.endpoint_nodes = {node for row in self.conditions for node, _ in row}
        self.record_nodes = [
            index(signals.value(name, niche))
            for name, per_niche in self.recorded
            for niche in (niches if per_niche else [None])
        ]

    def lay(self, arrays: Arrays) -> None:
        """Write the marks, interventions, endpoints and samples."""
        due = marks(self.scenario)
        arrays.put("mark_time", [time for time, _, _ in due])
        arrays.put("mark_kind", [kind for _, kind, _ in due])
        arrays.put("mark_which", [which for _, _, which in due])
        arrays.put("record_node", self.record_nodes)
        arrays.put("sample_time", self.scenario.time.samples)
        arrays.sizes.update(
            marks=len(due),
            record_nodes=len(self.record_nodes),
            samples=len(self.scenario.time.samples),
        )
        self._lay_interventions(arrays)
        self._lay_endpoints(arrays)

    def _lay_interventions(self, arrays: Arrays) -> None:
        acts = [act(one, self.scenario, self.space) for one in self.scenario.intervention]
        arrays.sizes["interventions"] = len(acts)
        for name in ("kind", "factor", "clone", "place", "value", "pool"):
            arrays.put(f"intervention_{name}", [getattr(one, name) for one in acts])
        arrays.rows("scaled", [one.scaled for one in acts], "entity")
        arrays.rows("emptied", [one.emptied for one in acts], "compartment")

    def _lay_endpoints(self, arrays: Arrays) -> None:
        endpoints = self.scenario.endpoint
        order = [endpoint.name for endpoint in endpoints]
        arrays.sizes["endpoints"] = len(endpoints)
        rows = [
            [(node, int(c.above is not None), c.level) for node, c in row]
            for row in self.conditions
        ]
        arrays.rows("condition", rows, "node", "above", "level")
        waits = [
            order.index(e.after)
            if isinstance(e.after, str)
            else codes.AFTER_START
            if e.after is None
            else codes.AFTER_TIME
            for e in endpoints
        ]
        arrays.put("endpoint_after", waits)
        arrays.put("endpoint_stop", [int(e.stop) for e in endpoints])
