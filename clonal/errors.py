"""The one family of errors: every mistake of a user's, told in one readable message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class ClonalError(Exception):
    """Base of all errors that clonal raises on purpose."""


class Problem(NamedTuple):
    """One thing wrong with a scenario: where it stands, and what would be right."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class ScenarioError(ClonalError):
    """A scenario that cannot be simulated as it is written.

    Attributes
    ----------
    problems : tuple of Problem
        Everything that is wrong, in the order of the file.
    file : str
        The file's name, or ``"<scenario>"`` for one built in Python.
    """

    def __init__(self, problems: Sequence[Problem], file: str = "<scenario>") -> None:
        self.problems = tuple(problems)
        self.file = file
        super().__init__(self.problems, file)

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{self.file}: {count} problem{'' if count == 1 else 's'}"
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


class UnsupportedError(ClonalError):
    """Something that this version does not do; the message says its name."""


class SimulationError(ClonalError):
    """A run that cannot go on: a count past its limit, or mutation probabilities above one."""


class StoreError(ClonalError):
    """An ensemble file that is foreign, damaged, or does not fit what is asked of it."""
