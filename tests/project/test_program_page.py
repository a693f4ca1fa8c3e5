"""The page on a program's tables is made from their description, and leaves none out."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from clonal.compile.codes import CODES
from clonal.compile.tables import SIZES, TABLES


@pytest.fixture(scope="module")
def script(repository: Path) -> dict[str, Any]:
    return runpy.run_path(str(repository / "docs" / "program.py"))


def test_the_page_is_current(repository: Path, script: dict[str, Any]) -> None:
    assert (repository / "docs" / "program.md").read_text() == script["page"](), "run `make docs`"


def test_every_size_table_and_code_has_its_row(repository: Path) -> None:
    page = (repository / "docs" / "program.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \|", page, re.M)
    assert sorted(rows) == sorted([*SIZES, *TABLES, *CODES])


def test_every_size_and_table_has_a_meaning() -> None:
    assert [name for name, meaning in SIZES.items() if not meaning] == []
    assert [name for name, table in TABLES.items() if not table.meaning] == []


def test_the_codes_of_a_table_are_those_of_its_name(script: dict[str, Any]) -> None:
    for name, prefix in script["CODED"].items():
        numbers = [code for word, code in CODES.items() if word.startswith(f"{prefix}_")]
        assert sorted(numbers) == [*range((TABLES[name].most or 0) + 1)], name


def test_sections_begin_with_tables(script: dict[str, Any]) -> None:
    assert set(script["SECTIONS"]) <= set(TABLES)
    assert next(iter(script["SECTIONS"])) == next(iter(TABLES))
