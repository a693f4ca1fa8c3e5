"""Types of the compiled engine."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from clonal.compile import Program

#: Version of the random streams: the same seed gives the same bits only within one.
STREAM_VERSION: Final[int]

class Engine:
    """Runs of one program, a block of consecutive run indices at a time."""

    def __init__(self, program: Program) -> None: ...
    def open(self, key: npt.NDArray[np.uint64], first: int, count: int) -> None: ...
    def advance(self, max_events: int) -> bool: ...
    @property
    def finished(self) -> int: ...
    def take(self) -> dict[str, npt.NDArray[Any]]: ...
    def verify(self) -> None: ...
    def state(self) -> dict[str, Any]: ...

def draws(
    key: npt.NDArray[np.uint64], run: int, sampler: str, count: int, *parameters: float
) -> npt.NDArray[Any]: ...
def concentrations(
    program: Program, drug: int, times: npt.ArrayLike
) -> npt.NDArray[np.float64]: ...
