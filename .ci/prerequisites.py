"""Say in plain words what this machine lacks to build clonal. Runs on any Python 3."""

import importlib.util
import os
import shutil
import sys
import sysconfig

missing = []
if sys.version_info < (3, 11):
    missing.append(
        "Python 3.11 or newer: this is {}. Name another one with PYTHON=python3.12".format(
            sys.version.split()[0]
        )
    )
if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
    missing.append("Python's venv module (Debian, Ubuntu: apt install python3-venv)")
if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
    missing.append("Python's headers, Python.h (Debian, Ubuntu: apt install python3-dev)")
compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
if shutil.which(compiler) is None:
    missing.append("a C compiler, {} (Debian, Ubuntu: apt install gcc)".format(compiler))

if missing:
    lines = ["clonal cannot be built here yet. What is missing:"]
    sys.exit("\n".join(lines + ["  - " + what for what in missing]))
