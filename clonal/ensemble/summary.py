"""What a file holds, in a few lines."""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from clonal import store
from clonal.errors import StoreError
from clonal.layout import OUTCOMES


def summary(file: str | os.PathLike[str]) -> str:
    """Describe an ensemble file, finished or not.

    What it says is read and checked; cells and clones are not read, which would take long.

    Parameters
    ----------
    file : str or path
        The ensemble file, or the folder of its parts.

    Raises
    ------
    StoreError
        If there is neither, or it is not an ensemble, or its structure or what is told of it is
        damaged.

    Examples
    --------
    >>> import clonal
    >>> ensemble = clonal.run(clonal.load("luria-delbruck"), "info.h5", runs=2, seed=5)
    >>> summary("info.h5").splitlines()[0]
    'info.h5: a finished ensemble of 2 runs'
    """
    path = store.finished_name(Path(file))
    shards = store.shard_paths(path)
    lines: list[str] = []
    if not path.exists() and not shards and store.begun(path):
        return f"{path}: begun, and nothing finished yet"
    if path.exists() or not shards:
        with contextlib.closing(store.EnsembleFile(path)) as finished:
            count = finished.runs
            lines = [f"{path}: a finished ensemble of {_plural(count, 'run')}"]
            lines += [f"  {line}" for line in [*_recipe(finished), *_contents(finished)]]
            present = finished.intervals()
    else:
        lines = [f"{path}: not finished"]
        with contextlib.closing(store.EnsembleFile(shards[0])) as first:
            lines += [f"  {line}" for line in _recipe(first)]
        present = []
    if shards:
        runs = _runs_of(shards, present)
        lines.append(
            f"  {_plural(runs, 'more run' if present else 'run')} beside it in "
            f"{_plural(len(shards), 'part')}: the same command goes on from there"
        )
    return "\n".join(lines)


def _recipe(file: store.EnsembleFile) -> Iterator[str]:
    try:
        title = tomllib.loads(file.identity.scenario).get("title")
    except tomllib.TOMLDecodeError as error:
        raise StoreError(f"{file.path} is damaged: its scenario is no TOML: {error}") from error
    if title:
        yield f"scenario    {title}"
    yield f"seed        {file.identity.seed}"
    yield f"method      {file.identity.method}"
    streams = file.identity.stream_version
    yield f"written by  clonal {file.version}, random streams version {streams}"


def _contents(file: store.EnsembleFile) -> Iterator[str]:
    layout = file.layout
    time = layout.time
    if len(time):
        yield f"samples     {len(time)}, from day {time[0]:g} to {time[-1]:g}"
    yield f"lineages    {', '.join(layout.lineages)}"
    yield f"niches      {', '.join(layout.niches)}"
    yield f"states      {', '.join(layout.states)}"
    if layout.pools:
        yield f"pools       {', '.join(layout.pools)}"
    if layout.causes:
        yield f"deaths      {', '.join(layout.causes)}"
    if layout.signals:
        yield f"signals     {', '.join(name for name, _ in layout.signals)}"
    outcome = np.asarray(file["outcome"][:])
    found = ((name, int((outcome == value).sum())) for name, value in OUTCOMES.items())
    yield "outcomes    " + ", ".join(f"{name} {count}" for name, count in found if count)
    for name in layout.endpoints:
        reached = int(np.isfinite(file[f"endpoint_{name}"][:]).sum())
        yield f"endpoint    {name}: reached in {_plural(reached, 'run')} of {len(outcome)}"
    yield f"events      {int(np.asarray(file['events'][:]).sum())}"
    if layout.record_clones:
        yield f"clones      {len(file['clone/id'])}, in {len(file['clone_count/count'])} counts"
    yield f"size        {file.path.stat().st_size / 1e6:.3g} MB"


def _runs_of(shards: Iterable[Path], present: list[tuple[int, int]]) -> int:
    runs = list(present)
    for path in shards:
        with contextlib.closing(store.EnsembleFile(path)) as shard:
            runs += shard.intervals()
    both = sum(stop - first for first, stop in store.union(runs))
    return both - sum(stop - first for first, stop in present)


def _plural(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
