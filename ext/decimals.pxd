# Moments that are equal on paper are equal: a·10^−p + i · b·10^−q + c·10^−r, correctly rounded. A number
# of a scenario stands for its shortest decimal, which clonal.moments takes apart.
from libc.stdint cimport int32_t, int64_t

cdef extern from *:
    """
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    /* *sum += digits * times * 10^shift, and whether anything is left of it below 1; 0 where 127 bits do
       not hold it. */
    static inline int clonal_add_digits(__int128 *sum, int *rest, int64_t digits, int64_t times, int32_t shift) {
        __int128 part = (__int128)digits * times;
        if (part == 0) return 1;
        if (shift > 38) return 0;
        for (; shift > 0; shift--)
            if (__builtin_mul_overflow(part, (__int128)10, &part)) return 0;
        for (; shift < 0 && part > 0; shift++) {
            if (part % 10) *rest = 1;
            part /= 10;
        }
        return !__builtin_add_overflow(*sum, part, sum);
    }
    /* None of the digits is negative. */
    static double clonal_moment(int64_t a, int32_t p, int64_t i, int64_t b, int32_t q, int64_t c, int32_t r) {
        static const double tens[23] = {
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
            1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
        __int128 sum;
        char digits[48], text[64];
        int at = 47, least = 0, rest;
        if (a && p > least) least = p;
        if (b && i && q > least) least = q;
        if (c && r > least) least = r;
        /* In units of 10^-least; larger ones, where the parts are very unlike in size. */
        for (;; least--) {
            sum = 0, rest = 0;
            if (clonal_add_digits(&sum, &rest, a, 1, least - p) && clonal_add_digits(&sum, &rest, b, i, least - q)
                && clonal_add_digits(&sum, &rest, c, 1, least - r))
                break;
        }
        if (sum < ((__int128)1 << 53) && least >= 0 && least <= 22 && !rest)
            return (double)(int64_t)sum / tens[least];  /* both are exact, so the quotient is rounded once */
        digits[at] = 0;
        for (; sum > 0 || at == 47; sum /= 10) digits[--at] = (char)('0' + (int)(sum % 10));
        /* What is left only tells a number from one that lies half-way between two doubles. */
        snprintf(text, sizeof text, "%s%se%d", digits + at, rest ? "1" : "", -least - rest);
        return strtod(text, NULL);
    }
    """
    double moment_of "clonal_moment"(
        int64_t a, int32_t p, int64_t i, int64_t b, int32_t q, int64_t c, int32_t r
    ) noexcept nogil
