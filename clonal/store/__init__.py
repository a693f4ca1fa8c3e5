"""The ensemble file: what it contains, how it appears whole or not at all, how it is read."""

from clonal.store.block import MemoryBlock
from clonal.store.files import begun, finished_name, resolve, shard_paths
from clonal.store.read import EnsembleFile, LazyArray, load_library
from clonal.store.schema import Identity, chunk_runs, run_bytes
from clonal.store.shards import Store, checked, opened
from clonal.store.source import first_row, missing, union

__all__ = [
    "EnsembleFile",
    "Identity",
    "LazyArray",
    "MemoryBlock",
    "Store",
    "begun",
    "checked",
    "chunk_runs",
    "finished_name",
    "first_row",
    "load_library",
    "missing",
    "opened",
    "resolve",
    "run_bytes",
    "shard_paths",
    "union",
]
