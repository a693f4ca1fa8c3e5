# What runs recorded of their clones, as arrays by their names in the ensemble file.


cdef object copied(Vector *v, int64_t rows, dtype):
    """The first `rows` records of a vector as a structured array."""
    assert dtype.itemsize == v.width
    table = np.empty(rows, dtype)
    cdef char[::1] raw = table.view(np.uint8).view(np.int8)
    if rows:
        memcpy(&raw[0], v.data, rows * v.width)
    return table


cdef dict clones_of(layout, Vector *founded, ends):
    """The clone table; `ends` has how many rows it had at the end of each run."""
    fields = [
        ("id", "=i8"), ("parent", "=i8"), ("founded", "=f8"), ("name", "=i4"),
        ("lineage_index", "=i4"), ("mutation", "=i4"), ("niche_index", "=i4"),
    ] + [(f"trait_{variable(name)}", "=f8") for name in layout.traits]
    table = copied(founded, int(ends[len(ends) - 1]) if len(ends) else 0, np.dtype(fields))
    tables = {f"clone/{name}": np.ascontiguousarray(table[name]) for name, _ in fields}
    tables["clone/row_size"] = np.diff(ends, prepend=0)
    return tables


cdef dict counts_of(Vector *counted, sizes):
    """Clones with cells; `sizes` has the rows of each run and sample."""
    counts = np.dtype(
        [("clone_id", "=i8"), ("count", "=i8"), ("niche_index", "=i4"), ("state_index", "=i4")]
    )
    table = copied(counted, int(sizes.sum()), counts)
    # Rows of clones are used again, so they do not stand in the order of founding.
    sample = np.repeat(np.arange(sizes.size), sizes.ravel())
    table = table[np.lexsort((table["state_index"], table["niche_index"], table["clone_id"], sample))]
    tables = {f"clone_count/{name}": np.ascontiguousarray(table[name]) for name in counts.names}
    tables["clone_count/row_size"] = sizes
    return tables
