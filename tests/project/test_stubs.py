"""The compiled module has what its stub says, and means by numbers what the compiler means."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from clonal import _engine
from clonal.compile import codes, tables


@pytest.fixture(scope="module")
def stub(repository: Path) -> ast.Module:
    return ast.parse((repository / "clonal" / "_engine.pyi").read_text())


def public(names: object) -> set[str]:
    return {name for name in dir(names) if not name.startswith("_")}


def own_names(module: object) -> set[str]:
    """What the module defines itself: its classes, functions and constants."""
    own = set()
    for name in public(module):
        value = getattr(module, name)
        if inspect.ismodule(value):
            continue
        if getattr(value, "__module__", "clonal._engine") == "clonal._engine":
            own.add(name)
    return own


def names_of(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    found: dict[str, ast.stmt] = {}
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
    return found


def test_names_agree(stub: ast.Module) -> None:
    stated = {name for name in names_of(stub.body) if not name.startswith("_")}
    assert stated == own_names(_engine)


def test_methods_agree(stub: ast.Module) -> None:
    for name, node in names_of(stub.body).items():
        if isinstance(node, ast.ClassDef):
            stated = {member for member in names_of(node.body) if not member.startswith("_")}
            assert stated == public(getattr(_engine, name)), name


def test_parameters_agree(stub: ast.Module) -> None:
    for name, node in names_of(stub.body).items():
        if not isinstance(node, ast.ClassDef):
            continue
        for method, definition in names_of(node.body).items():
            if not isinstance(definition, ast.FunctionDef) or definition.decorator_list:
                continue
            if method == "__init__":
                continue
            stated = [argument.arg for argument in definition.args.args]
            actual = inspect.signature(getattr(getattr(_engine, name), method)).parameters
            assert stated == list(actual), f"{name}.{method}"


def declared(repository: Path, name: str, pattern: str) -> list[tuple[str, ...]]:
    """What a header of the engine declares, in its order."""
    text = re.sub(r"#.*", "", (repository / "ext" / name).read_text())
    return [found.groups() for found in re.finditer(pattern, text, flags=re.MULTILINE)]


def test_numbers_of_kinds_agree(repository: Path) -> None:
    kinds = declared(repository, "codes.pxd", r"^    ([A-Z_]+) = (-?\d+)$")
    assert {name: int(number) for name, number in kinds} == codes.CODES


def test_the_struct_has_the_tables_of_a_program_in_their_order(repository: Path) -> None:
    """The engine binds sizes and tables by their order alone."""
    lines = declared(repository, "tables.pxd", r"^    int64_t ([^*\n]+)$")
    assert [name for line in lines for name in line[0].split(", ")] == list(tables.SIZES)
    types = {"int32_t": tables.INT, "int64_t": tables.LONG, "double": tables.REAL}
    pointers = declared(repository, "tables.pxd", r"^    const (\w+) \*(\w+)$")
    assert [(name, types[kind]) for kind, name in pointers] == [
        (name, table.dtype) for name, table in tables.TABLES.items()
    ]
