"""What an ensemble file contains: every dataset with its dimensions, type and attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import numpy as np

from clonal.layout import OUTCOMES, Layout, variable

FORMAT = "clonal-ensemble"
FORMAT_VERSION = 1
CONVENTIONS = "CF-1.11"

#: Bytes of one chunk before compression, as a goal and as the limit of a single run's share.
CHUNK_BYTES = 1 << 20
MAX_CHUNK_RUNS = 1 << 13
FLAT_CHUNK_ROWS = 1 << 15
#: An attribute holds less than 64 kB; longer lists of declared clones go without `flag_values`.
MAX_FLAGS = 8000

INT64, INT32, INT8, FLOAT64 = (np.dtype(code) for code in ("<i8", "<i4", "<i1", "<f8"))


@dataclass(frozen=True)
class Identity:
    """Everything besides the run's index that decides what a run is.

    Attributes
    ----------
    scenario : str
        The complete scenario as TOML.
    seed : int
        Of any size; not negative.
    method : str
    stream_version : int
        Version of the random streams.
    """

    scenario: str
    seed: int
    method: str
    stream_version: int


@dataclass(frozen=True)
class Field:
    """One dataset: its path in the file, its dimensions and what it says of itself."""

    path: str
    dims: tuple[str, ...]
    dtype: np.dtype[Any]
    attrs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sampled(self) -> bool:
        """Whether it has a row for each run and sample."""
        return self.dims[:2] == ("run", "time")

    @property
    def counts(self) -> bool:
        """Whether it counts cells, members or clones at samples."""
        return self.dtype == INT64 and (self.sampled or self.path == "clone_count/count")


def labels(layout: Layout) -> dict[str, tuple[str, ...]]:
    """Return the label datasets at the root."""
    out = {"lineage": layout.lineages, "niche": layout.niches, "state": layout.states}
    if layout.pools:
        out["pool"] = layout.pools
    return out


def sizes(layout: Layout, runs: int, clone_rows: int, count_rows: int) -> dict[str, int]:
    """Return the length of every dimension by name."""
    out = {"run": runs, "time": len(layout.time)}
    out |= {name: len(values) for name, values in labels(layout).items()}
    if layout.record_clones:
        out |= {"clone/row": clone_rows, "clone_count/row": count_rows}
    return out


def run_fields(layout: Layout) -> Iterator[Field]:
    """Yield the datasets whose first dimension is ``run``, in the file's order."""
    yield Field("run", ("run",), INT64, {"long_name": "index of the run"})
    yield Field(
        "population",
        ("run", "time", "lineage", "niche", "state"),
        INT64,
        {"long_name": "number of cells", "units": "1"},
    )
    for name in layout.causes:
        yield Field(
            f"deaths_{name}",
            ("run", "time", "lineage", "niche", "state"),
            INT64,
            {"long_name": f"deaths since the sample before: {name}", "units": "1"},
        )
    if layout.pools:
        yield Field(
            "pool_size",
            ("run", "time", "pool"),
            INT64,
            {"long_name": "number of members of the pool", "units": "1"},
        )
    for name, per_niche in layout.signals:
        dims = ("run", "time", "niche") if per_niche else ("run", "time")
        yield Field(f"signal_{name}", dims, FLOAT64, {"long_name": f"signal {name}"})
    for name, when in zip_longest(layout.endpoints, layout.conditions, fillvalue=""):
        text = f"first time of endpoint {name}, NaN where not reached"
        about = {"long_name": text, "units": "day", **({"when": when} if when else {})}
        yield Field(f"endpoint_{name}", ("run",), FLOAT64, about)
    yield Field("events", ("run",), INT64, {"long_name": "jumps simulated", "units": "1"})
    text = "time at which the run stopped"
    yield Field("end_time", ("run",), FLOAT64, {"long_name": text, "units": "day"})
    yield Field(
        "outcome",
        ("run",),
        INT8,
        {
            "long_name": "why the run ended",
            "flag_values": np.array(list(OUTCOMES.values()), dtype=INT8),
            "flag_meanings": " ".join(OUTCOMES),
        },
    )
    if layout.record_clones:
        yield Field(
            "clone/row_size",
            ("run",),
            INT64,
            {"long_name": "number of clones of the run", "sample_dimension": "row"},
        )
        yield Field(
            "clone_count/row_size",
            ("run", "time"),
            INT64,
            {
                "long_name": "number of clones with cells at the sample",
                "sample_dimension": "row",
            },
        )


def row_fields(layout: Layout) -> Iterator[Field]:
    """Yield the columns of the clone tables; none where they are not recorded."""
    if layout.record_clones:
        yield from _clone_fields(layout)
        yield from _count_fields()


def _clone_fields(layout: Layout) -> Iterator[Field]:
    dims = ("clone/row",)

    def column(name: str, dtype: np.dtype[Any], text: str, **more: Any) -> Field:
        return Field(f"clone/{name}", dims, dtype, {"long_name": text, **more})

    yield column("run_index", INT64, "place of the run along dimension run")
    yield column("id", INT64, "order of founding within the run; declared clones come first")
    yield column(
        "name",
        INT32,
        "declared clone, or founded during the run",
        **flags((apart("founded", layout.clones), *layout.clones), start=-1),
    )
    yield column("lineage_index", INT32, "place of the lineage along dimension lineage")
    yield column("parent", INT64, "id of the parent within the run, -1 for none")
    yield column(
        "mutation",
        INT32,
        "mutation that founded the clone",
        **flags((apart("none", layout.mutations), *layout.mutations), start=-1),
    )
    yield column("founded", FLOAT64, "time of founding", units="day")
    yield column(
        "niche_index",
        INT32,
        "place along dimension niche of the niche where it was founded, -1 for declared clones",
    )
    for name in layout.traits:
        yield column(f"trait_{variable(name)}", FLOAT64, f"heritable trait {name}")


def _count_fields() -> Iterator[Field]:
    dims = ("clone_count/row",)
    for name, dtype, text in (
        ("run_index", INT64, "place of the run along dimension run"),
        ("time_index", INT32, "place of the sample along dimension time"),
        ("clone_row", INT64, "row of the clone in the table clone"),
        ("niche_index", INT32, "place of the niche along dimension niche"),
        ("state_index", INT32, "place of the state along dimension state"),
        ("count", INT64, "number of cells"),
    ):
        yield Field(f"clone_count/{name}", dims, dtype, {"long_name": text})


def apart(word: str, names: tuple[str, ...]) -> str:
    """Return our word for a value, told apart from the user's names for the others.

    A name cannot hold ``@``, which CF allows in a meaning.

    Examples
    --------
    >>> apart("none", ("T315I",)), apart("none", ("none",))
    ('none', '@none')
    """
    return f"@{word}" if word in names else word


def flags(meanings: tuple[str, ...], start: int) -> dict[str, Any]:
    """Return the CF flag attributes of consecutive values from `start`."""
    out: dict[str, Any] = {"flag_meanings": " ".join(meanings)}
    if len(meanings) <= MAX_FLAGS:
        out["flag_values"] = np.arange(start, start + len(meanings), dtype=INT32)
    return out


def chunk_runs(layout: Layout) -> int:
    """Return how many runs share a chunk of every dataset with samples: a power of two."""
    cells = len(layout.lineages) * len(layout.niches) * len(layout.states)
    widest = max(cells, len(layout.pools), 1)
    fit = CHUNK_BYTES // (8 * widest * max(len(layout.time), 1))
    return 1 << (max(1, min(fit, MAX_CHUNK_RUNS)).bit_length() - 1)


def run_bytes(layout: Layout) -> int:
    """Return what a run's sampled datasets take in memory, about."""
    size = sizes(layout, 1, 0, 0)
    return sum(
        field.dtype.itemsize * int(np.prod([size[name] for name in field.dims], dtype=np.int64))
        for field in run_fields(layout)
    )


def chunk_times(itemsize: int, shape: tuple[int, ...]) -> int:
    """Return how many samples share a chunk: all, unless one run alone outgrows it."""
    row = itemsize * int(np.prod(shape[2:], dtype=np.int64))
    if row * shape[1] <= 4 * CHUNK_BYTES:
        return shape[1]
    return max(1, CHUNK_BYTES // max(row, 1))
