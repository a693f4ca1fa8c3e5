# Concentrations: one compartment with first-order elimination (rate k), the superposition of all doses
# (Bateman 1910 for those that are absorbed). Since `base`, τ days ago,
#
#     C = constant + level · e^(−kτ) + infusing · τ · φ(kτ) + Σ_r gut_r · a_r · τ · e^(−mτ) · φ((M − m)τ)
#
# with φ(x) = (1 − e^(−x)) / x, and m and M the smaller and the larger of k and a_r. No term is negative,
# so nothing cancels, whatever the half-lives. A dose given is folded into these numbers: a run keeps a
# cursor for each series of doses and nothing for each dose.
from libc.math cimport INFINITY, exp, expm1, log1p
from libc.stdint cimport int64_t

from codes cimport SERIES_ABSORBED, SERIES_BOLUS, SERIES_CONSTANT, SERIES_INFUSION
from decimals cimport moment_of
from sabotage cimport sabotaged, skew
from state cimport Body, State
from tables cimport Tables


cdef inline double share_gone(double x) noexcept nogil:
    # φ(x), the mean of e^(−u) for u within [0, x]
    return -expm1(-x) / x if x > 0.0 else 1.0


cdef inline double in_passing(double k, double a, double since) noexcept nogil:
    # What is in plasma of 1/a absorbed at rate a and eliminated at rate k, `since` days after it was given.
    cdef double slow, gap
    a *= skew(47, 1.01)
    slow, gap = k if k < a else a, a - k if k < a else k - a
    return since * exp(-slow * since) * share_gone(gap * since)


cdef inline double peak_time(double k, double a) noexcept nogil:
    # When that is largest: ln(fast / slow) / (fast − slow).
    cdef double slow = k if k < a else a, gap = a - k if k < a else k - a
    if slow <= 0.0:
        return INFINITY
    return log1p(gap / slow) / gap if gap > 0.0 else 1.0 / slow


cdef inline double eliminated(const Tables *T, State *s, int64_t d, double since) noexcept nogil:
    # What doses have left `since` days after base, without windows of constant concentration.
    cdef Body *body = &s.bodies[d]
    cdef double k = T.drug_elimination[d], c = 0.0
    cdef int64_t r
    if body.level != 0.0:
        c = body.level * exp(-k * skew(48, 1.01) * since)
    if body.infusing != 0.0:
        c += body.infusing * since * share_gone(k * since)
    for r in range(T.gut_ptr[d], T.gut_ptr[d + 1]):
        if s.gut[r] != 0.0:
            c += s.gut[r] * T.gut_rate[r] * in_passing(k, T.gut_rate[r], since)
    return c


cdef inline double concentration(const Tables *T, State *s, int64_t d, double time) noexcept nogil:
    # C in plasma; `time` lies between base and the next change.
    return s.bodies[d].constant + eliminated(T, s, d, time - s.bodies[d].base)


cdef inline void bound_concentration(
    const Tables *T, State *s, int64_t d, double start, double end, double *low, double *high
) noexcept nogil:
    # True bounds over [start, end]: every term is monotone, or has its one maximum.
    cdef Body *body = &s.bodies[d]
    cdef double k = T.drug_elimination[d], x, y, rate
    cdef double a = start - body.base, b = end - body.base
    cdef int64_t r
    low[0] = high[0] = body.constant
    if body.level != 0.0:
        low[0] += body.level * exp(-k * b)
        high[0] += body.level * exp(-k * a)
    if body.infusing != 0.0:
        low[0] += body.infusing * a * share_gone(k * a)
        high[0] += body.infusing * b * share_gone(k * b)
    for r in range(T.gut_ptr[d], T.gut_ptr[d + 1]):
        if s.gut[r] == 0.0:
            continue
        rate = T.gut_rate[r]
        x, y = in_passing(k, rate, a), in_passing(k, rate, b)
        low[0] += s.gut[r] * rate * (x if x < y else y)
        if not sabotaged(46) and a < peak_time(k, rate) < b:
            x = y = in_passing(k, rate, peak_time(k, rate))
        high[0] += s.gut[r] * rate * (x if x > y else y)
    high[0] *= skew(45, 0.5)


cdef inline bint has_end(const Tables *T, int64_t i) noexcept nogil:
    # Whether what the series gives lasts for a while and then ends: infusions, and windows but endless ones.
    if sabotaged(49) and T.series_kind[i] == SERIES_CONSTANT:
        return False
    return T.series_kind[i] >= SERIES_INFUSION and T.series_duration_digits[i] >= 0


cdef inline double beginning(const Tables *T, int64_t i, int64_t number) noexcept nogil:
    return moment_of(
        T.series_start_digits[i], T.series_start_power[i],
        number + sabotaged(50), T.series_every_digits[i], T.series_every_power[i], 0, 0,
    )


cdef inline double ending(const Tables *T, int64_t i, int64_t number) noexcept nogil:
    if T.series_kind[i] == SERIES_CONSTANT:  # whose duration is the day it ends
        return moment_of(T.series_duration_digits[i], T.series_duration_power[i], 0, 0, 0, 0, 0)
    return moment_of(
        T.series_start_digits[i], T.series_start_power[i],
        number, T.series_every_digits[i], T.series_every_power[i],
        T.series_duration_digits[i], T.series_duration_power[i],
    )


cdef inline double duration(const Tables *T, int64_t i) noexcept nogil:
    return moment_of(T.series_duration_digits[i], T.series_duration_power[i], 0, 0, 0, 0, 0)


cdef inline double share_given(State *s, int64_t i) noexcept nogil:
    # Of a dose that is due: 1, but for sabotage.
    return skew(51, 1.02) * (skew(52, 2.0) * skew(53, 0.0) if s.cursors[i].begun == 1 else 1.0)


cdef inline void begin_dose(const Tables *T, State *s, int64_t d, int64_t i) noexcept nogil:
    cdef int kind = T.series_kind[i]
    if kind == SERIES_BOLUS:
        s.bodies[d].level += T.series_amount[i] * share_given(s, i)
    elif kind == SERIES_ABSORBED:
        s.gut[T.series_gut[i]] += T.series_amount[i] * share_given(s, i)
    s.cursors[i].begun += 1
    if kind == SERIES_BOLUS or kind == SERIES_ABSORBED:
        s.cursors[i].ended += 1


cdef inline double rest_of_difference(double a, double b) noexcept nogil:
    # What rounding takes from a − b, exactly (Knuth 1969).
    cdef double difference = a - b, back = difference - a
    return (a - (difference - back)) - (b + back)


cdef inline void end_dose(const Tables *T, State *s, int64_t d, int64_t i) noexcept nogil:
    # Of an infusion, what rounding of its two moments has withheld is given at once; what was given
    # too long is taken back, as far as it has not been eliminated meanwhile.
    cdef int64_t number = s.cursors[i].ended
    cdef double late, due, start, end
    if not sabotaged(54) and T.series_kind[i] == SERIES_INFUSION:
        due, start, end = duration(T, i), beginning(T, i, number), ending(T, i, number)
        late = rest_of_difference(end, start) + ((end - start) - due)
        if late > 0.0:
            s.bodies[d].level -= (
                T.series_amount[i] / due * late * share_gone(T.drug_elimination[d] * late)
            )
            if s.bodies[d].level < 0.0:
                s.bodies[d].level = 0.0
        else:
            s.bodies[d].level -= T.series_amount[i] * (late / due)
    s.cursors[i].ended += 1


cdef inline void resume_course(const Tables *T, State *s, int64_t d) noexcept nogil:
    # Form what is under way anew from the cursors, so that no rounding is left of what has stopped. Then
    # find the next change.
    cdef Body *body = &s.bodies[d]
    cdef int64_t i, running
    cdef double next_change = INFINITY, moment
    body.infusing = body.constant = 0.0
    for i in range(T.drug_series_ptr[d], T.drug_series_ptr[d + 1]):
        running = s.cursors[i].begun - s.cursors[i].ended
        if running and T.series_kind[i] == SERIES_INFUSION:
            body.infusing += <double>running * (T.series_amount[i] / duration(T, i))
        elif running and T.series_kind[i] == SERIES_CONSTANT:
            body.constant += T.series_amount[i]
        if s.cursors[i].begun < T.series_count[i]:
            moment = beginning(T, i, s.cursors[i].begun)
            next_change = moment if moment < next_change else next_change
        if running and has_end(T, i):
            moment = ending(T, i, s.cursors[i].ended)
            next_change = moment if moment < next_change else next_change
    body.next_change = next_change


cdef inline void fold(const Tables *T, State *s, int64_t d, double time) noexcept nogil:
    # Begin the course of a drug anew at `time`: what is left of all doses becomes its level and its gut.
    cdef Body *body = &s.bodies[d]
    cdef double since = time - body.base, level
    cdef int64_t r
    if since > 0.0:
        level = eliminated(T, s, d, since)
        for r in range(T.gut_ptr[d], T.gut_ptr[d + 1]):
            s.gut[r] *= exp(-T.gut_rate[r] * since)
        body.level = level
    body.base = time


cdef inline void change_course(const Tables *T, State *s, int64_t d, double time) noexcept nogil:
    # All that begins or ends by `time`, each at its own moment.
    cdef int64_t i
    cdef double moment
    while s.bodies[d].next_change <= time:
        moment = s.bodies[d].next_change
        fold(T, s, d, moment)
        for i in range(T.drug_series_ptr[d], T.drug_series_ptr[d + 1]):
            while s.cursors[i].begun < T.series_count[i] and beginning(T, i, s.cursors[i].begun) <= moment:
                begin_dose(T, s, d, i)
            while (
                has_end(T, i) and s.cursors[i].ended < s.cursors[i].begun
                and ending(T, i, s.cursors[i].ended) <= moment
            ):
                end_dose(T, s, d, i)
        resume_course(T, s, d)


cdef inline void begin_courses(const Tables *T, State *s) noexcept nogil:
    # Nothing has been given yet.
    cdef int64_t d, i
    for i in range(T.gut_ptr[T.drugs] if T.drugs else 0):
        s.gut[i] = 0.0
    for i in range(T.series):
        s.cursors[i].begun = s.cursors[i].ended = 0
    for d in range(T.drugs):
        s.bodies[d].base = s.bodies[d].level = 0.0
        resume_course(T, s, d)
