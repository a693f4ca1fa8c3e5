"""Build the engine: ``clonal._engine`` out of ``ext/``; all else is in pyproject.toml."""

import os
from glob import glob

from Cython.Build import cythonize
from setuptools import Extension, setup

# For the engine's headers too: x / 0 is as in C.
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": False,
    "freethreading_compatible": True,
}
# Instructions are scheduled by the processor: gcc's own schedule spills registers in the hot loop.
flags = ["-O2", "-fno-schedule-insns2", "-std=c11", "-ffp-contract=off"]
flags += ["-Wall", "-Wextra", "-Wno-unused-function"]
engine = Extension(
    "clonal._engine",
    ["ext/_engine.pyx"],
    include_dirs=["clonal/include"],
    depends=[
        *sorted(glob("ext/*.px[di]")),
        "clonal/_engine.pxd",
        "clonal/include/clonal.h",
    ],
    # Errors on purpose (ext/sabotage.pxd), for the tests that must notice them.
    define_macros=[("CLONAL_SABOTAGE", "1")] if "CLONAL_SABOTAGE" in os.environ else [],
    extra_compile_args=flags,
    libraries=["m"],
)
setup(
    ext_modules=cythonize(
        [engine],
        include_path=["ext", "."],
        build_dir="build/cython",
        annotate=bool(os.environ.get("CLONAL_ANNOTATE")),
        compiler_directives=DIRECTIVES,
    )
)
