"""Fixtures of the tests against published targets: the gate, and where samples come from."""

from __future__ import annotations

from support.fixtures import gate, sampler

__all__ = ["gate", "sampler"]
