"""The library of drugs: published kinetics that a scenario can name and override."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from .drug import Drug
from .fixed import fixed


@cache
def library() -> dict[str, dict[str, Any]]:
    """What is published of each drug, by name.

    Returns
    -------
    dict of str to dict
        ``half_life`` and, for drugs not given into a vein, ``absorption_half_life`` (days); the
        usual ``schedule`` in words; ``sources`` by key.

    Examples
    --------
    >>> library()["imatinib"]["half_life"]
    0.75
    """
    text = (files("clonal.model") / "drugs.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = fixed(tomllib.loads(text))
    return found


def resolved(drug: Drug) -> Drug:
    """A drug with the library's numbers in the places that it leaves open.

    Parameters
    ----------
    drug : Drug

    Returns
    -------
    Drug
        The same one, if it names no drug of the library.

    Examples
    --------
    >>> from clonal.model import Dose
    >>> resolved(Drug(name="TKI", library="imatinib", doses=[Dose(amount=1.0)])).half_life
    0.75
    """
    if drug.library is None:
        return drug
    known = library()[drug.library]
    stated = {key: getattr(drug, key) for key in drug.model_fields_set if key != "library"}
    sources = dict(drug.sources)
    if drug.half_life is None:
        stated["half_life"] = known["half_life"]
        sources = {"half_life": known["sources"]["half_life"], **sources}
    if (absorption := known.get("absorption_half_life")) is not None and drug.doses:
        stated["doses"] = tuple(
            dose
            if dose.duration is not None or dose.absorption_half_life is not None
            else dose.model_copy(
                update={
                    "absorption_half_life": absorption,
                    "sources": {
                        "absorption_half_life": known["sources"]["absorption_half_life"],
                        **dose.sources,
                    },
                }
            )
            for dose in drug.doses
        )
    if sources:
        stated["sources"] = sources
    return Drug(**stated)
