"""The README's commands and example run as they stand, and its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import clonal

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
CLI = "from clonal.cli import main; raise SystemExit(main())"


def environment(package: Path) -> dict[str, str]:
    """Return one in which the commands see the clonal that is under test."""
    return {**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(package.parent)}


def blocks(repository: Path, language: str) -> list[str]:
    found = BLOCK.findall((repository / "README.md").read_text())
    return [text for name, text in found if name == language]


def commands(repository: Path) -> list[str]:
    lines = "".join(blocks(repository, "sh")).splitlines()
    return [line.split("#")[0].strip() for line in lines if line.strip()]


def test_make_targets_exist(repository: Path) -> None:
    text = (repository / "README.md").read_text()
    targets = set(re.findall(r"make (\w+)", " ".join(re.findall(r"`[^`]*`|^make \w+", text, re.M))))
    assert {"demo", "test", "battery"} <= targets
    makefile = (repository / "Makefile").read_text()
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.M), f"the Makefile has no {target}"


def test_the_command_line_runs_as_shown(repository: Path, package: Path, tmp_path: Path) -> None:
    ours = [line for line in commands(repository) if line.startswith("clonal ")]
    assert {line.split()[1] for line in ours} == {"scenarios", "check", "run", "info", "plot"}
    for line in ours:
        words, _, into = line.partition(" > ")
        done = subprocess.run(
            [sys.executable, "-c", CLI, *shlex.split(words)[1:]],
            cwd=tmp_path,
            env=environment(package),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        if into:
            (tmp_path / into).write_text(done.stdout)
    (run,) = (line.split() for line in ours if "--out mine.h5" in line)
    with clonal.open(tmp_path / "mine.h5") as ensemble:
        assert ensemble.runs == int(run[run.index("--runs") + 1])
        assert ensemble.seed == int(run[run.index("--seed") + 1])


def test_the_python_example_runs(repository: Path, package: Path, tmp_path: Path) -> None:
    (example,) = blocks(repository, "python")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        cwd=tmp_path,
        env=environment(package),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 2


def test_links_lead_somewhere(repository: Path) -> None:
    pages = [repository / "README.md", *sorted((repository / "docs").rglob("*.md"))]
    assert len(pages) > 3
    dead = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert dead == []
