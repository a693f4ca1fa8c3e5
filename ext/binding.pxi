# A program's sizes and arrays, held where the engine's tables point.

if sizeof(Tables) != 8 * (len(described.SIZES) + len(described.TABLES)):
    raise ImportError("the engine was built for other tables than clonal.compile.tables has")


cdef class _Bound:
    cdef Tables tables
    cdef object program
    cdef list held

    def __cinit__(self, program):
        if not isinstance(program, Program):
            raise TypeError(f"a clonal.compile.Program is wanted, not {type(program).__name__}")
        program.check()
        self.program = program
        self.held = []
        cdef int64_t *sizes = <int64_t *>&self.tables
        cdef const void **pointers = <const void **>&self.tables.clone_traits
        for i, name in enumerate(described.SIZES):
            sizes[i] = program.sizes[name]
        for i, name in enumerate(described.TABLES):
            pointers[i] = self.address(program.arrays[name])

    cdef const void *address(self, array) except *:
        # A copy, which nobody else can write.
        array = array.copy()
        self.held.append(array)
        cdef const unsigned char[::1] raw = array.view(np.uint8)
        return &raw[0] if raw.shape[0] else NULL
