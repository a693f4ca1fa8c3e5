"""Standard streams in any state: closed, full, or left by whoever read them."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

from clonal.errors import ClonalError


def hold() -> None:
    """Put something behind the numbers of standard streams that are closed.

    Otherwise the next file opened gets the number, and what is meant for the stream goes into it.
    Reading finds the end; writing to standard output fails, and to standard error is lost.
    """
    for number, flags in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is taken, which is this one.
            os.set_inheritable(os.open(os.devnull, flags), True)
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w", closefd=False))  # noqa: SIM115
    # Names may hold letters that the terminal does not have.
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]


def write(text: str) -> None:
    """Print what a command is there to print.

    Raises
    ------
    ClonalError
        If it cannot be written.
    BrokenPipeError
        If whoever read it has seen enough.
    """
    try:
        _put(sys.stdout, text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ClonalError(f"cannot write to standard output: {error.strerror}") from error


def remark(text: str) -> None:
    """Print a line that a command's work does not depend on, if there is where to."""
    with contextlib.suppress(OSError):
        _put(sys.stdout, f"{text}\n")


def tell(text: str) -> None:
    """Print on standard error, if there is where to; the exit status says enough."""
    with contextlib.suppress(OSError):
        _put(sys.stderr, text)


def _put(stream: TextIO, text: str) -> None:
    stream.write(text)
    stream.flush()


def release() -> None:
    """Drop what could not be written, which the interpreter would try once more at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                number = os.open(os.devnull, os.O_WRONLY)
                os.dup2(number, stream.fileno())
                os.close(number)
                stream.flush()
