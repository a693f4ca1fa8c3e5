/* Cell arrays, the cell first: one bound on a cell's total rate for each niche, a cell drawn uniformly, and the event
 * by where a second uniform falls below the bound; a birth beyond the clone's own rate is no event.
 */
#include "floor.h"

static clone_t cells[2][PLACES];

int64_t simulate(uint64_t seed, int64_t first, int64_t runs, int64_t *population) {
    int64_t events = 0;
    for (int64_t run = 0; run < runs; run++) {
        stream g = open_stream(seed, (uint64_t)(first + run));
        census now = {{{0}}};
        int64_t m0 = 0, m1 = 0;
        for (int c = 0; c < CLONES; c++) {
            for (int i = 0; i < INITIAL[0][c]; i++) cells[0][m0++] = (clone_t)c;
            for (int i = 0; i < INITIAL[1][c]; i++) cells[1][m1++] = (clone_t)c;
            now.n[LINEAGE[c]][0] += INITIAL[0][c];
            now.n[LINEAGE[c]][1] += INITIAL[1][c];
        }
        double t = 0.0;
        int sample = 0;
        for (;;) {
            const double g0 = room(m0, 0), g1 = room(m1, 1);
            const double bound0 = BIRTH_MAX * g0 + (DEATH + MOVE0);
            const double bound1 = BIRTH_MAX * g1 + (DEATH + MOVE1);
            const double rate0 = (double)m0 * bound0, total = rate0 + (double)m1 * bound1;
            t += exponential(&g) / total; /* nobody left: infinity, or NaN at worst never */
            while (!(t < TIMES[sample])) {
                memcpy(population + (run * SAMPLES + sample) * 4, &now, sizeof now);
                if (++sample == SAMPLES) goto finished;
            }
            const double x = uniform(&g) * total;
            const uint64_t bits = next64(&g);
            const int k = !(x < rate0);
            const int64_t m = k ? m1 : m0;
            const double bound = k ? bound1 : bound0, factor = k ? g1 : g0, move = k ? MOVE1 : MOVE0;
            /* 24 bits choose the cell and 40 the event; niches are far below 2^24 cells. */
            clone_t *home = cells[k];
            const int64_t i = (int64_t)(((bits >> 40) * (uint64_t)m) >> 24);
            const double y = (double)(int64_t)(bits & 0xffffffffffu) * 0x1p-40 * bound;
            const clone_t c = home[i];
            const int lineage = LINEAGE[c];
            if (y < DEATH + move) {
                events++;
                home[i] = home[m - 1];
                now.n[lineage][k]--;
                if (k) m1--; else m0--;
                if (y < move) {
                    now.n[lineage][1 - k]++;
                    if (k) cells[0][m0++] = c; else cells[1][m1++] = c;
                }
            } else if (y - (DEATH + move) < BIRTH[c] * factor) {
                events++;
                home[m] = c;
                now.n[lineage][k]++;
                if (k) m1++; else m0++;
            }
            if (!LIKELY(m0 < PLACES - 1 && m1 < PLACES - 1)) return -1;
        }
    finished:;
    }
    return events;
}
