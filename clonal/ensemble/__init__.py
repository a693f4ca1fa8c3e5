"""Many runs: which there are, who simulates them, and the file they end up in."""

from clonal.ensemble.collect import run
from clonal.ensemble.ensemble import Ensemble, open_ensemble
from clonal.ensemble.summary import summary

__all__ = ["Ensemble", "open_ensemble", "run", "summary"]
