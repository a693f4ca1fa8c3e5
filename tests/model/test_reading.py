"""Files that are no scenario: told with the file's name and the line, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from clonal.errors import ScenarioError
from clonal.model import builtin_names, builtin_text, load, loads

from .editing import WHOLE


def refused(source: str | Path) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        load(source)
    return caught.value


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("title = 'a'\n[time\n", "line 2", "not valid TOML"),
        ("title = 'a", "", "not valid TOML"),
        ("a = 1\na = 2\n", "line 2", "overwrite"),
        ("[time]\nend = 1\n[time]\n", "line 3", "not valid TOML"),
        ("title = \n", "line 1", "Invalid value"),
        ("x = [1, 2\ny = 3\n", "line 2", "not valid TOML"),
        ("x = 1__0", "line 1", "not valid TOML"),
        ("x = " + "[" * 100_000, "", "nested too deeply"),
        ("x = " + "9" * 5000, "", "not valid TOML"),
        ("x = '\x00'", "line 1", "not valid TOML"),
    ],
)
def test_text_that_is_no_toml(tmp_path: Path, text: str, where: str, words: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(text, encoding="utf-8")
    error = refused(file)
    assert error.file == str(file)
    [problem] = error.problems
    assert problem.path.startswith(where)
    assert words in problem.message


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_bytes(b"title = 'a'\n\x89HDF\r\n")
    assert refused(file).problems[0].path == "line 2"
    file.write_bytes("title = 'Rückfall'".encode("latin-1"))
    assert "UTF-8" in refused(file).problems[0].message


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    file = tmp_path / "empty.toml"
    file.write_text("")
    assert [problem.path for problem in refused(file).problems] == ["time", "niche", "clone"]


def test_no_file_a_folder_and_a_path_that_cannot_be(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "none.toml").problems[0].message
    assert "is a directory" in refused(tmp_path).problems[0].message
    assert "cannot be read" in refused("a\x00b").problems[0].message
    assert "cannot be read" in refused("x" * 5000).problems[0].message
    assert 'did you mean "cml-imatinib"?' in refused("cml-imatinb").problems[0].message


def test_mark_of_byte_order_and_line_ends_of_windows(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert load(file) == loads(WHOLE)


def test_problems_carry_the_file(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(WHOLE.replace("ec50 = 0.5", "ec50 = 0", 1), encoding="utf-8")
    text = str(refused(file))
    assert text.splitlines() == [
        f"{file}: 1 problem",
        "  drug[0].effect[0].ec50: must be positive, is 0",
    ]


def test_a_file_comes_before_a_built_in_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two-niches").mkdir()
    assert load("two-niches").title == loads(builtin_text("two-niches")).title
    (tmp_path / "two-niches").rmdir()
    (tmp_path / "two-niches").write_text(WHOLE, encoding="utf-8")
    assert load("two-niches") == loads(WHOLE)


def test_built_in_scenarios() -> None:
    assert {"two-niches", "cml-imatinib", "luria-delbruck", "pulsed-therapy"} <= set(
        builtin_names()
    )
    for name in builtin_names():
        scenario = load(name)
        assert scenario.title
        assert scenario.endpoint
        assert "assumption" in builtin_text(name)
        for part in (*scenario.clone, *scenario.mutation):
            assert part.sources, f"{name}: {part.name} has no sources"
    with pytest.raises(ScenarioError, match="did you mean"):
        builtin_text("two-nices")


def test_the_continuous_schedule_that_pulsed_therapy_names() -> None:
    text = builtin_text("pulsed-therapy")
    assert "drug.targeted.constant={ value = 0.3333333333333333 }" in text
