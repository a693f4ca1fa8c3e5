"""No line of the kernel is left that no test runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support import instrumented

#: The tests that have to run every line of ext/, under gcov.
TESTS = (
    ("tests/engine", "tests/property", "tests/statistical/test_master_equation.py"),
    ("-m", "battery", "tests/engine/test_verify.py"),
)

#: Why a line cannot be made to run.
MEMORY = "there is no memory"
ROUNDING = "the rounding of a sum alone leads past its last term"
WORDS = "four words of a bijection are all 0: one stream of 2^256"
EVENT = "no event of the compiler's is of that kind; another program's could be"
ETERNAL = "no half-life is so long that its rate is 0"
BOUNDED = "a block that has cells was bounded when they came; it would be wrong not to ask"
TOUCHED = "a signal would have to touch its level at thousands of moments and pass it between two"

_FAIL = "return fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)"
_FAILS = "fail(&s.failure, ERROR_MEMORY, NO_CLONE, NO_PLACE, 0.0)"

#: Lines that no test can be made to run, by file, the statement before, and the line.
UNREACHED = {
    ("classes.pxd", "if p == NULL:", "return NO_MEMORY"): MEMORY,
    (
        "classes.pxd",
        "if of_class == x.class_room and grow_classes(T, x) != OK:",
        "return NO_MEMORY",
    ): MEMORY,
    ("classes.pxd", "if of_class < 0:", _FAIL): MEMORY,
    ("clones.pxd", "if entry == NULL:", _FAIL): MEMORY,
    ("clones.pxd", "if row < 0:", _FAILS): MEMORY,
    ("clones.pxd", _FAILS, "return NO_ROW"): MEMORY,
    ("crowds.pxd", "if members == NULL:", _FAIL): MEMORY,
    ("crowds.pxd", "if block.crowd == NULL:", _FAIL): MEMORY,
    ("crowds.pxd", "if places == NULL:", _FAIL): MEMORY,
    ("crowds.pxd", "if place_rows(s, crowd) != OK:", "return s.failure.code"): MEMORY,
    ("run.pxd", "if not widen_urn(T, x):", 'raise MemoryError("no memory for a run")'): MEMORY,
    ("urn.pxd", "if p == NULL:", "return 0"): MEMORY,
    ("crowds.pxd", "elif make_room(s, block, block.n) != OK:", "return s.failure.code"): MEMORY,
    ("index.pxd", "if who == NULL:", _FAIL): MEMORY,
    ("memory.pxd", "if p == NULL:", 'raise MemoryError("no memory for a run")'): MEMORY,
    ("record.pxd", "if entry == NULL:", _FAILS): MEMORY,
    ("record.pxd", _FAILS, "return"): MEMORY,
    ("rows.pxd", "if data == NULL:", "return NULL"): MEMORY,
    ("rows.pxd", "if room <= 0:", "return 0"): MEMORY,
    ("rows.pxd", "if rows == NULL:", "return 0"): MEMORY,
    ("rows.pxd", "if spare == NULL:", "return 0"): MEMORY,
    ("rows.pxd", "if s.n_rows == s.room and not grow_rows(s):", "return NO_ROW"): MEMORY,
    ("run.pxd", "if s.rows == NULL:", 'raise MemoryError("no memory for a run")'): MEMORY,
    ("run.pxd", "if row == NO_ROW:", _FAIL): MEMORY,
    ("run.pxd", "if declare(T, s, x, i) != OK:", "return s.failure.code"): MEMORY,
    ("saved.pxd", "if data == NULL:", "return False"): MEMORY,
    ("saved.pxd", "if not grow_rows(s):", "return False"): MEMORY,
    (
        "saved.pxd",
        "if not resize_vector(s.out.founded, s.out.first_founded + lead.founded):",
        "return False",
    ): MEMORY,
    (
        "saved.pxd",
        "if not resize_vector(s.out.counted, s.out.first_counted + lead.counted):",
        "return False",
    ): MEMORY,
    (
        "saved.pxd",
        "if classify(T, s, &run.index, row_at(s, row)) != OK:",
        "return False",
    ): MEMORY,
    ("exact.pxd", "if unlikely(chan == block.end):", "continue"): ROUNDING,
    ("happen.pxd", "if last - first == 2 and act.kind != MOVES:", "act.kind = GENERAL"): EVENT,
    ("stream.pxd", "if (x0 | x1 | x2 | x3) == 0:", "r.a = 1"): WORDS,
    ("doses.pxd", "if slow <= 0.0:", "return INFINITY"): ETERNAL,
    ("watch.pxd", "if holds(T, s, v, endpoint, middle, q.rounded):", "return middle"): TOUCHED,
    ("channels.pxd", "elif block.stale:", "bound_block(T, v, x, block)"): BOUNDED,
}


def statements(text: str) -> dict[int, tuple[str, str]]:
    """Return the lines of a file that do something, by number, each behind the one before it.

    Heads of functions and loops are none: Cython marks more with them than a statement, such as the
    way out of a function after an error.
    """
    found = {}
    head, before = False, ""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("  #")[0].strip()
        head = head or words.startswith("cdef inline ")
        if not head and words not in ("", ")", "else:", "while True:") and words[0] != "#":
            found[number] = before, words
            before = words
        head = head and not words.endswith(":")
    return found


def test_the_build_that_counts_can_be_made(repository: Path) -> None:
    assert "--coverage" in instrumented.setup_of(repository)


@pytest.mark.battery
def test_every_line_of_the_kernel_runs(repository: Path, instrumented_build: Path) -> None:
    if shutil.which("gcov") is None:
        pytest.fail("gcov is wanted: it comes with gcc")
    for arguments in TESTS:
        instrumented.passed(repository, instrumented_build, arguments)
    never = []
    unreached = set(UNREACHED)
    counts = instrumented.counts(instrumented_build)
    for file in sorted({file for file, _ in counts}):
        text = (repository / "ext" / file).read_text(encoding="utf-8")
        for number, (before, line) in statements(text).items():
            unreached.discard((file, before, line))
            if counts.get((file, number)) == 0 and (file, before, line) not in UNREACHED:
                never.append(f"{file}:{number}: {before} / {line}")
    assert not never, "these lines never ran:\n" + "\n".join(never)
    assert not unreached, f"there are no such lines any more: {sorted(unreached)}"
