/* Counts, no cells: one of six classes by a scan, then the clone by a scan over the counts. The least memory, and the
 * fastest where clones are few.
 */
#include "floor.h"

int64_t simulate(uint64_t seed, int64_t first, int64_t runs, int64_t *population) {
    int64_t events = 0;
    for (int64_t run = 0; run < runs; run++) {
        stream g = open_stream(seed, (uint64_t)(first + run));
        census now = {{{0}}};
        double n[2][CLONES];
        double m[2] = {0.0, 0.0}, sum[2] = {0.0, 0.0};
        for (int k = 0; k < 2; k++)
            for (int c = 0; c < CLONES; c++) {
                n[k][c] = INITIAL[k][c];
                m[k] += n[k][c];
                now.n[LINEAGE[c]][k] += INITIAL[k][c];
                sum[k] += BIRTH[c] * n[k][c];
            }
        double t = 0.0;
        int sample = 0;
        for (;;) {
            const double g0 = room((int64_t)m[0], 0), g1 = room((int64_t)m[1], 1);
            const double birth0 = sum[0] * g0, birth1 = sum[1] * g1;
            const double leave0 = m[0] * (DEATH + MOVE0), leave1 = m[1] * (DEATH + MOVE1);
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
                x = (k ? x - birth0 : x) / (k ? g1 : g0);
                int c = 0;
                while (c < CLONES - 1 && !(x < BIRTH[c] * n[k][c])) x -= BIRTH[c] * n[k][c], c++;
                while (!(n[k][c] > 0.0)) c--; /* rounding past the last clone with cells */
                n[k][c] += 1.0;
                m[k] += 1.0;
                sum[k] += BIRTH[c];
                now.n[LINEAGE[c]][k]++;
            } else {
                x -= birth0 + birth1;
                const int k = !(x < leave0);
                if (k) x -= leave0;
                const int dies = x < m[k] * DEATH;
                x = dies ? x * (1.0 / DEATH) : (x - m[k] * DEATH) * (1.0 / (k ? MOVE1 : MOVE0));
                int c = 0;
                while (c < CLONES - 1 && !(x < n[k][c])) x -= n[k][c], c++;
                while (!(n[k][c] > 0.0)) c--;
                n[k][c] -= 1.0;
                m[k] -= 1.0;
                sum[k] -= BIRTH[c];
                now.n[LINEAGE[c]][k]--;
                if (!dies) {
                    const int l = 1 - k;
                    n[l][c] += 1.0;
                    m[l] += 1.0;
                    sum[l] += BIRTH[c];
                    now.n[LINEAGE[c]][l]++;
                }
            }
        }
    finished:;
    }
    return events;
}
