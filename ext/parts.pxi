# Parts of the engine by themselves: draws of a stream, and the concentrations of a program's drugs.


def draws(key, int64_t run, str sampler, int64_t count, *parameters):
    """Draw from the stream of a run, as the engine does.

    Parameters
    ----------
    key : ndarray of uint64, shape (4,)
        Of the ensemble.
    run : int
        Index of the run.
    sampler : {"word", "uniform", "exponential", "normal", "gamma", "binomial"}
    count : int
        How many draws.
    *parameters : float
        The shape of a gamma; the trials and the probability of a binomial.

    Returns
    -------
    ndarray, shape (count,)
        ``uint64`` words, ``int64`` successes, else ``float64``.

    Raises
    ------
    ValueError
        Where there is no such sampler or no such distribution, or the key has not 4 words.

    Examples
    --------
    >>> import numpy as np
    >>> key = np.arange(4, dtype=np.uint64)
    >>> draws(key, 0, "uniform", 2) < 1.0
    array([ True,  True])
    """
    cdef uint64_t words[4]
    cdef Stream g
    cdef int64_t i, trials
    cdef double p
    if len(key) != 4:
        raise ValueError("a key has 4 words")
    for i in range(4):
        words[i] = key[i]
    open_stream(&g, words, <uint64_t>run, EVENTS)
    if sampler == "word":
        return np.array([next_word(&g) for _ in range(count)], dtype=np.uint64)
    if sampler == "uniform":
        return np.array([uniform(&g) for _ in range(count)])
    if sampler == "exponential":
        return np.array([exponential(&g) for _ in range(count)])
    if sampler == "normal":
        return np.array([normal(&g) for _ in range(count)])
    if sampler == "gamma":
        p = parameters[0]
        if not 0.0 < p < INFINITY:
            raise ValueError("a gamma's shape is positive and finite")
        return np.array([gamma(&g, p) for _ in range(count)])
    if sampler == "binomial":
        trials, p = parameters[0], parameters[1]
        if trials < 0 or not 0.0 <= p <= 1.0:
            raise ValueError("a binomial has no fewer than 0 trials, and a probability")
        return np.array([binomial(&g, trials, p) for _ in range(count)], dtype=np.int64)
    raise ValueError(f"there is no sampler {sampler!r}")


def concentrations(program, int64_t drug, times):
    """Plasma concentration of a program's drug: all its doses and constant windows together.

    Parameters
    ----------
    program : clonal.compile.Program
    drug : int
        Its place among the scenario's drugs.
    times : ndarray of float64
        Days, finite, ascending and not negative. At the very time of a dose the dose is in.

    Returns
    -------
    ndarray of float64
        In the drug's own unit.

    Raises
    ------
    TypeError
        If `program` is not a Program, or one of its tables does not fit.
    IndexError
        Where there is no such drug.
    ValueError
        If the times do not ascend from 0 on.

    Examples
    --------
    >>> import clonal
    >>> from clonal.compile import compile_scenario
    >>> program = compile_scenario(clonal.load("pulsed-therapy"))
    >>> concentrations(program, 0, [0.0])
    array([1.])
    """
    cdef _Bound bound = _Bound(program)
    cdef const Tables *T = &bound.tables
    cdef State s
    cdef int64_t i
    if not 0 <= drug < T.drugs:
        raise IndexError(f"there are {T.drugs} drugs")
    moments = np.ascontiguousarray(times, dtype=np.float64)
    if not (np.all(np.diff(moments, prepend=0.0) >= 0.0) and np.all(moments < np.inf)):
        raise ValueError("times must ascend from 0 on")
    bodies, gut, cursors = (
        np.zeros(max(n, 1) * width, np.uint8)
        for n, width in (
            (T.drugs, sizeof(Body)), (T.gut_ptr[T.drugs], sizeof(double)), (T.series, sizeof(Cursor))
        )
    )
    cdef unsigned char[::1] held = bodies
    memset(&s, 0, sizeof(State))
    s.bodies = <Body *>&held[0]
    held = gut
    s.gut = <double *>&held[0]
    held = cursors
    s.cursors = <Cursor *>&held[0]
    begin_courses(T, &s)
    cdef const double[::1] at = moments
    values = np.empty(len(moments))
    cdef double[::1] out = values
    for i in range(at.shape[0]):
        change_course(T, &s, drug, at[i])
        out[i] = concentration(T, &s, drug, at[i])
    return values
