"""Names, locks and renames: how a file appears whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from clonal.errors import StoreError

LOCK = "lock"
PARTS = ".parts"
# What clonal makes in the folder, and no name that somebody else would think of.
_TEMPORARY = re.compile(r"unfinished-[0-9a-f]{8}\.tmp")
_SHARD = re.compile(r"runs-[0-9]{12,}-[0-9]+-[0-9a-f]{8}\.h5")


def resolve(file: str | os.PathLike[str]) -> Path:
    """Return where an ensemble file really is, after a look at whether it can be there.

    Raises
    ------
    StoreError
        If its folder does not exist, or it is itself a folder.
    """
    # A link stays a link: the file that it names is the one that is replaced.
    path = Path(os.path.realpath(file))
    with writing(path):
        if not path.parent.is_dir():
            raise StoreError(f"cannot write {path}: the folder {path.parent} does not exist")
        if path.is_dir():
            raise StoreError(f"cannot write {path}: it is a folder")
        if path.exists() and not path.is_file():
            raise StoreError(f"cannot write {path}: it is not a regular file")
    return path


def parts_folder(file: Path) -> Path:
    """Return the folder that holds what is finished of an unfinished ensemble."""
    return file.with_name(file.name + PARTS)


def temporary_path(folder: Path) -> Path:
    """Return a new name for a file that is being written."""
    return folder / f"unfinished-{os.urandom(4).hex()}.tmp"


def shard_path(folder: Path, first: int, count: int) -> Path:
    """Return a new name for a part of `count` runs, the first of which is `first`."""
    return folder / f"runs-{first:012d}-{count}-{os.urandom(4).hex()}.h5"


def shard_paths(file: Path) -> list[Path]:
    """Return the parts of an unfinished ensemble, by their names."""
    return _named(parts_folder(file), _SHARD)


def _named(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if pattern.fullmatch(path.name))


def begun(file: Path) -> bool:
    """Return whether there is a folder for the parts of an ensemble."""
    return parts_folder(file).is_dir()


def finished_name(path: Path) -> Path:
    """Return the ensemble's own name, for the folder of its parts too."""
    if path.name.endswith(PARTS) and path.is_dir():
        return path.with_name(path.name.removesuffix(PARTS))
    return path


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the failures of writing, the HDF5 library's among them, into one `StoreError`."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"cannot write {path}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number is None and (found := re.search(r"errno = (\d+)", str(error))):
        number = int(found[1])
    return os.strerror(number) if number else str(error)


def publish(temporary: Path, path: Path) -> None:
    """Give a complete file its name, so that it survives the process and the machine."""
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    if path.exists():
        shutil.copymode(path, temporary)
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        # Some network file systems do not know how; the rename itself is still atomic there.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(number)


@contextlib.contextmanager
def locked(file: Path) -> Iterator[Path]:
    """Hold an ensemble for this process alone, and yield the folder of its parts.

    The folder is made if need be, cleared of what a killed process left half-written, and removed
    afterwards if nothing is in it. Files that clonal did not make there are left alone.

    Raises
    ------
    StoreError
        If another process holds it, or the folder cannot be made.
    """
    folder = parts_folder(file)
    with writing(folder):
        number = _lock(folder, file)
    try:
        with writing(folder):
            for left in _named(folder, _TEMPORARY):
                left.unlink()
        yield folder
    finally:
        with contextlib.suppress(OSError):
            # Removed while it is still held: whoever comes next makes a new one.
            (folder / LOCK).unlink()
            folder.rmdir()
        os.close(number)


def _lock(folder: Path, file: Path) -> int:
    while True:
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"cannot write {file}: {folder} is in the way, it is not a folder")
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
        try:
            number = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(number).st_size:
                os.close(number)
                raise StoreError(
                    f"cannot write {file}: {folder / LOCK} is in the way, clonal did not make it"
                )
            if os.path.samestat(os.fstat(number), os.stat(folder / LOCK)):
                return number
        except BlockingIOError:
            os.close(number)
            raise StoreError(f"another process is writing {file}") from None
        except FileNotFoundError:
            pass
        except OSError:
            os.close(number)
            raise
        os.close(number)
