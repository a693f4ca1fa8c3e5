"""What the analysis costs: imports only where used, and memory that runs and times do not raise."""

import subprocess
import sys
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from clonal.analysis import extinction_probability, quantile_bands

BLOCKED = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}")
sys.meta_path.insert(0, Missing())
from clonal.errors import ClonalError
"""


class Endless:
    """A population too large to be held, made where it is read."""

    def __init__(self, shape):
        self.shape = shape

    def __getitem__(self, where):
        runs, times = (np.arange(n)[part] for n, part in zip(self.shape, where, strict=False))
        cells = runs[:, None, None, None, None] + times[None, :, None, None, None]
        return np.broadcast_to(cells, (runs.size, times.size, *self.shape[2:])).copy()


def test_memory_is_that_of_a_slice_of_time(build, monkeypatch):
    import clonal.analysis.bands as module

    monkeypatch.setattr(module, "READ_BYTES", 1 << 20)
    runs, times = 20_000, 150
    source = build(np.zeros((2, 2, 2, 2, 1)))
    source.layout = replace(source.layout, time=np.arange(times, dtype=float))
    for name, value in {"end_time": times - 1.0, "outcome": np.int8(0)}.items():
        source.arrays[name] = np.full(runs, value)
    source.arrays["population"] = Endless((runs, times, 2, 2, 1))
    tracemalloc.start()
    try:
        bands = quantile_bands(source, quantiles=[0.5], memory=4 << 20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20
    assert runs * times * 4 * 8 > 90 << 20
    median = (runs - 1) / 2 + np.arange(times)
    np.testing.assert_allclose(bands["quantiles"].sel(quantile=0.5, lineage="normal"), 2 * median)
    assert extinction_probability(source)["probability"].values[:2, 0].tolist() == [1 / runs, 0]


def run_python(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("module", "blocked", "call", "extra"),
    [
        ("clonal.analysis", "xarray", "quantile_bands(None)", "clonal[analysis]"),
        ("clonal.analysis", "scipy", "kaplan_meier([1.0], [1])", "clonal[analysis]"),
        ("clonal.plot", "matplotlib", "report(None)", "clonal[plot]"),
    ],
)
def test_a_missing_package_is_named_with_the_command_that_installs_it(module, blocked, call, extra):
    code = BLOCKED.format(blocked={blocked}) + (
        f"import {module}\n"
        f"try:\n    {module}.{call}\n"
        f"except ClonalError as error:\n    print(error)\n"
    )
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    assert blocked in done.stdout
    assert f'pip install "{extra}"' in done.stdout


def test_importing_loads_nothing_heavy_and_drawing_no_pyplot():
    heavy = {"scipy", "xarray", "pandas", "matplotlib"}
    done = run_python(
        "import sys, clonal.analysis, clonal.plot\n"
        f"print(sorted({heavy!r} & set(sys.modules)))\n"
        "from clonal.plot.style import new_axes\n"
        "new_axes().figure.savefig(__import__('io').BytesIO())\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    assert done.stdout.split() == ["[]", "False"], done.stderr
