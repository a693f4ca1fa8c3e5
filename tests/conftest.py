"""Which copy of clonal is under test, quiet pictures, and the same examples on every run."""

from __future__ import annotations

import importlib.util
import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from support.engine_strategies import STRATEGIES, rotated
from support.fixtures import strategy_of

REPOSITORY = Path(__file__).resolve().parent.parent

os.environ["MPLBACKEND"] = "Agg"

# Derandomised: a failure seen here is seen everywhere. Deadlines would time a shared machine.
settings.register_profile(
    "clonal", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Where it matters alone whether there is a failure.
settings.register_profile(
    "unshrunk", settings.get_profile("clonal"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("clonal")


def _package() -> Path:
    spec = importlib.util.find_spec("clonal")
    if spec is None or spec.origin is None:
        raise pytest.UsageError("clonal is not importable: run the tests with `make test`")
    return Path(spec.origin).resolve().parent


def pytest_configure() -> None:
    """Refuse to test the source tree where the installed package was asked for.

    Ctrl-C is heard, also where the tests run in the background: a shell lets that ignore it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    package = _package()
    if os.environ.get("CLONAL_INSTALLED") and package == REPOSITORY / "clonal":
        raise pytest.UsageError(f"the installed package was to be tested, and this is {package}")


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever takes a strategy, or a sampler, under each of them."""
    if "strategy" in metafunc.fixturenames:
        metafunc.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES.keys())


def chosen(item: pytest.Item, strategy: str) -> frozenset[str]:
    """Return the strategies of `make test`; published targets, the dearest, have one."""
    if item.path.parent.name == "targets":
        return frozenset({"default"})
    return rotated(item.nodeid.replace(f"{strategy}]", ""))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the battery all strategies but some; a test of the battery has those alone."""
    dropped: set[pytest.Item] = set()
    for item in items:
        strategy = strategy_of(item)
        if strategy is None or strategy in chosen(item, strategy):
            continue
        if item.get_closest_marker("battery"):
            dropped.add(item)
        else:
            item.add_marker(pytest.mark.battery)
    config.hook.pytest_deselected(items=[*dropped])
    items[:] = [item for item in items if item not in dropped]


def pytest_report_header() -> str:
    return f"clonal under test: {_package()}"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the repository: for tests of its files, never to import from."""
    return REPOSITORY


@pytest.fixture(scope="session")
def package() -> Path:
    """The folder of the package under test, installed or not."""
    return _package()
