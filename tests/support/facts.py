"""Published numbers that the targets are compared with, from tests/data/targets.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "data" / "targets.json"


def facts(name: str) -> dict[str, Any]:
    """Return what is known of one target, with its source."""
    found: dict[str, Any] = json.loads(FILE.read_text())[name]
    return found
