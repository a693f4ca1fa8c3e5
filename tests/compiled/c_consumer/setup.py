"""Build a foreign extension in plain C against the clonal that is importable: no Cython."""

from setuptools import Extension, setup

import clonal

extension = Extension(
    "c_walker",
    ["c_walker.c"],
    include_dirs=[clonal.get_include()],
    extra_compile_args=["-std=c11", "-Wall", "-Wextra", "-Werror", "-pthread"],
    extra_link_args=["-pthread"],
)
setup(name="c-walker", ext_modules=[extension])
