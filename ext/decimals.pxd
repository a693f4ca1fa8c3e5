# Moments that are equal on paper are equal: a·10^−p + i · b·10^−q + c·10^−r, correctly rounded. A number
# of a scenario stands for its shortest decimal, which clonal.moments takes apart.
from libc.stdint cimport int32_t, int64_t

cdef extern from *:
    """
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <math.h>
    /* *sum += digits * times * 10^shift; 0 where 127 bits do not hold it. */
    static inline int clonal_add_digits(__int128 *sum, int64_t digits, int64_t times, int32_t shift) {
        __int128 part;
        if (digits == 0 || times == 0) return 1;
        part = (__int128)digits * times;
        if (shift > 38) return 0;
        for (; shift > 0; shift--)
            if (__builtin_mul_overflow(part, (__int128)10, &part)) return 0;
        return !__builtin_add_overflow(*sum, part, sum);
    }
    static inline double clonal_one_decimal(int64_t digits, int32_t power) {
        char text[48];
        snprintf(text, sizeof text, "%llde%d", (long long)digits, -power);
        return strtod(text, NULL);
    }
    static double clonal_moment(int64_t a, int32_t p, int64_t i, int64_t b, int32_t q, int64_t c, int32_t r) {
        static const double tens[23] = {
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
            1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
        __int128 sum = 0;
        char digits[48], text[56];
        int at = 47, least = 0;
        if (a && p > least) least = p;
        if (b && i && q > least) least = q;
        if (c && r > least) least = r;
        if (!clonal_add_digits(&sum, a, 1, least - p) || !clonal_add_digits(&sum, b, i, least - q)
            || !clonal_add_digits(&sum, c, 1, least - r))
            /* Parts so unlike in size that the smaller is below the last digit of the larger. */
            return clonal_one_decimal(a, p) + (double)i * clonal_one_decimal(b, q) + clonal_one_decimal(c, r);
        if (sum < ((__int128)1 << 53) && sum > -((__int128)1 << 53) && least <= 22)
            return (double)(int64_t)sum / tens[least];  /* both are exact, so the quotient is rounded once */
        digits[at] = 0;
        if (sum < 0) return -clonal_moment(-a, p, i, -b, q, -c, r);
        for (; sum > 0 || at == 47; sum /= 10) digits[--at] = (char)('0' + (int)(sum % 10));
        snprintf(text, sizeof text, "%se%d", digits + at, -least);
        return strtod(text, NULL);
    }
    """
    double moment_of "clonal_moment"(
        int64_t a, int32_t p, int64_t i, int64_t b, int32_t q, int64_t c, int32_t r
    ) noexcept nogil
