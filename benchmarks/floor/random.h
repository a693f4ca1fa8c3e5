/* The floor's random numbers: xoshiro256++ and a ziggurat for the exponential, all inlined.
 *
 * xoshiro256++ 1.0: D. Blackman and S. Vigna, ACM Trans. Math. Softw. 47 (2021) 36, doi:10.1145/3460772.
 * Ziggurat: G. Marsaglia and W. W. Tsang, J. Stat. Softw. 5 (2000) 8, doi:10.18637/jss.v005.i08.
 */
#ifndef FLOOR_RANDOM_H
#define FLOOR_RANDOM_H
#include <math.h>
#include <stdint.h>

typedef struct {
    uint64_t s0, s1, s2, s3;
} stream;

static inline uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static inline uint64_t next64(stream *g) {
    const uint64_t result = rotate(g->s0 + g->s3, 23) + g->s0;
    const uint64_t t = g->s1 << 17;
    g->s2 ^= g->s0;
    g->s3 ^= g->s1;
    g->s1 ^= g->s2;
    g->s0 ^= g->s3;
    g->s2 ^= t;
    g->s3 = rotate(g->s3, 45);
    return result;
}

/* Uniform on [0, 1) with 53 bits. */
static inline double uniform(stream *g) { return (double)(next64(g) >> 11) * 0x1p-53; }

static inline uint64_t splitmix(uint64_t *x) {
    uint64_t z = (*x += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Distinct runs of one seed get distinct states: the map from (seed, run) to x is a bijection for each seed. */
static inline stream open_stream(uint64_t seed, uint64_t run) {
    uint64_t x = seed;
    x = splitmix(&x) ^ (run * 0xd1342543de82ef95u);
    stream g;
    g.s0 = splitmix(&x);
    g.s1 = splitmix(&x);
    g.s2 = splitmix(&x);
    g.s3 = splitmix(&x);
    return g;
}

#define ZIGGURAT_LAYERS 256
#define ZIGGURAT_TAIL 7.69711747013104972
#define ZIGGURAT_AREA 0.0039496598225815571993

/* Layer i spans [0, right[i]] under the density's steps; the lowest layer also carries the tail. */
static double ziggurat_scale[ZIGGURAT_LAYERS];
static double ziggurat_height[ZIGGURAT_LAYERS];
static uint64_t ziggurat_inside[ZIGGURAT_LAYERS];

static void build_ziggurat(void) {
    double right[ZIGGURAT_LAYERS + 1];
    right[0] = ZIGGURAT_AREA * exp(ZIGGURAT_TAIL);
    right[1] = ZIGGURAT_TAIL;
    for (int i = 2; i < ZIGGURAT_LAYERS; i++)
        right[i] = -log(ZIGGURAT_AREA / right[i - 1] + exp(-right[i - 1]));
    right[ZIGGURAT_LAYERS] = 0.0;
    for (int i = 0; i < ZIGGURAT_LAYERS; i++) {
        ziggurat_scale[i] = right[i] * 0x1p-53;
        ziggurat_inside[i] = (uint64_t)(right[i + 1] / right[i] * 0x1p53);
        ziggurat_height[i] = i == 0 ? 0.0 : exp(-right[i]);
    }
}

static __attribute__((noinline)) double exponential_rare(stream *g, int layer, double x) {
    double offset = 0.0;
    for (;;) {
        if (layer == 0) {
            offset += ZIGGURAT_TAIL; /* beyond the tail's start the law begins anew */
        } else {
            const double low = ziggurat_height[layer];
            const double high = layer == ZIGGURAT_LAYERS - 1 ? 1.0 : ziggurat_height[layer + 1];
            if (low + uniform(g) * (high - low) < exp(-x)) return offset + x;
        }
        const uint64_t bits = next64(g);
        layer = (int)(bits & (ZIGGURAT_LAYERS - 1));
        x = (double)(bits >> 11) * ziggurat_scale[layer];
        if ((bits >> 11) < ziggurat_inside[layer]) return offset + x;
    }
}

/* Exponential of mean 1; 98.9 % of the draws cost one random number, one table line and one product. */
static inline double exponential(stream *g) {
    const uint64_t bits = next64(g);
    const int layer = (int)(bits & (ZIGGURAT_LAYERS - 1));
    const double x = (double)(bits >> 11) * ziggurat_scale[layer];
    if (__builtin_expect((bits >> 11) < ziggurat_inside[layer], 1)) return x;
    return exponential_rare(g, layer, x);
}
#endif
