"""The example of the page on analysis runs, on the real engine and a real file."""

import re

import matplotlib.image
import numpy as np


def test_the_example_of_the_page_runs(repository, tmp_path, monkeypatch, capsys):
    page = (repository / "docs" / "analysis.md").read_text()
    (example,) = re.findall(r"^```python\n(.*?)^```", page, flags=re.M | re.S)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(example, "docs/analysis.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "relapse" in printed
    assert names["curve"].attrs["estimator"] == "Kaplan-Meier"
    for picture in ("held-down.png", "population.png"):
        pixels = matplotlib.image.imread(tmp_path / picture)[:, :, :3]
        # Something is drawn, on white.
        assert 0.01 < np.mean(pixels.min(axis=2) < 0.9) < 0.9
    assert names["median"].sizes == {"time": 61}
    # What the slices gave is what the whole file says, runs that were stopped left out.
    import clonal

    with clonal.open("held-down.h5") as ensemble:
        cells = ensemble["population"][:, :, 1, 0].sum(axis=-1)
        time, end = ensemble.layout.time, ensemble["end_time"][:]
        followed = (ensemble["outcome"][:] != 1)[:, None] | (time <= end[:, None])
        expected = np.nanmedian(np.where(followed, cells, np.nan), axis=0)
    np.testing.assert_allclose(names["median"], expected)


def test_every_function_is_on_the_page(repository):
    import clonal.analysis
    import clonal.plot

    page = (repository / "docs" / "analysis.md").read_text()
    public = {*clonal.analysis.__all__, *clonal.plot.__all__} - {"QUANTILES", "MissingExtraError"}
    assert public - set(re.findall(r"`(\w+)[(`]", page)) == set()
