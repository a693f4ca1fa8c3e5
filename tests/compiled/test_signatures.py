"""What other compiled code was built against: functions are added, never changed."""

from __future__ import annotations

import ctypes

from clonal import _engine

#: C signatures by name, as Cython checks them when a foreign extension is imported.
PUBLISHED = {
    "clonal_abi_version": "int (void)",
    "clonal_run_error": "char const *(clonal_run const *)",
    "clonal_run_events": "int64_t (clonal_run const *)",
    "clonal_run_free": "void (clonal_run *)",
    "clonal_run_new": "clonal_run *(PyObject *)",
    "clonal_run_population": "int64_t (clonal_run const *, int, int, int)",
    "clonal_run_start": "int (clonal_run *, uint64_t const *, int64_t)",
    "clonal_run_step": "int (clonal_run *, int64_t)",
    "clonal_run_time": "double (clonal_run const *)",
}


def signature(capsule: object) -> str:
    get_name = ctypes.pythonapi.PyCapsule_GetName
    get_name.restype = ctypes.c_char_p
    get_name.argtypes = [ctypes.py_object]
    name = get_name(capsule)
    assert name is not None
    return name.decode()


def test_published_functions_are_as_they_were() -> None:
    exported = {name: signature(capsule) for name, capsule in _engine.__pyx_capi__.items()}
    assert {name: exported.get(name) for name in PUBLISHED} == PUBLISHED
