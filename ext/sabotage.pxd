# Errors on purpose, to show that the tests would notice: tests/sabotage lists them by number. Only a
# build that is asked for them (setup.py) knows of them, and takes its number from the environment. In
# every other build `sabotaged` is 0 and `skew` is 1, and the compiler leaves nothing of them.
from libc.stdint cimport int64_t

cdef extern from *:
    """
    #ifdef CLONAL_SABOTAGE
    #include <stdlib.h>
    static int clonal_sabotage = 0;
    __attribute__((constructor)) static void clonal_choose_sabotage(void) {
        const char *number = getenv("CLONAL_SABOTAGE");
        clonal_sabotage = number ? atoi(number) : 0;
    }
    #define clonal_sabotaged(number) (clonal_sabotage == (number))
    #define clonal_skew(number, factor) (clonal_sabotage == (number) ? (factor) : 1.0)
    #define clonal_either(number, right, wrong) (clonal_sabotage == (number) ? (wrong) : (right))
    #else
    #define clonal_sabotaged(number) 0
    #define clonal_skew(number, factor) 1.0
    #define clonal_either(number, right, wrong) (right)
    #endif
    """
    bint sabotaged "clonal_sabotaged"(int number) noexcept nogil
    double skew "clonal_skew"(int number, double factor) noexcept nogil
    double either "clonal_either"(int number, double right, double wrong) noexcept nogil
    int64_t either_int "clonal_either"(int number, int64_t right, int64_t wrong) noexcept nogil
    char *either_row "clonal_either"(int number, char *right, char *wrong) noexcept nogil
