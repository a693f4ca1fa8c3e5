/* A foreign extension in plain C: two runs walked at once, by threads that Python has never heard of. */
#define PY_SSIZE_T_CLEAN
#include "clonal.h"

#include <pthread.h>

typedef struct {
    clonal_run *run;
    uint64_t key[4];
    int64_t index;
    int64_t stride;
    int status;
} walk;

static void *
walk_to_the_end(void *argument)
{
    walk *self = argument;

    self->status = clonal_api->run_start(self->run, self->key, self->index);
    while (self->status == CLONAL_MORE) {
        self->status = clonal_api->run_step(self->run, self->stride);
    }
    return NULL;
}

static PyObject *
outcome(const walk *self)
{
    if (self->status != CLONAL_FINISHED) {
        return PyErr_Format(PyExc_RuntimeError, "%s", clonal_api->run_error(self->run));
    }
    return Py_BuildValue("dLL", clonal_api->run_time(self->run), (long long)clonal_api->run_events(self->run),
                         (long long)clonal_api->run_population(self->run, 0, 0, 0));
}

/* walk_two(program, key, first, stride): (end time, events, cells of the first lineage, niche and state) of runs `first` and
 * `first + 1`. */
static PyObject *
walk_two(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *program, *results = NULL;
    unsigned long long key[4];
    long long first, stride;
    walk walks[2] = {{0}};
    pthread_t threads[2];
    int started = 0;

    if (!PyArg_ParseTuple(arguments, "O(KKKK)LL", &program, &key[0], &key[1], &key[2], &key[3], &first, &stride)) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        for (int word = 0; word < 4; word++) {
            walks[i].key[word] = key[word];
        }
        walks[i].index = first + i;
        walks[i].stride = stride;
        walks[i].run = clonal_api->run_new(program);
        if (walks[i].run == NULL) {
            goto out;
        }
    }
    Py_BEGIN_ALLOW_THREADS
    while (started < 2 && pthread_create(&threads[started], NULL, walk_to_the_end, &walks[started]) == 0) {
        started++;
    }
    for (int i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    Py_END_ALLOW_THREADS
    if (started < 2) {
        PyErr_SetString(PyExc_OSError, "no thread to be had");
        goto out;
    }
    results = PyTuple_New(2);
    for (int i = 0; i < 2 && results != NULL; i++) {
        PyObject *item = outcome(&walks[i]);

        if (item == NULL) {
            Py_CLEAR(results);
        } else {
            PyTuple_SET_ITEM(results, i, item);
        }
    }

out:
    for (int i = 0; i < 2; i++) {
        clonal_api->run_free(walks[i].run);
    }
    return results;
}

static PyMethodDef methods[] = {
    {"walk_two", walk_two, METH_VARARGS, "Walk two runs at once."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "c_walker", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC
PyInit_c_walker(void)
{
    PyObject *module;

    if (clonal_import() < 0) {
        return NULL;
    }
    module = PyModule_Create(&definition);
    if (module == NULL) {
        return NULL;
    }
    if (PyModule_AddIntConstant(module, "abi_version", (long)clonal_api->abi_version) < 0 ||
        PyModule_AddIntConstant(module, "struct_size", (long)clonal_api->struct_size) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
