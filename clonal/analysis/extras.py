"""Optional packages: imported where they are used, and named plainly where they are missing."""

from __future__ import annotations

import importlib
from types import ModuleType

from clonal.errors import ClonalError


class MissingExtraError(ClonalError, ImportError):
    """A package that only the analysis or the pictures need is not installed."""


def require(module: str, extra: str = "analysis") -> ModuleType:
    """Import an optional package.

    Parameters
    ----------
    module : str
        Name to import, such as ``"xarray"``.
    extra : str
        The extra of clonal that installs it.

    Returns
    -------
    module

    Raises
    ------
    MissingExtraError
        If it cannot be imported; the message names the command that installs it.

    Examples
    --------
    >>> require("math").sqrt(4.0)
    2.0
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtraError(
            f"this needs {package}, which is not installed or does not load ({error}): "
            f'pip install "clonal[{extra}]"'
        ) from error
