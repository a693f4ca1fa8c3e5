"""Numbers in plain words."""

from __future__ import annotations


def number(value: float) -> str:
    """Write a number as people do: 50,000 and 0.05 and 1e-06.

    Examples
    --------
    >>> number(50000), number(0.05), number(1e-6)
    ('50,000', '0.05', '1e-06')
    """
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:g}"
