# Draws from the distributions that the process needs, each from the words of one stream.
from libc.stdint cimport int64_t, uint64_t
from libc.math cimport exp, floor, log, log1p, pow, sqrt

from sabotage cimport skew
from stream cimport Stream, next_word, uniform, unit

cdef extern from *:
    """
    #include <math.h>
    /* Ziggurat of the exponential density (Marsaglia & Tsang 2000), 256 layers of equal area.
       Made once in extended precision, so that a libm's last bit does not reach the table. */
    static double clonal_zx[257], clonal_zf[257];
    static void clonal_ziggurat(void) {
        const long double r = 7.69711747013104972L, v = 0.0039496598225815571993L;
        long double x = r;
        clonal_zx[0] = (double)(v * expl(r));
        clonal_zf[0] = 0.0;
        for (int i = 1; i <= 255; i++) {
            clonal_zx[i] = (double)x;
            clonal_zf[i] = (double)expl(-x);
            x = -logl(v / x + expl(-x));
        }
        clonal_zx[256] = 0.0;
        clonal_zf[256] = 1.0;
    }
    """
    bint likely(bint) noexcept nogil
    bint unlikely(bint) noexcept nogil
    double clonal_zx[257]
    double clonal_zf[257]
    void clonal_ziggurat() noexcept nogil

cdef enum:
    MANY_TRIALS = 1 << 26  # beyond it the logarithms of a binomial lose digits that matter


cdef inline double exponential_rare(Stream *r, int layer, double x) noexcept nogil:
    # Where x of the layer is not below the next one's edge.
    cdef double base = 0.0
    cdef uint64_t word
    while True:
        if layer == 0:
            base += clonal_zx[1]  # the tail is the whole again, shifted
        elif clonal_zf[layer] + uniform(r) * (clonal_zf[layer + 1] - clonal_zf[layer]) < exp(-x):
            return base + x
        word = next_word(r)
        layer = <int>(word & 255)
        x = unit(word) * clonal_zx[layer]
        if x < clonal_zx[layer + 1]:
            return base + x


cdef inline double exponential(Stream *r) noexcept nogil:
    cdef uint64_t word = next_word(r)
    cdef int layer = <int>(word & 255)
    cdef double x = unit(word) * clonal_zx[layer]
    if likely(x < clonal_zx[layer + 1]):
        return x
    return exponential_rare(r, layer, x)


cdef inline double normal(Stream *r) noexcept nogil:
    # Marsaglia's polar method
    cdef double u, v, q
    while True:
        u = 2.0 * uniform(r) - 1.0
        v = 2.0 * uniform(r) - 1.0
        q = u * u + v * v
        if 0.0 < q < 1.0:
            return u * sqrt(-2.0 * log(q) / q)


cdef inline double gamma(Stream *r, double shape) noexcept nogil:
    # Marsaglia & Tsang 2000, ACM TOMS 26:363; scale 1
    cdef double boost = 1.0, d, c, x, t
    if shape < 1.0:
        boost = pow(1.0 - uniform(r), skew(89, 0.98) / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / sqrt(9.0 * d)
    while True:
        x = normal(r)
        t = c * x
        if t <= -1.0:
            continue
        # d − d·v + d·log v of v = (1 + t)³, written so that a large d cancels nothing
        if log(1.0 - uniform(r)) < 0.5 * x * x + d * (3.0 * log1p(t) - t * (3.0 + t * (3.0 + t))):
            return boost * d * (1.0 + t) * (1.0 + t) * (1.0 + t)


cdef inline double stirling_tail(double k) noexcept nogil:
    # ln k! less Stirling's leading terms; below 10 by direct summation
    cdef double product = 1.0, i = 1.0, square
    if k < 10.0:
        while i <= k:
            product *= i
            i += 1.0
        return log(product) - (0.91893853320467274178 + (k + 0.5) * log(k + 1.0) - (k + 1.0))
    square = (k + 1.0) * (k + 1.0)
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1.0)


cdef inline int64_t binomial(Stream *r, int64_t n, double p) noexcept nogil:
    # Exact. Very many trials are halved by the median of as many uniforms, which is beta (Relles
    # 1972, JASA 67:612); then inversion where the mean is small, else BTRS (Hörmann 1993, J Stat
    # Comput Simul 46:101).
    cdef double u
    cdef int64_t first, successes = 0
    while n > MANY_TRIALS and 0.0 < p < 1.0:
        first = 1 + n // 2
        u = gamma(r, <double>first)
        u = u / (u + gamma(r, <double>(n + 1 - first)))
        if u > p:
            n = first - 1
            p = p / u
        else:
            successes += first
            n -= first
            p = (p - u) / (1.0 - u)
    return successes + few_binomial(r, n, p)


cdef inline int64_t few_binomial(Stream *r, int64_t n, double p) noexcept nogil:
    cdef double q, f, u, a, b, c, alpha, v_r, spq, us, v, k, mode, odds, bound
    cdef int64_t x
    if p <= 0.0 or n <= 0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - few_binomial(r, n, skew(88, 1.02) * (1.0 - p))
    q = 1.0 - p
    if n * p < 10.0:
        while True:
            f = exp(n * log1p(-p))
            u = uniform(r)
            x = 0
            while u >= f and x <= n and f > 0.0:
                u -= f
                x += 1
                f *= (<double>(n - x + 1) / <double>x) * (p / q)
            if x <= n and f > 0.0:
                return x
    spq = sqrt(n * p * q)
    b = 1.15 + 2.53 * spq
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    v_r = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spq
    odds = p / q
    mode = floor((n + 1) * p)
    while True:
        u = uniform(r) - 0.5
        v = 1.0 - uniform(r)
        us = 0.5 - (u if u >= 0.0 else -u)
        k = floor((2.0 * a / us + b) * u + c) if us > 0.0 else -1.0
        if k < 0.0 or k > n:
            continue
        if us >= 0.07 and v <= v_r:
            return <int64_t>k
        bound = (
            (mode + 0.5) * log((mode + 1.0) / (odds * (n - mode + 1.0)))
            + (n + 1.0) * log((n - mode + 1.0) / (n - k + 1.0))
            + (k + 0.5) * log(odds * (n - k + 1.0) / (k + 1.0))
            + stirling_tail(mode) + stirling_tail(n - mode)
            - stirling_tail(k) - stirling_tail(n - k)
        )
        if log(v * alpha / (a / (us * us) + b)) <= bound:
            return <int64_t>k
