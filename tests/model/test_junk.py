"""Senseless values anywhere, several at a time: refused in words, or meaning something."""

from __future__ import annotations

import contextlib
import copy
import datetime
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clonal.errors import ScenarioError
from clonal.model import Scenario, describe, dumps, loads

from .editing import DELETE, edited, places

JUNK: list[Any] = [
    *(None, 0, 1, -1, 1.5, True, "x", "", "new", 2**70, math.nan, datetime.date(2020, 1, 1)),
    *([], {}, [1], [{}], [[1]], {"x": 1}, {"times": 1}, {"name": "x"}, [{"name": 5}], {1: 2}),
    DELETE,
]


@given(st.lists(st.tuples(st.sampled_from(places()), st.sampled_from(JUNK)), min_size=1))
def test_refused_in_words_or_meaning_something(edits: list[tuple[str, Any]]) -> None:
    data = edited()
    for path, value in edits:
        # The place may have gone with an edit before.
        with contextlib.suppress(KeyError, IndexError, TypeError):
            edited((path, value if value is DELETE else copy.deepcopy(value)), base=data)
    scenario, refusal = None, None
    try:
        scenario = Scenario.model_validate(data)
    except ScenarioError as error:
        refusal = error
    if scenario is not None:
        assert loads(dumps(scenario)) == scenario
        assert describe(scenario)
    if refusal is not None:
        assert refusal.problems
        assert all(problem.message for problem in refusal.problems)
