/* As cells.c, without a branch on what happens: every event writes the cell where an arrival would go, fills the gap
 * that a departure would leave, and moves the counts by zero or one. It trades mispredicted branches for work.
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
            t += exponential(&g) / total;
            while (!(t < TIMES[sample])) {
                memcpy(population + (run * SAMPLES + sample) * 4, &now, sizeof now);
                if (++sample == SAMPLES) goto finished;
            }
            const double x = uniform(&g) * total;
            const uint64_t bits = next64(&g);
            const int64_t k = !(x < rate0);
            const int64_t m = k ? m1 : m0;
            const double bound = k ? bound1 : bound0, factor = k ? g1 : g0, move = k ? MOVE1 : MOVE0;
            clone_t *home = cells[k];
            const int64_t i = (int64_t)(((bits >> 40) * (uint64_t)m) >> 24);
            const double y = (double)(int64_t)(bits & 0xffffffffffu) * 0x1p-40 * bound;
            const clone_t c = home[i];
            const int64_t leaves = y < DEATH + move, moves = y < move;
            const int64_t born = (y - (DEATH + move) < BIRTH[c] * factor) & !leaves;
            const int64_t to = k ^ moves, arrives = born | moves;
            cells[to][to ? m1 : m0] = c;
            const clone_t last = home[m - 1];
            home[i] = leaves ? last : c;
            m1 += (arrives & to) - (leaves & k);
            m0 += (arrives & (to ^ 1)) - (leaves & (k ^ 1));
            int64_t *counts = now.n[LINEAGE[c]];
            counts[to] += arrives;
            counts[k] -= leaves;
            events += leaves | born;
            if (!LIKELY(m0 < PLACES - 1 && m1 < PLACES - 1)) return -1;
        }
    finished:;
    }
    return events;
}
