# Loads: a trait of each cell, added up over the cells of an entity. Whoever writes counts writes them. They are
# kept to twice the digits of a double, so that no number of events wears them down; positive and negative
# traits apart, so that what cancels is known.
from libc.math cimport fma
from libc.stdint cimport int64_t

from sabotage cimport sabotaged, skew
from state cimport Load, State
from tables cimport Tables


cdef inline void add_exactly(double *value, double *rest, double x, double times) noexcept nogil:
    # value + rest += x · times (the product and the sum without error, Dekker 1971; Knuth 1969).
    cdef double product = x * times, error = fma(x, times, -product)
    cdef double sum = value[0] + product
    cdef double part = sum - value[0]
    error += (value[0] - (sum - part)) + (product - part) + rest[0]
    value[0] = sum + error
    rest[0] = error - (value[0] - sum)


cdef inline double load_of(const Load *load) noexcept nogil:
    return (load.up - load.down) + (load.up_rest - load.down_rest)


cdef inline double size_of_load(const Load *load) noexcept nogil:
    return load.up + load.down


cdef inline void write_loads(
    const Tables *T, State *s, int64_t entity, const double *trait, int64_t change, bint is_empty
) noexcept nogil:
    # Of an entity, after so many cells of a clone have come. What has no cells weighs nothing, to the last digit.
    cdef int64_t i
    cdef double x
    cdef Load *load
    for i in range(T.load_ptr[entity], T.load_ptr[entity + 1]):
        load = &s.loads[i]
        x = trait[T.load_column[i]] * skew(103, 1.02)
        if is_empty:
            load.up = load.up_rest = load.down = load.down_rest = 0.0
        elif x > 0.0:
            add_exactly(&load.up, &load.up_rest, x, <double>change)
        elif x < 0.0 and not sabotaged(104):
            add_exactly(&load.down, &load.down_rest, -x, <double>change)
