"""Runs as they were: a digest for each strategy and scenario, by the version of the streams.

A digest that differs means that the same seed no longer gives the same run. Where that was not
meant, it is a fault. Where it was, raise ``STREAMS`` in ext/stream.pxd (and say so in CHANGELOG.md;
once for each release), build, and make the digests of the new version: ``python -m support.golden``
from tests/, as ``python -m support.streams VERSION`` does for the draws by themselves.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from clonal._engine import STREAM_VERSION
from support import golden
from support.engine_strategies import SAME_BITS, STRATEGIES

KNOWN = json.loads(golden.GOLDEN.read_text(encoding="utf-8")).get(str(STREAM_VERSION), {})

MEANT = "the runs of this version of the streams have changed; was it meant? See this file's head"


@pytest.mark.parametrize("name", list(STRATEGIES))
def test_runs_are_what_they_were(name: str) -> None:
    assert golden.golden(STRATEGIES[name]) == KNOWN.get(name), MEANT


def test_strategies_that_differ_in_such_sizes_alone_have_the_same_digests() -> None:
    free = {size for sizes in SAME_BITS for size in sizes}
    groups: dict[tuple[tuple[str, int], ...], set[str]] = {}
    for name, sizes in STRATEGIES.items():
        kept = tuple(sorted((size, n) for size, n in sizes.items() if size not in free))
        groups.setdefault(kept, set()).add(json.dumps(KNOWN[name]))
    assert all(len(found) == 1 for found in groups.values())


def test_each_strategy_does_something_else() -> None:
    """Some run differs from the default's, but under what promises the same bits."""
    same = {name for name in STRATEGIES if KNOWN[name] == KNOWN["default"]}
    assert same == {"default", "far", "vast-later"}


def test_digests_see_every_number() -> None:
    block = golden.engine(golden.scenario(golden.FOUNDERS), 5, 1)
    digests = {golden.digest(block)}
    for name, values in block.items():
        changed = values.copy()
        changed.flat[-1] = np.nan_to_num(changed.flat[-1]) + 1
        digests.add(golden.digest({**block, name: changed}))
    assert len(digests) == len(block) + 1
