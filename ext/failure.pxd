# Why a run cannot go on: the first failure is kept, with where and in which clone.
from libc.stdint cimport int64_t

cdef extern from *:
    """
    #define CLONAL_MOST_CELLS ((int64_t)1 << 62)
    """
    int64_t MOST_CELLS "CLONAL_MOST_CELLS"

cdef enum:
    OK = 0
    ERROR_MEMORY = -1
    ERROR_OVERFLOW = -2
    ERROR_NEGATIVE = -3
    ERROR_MUTATION = -4
    ERROR_BOUND = -5
    ERROR_TRAIT = -6
    ERROR_STALLED = -7

    NO_CLONE = -1
    NO_PLACE = -1

cdef struct Failure:
    int code
    int64_t clone         # id; NO_CLONE
    int64_t place         # a compartment, a niche for a trait, `place_of_pool`; NO_PLACE
    double value


cdef inline int64_t place_of_pool(int64_t pool) noexcept nogil:
    # And back: below NO_PLACE.
    return NO_PLACE - 1 - pool


cdef inline int fail(Failure *f, int code, int64_t clone, int64_t place, double value) noexcept nogil:
    if f.code == OK:
        f.code, f.clone, f.place, f.value = code, clone, place, value
    return code
