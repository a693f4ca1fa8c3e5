"""A checksum over all of a file that HDF5 itself does not check, behind the file's own end.

Chunks carry HDF5's checksum; headers, indices, labels and attributes do not, and the library may
crash on a file in which they are damaged. So whoever wrote a file seals it: behind the last byte
that HDF5 knows of (readers ignore what follows) stand the stretches between the chunks, and the sum
of what is in them. A program that changes the file cuts the seal off.
"""

from __future__ import annotations

import heapq
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from clonal.errors import StoreError

_MAGIC = b"clonalS1"
# Length of the HDF5 file, number of stretches, their sum, the sum of the seal before it.
_FOOTER = struct.Struct("<QQII8s")
_STRETCH = struct.Struct("<QQ")
_PIECE = 1 << 20
_PROBE_SECONDS = 60


def seal(path: Path, chunks: Sequence[npt.NDArray[np.uint64]]) -> None:
    """Seal a complete file.

    Parameters
    ----------
    path : Path
    chunks : sequence of ndarray of uint64, shape (chunk, 2)
        Offset and length in bytes of every chunk of data, one array a dataset.
    """
    with path.open("r+b") as stream:
        length = stream.seek(0, 2)
        stretches = list(_between(chunks, length))
        table = b"".join(_STRETCH.pack(*stretch) for stretch in stretches)
        numbers = (length, len(stretches), _sum(stream, stretches))
        body = table + struct.pack("<QQI", *numbers)
        stream.seek(length)
        stream.write(table + _FOOTER.pack(*numbers, zlib.crc32(body), _MAGIC))


def sealed(path: Path) -> bool:
    """Return whether a file has a seal.

    Raises
    ------
    StoreError
        If the seal is broken.
    """
    with path.open("rb") as stream:
        end = stream.seek(0, 2)
        if end < _FOOTER.size:
            return False
        stream.seek(end - _FOOTER.size)
        length, count, expected, own, magic = _FOOTER.unpack(stream.read(_FOOTER.size))
        if magic != _MAGIC:
            # Whoever changes a file with HDF5 leaves nothing behind its end.
            if 0 < _end_of_hdf5(stream) < end:
                raise StoreError(f"{path} is damaged: its seal is broken")
            return False
        if length + count * _STRETCH.size + _FOOTER.size != end:
            raise StoreError(f"{path} is damaged: its length is not what was written")
        stream.seek(length)
        table = stream.read(count * _STRETCH.size)
        if zlib.crc32(table + struct.pack("<QQI", length, count, expected)) != own:
            raise StoreError(f"{path} is damaged: its seal is broken")
        if _sum(stream, _STRETCH.iter_unpack(table)) != expected:
            raise StoreError(f"{path} is damaged: its structure is not what was written")
        return True


def probe(path: Path) -> None:
    """Open a file without a seal in another process, because HDF5 may crash on it.

    Raises
    ------
    StoreError
        If that process crashed or did not come back. A file that is merely wrong passes: opening it
        here will tell what is wrong.
    """
    code = (
        f"import pathlib, sys; sys.path[:] = {sys.path!r}\n"
        "from clonal.store.read import survey\n"
        "survey(pathlib.Path(sys.argv[1]))\n"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise StoreError(f"{path} cannot be read, it seems to be damaged") from None
    if done.returncode < 0:
        raise StoreError(f"{path} cannot be read, it seems to be damaged")


def _end_of_hdf5(stream: BinaryIO) -> int:
    """Return where the library says that its file ends; 0 if this is none of the usual ones."""
    stream.seek(0)
    head = stream.read(64)
    places = {0: 40, 1: 44, 2: 28, 3: 28}
    if len(head) < 64 or not head.startswith(b"\x89HDF\r\n\x1a\n") or head[8] not in places:
        return 0
    return int.from_bytes(head[places[head[8]] :][:8], "little")


def _between(chunks: Sequence[npt.NDArray[np.uint64]], length: int) -> Iterator[tuple[int, int]]:
    at = 0
    for offset, size in heapq.merge(*map(_by_offset, chunks)):
        if offset > at:
            yield at, offset - at
        at = max(at, offset + size)
    if length > at:
        yield at, length - at


def _by_offset(chunks: npt.NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    for place in np.argsort(chunks[:, 0]):
        yield int(chunks[place, 0]), int(chunks[place, 1])


def _sum(stream: BinaryIO, stretches: Iterable[tuple[int, ...]]) -> int:
    total = 0
    for offset, size in stretches:
        stream.seek(offset)
        while size > 0:
            piece = stream.read(min(size, _PIECE))
            if not piece:
                break
            total = zlib.crc32(piece, total)
            size -= len(piece)
    return total
