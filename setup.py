"""Build the engine: ``clonal._engine`` out of ``ext/``; all else is in pyproject.toml."""

import os
from glob import glob

from Cython.Build import cythonize
from setuptools import Extension, setup

flags = ["-O3", "-std=c11", "-ffp-contract=off", "-Wall", "-Wextra", "-Wno-unused-function"]
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
        compiler_directives={"language_level": 3},
    )
)
