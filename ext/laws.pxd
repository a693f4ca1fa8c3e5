# Laws: a rate as parts times factors, exactly for one clone at one moment, and bounded over the clones
# of a class and the window.
from libc.stdint cimport int64_t

from codes cimport FACTOR_COMPLEMENT, FACTOR_LAW, FACTOR_NODE, FACTOR_STIMULATION
from index cimport Index
from nodes cimport Interval, View, hill_of, interval_of, node_at, span, times
from rows cimport row_at, traits_of
from sabotage cimport either, either_row, skew
from state cimport State
from tables cimport Tables


# -- dose-response of a clone ---------------------------------------------------------------

cdef inline double effect_of(const Tables *T, int64_t effect, double c, double fold) noexcept nogil:
    # E = emax · C^hill / ((ec50 · fold)^hill + C^hill), before sensitivity
    cdef const double *number = T.effect_number + 3 * effect
    return hill_of(c, 0.0, number[0] * skew(29, 1.02), number[1] * either(28, fold, 1.0), number[2])


cdef inline Interval trait_span(
    const Tables *T, Index *x, int64_t of_class, int64_t column
) noexcept nogil:
    # Over the clones of a class.
    cdef Interval r
    r.low = x.class_low[of_class * T.columns + column]
    r.high = x.class_high[of_class * T.columns + column]
    return r


cdef inline Interval effect_span(
    const Tables *T, View *v, Index *x, int64_t effect, int64_t of_class
) noexcept nogil:
    cdef Interval fold = trait_span(T, x, of_class, T.effect_column[2 * effect + 1])
    cdef Interval c = interval_of(v, T.effect_node[effect])
    return span(effect_of(T, effect, c.low, fold.high), effect_of(T, effect, c.high, fold.low))


cdef inline double modulation(int kind, double strength) noexcept nogil:
    if kind == FACTOR_STIMULATION:
        return 1.0 + strength
    return 0.0 if strength > skew(30, 1e300) else 1.0 - strength


# -- laws -----------------------------------------------------------------------------------

cdef inline double law_at(
    const Tables *T, State *s, View *v, int64_t law, char *row, double time
) noexcept nogil:
    # The law's exact value for one clone (row is NULL where there is none).
    cdef double value = 0.0, x, tau
    cdef double *trait = traits_of(s, either_row(31, row, row_at(s, 0)))
    cdef int i, kind, effect
    for i in range(T.part_ptr[law], T.part_ptr[law + 1]):
        x = T.part_coefficient[i]
        if T.part_column[i]:
            x *= trait[T.part_column[i]]
        if T.part_node[i] >= 0:
            x *= node_at(T, s, v, T.part_node[i], time)
        effect = T.part_effect[i]
        if effect >= 0:
            x *= effect_of(
                T, effect, node_at(T, s, v, T.effect_node[effect], time),
                trait[T.effect_column[2 * effect + 1]],
            )
        if T.part_ratio[i] >= 0:
            tau = trait[T.part_ratio_column[i]]
            x = x * law_at(T, s, v, T.part_ratio[i], row, time) / tau if tau > 0.0 else 0.0
        value += x * skew(33, 1.0 - 2.0 * (i > T.part_ptr[law]))
    for i in range(T.factor_ptr[law], T.factor_ptr[law + 1]):
        kind = T.factor_kind[i]
        if kind == FACTOR_NODE:
            x = node_at(T, s, v, T.factor_node[i], time)
            if T.factor_column[i] >= 0:
                x = 1.0 + trait[T.factor_column[i]] * (x - 1.0)
        elif kind == FACTOR_LAW:
            x = law_at(T, s, v, T.factor_law[i], row, time)
        elif kind == FACTOR_COMPLEMENT:
            x = 1.0 - law_at(T, s, v, T.factor_law[i], row, time)
        else:
            effect = T.factor_effect[i]
            x = modulation(
                kind,
                either(32, trait[T.effect_column[2 * effect]], 1.0)
                * effect_of(
                    T, effect, node_at(T, s, v, T.effect_node[effect], time),
                    trait[T.effect_column[2 * effect + 1]],
                ),
            )
        value *= x
    if value < 1.0 - skew(34, 1e300):
        return 0.0
    return T.law_most[law] if value > T.law_most[law] * skew(35, 1e300) else value


cdef inline Interval factor_span(
    const Tables *T, View *v, Index *x, int64_t i, int64_t of_class
) noexcept nogil:
    cdef int code = T.factor_kind[i], effect
    cdef Interval r
    if code == FACTOR_NODE:
        r = interval_of(v, T.factor_node[i])
        if T.factor_column[i] >= 0:
            r.low, r.high = r.low - 1.0, r.high - 1.0
            r = times(r, trait_span(T, x, of_class, T.factor_column[i]))
            r.low, r.high = 1.0 + r.low, 1.0 + r.high
        return r
    if code == FACTOR_LAW or code == FACTOR_COMPLEMENT:
        r = bound_law(T, v, x, T.factor_law[i], of_class)
        return r if code == FACTOR_LAW else span(1.0 - r.high, 1.0 - r.low)
    effect = T.factor_effect[i]
    r = times(effect_span(T, v, x, effect, of_class), trait_span(T, x, of_class, T.effect_column[2 * effect]))
    return span(modulation(code, r.low), modulation(code, r.high))


cdef inline Interval ratio_span(
    const Tables *T, View *v, Index *x, int64_t law, int64_t column, int64_t of_class
) noexcept nogil:
    # A law of divisions over the trait that is their unmodified rate.
    cdef Interval r = bound_law(T, v, x, law, of_class), trait = trait_span(T, x, of_class, column)
    if trait.high <= 0.0:
        return span(0.0, 0.0)
    r.low, r.high = r.low / trait.high, r.high / trait.low
    return r


cdef inline Interval bound_law(
    const Tables *T, View *v, Index *x, int64_t law, int64_t of_class
) noexcept nogil:
    # Bounds of the law over the clones of a class and the window.
    cdef int i, effect
    cdef Interval value, part
    value.low = value.high = 0.0
    for i in range(T.part_ptr[law], T.part_ptr[law + 1]):
        part.low = part.high = T.part_coefficient[i]
        if T.part_column[i]:
            part = times(part, trait_span(T, x, of_class, T.part_column[i]))
        if T.part_node[i] >= 0:
            part = times(part, interval_of(v, T.part_node[i]))
        effect = T.part_effect[i]
        if effect >= 0:
            part = times(part, effect_span(T, v, x, effect, of_class))
        if T.part_ratio[i] >= 0:
            part = times(part, ratio_span(T, v, x, T.part_ratio[i], T.part_ratio_column[i], of_class))
        value.low += part.low
        value.high += part.high
    for i in range(T.factor_ptr[law], T.factor_ptr[law + 1]):
        value = times(value, factor_span(T, v, x, i, of_class))
    value.low = value.low if value.low > 0.0 else 0.0
    value.high = 0.0 if value.high < 0.0 else value.high
    if value.low > T.law_most[law]:
        value.low = T.law_most[law]
    if value.high > T.law_most[law]:
        value.high = T.law_most[law]
    return value
