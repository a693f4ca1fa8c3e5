/* What the floor's loops share: the model as constants, and where samples go.
 *
 * model.h is written for one network just before compilation: NICHES is always 2, and rates, capacities and initial
 * counts are compile-time constants, as somebody would write who needs this one model and no other.
 * Every loop defines simulate(): `runs` runs from index `first` on, samples to `population` (run, time, lineage,
 * niche), and returns the number of events, or -1 where a niche outgrew its array.
 */
#ifndef FLOOR_H
#define FLOOR_H
#include <string.h>
#include "model.h"
#include "random.h"

#define LIKELY(x) __builtin_expect(!!(x), 1)

/* The crowding factor [1 - m/capacity]+, 1 where niches have none. */
static inline double room(int64_t m, int niche) {
#if CROWDED
    const double free_share = 1.0 - (double)m * INVERSE_CAPACITY[niche];
    return free_share > 0.0 ? free_share : 0.0;
#else
    (void)m;
    (void)niche;
    return 1.0;
#endif
}

/* Population by lineage and niche. */
typedef struct {
    int64_t n[2][2];
} census;

void prepare(void) { build_ziggurat(); }
#endif
