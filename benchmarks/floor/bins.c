/* Cell arrays by magnitude, for birth rates that differ widely: a clone's bin holds those within a factor of two of
 * each other, and a (niche, bin) is chosen by a scan of their bounds, so that few draws are refused.
 */
#include "floor.h"

static clone_t cells[2][BINS][PLACES];

int64_t simulate(uint64_t seed, int64_t first, int64_t runs, int64_t *population) {
    int64_t events = 0;
    for (int64_t run = 0; run < runs; run++) {
        stream g = open_stream(seed, (uint64_t)(first + run));
        census now = {{{0}}};
        int64_t m[2] = {0, 0}, in_bin[2][BINS] = {{0}};
        double ceiling[2] = {0.0, 0.0}; /* sum over cells of their bin's largest birth rate */
        for (int k = 0; k < 2; k++)
            for (int c = 0; c < CLONES; c++) {
                const int b = BIN[c];
                for (int i = 0; i < INITIAL[k][c]; i++) cells[k][b][in_bin[k][b]++] = (clone_t)c;
                m[k] += INITIAL[k][c];
                ceiling[k] += BIN_MAX[b] * INITIAL[k][c];
                now.n[LINEAGE[c]][k] += INITIAL[k][c];
            }
        double t = 0.0;
        int sample = 0;
        for (;;) {
            const double g0 = room(m[0], 0), g1 = room(m[1], 1);
            const double birth0 = ceiling[0] * g0, birth1 = ceiling[1] * g1;
            const double rate0 = birth0 + (double)m[0] * (DEATH + MOVE0);
            const double total = rate0 + birth1 + (double)m[1] * (DEATH + MOVE1);
            t += exponential(&g) / total;
            while (!(t < TIMES[sample])) {
                memcpy(population + (run * SAMPLES + sample) * 4, &now, sizeof now);
                if (++sample == SAMPLES) goto finished;
            }
            double x = uniform(&g) * total;
            const int k = !(x < rate0);
            if (k) x -= rate0;
            const double factor = k ? g1 : g0, born = k ? birth1 : birth0, move = k ? MOVE1 : MOVE0;
            const uint64_t bits = next64(&g);
            if (x < born) {
                int b = 0;
                double part = (double)in_bin[k][0] * (BIN_MAX[0] * factor);
                while (b < BINS - 1 && !(x < part)) {
                    x -= part;
                    b++;
                    part = (double)in_bin[k][b] * (BIN_MAX[b] * factor);
                }
                if (!in_bin[k][b]) continue;
                const clone_t c = cells[k][b][((bits >> 32) * (uint64_t)in_bin[k][b]) >> 32];
                if (!((double)(int64_t)(bits & 0xffffffffu) * 0x1p-32 * BIN_MAX[b] < BIRTH[c])) continue;
                events++;
                cells[k][b][in_bin[k][b]++] = c;
                m[k]++;
                ceiling[k] += BIN_MAX[b];
                now.n[LINEAGE[c]][k]++;
            } else {
                events++;
                const int moves = x - born < (double)m[k] * move;
                int64_t i = (int64_t)(((bits >> 32) * (uint64_t)m[k]) >> 32);
                int b = 0;
                while (i >= in_bin[k][b]) i -= in_bin[k][b++];
                clone_t *home = cells[k][b];
                const clone_t c = home[i];
                home[i] = home[--in_bin[k][b]];
                m[k]--;
                ceiling[k] -= BIN_MAX[b];
                now.n[LINEAGE[c]][k]--;
                if (moves) {
                    const int l = 1 - k;
                    cells[l][b][in_bin[l][b]++] = c;
                    m[l]++;
                    ceiling[l] += BIN_MAX[b];
                    now.n[LINEAGE[c]][l]++;
                }
            }
            if (!LIKELY(m[0] < PLACES - 1 && m[1] < PLACES - 1)) return -1;
        }
    finished:;
    }
    return events;
}
