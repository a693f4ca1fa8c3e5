# What is due when: interventions and endpoints that begin to count (the marks, whose last is the end),
# and the changes of drugs.
from libc.math cimport INFINITY
from libc.stdint cimport int64_t

from doses cimport change_course
from sabotage cimport sabotaged
from state cimport State
from tables cimport Tables


cdef inline double next_mark(const Tables *T, State *s) noexcept nogil:
    return T.mark_time[s.mark] if s.mark < T.marks else INFINITY


cdef inline double next_moment(const Tables *T, State *s) noexcept nogil:
    # When the calendar interrupts whatever method is at work.
    cdef double moment = next_mark(T, s)
    cdef int64_t d
    for d in range(T.drugs):
        if not sabotaged(55) and T.drug_read[d] and s.bodies[d].next_change < moment:
            moment = s.bodies[d].next_change
    return moment


cdef inline void give_doses(const Tables *T, State *s) noexcept nogil:
    # All that is due now.
    cdef int64_t d
    for d in range(T.drugs):
        if T.drug_read[d]:
            change_course(T, s, d, s.time)
