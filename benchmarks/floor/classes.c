/* Cell arrays, the class first: exact sums of the birth rates in each niche, one of six classes by a scan, then a
 * cell drawn uniformly and, for a birth, accepted with its clone's rate over the largest.
 */
#include "floor.h"

static clone_t cells[2][PLACES];

int64_t simulate(uint64_t seed, int64_t first, int64_t runs, int64_t *population) {
    int64_t events = 0;
    for (int64_t run = 0; run < runs; run++) {
        stream g = open_stream(seed, (uint64_t)(first + run));
        census now = {{{0}}};
        int64_t m[2] = {0, 0};
        double sum[2] = {0.0, 0.0};
        for (int k = 0; k < 2; k++)
            for (int c = 0; c < CLONES; c++) {
                for (int i = 0; i < INITIAL[k][c]; i++) cells[k][m[k]++] = (clone_t)c;
                now.n[LINEAGE[c]][k] += INITIAL[k][c];
                sum[k] += BIRTH[c] * INITIAL[k][c];
            }
        double t = 0.0;
        int sample = 0;
        for (;;) {
            const double birth0 = sum[0] * room(m[0], 0), birth1 = sum[1] * room(m[1], 1);
            const double leave0 = (double)m[0] * (DEATH + MOVE0), leave1 = (double)m[1] * (DEATH + MOVE1);
            const double total = birth0 + birth1 + leave0 + leave1;
            t += exponential(&g) / total;
            while (!(t < TIMES[sample])) {
                memcpy(population + (run * SAMPLES + sample) * 4, &now, sizeof now);
                if (++sample == SAMPLES) goto finished;
            }
            events++;
            double x = uniform(&g) * total;
            if (x < birth0 + birth1) {
                const int k = !(x < birth0);
                clone_t c;
                for (;;) {
                    const uint64_t bits = next64(&g);
                    c = cells[k][((bits >> 40) * (uint64_t)m[k]) >> 24];
                    if ((double)(int64_t)(bits & 0xffffffffffu) * (0x1p-40 * BIRTH_MAX) < BIRTH[c]) break;
                }
                cells[k][m[k]++] = c;
                sum[k] += BIRTH[c];
                now.n[LINEAGE[c]][k]++;
                if (!LIKELY(m[k] < PLACES - 1)) return -1;
            } else {
                x -= birth0 + birth1;
                const int k = !(x < leave0);
                if (k) x -= leave0;
                const int64_t i = (int64_t)(((next64(&g) >> 40) * (uint64_t)m[k]) >> 24);
                const clone_t c = cells[k][i];
                cells[k][i] = cells[k][--m[k]];
                sum[k] -= BIRTH[c];
                now.n[LINEAGE[c]][k]--;
                if (!(x < (double)(m[k] + 1) * DEATH)) {
                    const int l = 1 - k;
                    cells[l][m[l]++] = c;
                    sum[l] += BIRTH[c];
                    now.n[LINEAGE[c]][l]++;
                    if (!LIKELY(m[l] < PLACES - 1)) return -1;
                }
            }
        }
    finished:;
    }
    return events;
}
