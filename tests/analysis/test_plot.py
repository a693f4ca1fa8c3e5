"""The pictures: what they show, read back from the axes, and what a file of them is."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import clonal.plot
from clonal.errors import ClonalError
from clonal.plot.report import tidy
from clonal.plot.style import PALETTE, cell_axis, lineage_looks, look, new_axes, power_of_ten


@pytest.fixture
def source(build):
    rng = np.random.default_rng(2)
    population = rng.integers(100, 1000, size=(30, 6, 2, 2, 1))
    population[:10, 3:, 1] = 0
    made = build(
        population,
        time=np.arange(6) * 10.0,
        outcome=["stopped"] * 5 + ["reached_end"] * 25,
        end_time=[35.0] * 5 + [50.0] * 25,
        endpoints={
            "relapse": np.r_[np.full(5, 35.0), np.full(25, np.nan)],
            "remission": np.r_[np.full(20, np.nan), np.linspace(5, 40, 10)],
        },
    )
    names = ("run_index", "time_index", "clone_row", "niche_index", "state_index", "count")
    rows = [(4, t, 8 + c, 0, 0, 10 * (t + c)) for t in range(6) for c in range(2)]
    table = {
        "run_index": np.repeat(np.arange(30), 2), "id": np.tile([0, 1], 30),
        "name": np.tile([0, 1], 30), "lineage_index": np.tile([0, 1], 30),
        "parent": np.full(60, -1), "mutation": np.full(60, -1), "founded": np.zeros(60),
    }  # fmt: skip
    made.arrays |= {f"clone/{name}": values for name, values in table.items()}
    columns = np.array(rows).T
    made.arrays |= {f"clone_count/{n}": c for n, c in zip(names, columns, strict=True)}
    made.arrays["clone_count/row_size"] = np.zeros((30, 6), dtype=int)
    made.arrays["clone_count/row_size"][4:9, 2] = 2
    made.layout = replace(
        made.layout, record_clones=True, clones=("HSC", "LSC"), clone_lineage=(0, 1)
    )
    daily = SimpleNamespace(
        amount=1.0, start=0.0, every=1.0, count=40, duration=None, absorption_half_life=None
    )
    effect = SimpleNamespace(ec50=0.5)
    drug = SimpleNamespace(
        name="imatinib", half_life=0.75, doses=(daily,), constant=(), effect=(effect,)
    )
    made.scenario.drug = (drug,)
    made.scenario.niche = tuple(
        SimpleNamespace(name=name, perfusion=p) for name, p in [("niche0", 0.5), ("niche1", 1.0)]
    )
    made.scenario.title = "Two clones"
    made.scenario.intervention = (SimpleNamespace(at=20.0),)
    made.seed, made.method = 7, "exact"
    return made


def words(ax):
    legend = [text.get_text() for text in ax.get_legend().get_texts()] if ax.get_legend() else []
    return [ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel(), *legend]


@pytest.mark.parametrize(
    ("lowest", "highest", "labels"),
    [
        (20_000, 28_000, ["1e4", "2e4"]),
        (1e4, 6e4, ["1e4", "2e4", "5e4"]),
        (1e9, 1e9, ["1e9"]),
        (130, 450, ["100", "200", "500"]),
        (3, 70_000, ["1", "10", "100", "1,000", "1e4", "1e5"]),
        (0, 70_000, ["0", "1", "10", "100", "1,000", "1e4", "1e5"]),
        (0, 0, ["0", "1", "10"]),
        (5, 1e17, ["1", "1,000", "1e6", "1e9", "1e12", "1e15"]),
    ],
)
def test_an_axis_of_cells_says_where_they_lie(lowest, highest, labels):
    ax = new_axes()
    ax.plot([0, 1], [lowest, highest])
    cell_axis(ax, lowest, highest)
    low, high = ax.get_ylim()
    assert low < lowest, "nothing lies on the frame"
    assert highest < high
    shown = [plain_label(power_of_ten(tick)) for tick in ax.get_yticks() if low <= tick <= high]
    assert shown == labels


def test_panels_that_share_limits_share_their_labels():
    panels = [new_axes(), new_axes()]
    for ax, ends in zip(panels, [(3, 70), (5_000, 70_000)], strict=True):
        cell_axis(ax, *ends)
    tidy(panels, last=True)
    first, second = ([power_of_ten(tick) for tick in ax.get_yticks()] for ax in panels)
    assert first == second
    assert [plain_label(text) for text in first] == ["1", "10", "100", "1,000", "1e4", "1e5"]


def test_a_run_that_stops_after_the_last_sample_did_not_come_to_the_end(source):
    source.arrays["end_time"] = np.r_[np.full(5, 55.0), np.full(25, 50.0)]
    title = words(clonal.plot.population(source))[0]
    assert title == "All niches (30 runs, 25 to the end)"


def plain_label(text):
    found = re.fullmatch(r"\$(?:(\d)\\times )?10\^\{(\d+)\}\$", text)
    return f"{found[1] or 1}e{found[2]}" if found else text


def test_population_says_what_it_shows(source):
    ax = clonal.plot.population(source)
    assert words(ax) == [
        "All niches (30 runs, 25 to the end)",
        "time (days)",
        "cells",
        "normal",
        "leukemic",
        "intervention",
    ]
    median = np.median(source["population"].values[5:, -1].sum(axis=(2, 3)), axis=0)
    drawn = {line.get_label(): line.get_ydata()[-1] for line in ax.get_lines()}
    assert [drawn["normal"], drawn["leukemic"]] == median.tolist()


def test_zero_is_on_the_axis_where_there_are_zeros_and_not_elsewhere(source):
    ax = clonal.plot.population(source)
    assert ax.get_yscale() == "symlog"
    labels = {tick.get_text() for tick in ax.get_yticklabels()}
    assert {"0", "1", "10", "100", "1,000"} <= labels
    assert ax.get_ylim()[0] < 0
    source["population"].values[:] += 5
    assert clonal.plot.population(source).get_yscale() == "log"
    assert clonal.plot.population(source, log=False).get_yscale() == "linear"


def test_niches_have_equal_axes(source):
    panels = clonal.plot.by_niche(source)
    assert [words(ax)[0] for ax in panels] == ["Niche niche0", "Niche niche1"]
    assert len({ax.get_ylim() for ax in panels}) == 1
    with pytest.raises(ValueError, match="2 niches need as many axes"):
        clonal.plot.by_niche(source, panels[:1])


def test_survival_says_how_many_reached_it_and_how_many_could_not(source):
    ax = clonal.plot.survival(source)
    assert words(ax)[3:] == [
        "relapse\n5 of 30 runs",
        "remission\n10 of 30 runs\n5 stopped by another",
    ]
    drawn = {line.get_label().split("\n")[0]: line.get_ydata()[-1] for line in ax.get_lines()}
    assert drawn == {"relapse": pytest.approx(25 / 30), "remission": pytest.approx(20 / 30)}
    source.layout = replace(source.layout, endpoints=())
    with pytest.raises(ClonalError, match="no endpoint"):
        clonal.plot.survival(source)


def test_few_doses_are_a_course_and_many_a_range(source):
    course = clonal.plot.doses(source, "imatinib", niche="niche0")
    assert words(course)[0] == "imatinib in niche niche0"
    peak = 0.5 / (1 - 2 ** (-1 / 0.75))
    assert max(course.get_lines()[0].get_ydata()) == pytest.approx(peak, rel=1e-6)
    source.scenario.drug[0].doses[0].count = 365
    source.scenario.time.end = 365.0
    ax = clonal.plot.doses(source, "imatinib")
    assert words(ax)[3:] == ["range", "mean", "EC50"]
    with pytest.raises(ClonalError, match="there is imatinib"):
        clonal.plot.doses(source, "asciminib")
    with pytest.raises(ClonalError, match="there is niche0, niche1"):
        clonal.plot.doses(source, "imatinib", niche="blood")


def test_clones_are_stacked(source):
    ax = clonal.plot.clones(source, 4)
    assert words(ax) == ["Run 4: 2 clones, stopped on day 35", "time (days)", "cells", "LSC", "HSC"]
    tops = [max(p.vertices[:, 1].max() for p in band.get_paths()) for band in ax.collections]
    # The run was stopped at day 35: the last sample is the one of day 30.
    assert tops == [30.0, 70.0]
    share = clonal.plot.clones(source, 4, share=True, lineages=["leukemic"])
    assert words(share)[0] == "Run 4: leukemic"
    assert (
        share.collections[0].get_facecolor().tolist() == ax.collections[1].get_facecolor().tolist()
    )


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_a_report_is_written_twice_the_same(source, tmp_path, ending):
    first = clonal.plot.save_report(source, tmp_path / f"one.{ending}", run=3)
    second = clonal.plot.save_report(source, tmp_path / f"two.{ending}", run=3)
    assert first.read_bytes().startswith(SIGNATURES[ending])
    assert anonymous(first, ending) == anonymous(second, ending)


SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "svg": b"<?xml"}


def anonymous(path, ending):
    """The bytes of a picture, an SVG's parts numbered: matplotlib names them by chance."""
    data = path.read_bytes()
    if ending != "svg":
        return data
    names = dict.fromkeys(re.findall(rb'id="([^"]+)"', data))
    places = {name: b"part-%d" % number for number, name in enumerate(names)}
    return re.sub(
        rb'(id="|href="#|url\(#)([^")]+)',
        lambda found: found[1] + places.get(found[2], found[2]),
        data,
    )


def test_a_report_has_every_panel_and_says_how_it_was_made(source):
    figure = clonal.plot.report(source)
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == [
        "All niches (30 runs, 25 to the end)",
        "Niche niche0",
        "Niche niche1",
        "imatinib in plasma",
        "imatinib in niche niche0",
        "imatinib in niche niche1",
        "Runs without each endpoint",
        "Run 4: 2 clones, stopped on day 35",
        "Run 4: leukemic",
    ]
    assert figure.get_suptitle() == "Two clones"
    text = " ".join(t.get_text() for part in figure.subfigs for t in part.texts)
    for said in (
        "30 runs, seed 7, method exact",
        "5 runs stopped",
        "Aalen-Johansen",
        "95 %",
        "most clones alive",
    ):
        assert said in text.replace("\n", " ")
    over, under = figure.axes[0], figure.axes[3]
    assert over.get_xlim() == under.get_xlim() == (0.0, 50.0)
    assert over.get_position().x0 == pytest.approx(under.get_position().x0)


def test_a_report_of_the_least_there_can_be(build):
    source = build(np.zeros((1, 2, 1, 1, 1)))
    figure = clonal.plot.report(source)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["Niche niche0 (1 run)"]


def test_many_niches_have_rows_of_their_own(build):
    source = build(np.ones((2, 3, 1, 5, 1)))
    figure = clonal.plot.report(source)
    shown = [ax.get_title(loc="left") for ax in figure.axes if ax.axison]
    assert shown == ["All niches (2 runs)", *(f"Niche niche{i}" for i in range(5))]


def test_what_cannot_be_drawn_or_written_is_said(source, build, tmp_path):
    with pytest.raises(ClonalError, match=r"ends in one of \.png, \.pdf, \.svg"):
        clonal.plot.save_report(source, tmp_path / "picture.docx")
    with pytest.raises(ClonalError, match="there is no folder"):
        clonal.plot.save_report(source, tmp_path / "nowhere" / "picture.png")
    with pytest.raises(ClonalError, match="no run 30"):
        clonal.plot.save_report(source, tmp_path / "picture.png", run=30)
    with pytest.raises(ClonalError, match="not recorded"):
        clonal.plot.report(build(np.zeros((1, 2, 1, 1, 1))), run=0)
    with pytest.raises(ClonalError, match="no finished run"):
        clonal.plot.report(build(np.zeros((0, 2, 1, 1, 1))))
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(ClonalError, match="cannot be written"):
        clonal.plot.save_report(source, tmp_path / "folder.png")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.png"]


def test_lines_differ_by_more_than_colour_and_lineages_keep_their_look():
    assert len({look(place) for place in range(12)}) == 12
    neighbours = [look(place).dashes != look(place + 1).dashes for place in range(11)]
    assert all(neighbours)
    one, two = (
        lineage_looks(["leukemic", "normal", "x"]),
        lineage_looks(["normal", "y", "leukemic"]),
    )
    assert one["leukemic"] == two["leukemic"]
    assert one["normal"] == two["normal"]
    assert len(set(one.values())) == 3


# Machado, Oliveira, Fernandes 2009 (IEEE Trans Vis Comput Graph 15:1291-1298), severity 1.0:
# linear RGB as seen without the long-, middle- and short-wavelength cones.
VISIONS = {
    "usual": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def lab(color, vision):
    """CIE L*a*b* (D65) of a colour as it is seen."""
    rgb = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(vision) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ seen / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("vision", VISIONS)
def test_colours_are_told_apart_with_any_common_colour_vision(vision):
    seen = [lab(color, VISIONS[vision]) for color in PALETTE]
    gaps = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]]
    assert min(gaps) > 8
    # The two lineages that nearly every picture has are far apart.
    assert np.linalg.norm(seen[0] - seen[1]) > 40
