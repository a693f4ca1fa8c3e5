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

    def key(self):
        """Of what two programs must have in common, so that one goes on from the other's states:
        all but their real numbers, whole numbers of 64 bits and strategies. Sampling times count."""
        labels = dict(vars(self.program.layout))
        times = labels.pop("time")
        digest = hashlib.sha256(repr((STREAMS, sizeof(Lead), sorted(labels.items()))).encode())
        digest.update(times.tobytes())
        for name, size in self.program.sizes.items():
            if name not in described.STRATEGY:
                digest.update(f"{name} {size}".encode())
        for name, table in described.TABLES.items():
            if table.dtype == described.INT:
                digest.update(self.program.arrays[name].tobytes())
        return digest.digest()

    def seal(self, state):
        """What comes before a saved state: it tells another program, and damage."""
        return hashlib.blake2b(state, key=self.key()).digest()

    def unseal(self, saved):
        """The state within what was saved."""
        saved = memoryview(saved).cast("B")
        length = hashlib.blake2b().digest_size
        if self.seal(saved[length:]) != bytes(saved[:length]):
            raise ValueError("saved by another program, or damaged")
        return saved[length:]

    cdef const void *address(self, array) except *:
        # A copy, which nobody else can write.
        array = array.copy()
        self.held.append(array)
        cdef const unsigned char[::1] raw = array.view(np.uint8)
        return &raw[0] if raw.shape[0] else NULL
