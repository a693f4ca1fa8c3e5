"""Build a foreign Cython extension against the clonal that is importable."""

import os

from Cython.Build import cythonize
from setuptools import Extension, setup

import clonal

extension = Extension(
    "cython_walker",
    ["cython_walker.pyx"],
    include_dirs=[clonal.get_include()],
    extra_compile_args=["-Wall", "-Wextra", "-Werror=incompatible-pointer-types"],
)
place_of_the_pxd = os.path.dirname(os.path.dirname(clonal.__file__))
setup(
    name="cython-walker",
    ext_modules=cythonize([extension], include_path=[place_of_the_pxd], language_level=3),
)
