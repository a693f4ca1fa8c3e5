"""Fixtures of the engine's tests: one build of it with counters, which tests can spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import instrumented


@pytest.fixture(scope="session")
def instrumented_build(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a package whose engine counts its lines; it takes a minute to build."""
    place = tmp_path_factory.mktemp("instrumented")
    instrumented.build(repository, place)
    return place
