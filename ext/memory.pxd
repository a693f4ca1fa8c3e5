# Memory from the start of a line, in large pages where there is much of it.
from libc.stdint cimport int64_t
from libc.stdlib cimport calloc

cdef extern from "<stdlib.h>" nogil:
    void *aligned_alloc(size_t alignment, size_t size)

cdef extern from *:
    """
    #define CLONAL_PAGE ((int64_t)1 << 21)
    #if defined(__linux__)
    #include <sys/mman.h>
    #ifndef MADV_HUGEPAGE
    #define MADV_HUGEPAGE 14
    int madvise(void *, size_t, int);
    #endif
    #define clonal_advise_large(p, n) madvise(p, n, MADV_HUGEPAGE)
    #else
    #define clonal_advise_large(p, n) 0
    #endif
    """
    int64_t PAGE "CLONAL_PAGE"
    int advise_large "clonal_advise_large"(void *p, size_t n) noexcept nogil

cdef enum:
    LINE = 64  # bytes that memory fetches at once


cdef inline void *large(int64_t size) noexcept nogil:
    # NULL where there is no memory.
    cdef void *p
    if size < PAGE:
        return aligned_alloc(LINE, (size + LINE - 1) // LINE * LINE + LINE)
    size = (size + PAGE - 1) // PAGE * PAGE
    p = aligned_alloc(PAGE, size)
    if p != NULL:
        advise_large(p, size)
    return p


cdef inline void *room(size_t count, size_t size) except NULL:
    # Zeros, and never nothing: so a table without entries has an address too.
    cdef void *p = calloc(count if count else 1, size)
    if p == NULL:
        raise MemoryError("no memory for a run")
    return p
