"""The compiled engine: runs of a program, without the interpreter lock."""

from cpython.pycapsule cimport PyCapsule_New
from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.math cimport INFINITY
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdio cimport snprintf
from libc.stdlib cimport free
from libc.string cimport memcpy, memset

from clones cimport Founded
from counts cimport count_of
from doses cimport begin_courses, change_course, concentration
from draws cimport binomial, clonal_ziggurat, exponential, gamma, normal
from failure cimport (
    ERROR_BOUND, ERROR_MEMORY, ERROR_MUTATION, ERROR_NEGATIVE, ERROR_OVERFLOW, ERROR_STALLED,
    ERROR_TRAIT, NO_PLACE, OK, place_of_pool,
)
from memory cimport room
from record cimport Counted
from rows cimport head_of, row_at
from run cimport Run, advance, allocate, begin, deallocate
from sabotage cimport sabotaged
from saved cimport lead_of, load_state, save_state, size_of, Lead
from state cimport Body, Cursor, State, Vector
from stream cimport EVENTS, STREAMS, Stream, next_word, open_stream, uniform
from tables cimport Tables
from urn cimport total_of
from verify cimport check_run

import hashlib

import numpy as np

from clonal.compile import Program
from clonal.compile import tables as described
from clonal.errors import SimulationError
from clonal.layout import variable

clonal_ziggurat()

#: Version of the random streams: the same seed gives the same bits only within one.
STREAM_VERSION = STREAMS

include "binding.pxi"
include "explain.pxi"
include "interface.pxi"
include "records.pxi"
include "blocks.pxi"
include "parts.pxi"
