/* Stepping a run of clonal from plain C, without Python.
 *
 * Python is needed to read a scenario and to make a run of it; from then on every call is plain C, needs no interpreter lock and
 * touches no Python object:
 *
 *     #include "clonal.h"
 *
 *     if (clonal_import() < 0) return NULL;                        // once, in the module's init function; needs the GIL
 *     clonal_run *run = clonal_api->run_new(program);              // needs the GIL
 *     clonal_api->run_start(run, key, index);
 *     while ((status = clonal_api->run_step(run, 100000)) == CLONAL_MORE) { ... }
 *     cells = clonal_api->run_population(run, lineage, niche, state);
 *     clonal_api->run_free(run);                                   // needs the GIL
 *
 * One run belongs to one thread at a time; any number of runs may go on in as many threads. `clonal_api` is a static of the file
 * that includes this header, so each such file calls clonal_import() itself.
 *
 * The same functions are in `clonal/_engine.pxd` for Cython.
 */
#ifndef CLONAL_H
#define CLONAL_H

#include <Python.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised only if a function changes or goes. A new function is put at the end of the table and changes `struct_size` alone. */
#define CLONAL_ABI_VERSION 1

#define CLONAL_CAPSULE_NAME "clonal._engine._C_API"

/* What run_step returns; a negative number is a failure that run_error puts in words. */
#define CLONAL_MORE 0
#define CLONAL_FINISHED 1

typedef struct clonal_run clonal_run;

typedef struct clonal_api_table {
    uint32_t struct_size; /* bytes of this table, as the module was built */
    uint32_t abi_version;

    /* A run of `program`, what clonal.compile.compile_scenario() returns; NULL with a Python exception set if it is anything else.
     * The run keeps a reference to it. Needs the GIL. */
    clonal_run *(*run_new)(PyObject *program);

    /* Frees the run; NULL is allowed. Needs the GIL. */
    void (*run_free)(clonal_run *run);

    /* Puts the run to time 0 as run number `index` (>= 0) of the ensemble with this key: the four words of
     * numpy.random.SeedSequence(seed).generate_state(4, numpy.uint64). May be called again to do another run. Returns 0, or a
     * negative number. */
    int (*run_start)(clonal_run *run, const uint64_t *key, int64_t index);

    /* Goes on for at most `max_events` (> 0) events; where a rate moves, a proposal that is turned down counts as one. However a
     * run is cut up, its bits are the same. Returns CLONAL_MORE, CLONAL_FINISHED or a negative number. */
    int (*run_step)(clonal_run *run, int64_t max_events);

    double (*run_time)(const clonal_run *run);    /* days; once the run is finished, when it stopped */
    int64_t (*run_events)(const clonal_run *run); /* events so far */

    /* Cells now, by the places of lineage, niche and state in the program's layout; -1 if there is no such place. */
    int64_t (*run_population)(const clonal_run *run, int lineage, int niche, int state);

    /* Why the last call on this run failed, or "". Owned by the run, good until the next call on it. */
    const char *(*run_error)(const clonal_run *run);
} clonal_api_table;

static const clonal_api_table *clonal_api = NULL;

/* Fetches the table. Returns 0, or -1 with ImportError set. Needs the GIL. */
static inline int
clonal_import(void)
{
    const clonal_api_table *table;
    PyObject *module;

    /* A capsule's path is looked up by attribute, and `clonal` loads its parts only when they are asked for. */
    module = PyImport_ImportModule("clonal._engine");
    if (module == NULL) {
        return -1;
    }
    Py_DECREF(module); /* sys.modules holds it */
    table = (const clonal_api_table *)PyCapsule_Import(CLONAL_CAPSULE_NAME, 0);
    if (table == NULL) {
        return -1;
    }
    if (table->abi_version != CLONAL_ABI_VERSION || table->struct_size < sizeof(clonal_api_table)) {
        PyErr_Format(PyExc_ImportError,
                     "this module was built for version %d of clonal's compiled interface, %zu bytes, and the installed clonal has "
                     "version %u, %u bytes: rebuild it against the installed clonal",
                     CLONAL_ABI_VERSION, sizeof(clonal_api_table), (unsigned int)table->abi_version,
                     (unsigned int)table->struct_size);
        return -1;
    }
    clonal_api = table;
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
