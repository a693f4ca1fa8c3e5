"""Fixtures of the sabotage tests: the gate that judges them, and where samples come from."""

from __future__ import annotations

from support.fixtures import gate, sampler

__all__ = ["gate", "sampler"]
