"""docs/scenarios.md has a section for each built-in scenario, and its commands run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from clonal.cli import main
from clonal.model import builtin_names, builtin_text, load, with_values
from clonal.model.reading.values import value_of

SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.M | re.S)


@pytest.fixture(scope="module")
def sections(repository: Path) -> dict[str, str]:
    return dict(SECTION.findall((repository / "docs" / "scenarios.md").read_text()))


def test_each_has_a_section_and_a_row(sections: dict[str, str], repository: Path) -> None:
    assert set(sections) == set(builtin_names())
    page = (repository / "docs" / "scenarios.md").read_text()
    for name in builtin_names():
        assert f"| [{name}](#{name.replace('+', '')}) |" in page


def test_each_says_where_its_numbers_are_from(sections: dict[str, str]) -> None:
    for name, text in sections.items():
        if name != "all-in-small":
            assert "*Sources*" in text, name
            assert "*Assumed*" in text or "*Size*" in text, name


@pytest.mark.parametrize("name", builtin_names())
def test_its_commands_run(
    sections: dict[str, str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^clonal (.*)$", sections[name], re.M)
    assert lines
    for line in lines:
        words = shlex.split(line)
        assert words[:2] == ["run", name]
        # One run shows that the command is right; the page asks for more.
        words[words.index("--runs") + 1] = "1"
        assert main(words) == 0, line


@pytest.mark.parametrize("name", builtin_names())
def test_what_its_comments_say_to_set_can_be_set(name: str) -> None:
    comments = [line[1:] for line in builtin_text(name).splitlines() if line.startswith("#")]
    text = " ".join(comment.strip() for comment in comments)
    for found in re.findall(r"--set ('[^']*'|\S+)", text):
        path, _, value = found.strip("'").rstrip(",.;:").partition("=")
        changed = with_values(load(name), {path: value_of(value)})
        assert changed != load(name), found
