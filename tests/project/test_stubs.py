"""The compiled module has what its stub says, and means by numbers what the compiler means."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from clonal import _engine
from clonal.compile import codes


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


def test_numbers_of_kinds_agree() -> None:
    assert _engine.CODES == codes.CODES
