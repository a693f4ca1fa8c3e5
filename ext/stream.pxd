# Random words. One stream a run and purpose, keyed by the ensemble's seed and the run's index alone.
#
# Seeding: Philox4x64-10 (Salmon et al. 2011, SC11) as a bijection of the run's index and the purpose
# under the ensemble's key gives the four words of xoshiro256++ (Blackman & Vigna 2021, ACM TOMS
# 47:36); so no two streams of an ensemble share a state. Any change of a draw raises STREAMS.
from libc.stdint cimport uint64_t

from sabotage cimport sabotaged

cdef extern from *:
    """
    #include <stdint.h>
    static inline uint64_t clonal_mul_hi(uint64_t a, uint64_t b) {
        return (uint64_t)(((unsigned __int128)a * b) >> 64);
    }
    """
    uint64_t clonal_mul_hi(uint64_t a, uint64_t b) noexcept nogil

cdef enum:
    STREAMS = 2
    EVENTS = 0  # the purpose of a run's own stream

cdef struct Stream:
    uint64_t a, b, c, d


cdef inline uint64_t rotl(uint64_t x, int k) noexcept nogil:
    return (x << k) | (x >> (64 - k))


cdef inline uint64_t next_word(Stream *r) noexcept nogil:
    cdef uint64_t result = rotl(r.a + r.d, 23) + r.a
    cdef uint64_t t = r.b << 17
    r.c ^= r.a
    r.d ^= r.b
    r.b ^= r.c
    r.a ^= r.d
    r.c ^= t
    r.d = rotl(r.d, 45)
    return result


cdef inline void open_stream(Stream *r, const uint64_t *key, uint64_t run, uint64_t purpose) noexcept nogil:
    cdef uint64_t x0 = run, x1 = key[2], x2 = key[3], x3 = purpose
    cdef uint64_t k0 = key[0], k1 = key[1], h0, l0, h1, l1
    cdef int i
    for i in range(10):
        h0 = clonal_mul_hi(0xD2E7470EE14C6C93ULL, x0)
        l0 = 0xD2E7470EE14C6C93ULL * x0
        h1 = clonal_mul_hi(0xCA5A826395121157ULL, x2)
        l1 = 0xCA5A826395121157ULL * x2
        x0, x1, x2, x3 = h1 ^ x1 ^ k0, l1, h0 ^ x3 ^ k1, l0
        k0 += 0x9E3779B97F4A7C15ULL
        k1 += 0xBB67AE8584CAA73BULL
    r.a, r.b, r.c, r.d = x0, x1, x2, x3
    if (x0 | x1 | x2 | x3) == 0:
        r.a = 1


cdef inline double unit(uint64_t word) noexcept nogil:
    # [0, 1), 53 bits
    return <double>(word >> 32 << 21 if sabotaged(87) else word >> 11) * (1.0 / 9007199254740992.0)


cdef inline double uniform(Stream *r) noexcept nogil:
    return unit(next_word(r))
