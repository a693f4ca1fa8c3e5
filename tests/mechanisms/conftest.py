"""Fixtures of the tests of the named mechanisms."""

from __future__ import annotations

from support.fixtures import gate, sampler

__all__ = ["gate", "sampler"]
