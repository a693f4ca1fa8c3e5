"""Responses as the definition states them; counts may be numbers or arrays of states."""

from __future__ import annotations

from typing import Any

import numpy as np


def positive(value: Any) -> Any:
    """Return [x]+."""
    return np.maximum(value, 0.0) if isinstance(value, np.ndarray) else max(value, 0.0)


def saturation(value: Any, half: float, power: float) -> Any:
    """Return x^power / (half^power + x^power), 0 at x = 0 and below."""
    if isinstance(value, np.ndarray):
        safe = np.where(value > 0.0, value, 1.0)
        return np.where(value > 0.0, 1.0 / (1.0 + (half / safe) ** power), 0.0)
    return 1.0 / (1.0 + (half / value) ** power) if value > 0.0 else 0.0


def respond(response: Any, value: Any) -> Any:
    """Return the response (hill, linear, window, log or table) to `value`."""
    hill = getattr(response, "hill", None)
    if hill is not None:
        span = hill.to - hill.from_
        return hill.from_ + span * saturation(value, hill.half, hill.power)
    linear = getattr(response, "linear", None)
    if linear is not None:
        return linear.at_zero + linear.slope * value
    window = getattr(response, "window", None)
    if window is not None:
        scaled = value / window.peak
        return window.height * 2.0 * scaled / (1.0 + scaled * scaled)
    log = getattr(response, "log", None)
    if log is not None:
        return log.at_zero + log.slope * np.log(1.0 + positive(value) / log.scale)
    table = getattr(response, "table", None)
    if table is not None:
        found = np.interp(value, table.x, table.y)
        return found if isinstance(value, np.ndarray) else float(found)
    raise ValueError("a response is one of hill, linear, window, log and table")


def has_response(node: Any) -> bool:
    """Return whether one of the five responses is given."""
    words = ("hill", "linear", "window", "log", "table")
    return any(getattr(node, word, None) is not None for word in words)
