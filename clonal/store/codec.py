"""Chunks as HDF5 keeps them: shuffled, deflated, closed with a Fletcher-32 sum.

The filters are HDF5's own (ids 2, 1 and 3) and any HDF5 reader undoes them. They are applied here
and not by the library because zlib lets go of the interpreter's lock, so that compressing overlaps
with simulating, and because a finished chunk is then copied from file to file as it is.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from clonal.errors import StoreError

#: Deflate level: 1 to 3 take the same time on counts, 4 twice that for a twentieth of the size.
LEVEL = 3

#: Share of a chunk of counts on which deflate's strategies are compared, and its least size.
_TRIAL_SHARE, _TRIAL_LEAST = 16, 1 << 13

_CHECKSUM_BYTES = 4
#: Words summed at once: few enough for a processor's cache, and for sums exact in floating point.
_WORDS = 1 << 13
_WEIGHTS = np.arange(_WORDS, 0, -1, dtype=np.float64)


def fletcher32(data: bytes) -> int:
    """Return the checksum that HDF5's filter 3 stores behind a chunk.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    int
        Two 16-bit sums in ones' complement, over big-endian 16-bit words.

    Examples
    --------
    >>> hex(fletcher32(b"abcde"))
    '0x4ff029c7'
    """
    words = np.frombuffer(data, dtype="<u2", count=len(data) // 2)
    first = second = 0
    for start in range(0, len(words), _WORDS):
        part = words[start : start + _WORDS].astype(np.float64)
        second += first * len(part) + int(part @ _WEIGHTS[_WORDS - len(part) :])
        first += int(part.sum())
    # In ones' complement, 256 times a word is the word with its bytes swapped.
    first, second = first << 8, second << 8
    if len(data) % 2:
        first += data[-1] << 8
        second += first
    return _fold(second) << 16 | _fold(first)


def _fold(total: int) -> int:
    # Repeated end-around carry leaves 0xffff, never 0, for a non-zero multiple of 65535.
    return (total % 65535 or 65535) if total else 0


def shuffle(array: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return the bytes of `array` by significance, lowest first: shape (itemsize, size)."""
    size = array.dtype.itemsize
    planes = np.ascontiguousarray(array).reshape(-1).view(np.uint8).reshape(-1, size)
    if array.dtype.kind == "i" and array.size and int(array.min()) >= 0:
        # Counts are small: only the planes that hold anything are worth moving.
        used = max(1, (int(array.max()).bit_length() + 7) // 8)
        out = np.zeros((size, array.size), dtype=np.uint8)
        for plane in range(used):
            out[plane] = planes[:, plane]
        return out
    return np.ascontiguousarray(planes.T)


def encode(array: npt.NDArray[Any], *, counts: bool = False) -> bytes:
    """Return the stored bytes of one whole chunk (little-endian, C order).

    Parameters
    ----------
    array : ndarray
    counts : bool
        Whether it holds counts of cells or members: a noisy low byte above planes of zeros.
    """
    array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    planes = shuffle(array)
    deflated = _deflate(planes, _strategy(planes) if counts else zlib.Z_DEFAULT_STRATEGY)
    return deflated + fletcher32(deflated).to_bytes(_CHECKSUM_BYTES, "little")


def _deflate(planes: npt.NDArray[np.uint8], strategy: int) -> bytes:
    press = zlib.compressobj(LEVEL, strategy=strategy)
    return press.compress(planes.data) + press.flush()


def _strategy(planes: npt.NDArray[np.uint8]) -> int:
    """Return the strategy that makes fewer bytes of the first elements; any reader undoes both.

    Looking for matches takes half of deflate's time and finds nothing in counts that always change.
    In counts that rest (an extinct run, a rare clone) it finds most of what there is to save.
    """
    part = planes[:, : max(planes.shape[1] // _TRIAL_SHARE, _TRIAL_LEAST)]
    # Plane by plane: in a short part they would share one code, in a whole chunk they do not.
    tried = [np.ascontiguousarray(plane) for plane in part if plane.any()]
    return min(
        (zlib.Z_RLE, zlib.Z_DEFAULT_STRATEGY),
        key=lambda strategy: sum(len(_deflate(plane, strategy)) for plane in tried),
    )


def encode_rows(rows: npt.NDArray[Any], times: int, *, counts: bool = False) -> list[bytes]:
    """Return the chunks of whole rows, cut along the second axis into `times` samples each."""
    if rows.ndim == 1 or times == rows.shape[1]:
        return [encode(rows, counts=counts)]
    out = []
    for start in range(0, rows.shape[1], times):
        part = rows[:, start : start + times]
        if part.shape[1] < times:
            padding = ((0, 0), (0, times - part.shape[1]), *((0, 0),) * (rows.ndim - 2))
            part = np.pad(part, padding)
        out.append(encode(part, counts=counts))
    return out


def check(chunk: bytes) -> None:
    """Raise `StoreError` unless the chunk's checksum is right."""
    body, stored = chunk[:-_CHECKSUM_BYTES], chunk[-_CHECKSUM_BYTES:]
    if not body or fletcher32(body) != int.from_bytes(stored, "little"):
        raise StoreError("a chunk's checksum is wrong")
