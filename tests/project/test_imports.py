"""Imports go one way: read from the source of every module, wherever in it they stand."""

from __future__ import annotations

import ast
import re
from pathlib import Path

#: Each part of the package, and the parts that it may import. A new part is entered here.
LEAVES = {"_version", "errors", "layout", "moments"}
ENGINE = {"_engine"}
MAY_IMPORT = {
    "_version": set(),
    "errors": set(),
    "layout": set(),
    "moments": set(),
    "streams": {"errors"},
    "model": LEAVES,
    "compile": LEAVES | {"model"},
    "_engine": LEAVES | {"compile"},
    "simulation": LEAVES | ENGINE | {"model", "compile"},
    "store": LEAVES | {"model", "compile"},
    "ensemble": LEAVES | ENGINE | {"model", "compile", "simulation", "store"},
    "analysis": LEAVES | ENGINE | {"model", "compile", "store"},
    "plot": LEAVES | {"model", "store", "analysis"},
}
#: The folders and files of the model, each of which imports from those before it.
MODEL = (
    "grammar",
    "parts",
    "mechanisms",
    "checks",
    "scenario",
    "expand",
    "reading",
    "identity",
    "telling",
)
#: What any part may take from the package's own face, which loads nothing.
FACE = {"__version__"}


def part_of(dotted: str) -> str:
    """Return ``"store"`` for ``"clonal.store.merge"``, and ``""`` for ``"clonal"``."""
    return [*dotted.split("."), ""][1]


def imported(path: Path, module: str) -> set[str]:
    """Parts of clonal that a Python file imports."""
    is_package = path.name == "__init__.py"
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {part_of(alias.name) for alias in node.names if is_ours(alias.name)}
        elif isinstance(node, ast.ImportFrom):
            base = base_of(node, module, is_package)
            if base == "clonal":
                found |= {alias.name for alias in node.names if alias.name not in FACE}
            elif is_ours(base):
                found.add(part_of(base))
    return found


def base_of(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    """Name what an import takes from, with its points written out."""
    if not node.level:
        return node.module or ""
    above = module.split(".")[: None if is_package else -1]
    above = above[: len(above) - (node.level - 1)]
    return ".".join([*above, node.module or ""]).rstrip(".")


def is_ours(dotted: str) -> bool:
    return dotted == "clonal" or dotted.startswith("clonal.")


def modules(package: Path) -> list[tuple[str, Path]]:
    files = sorted(package.rglob("*.py"))
    return [
        (".".join(("clonal", *path.relative_to(package).with_suffix("").parts)), path)
        for path in files
    ]


def test_every_import_goes_to_the_left(repository: Path) -> None:
    wrong = []
    for module, path in modules(repository / "clonal"):
        part = part_of(module)
        if part in {"__init__", "__main__", "cli"}:
            continue
        assert part in MAY_IMPORT, f"{module}: say in this test what {part} may import"
        parts = imported(path, module.removesuffix(".__init__"))
        wrong += [
            f"{module} imports {other or 'clonal itself'}"
            for other in sorted(parts - {part} - MAY_IMPORT[part])
        ]
    assert wrong == []


def links(package: Path) -> dict[str, set[str]]:
    """Modules by those that they import, wherever in a module that stands."""
    files = {module.removesuffix(".__init__"): path for module, path in modules(package)}
    found: dict[str, set[str]] = {}
    for module, path in files.items():
        names: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                # What is imported from a package may be a module of it.
                base = base_of(node, module, path.name == "__init__.py")
                inner = {f"{base}.{alias.name}" for alias in node.names}
                names |= inner & set(files) or {base}
        found[module] = names & set(files) - {module}
    return found


def circles(links: dict[str, set[str]]) -> set[str]:
    """Modules that lead back to themselves: what is left when ends are taken off, both ways."""
    left = dict(links)
    while True:
        reached = set().union(*left.values()) if left else set()
        ends = {
            module for module, to in left.items() if not to & set(left) or module not in reached
        }
        if not ends:
            return set(left)
        left = {module: to - ends for module, to in left.items() if module not in ends}


def test_no_import_leads_back(repository: Path) -> None:
    found = links(repository / "clonal")
    assert len(found) > 90
    assert circles(found) == set()
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}


def test_the_folders_of_the_model_import_to_the_left(repository: Path) -> None:
    order = {part: place for place, part in enumerate(MODEL)}
    for module, others in links(repository / "clonal").items():
        steps = module.split(".")
        if len(steps) > 2 and steps[1] == "model":
            inside = [one.split(".")[2] for one in others if one.startswith("clonal.model.")]
            assert all(order[one] <= order[steps[2]] for one in inside), f"{module}: {inside}"


def test_nothing_imports_the_command_line(repository: Path) -> None:
    importers = [
        module
        for module, path in modules(repository / "clonal")
        if part_of(module) not in {"cli", "__main__"}
        and "cli" in imported(path, module.removesuffix(".__init__"))
    ]
    assert importers == []


def test_the_engine_imports_to_the_left(repository: Path) -> None:
    sources = sorted((repository / "ext").glob("*.p[yx][xdi]"))
    assert sources
    text = "\n".join(path.read_text() for path in sources)
    parts = set(re.findall(r"^\s*(?:from|import)\s+clonal\.(\w+)", text, flags=re.MULTILINE))
    assert parts <= MAY_IMPORT["_engine"] | ENGINE


def test_a_wrong_import_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    from ..ensemble import plan\n    import clonal.cli\n")
    assert imported(file, "clonal.store.bad") == {"ensemble", "cli"}
    file.write_text("from clonal import __version__, run\nfrom . import schema\n")
    assert imported(file, "clonal.store.bad") == {"run", "store"}
