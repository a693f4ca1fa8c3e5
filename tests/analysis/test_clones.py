from dataclasses import replace

import numpy as np
import pytest

from clonal.analysis import busiest_run, clones_of_run
from clonal.analysis.clones import genealogy
from clonal.errors import ClonalError
from clonal.store import first_row

# Two runs. The second: HSC and LSC declared, then LSC founds 2, which founds 3 and 5; HSC founds 4.
CLONES = {
    "run_index": [0, 0, 1, 1, 1, 1, 1, 1],
    "id": [0, 1, 0, 1, 2, 3, 4, 5],
    "name": [0, 1, 0, 1, -1, -1, -1, -1],
    "lineage_index": [0, 1, 0, 1, 1, 1, 0, 1],
    "parent": [-1, -1, -1, -1, 1, 2, 0, 2],
    "mutation": [-1, -1, -1, -1, 0, 0, 1, 0],
    "founded": [0.0, 0.0, 0.0, 0.0, 0.5, 0.7, 0.9, 1.2],
}
# run_index, time_index, clone_row, niche_index, state_index, count
COUNTS = [
    (0, 0, 0, 0, 0, 77),
    (1, 0, 2, 0, 0, 10),
    (1, 0, 3, 0, 0, 5),
    (1, 0, 3, 1, 0, 2),
    (1, 1, 2, 0, 0, 8),
    (1, 1, 4, 0, 0, 3),
    (1, 1, 5, 0, 0, 20),
    (1, 1, 6, 0, 0, 1),
    (1, 2, 5, 1, 0, 30),
    (1, 2, 7, 1, 0, 4),
]
COLUMNS = ("run_index", "time_index", "clone_row", "niche_index", "state_index", "count")


@pytest.fixture
def source(build):
    made = build(np.zeros((2, 3, 2, 2, 1)))
    made.layout = replace(
        made.layout,
        record_clones=True,
        clones=("HSC", "LSC"),
        clone_lineage=(0, 1),
        mutations=("T315I", "DNMT3A"),
    )
    counted = type(made["population"])
    for name, column in CLONES.items():
        made.arrays[f"clone/{name}"] = counted(column)
    for name, column in zip(COLUMNS, np.array(COUNTS).T, strict=True):
        made.arrays[f"clone_count/{name}"] = counted(column)
    return made


def test_cells_by_clone_in_order_of_descent(source):
    table = clones_of_run(source, 1)
    assert table["label"].values.tolist() == [
        "HSC", "DNMT3A #4", "LSC", "T315I #2", "T315I #3", "T315I #5",
    ]  # fmt: skip
    assert table["id"].values.tolist() == [0, 4, 1, 2, 3, 5]
    assert table["parent"].values.tolist() == [-1, 0, -1, 1, 2, 2]
    assert table["lineage"].values.tolist() == ["normal"] * 2 + ["leukemic"] * 4
    assert table["cells"].sel(clone=2).values.tolist() == [7, 0, 0]
    assert table["cells"].sum("clone").values.tolist() == [17, 32, 34]
    assert table["founded"].values[3] == 0.5
    assert table.attrs["clones"] == 6
    assert clones_of_run(source, 0)["cells"].values.tolist() == [[77, 0, 0]]


def test_small_clones_are_added_up_by_lineage(source):
    table = clones_of_run(source, 1, top=2)
    assert table["label"].values.tolist() == [
        "HSC", "1 other, normal", "T315I #3", "3 others, leukemic",
    ]  # fmt: skip
    assert table["members"].values.tolist() == [1, 1, 1, 3]
    assert table["cells"].values.tolist() == [[10, 8, 0], [0, 1, 0], [0, 20, 30], [7, 3, 4]]


def test_one_lineage_alone(source):
    table = clones_of_run(source, 1, lineage="leukemic")
    assert set(table["lineage"].values) == {"leukemic"}
    assert table["cells"].sum("clone").values.tolist() == [7, 23, 34]


def test_samples_end_where_the_run_was_stopped(source):
    counted = type(source["population"])
    source.arrays["outcome"] = counted(np.array([0, 1], dtype=np.int8))
    source.arrays["end_time"] = counted(np.array([2.0, 1.5]))
    assert clones_of_run(source, 1)["time"].values.tolist() == [0, 1]
    assert clones_of_run(source, 0)["time"].values.tolist() == [0, 1, 2]


def test_a_run_without_cells_has_no_clones_to_show(source):
    for name in COLUMNS:
        column = source.arrays[f"clone_count/{name}"]
        column.values = column.values[1:]
        column.shape = column.values.shape
    assert clones_of_run(source, 0)["cells"].shape == (0, 3)


def test_what_is_not_there_is_refused(source, build):
    with pytest.raises(ClonalError, match="no run 2; there are runs 0 to 1"):
        clones_of_run(source, 2)
    with pytest.raises(ClonalError, match="there is normal, leukemic"):
        clones_of_run(source, 1, lineage="myeloid")
    with pytest.raises(ClonalError, match=r"not recorded: set `clones = true` under \[record\]"):
        clones_of_run(build(np.zeros((1, 2, 1, 1, 1))), 0)


def test_the_busiest_run_has_most_clones_over_its_samples(source, build, monkeypatch):
    import clonal.analysis.clones as module

    sizes = np.array([[1, 1, 1], [1, 3, 2], [2, 2, 2], [1, 1, 0]])
    source.arrays |= {"clone_count/row_size": sizes, "end_time": np.zeros(4), "run": np.arange(4)}
    assert busiest_run(source) == 1
    monkeypatch.setattr(module, "READ_BYTES", 24)
    assert busiest_run(source) == 1
    with pytest.raises(ClonalError, match="not recorded"):
        busiest_run(build(np.zeros((1, 2, 1, 1, 1))))


def test_a_run_is_found_by_its_index_and_not_by_its_place(source):
    source.arrays["run"] = type(source["population"])([3, 8])
    assert clones_of_run(source, 8)["cells"].sum("clone").values.tolist() == [17, 32, 34]
    with pytest.raises(ClonalError, match="no run 1; there are runs 3 to 8"):
        clones_of_run(source, 1)


def test_rows_are_found_by_a_few_reads_of_one_element(source):
    class Log(list):
        shape = (1_000_000,)

        def __getitem__(self, where):
            self.append(where)
            return where // 1000

    column = Log()
    assert first_row(column, 777) == 777_000
    assert len(column) <= 21
    assert first_row(Log(), 1000) == 1_000_000


def test_a_clone_follows_its_nearest_ancestor_that_is_shown():
    ids, parents, lineages = np.arange(6), np.array([-1, -1, 0, 2, 1, 3]), np.zeros(6, dtype=int)
    assert genealogy(np.array([0, 1, 4, 5]), ids, parents, lineages).tolist() == [0, 5, 1, 4]
