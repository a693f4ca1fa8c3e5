/* Counts in binary sum trees: two for each niche, of cells and of birth rates; a clone is found from the root down, so
 * that memory is by clones and not by cells.
 */
#include "floor.h"

static double cell_tree[2][2 * LEAVES], birth_tree[2][2 * LEAVES];

static inline void add(int k, int c, double by) {
    const double rate = by * BIRTH[c];
    for (int i = c + LEAVES; i; i >>= 1) {
        cell_tree[k][i] += by;
        birth_tree[k][i] += rate;
    }
}

static inline int find(const double *tree, double x) {
    int i = 1;
    while (i < LEAVES) {
        i *= 2;
        const int right = !(x < tree[i]);
        x -= right ? tree[i] : 0.0;
        i += right;
    }
    return i - LEAVES;
}

int64_t simulate(uint64_t seed, int64_t first, int64_t runs, int64_t *population) {
    int64_t events = 0;
    for (int64_t run = 0; run < runs; run++) {
        stream g = open_stream(seed, (uint64_t)(first + run));
        census now = {{{0}}};
        memset(cell_tree, 0, sizeof cell_tree);
        memset(birth_tree, 0, sizeof birth_tree);
        for (int k = 0; k < 2; k++) {
            for (int c = 0; c < CLONES; c++) {
                cell_tree[k][LEAVES + c] = INITIAL[k][c];
                birth_tree[k][LEAVES + c] = INITIAL[k][c] * BIRTH[c];
                now.n[LINEAGE[c]][k] += INITIAL[k][c];
            }
            for (int i = LEAVES - 1; i; i--) {
                cell_tree[k][i] = cell_tree[k][2 * i] + cell_tree[k][2 * i + 1];
                birth_tree[k][i] = birth_tree[k][2 * i] + birth_tree[k][2 * i + 1];
            }
        }
        double t = 0.0;
        int sample = 0;
        for (;;) {
            const double m0 = cell_tree[0][1], m1 = cell_tree[1][1];
            const double birth0 = birth_tree[0][1] * room((int64_t)m0, 0);
            const double birth1 = birth_tree[1][1] * room((int64_t)m1, 1);
            const double leave0 = m0 * (DEATH + MOVE0), leave1 = m1 * (DEATH + MOVE1);
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
                int c;
                /* Rounding in the sums may lead to a clone without cells there: draw again. */
                do c = find(birth_tree[k], uniform(&g) * birth_tree[k][1]);
                while (!(cell_tree[k][LEAVES + c] > 0.0));
                add(k, c, 1.0);
                now.n[LINEAGE[c]][k]++;
            } else {
                x -= birth0 + birth1;
                const int k = !(x < leave0);
                if (k) x -= leave0;
                const int dies = x < cell_tree[k][1] * DEATH;
                const int c = find(cell_tree[k], uniform(&g) * cell_tree[k][1]);
                add(k, c, -1.0);
                now.n[LINEAGE[c]][k]--;
                if (!dies) {
                    add(1 - k, c, 1.0);
                    now.n[LINEAGE[c]][1 - k]++;
                }
            }
        }
    finished:;
    }
    return events;
}
