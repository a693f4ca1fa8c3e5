"""Scenarios that tests write as users do: in TOML."""

from __future__ import annotations

from textwrap import dedent
from typing import Any


def scenario(*texts: str) -> Any:
    """Read a scenario from one or more pieces of TOML."""
    from clonal.model import loads

    return loads("\n".join(dedent(text) for text in texts))
