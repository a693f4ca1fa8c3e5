"""What a run cannot go on with is an error that says where and when."""

from __future__ import annotations

import pytest

from clonal.errors import SimulationError
from support.engine_strategies import Strategy
from support.samplers import engine
from support.scenarios import scenario

RISING = """
    [time]
    end = 15.0
    [[niche]]
    name = "marrow"
    [[clone]]
    name = "HSC"
    lineage = "normal"
    birth = 0.5
    initial = { marrow = 5 }
    [[clone]]
    name = "LSC"
    lineage = "leukemic"
    birth = 0.5
    [[mutation]]
    name = "hit"
    from = "HSC"
    to = "LSC"
    rate = 0.1
    [[signal]]
    name = "cells"
    sum = [{}]
    [[modifier]]
    on = "mutation"
    signal = "cells"
    times = { linear = { at_zero = 0.0, slope = 0.5 } }
"""


def test_mutation_probabilities_that_pass_one_while_it_runs(strategy: Strategy) -> None:
    with pytest.raises(SimulationError, match=r"HSC at day .* more than 1"):
        engine(scenario(RISING), 1, 1, **strategy)


def test_a_count_that_would_overflow(strategy: Strategy) -> None:
    text = """
        [time]
        end = 1.0
        [[niche]]
        name = "marrow"
        [[clone]]
        name = "A"
        lineage = "normal"
        birth = 0.0
        initial = { marrow = 4611686018427387904 }
        [[intervention]]
        at = 0.5
        add = { clone = "A", niche = "marrow", value = 4611686018427387904 }
    """
    with pytest.raises(SimulationError, match=r"A.*marrow.*0\.5.*2\^62"):
        engine(scenario(text), 1, 1, **strategy)


def test_a_mutation_to_what_a_cell_is_already_is_none() -> None:
    """So that those of one division add up to 0.6 and not to 1.2."""
    text = """
        [time]
        end = 5.0
        [[niche]]
        name = "marrow"
        [[clone]]
        name = "A"
        lineage = "normal"
        birth = 0.5
        initial = { marrow = 5 }
        [[clone]]
        name = "B"
        lineage = "normal"
        birth = 0.5
        [[mutation]]
        name = "there"
        from = { lineage = "normal" }
        to = "B"
        rate = 0.6
        [[mutation]]
        name = "back"
        from = { lineage = "normal" }
        to = "A"
        rate = 0.6
    """
    assert engine(scenario(text), 20, 1)["events"].min() > 0
