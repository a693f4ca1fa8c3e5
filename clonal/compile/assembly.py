"""Assembly: the parts of a compiled scenario, made in order and laid out as one program."""

from __future__ import annotations

import numpy as np

from ..layout import Layout
from ..model import Scenario
from . import doses
from .arrays import Arrays
from .calendar import Calendar
from .channels import Channels
from .divisions import Divisions
from .events import Events
from .fates import Fates
from .groups import Groups
from .laws import Laws
from .mutations import Mutations
from .nodes import Nodes
from .pools import Pools
from .program import Program
from .rates import Rates
from .signals import Signals
from .space import Space
from .traits import Traits


def assemble(scenario: Scenario, strategy: dict[str, int]) -> Program:
    """Make the program of an expanded scenario; `strategy` are its sizes that change no law."""
    traits = Traits(scenario)
    groups = Groups(scenario, traits, strategy["most_groups"])
    space = Space(scenario, groups)
    nodes = Nodes(space.n_counted)
    signals = Signals(scenario, space, nodes)
    signed = frozenset(column for column, floored in enumerate(traits.floored) if not floored)
    laws = Laws(nodes, groups.groups, signed)
    events = Events()
    channels = Channels(laws, events)
    rates = Rates(scenario, space, signals, laws)
    mutations = Mutations(scenario, rates)
    divisions = Divisions(rates, channels, mutations)
    fates = Fates(scenario, rates, channels, divisions)
    for niche in range(len(space.niches)):
        signals.occupied(niche)
    for cells in space.all_cells():
        divisions.add(cells)
        fates.add(cells)
    fates.arrivals()
    Pools(scenario, rates, channels).add()
    calendar = Calendar(scenario, space, signals)
    nodes.release(channels.read().union(calendar.endpoint_nodes))

    lineages = tuple(dict.fromkeys(clone.lineage for clone in scenario.clone))
    clone_lineage = [lineages.index(clone.lineage) for clone in scenario.clone]
    arrays = Arrays(strategy)
    arrays.sizes.update(
        clones=len(scenario.clone),
        lineages=len(lineages),
        record_clones=int(scenario.record.clones),
        causes=len(fates.causes),
    )
    arrays.put("clone_lineage", clone_lineage)
    for part in (space, traits, groups, nodes, laws, channels, events, mutations, calendar):
        part.lay(arrays)
    doses.lay(scenario.drug, set(nodes.drug), arrays)
    layout = Layout(
        time=np.asarray(scenario.time.samples, dtype=np.float64),
        lineages=lineages,
        niches=tuple(space.niches),
        states=tuple(state.label for state in space.states),
        causes=tuple(fates.causes),
        pools=tuple(pool.name for pool in scenario.pool),
        signals=tuple(calendar.recorded),
        endpoints=tuple(endpoint.name for endpoint in scenario.endpoint),
        conditions=tuple(
            " and ".join(map(str, endpoint.conditions)) for endpoint in scenario.endpoint
        ),
        clones=tuple(clone.name for clone in scenario.clone),
        clone_lineage=tuple(clone_lineage),
        mutations=tuple(mutation.name for mutation in scenario.mutation),
        traits=tuple(name for name, _ in traits.recorded()),
        record_clones=scenario.record.clones,
    )
    program = Program(layout, arrays.sizes, arrays.tables)
    program.check()
    return program
