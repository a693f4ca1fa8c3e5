"""What an ensemble says: bands, probabilities, times to endpoints, clones, doses; all labelled.

Each function takes an open ensemble, reads what it needs of the file a slice at a time, and
returns an `xarray.Dataset` with names and units. ``pip install "clonal[analysis]"`` installs
what they need.
"""

from clonal.analysis.bands import QUANTILES, quantile_bands
from clonal.analysis.clones import busiest_run, clones_of_run
from clonal.analysis.doses import concentrations, plasma_concentration
from clonal.analysis.extras import MissingExtraError
from clonal.analysis.incidence import (
    CENSORED,
    COMPETING,
    EVENT,
    aalen_johansen,
    kaplan_meier,
)
from clonal.analysis.probability import (
    endpoint_probability,
    extinction_probability,
    outcome_probability,
    wilson_interval,
)
from clonal.analysis.survival import event_free

__all__ = [
    "CENSORED",
    "COMPETING",
    "EVENT",
    "QUANTILES",
    "MissingExtraError",
    "aalen_johansen",
    "busiest_run",
    "clones_of_run",
    "concentrations",
    "endpoint_probability",
    "event_free",
    "extinction_probability",
    "kaplan_meier",
    "outcome_probability",
    "plasma_concentration",
    "quantile_bands",
    "wilson_interval",
]
