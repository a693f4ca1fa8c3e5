"""The page on the engine names every file, and nothing that is not in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = (".pxd", ".pxi", ".pyx")


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "ext" / "README.md").read_text()


@pytest.fixture(scope="module")
def sources(repository: Path) -> dict[str, str]:
    """Return the text of every file of the engine, without comments."""
    files = [path for path in (repository / "ext").iterdir() if path.suffix in SOURCES]
    return {path.name: re.sub(r"#.*", "", path.read_text()) for path in files}


def section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}")[2].partition("\n## ")[0]


def named_files(page: str) -> list[str]:
    return re.findall(r"^\| `(\w+\.\w+)` \|", section(page, "The files"), re.M)


def test_every_file_has_one_line(page: str, sources: dict[str, str]) -> None:
    assert sorted(named_files(page)) == sorted(sources)


def test_files_stand_below_what_they_import(page: str, sources: dict[str, str]) -> None:
    above: set[str] = set()
    for name in named_files(page):
        imported = {
            f"{module}.pxd" for module in re.findall(r"^from (\w+) cimport", sources[name], re.M)
        }
        assert (imported & set(sources)) - above == set(), name
        above.add(name)


def test_the_glossary_and_the_text_name_what_there_is(
    repository: Path, page: str, sources: dict[str, str]
) -> None:
    text = "\n".join(sources.values())
    for path in (repository / "clonal" / "compile").glob("*.py"):
        text += path.read_text()
    known = set(re.findall(r"[A-Za-z_]\w*", text))
    prose = re.sub(r"^```.*?^```", "", page, flags=re.M | re.S)
    for quoted in re.findall(r"`([^`]+)`", prose):
        if re.fullmatch(r"[\w/]+\.(pxd|pxi|pyx|py|md)", quoted):
            assert (repository / "ext" / quoted).exists() or (repository / quoted).exists(), quoted
        elif not quoted.startswith(("clonal/", "clonal.")):
            assert set(re.findall(r"[A-Za-z_]\w*", quoted)) <= known, quoted


def test_every_word_of_the_glossary_has_its_place_in_the_code(page: str) -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+) \|$", section(page, "Glossary"), re.M)
    words = [row for row in rows if row[0] not in ("word", "---")]
    assert len(words) > 40
    for word, code, meaning in words:
        assert "`" in code, word
        assert meaning, word


def test_links_lead_somewhere(repository: Path, page: str) -> None:
    links = re.findall(r"\]\(([\w./-]+)\)", page)
    assert links
    assert [link for link in links if not (repository / "ext" / link).exists()] == []


#: What is assigned to, or emptied, where counts are written.
WRITES = re.compile(
    r"""\bs\.(counts|members)\[[^=\n]*\]\ *[-+]?=(?!=)
      | \bcells(_of\([^=\n]*\))?\[[^=\n]*\]\ *[-+]?=(?!=)
      | \bs\.(living|vast)\ *[-+]?=(?!=)
      | \bhead\.cells\ *[-+]?=(?!=)
      | memset\(s\.(counts|members)""",
    re.X,
)


def test_counts_have_one_writer(sources: dict[str, str]) -> None:
    """The beginning of a run writes some too, before any method is at work."""
    writers = {name for name, text in sources.items() if WRITES.search(text)}
    assert writers == {"counts.pxd", "run.pxd"}
    course = sources["run.pxd"].partition("bint pass_marks(")[2]
    assert course
    assert not WRITES.search(course)


@pytest.mark.parametrize(
    "line",
    [
        "s.living -= 1",
        "s.counts[head.counts_at + j] += change",
        "s.members[pool] = 0",
        "cells_of(s, row_at(s, row))[j] = left",
        "cells[j] += 1",
        "head.cells -= 1",
        "s.vast = 0",
    ],
)
def test_a_second_writer_would_be_seen(line: str) -> None:
    assert WRITES.search(line)
    assert not WRITES.search(line.replace("-=", "==").replace("+=", "==").replace(" = ", " == "))
