"""What a run records: the names and shapes that engine, store and analysis agree on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: Why a run ended, as stored in ``outcome`` (CF flag values).
OUTCOMES: dict[str, int] = {"reached_end": 0, "stopped": 1, "extinct": 2}


def variable(word: str) -> str:
    """Write a word as it stands in the name of a variable, which readers want without colons.

    Examples
    --------
    >>> variable("birth_stem:quiescent")
    'birth_stem_quiescent'
    """
    return word.replace(":", "_")


@dataclass(frozen=True, eq=False)
class Layout:
    """The labels of everything that a run of one scenario records.

    Attributes
    ----------
    time : ndarray of float64, shape (time,)
        Sampling times in days, ascending.
    lineages, niches, states, pools : tuple of str
        Labels of the axes of ``population`` and ``pool_size``.
    causes : tuple of str
        Causes of death that are recorded, as they follow ``deaths_``.
    signals : tuple of (str, bool)
        Recorded signals; the flag says whether there is one value in each niche.
    endpoints : tuple of str
    conditions : tuple of str
        What has to hold for each endpoint, in words.
    clones : tuple of str
        Declared clones: their ``id`` in every run is their place here.
    clone_lineage : tuple of int
        Index into `lineages` for each declared clone.
    mutations : tuple of str
    traits : tuple of str
        Heritable traits; `variable` writes them behind ``trait_`` in the clone table.
    record_clones : bool
        Whether the clone tables are recorded.
    """

    time: npt.NDArray[np.float64]
    lineages: tuple[str, ...]
    niches: tuple[str, ...]
    states: tuple[str, ...]
    causes: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    signals: tuple[tuple[str, bool], ...] = ()
    endpoints: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    clones: tuple[str, ...] = ()
    clone_lineage: tuple[int, ...] = ()
    mutations: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    record_clones: bool = False
