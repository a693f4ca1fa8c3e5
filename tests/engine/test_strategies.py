"""What the forced strategies are: every size of one, each met by many tests."""

from __future__ import annotations

from collections import Counter

import pytest

from clonal.compile import compile_scenario
from clonal.compile.tables import STRATEGY
from support.cases import CASES
from support.engine_strategies import SAME_BITS, SAME_BITS_FOLLOWED, STRATEGIES, rotated, share
from support.golden import FOUNDERS, responses
from support.mechanisms import MECHANISMS
from support.scenarios import scenario
from support.sections import SECTIONS

FEWEST = 2


def test_every_size_of_a_strategy_is_forced() -> None:
    """By itself, so that what it does is seen alone."""
    alone = {size for sizes in STRATEGIES.values() if len(sizes) <= 2 for size in sizes}
    assert alone == STRATEGY.keys()
    assert all(sizes.keys() <= STRATEGY.keys() for sizes in (*SAME_BITS, *SAME_BITS_FOLLOWED))


def test_each_strategy_meets_many_cases() -> None:
    """In `make test`, where each case runs under the default strategy and some others."""
    names = [
        f"tests/{file}[{name}-"
        for file, cases in (
            ("statistical/test_master_equation.py::test_core", CASES),
            ("statistical/test_master_equation.py::test_mechanisms", MECHANISMS),
            ("mechanisms/test_sections.py::test_master_equation", SECTIONS),
        )
        for name in cases
    ]
    met = Counter(strategy for name in names for strategy in rotated(name))
    assert met["default"] == len(names)
    assert set(met) == set(STRATEGIES)
    assert min(met.values()) >= FEWEST, met


def test_shares_of_false_alarms_add_up() -> None:
    assert sum(share(name) for name in STRATEGIES) == pytest.approx(1.0)


@pytest.mark.parametrize(("most", "groups"), [(1, 1), (29, 1), (30, 30), (1000, 30)])
def test_clones_have_a_group_each_up_to_most_groups(most: int, groups: int) -> None:
    """Thirty clones of one lineage that respond each in its own way."""
    program = compile_scenario(scenario(responses(30)), most_groups=most)
    assert program.sizes["groups"] == groups


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(TypeError, match="'most_lists'"):
        compile_scenario(scenario(FOUNDERS), most_lists=1)
