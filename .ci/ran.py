"""Fail if the test runner passed nothing, or nothing in one of the folders of tests.

Usage: ``ran.py REPORT.xml TESTS``.
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

report, tests = Path(sys.argv[1]), Path(sys.argv[2])
passed: Counter[str] = Counter()
skipped: Counter[str] = Counter()
failed = 0
for case in ElementTree.parse(report).iter("testcase"):
    # A test file's class name is its dotted path: tests.store.test_merge.
    folder = case.get("classname", "").split(".")[1:2]
    name = folder[0] if folder else "?"
    if case.find("failure") is not None or case.find("error") is not None:
        failed += 1
    elif case.find("skipped") is not None:
        skipped[name] += 1
    else:
        passed[name] += 1

for name in sorted(passed | skipped):
    print(f"{name}: {passed[name]} passed, {skipped[name]} skipped")
print(f"{passed.total()} passed, {failed} failed, {skipped.total()} skipped")

expected = {path.parent.relative_to(tests).parts[0] for path in tests.glob("*/**/test_*.py")}
silent = sorted(folder for folder in expected if not passed[folder])
if failed:
    sys.exit("there are failures")
if not passed:
    sys.exit("the test runner passed nothing")
if silent:
    sys.exit(f"the test runner passed nothing in: {', '.join(silent)}")
