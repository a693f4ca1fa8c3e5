"""What goes wrong on purpose: by its number in ext/, with the test that must catch it."""

from __future__ import annotations

from typing import NamedTuple


class Sabotage(NamedTuple):
    """An error that is compiled in, how large it is where a size makes sense, and its test."""

    what: str
    size: str
    test: str


def rate(case: str) -> str:
    """Return the test that scores every number of a case."""
    return f"tests/statistical/test_rates.py::test_every_number[{case}-default]"


def law(case: str) -> str:
    """Return the test that holds a case of core events to its master equation."""
    return f"tests/statistical/test_master_equation.py::test_core[{case}-default]"


def mechanism(case: str) -> str:
    """Return the test that holds a case of mechanisms to its master equation."""
    return f"tests/statistical/test_master_equation.py::test_mechanisms[{case}-default]"


VERIFY = "tests/property/test_invariants.py::test_verify_holds_at_every_slice"
WEIGHED = "tests/statistical/test_weighed_sums.py::test_sums_are_those_of_the_clone_tables"
BLOCKS = "tests/property/test_bits.py::test_blocks"
CLAMPS = "tests/statistical/test_clamps.py::test_no_rate_falls_below_0[mutation-driven-default]"
TRAITS = "tests/statistical/test_clones.py::test_traits_are_drawn_from_their_distributions"
FLOOR = "tests/statistical/test_clones.py::test_no_inherited_rate_falls_below_zero"
MANY = "tests/statistical/test_many_clones.py"
PASSAGE = "tests/statistical/test_endpoints.py::test_first_passage"
WAITING = "tests/statistical/test_endpoints.py::test_what_holds_already_counts_from_the_day_it_may"
CONDITIONS = "tests/statistical/test_conditions.py"
LISTS = "tests/engine/test_crowds.py::test_lists_are_right_where_every_event_goes_the_general_way"
MADE = "tests/engine/test_nodes.py::test_shares_and_products_are_those_of_what_they_are_made_of"
TREATED = "tests/engine/test_extinction.py::test_it_is_not_before_the_last_intervention_on_a_pool"
DEATHS = "tests/statistical/test_causes.py"
DIGITS = "tests/engine/test_counts.py::test_a_sum_is_that_of_the_counts_to_the_last_digit"
POOL_OVERFLOW = (
    "tests/engine/test_counts.py::test_a_pool_that_overflows_is_told_with_its_name_and_time"
)
SAVED = "tests/engine/test_saving.py::test_what_is_loaded_is_what_was_saved"
STEEP = "tests/engine/test_steep.py"
CROWD = "tests/engine/test_crowds.py::test_every_clone_of_a_crowd_is_drawn_by_its_cells[1-default]"
EXTINCTION = "tests/engine/test_extinction.py::test_it_is_extinct_with_its_last_cell"
ALIVE = "tests/engine/test_extinction.py::test_it_is_not_while_anything_can_change"
QUIET = (
    "tests/engine/test_extinction.py::test_it_is_extinct_when_a_concentration_lets_no_member_die"
)
CONCENTRATION = "tests/engine/test_courses.py"
STREAM = "tests/engine/test_streams.py::test_a_run_draws_from_its_own_stream"
DRAWS = "tests/engine/test_streams.py::test_the_engine_draws_what_is_known"
TABLE = "tests/engine/test_tables.py::test_a_table_is_linear_between_its_points"
OVERFLOW = "tests/property/test_errors.py::test_a_count_that_would_overflow"
TOTAL = "tests/property/test_errors.py::test_mutation_probabilities_that_pass_one_while_it_runs"
ITSELF = "tests/property/test_errors.py::test_a_mutation_to_what_a_cell_is_already_is_none"

SABOTAGES = {
    # rates: of two in a hundred events of a kind, nothing comes
    1: Sabotage("births", "2 %", rate("birth, death, immigration")),
    2: Sabotage("deaths", "2 %", rate("birth, death, immigration")),
    3: Sabotage("migration to a later niche", "2 %", rate("free migration")),
    4: Sabotage("migration to an earlier niche", "2 %", rate("free migration")),
    5: Sabotage("immigration", "2 %", rate("birth, death, immigration")),
    6: Sabotage("divisions that differentiate", "2 %", rate("stages")),
    7: Sabotage("events of pools", "2 %", rate("pools")),
    8: Sabotage("time between events too long", "2 %", rate("birth, death, immigration")),
    9: Sabotage("mutations", "2 %", rate("three clones that mutate")),
    # what an event does
    10: Sabotage("a daughter that should leave stays", "", law("daughters-leave")),
    11: Sabotage("the mutant daughter is always the first", "", law("daughters-leave")),
    12: Sabotage("a mutant also stays what she was", "", law("crowding-migration-mutation")),
    13: Sabotage("bounds stale after a class has widened", "", VERIFY),
    14: Sabotage("a pool turns into itself", "", mechanism("pools")),
    15: Sabotage("an empty pool still loses members", "", mechanism("pools")),
    16: Sabotage("sums stale after a pool has changed", "", VERIFY),
    17: Sabotage("the first clone immigrates", "", law("immigration-and-a-closed-niche")),
    18: Sabotage("a close endpoint is not looked at", "", PASSAGE),
    19: Sabotage("a sum moves by a wrong weight", "2 %", law("crowding-migration-mutation")),
    20: Sabotage("the wrong cell leaves a list", "", VERIFY),
    21: Sabotage("when nothing can happen any more is not noted", "", QUIET),
    # bounds
    22: Sabotage("squeeze too high", "half the way", law("crowding-migration-mutation")),
    23: Sabotage("bound of a class too low", "2 %", rate("founders under a drug")),
    24: Sabotage("a sum keeps the interval it has left", "", law("crowding-migration-mutation")),
    25: Sabotage("bounds stale after that", "", law("crowding-migration-mutation")),
    26: Sabotage("too few proposals are void", "2 %", rate("birth, death, immigration")),
    27: Sabotage("a total beyond its share of the urn", "", law("crowding-migration-mutation")),
    # laws
    28: Sabotage("a clone's own fold ignored", "", MANY),
    29: Sabotage("effect of a drug on one clone", "2 %", MANY),
    30: Sabotage("inhibition beyond 1", "", MANY),
    31: Sabotage("traits of the first clone", "", MANY),
    32: Sabotage("a clone's own sensitivity ignored", "", MANY),
    33: Sabotage(
        "sign of every part after the first", "", mechanism("modified-kills-and-mutation")
    ),
    34: Sabotage("a law below 0", "", CLAMPS),
    35: Sabotage("a probability above 1", "", rate("clamped divisions")),
    36: Sabotage(
        "a sum leaves its interval downwards alone", "", law("crowding-migration-mutation")
    ),
    37: Sabotage("a running sum beside vast counts", "1e-16", DIGITS),
    38: Sabotage("a weighted sum that drifts", "1e-16", DIGITS),
    39: Sabotage("a positive part below 0", "", law("inhibited-beyond-one")),
    40: Sabotage("half of every Hill response", "2 %", rate("bolus")),
    41: Sabotage("peak of a window left out of its bounds", "", mechanism("immune-window")),
    42: Sabotage("slope of a table", "2 %", TABLE),
    # concentrations
    43: Sabotage("concentration frozen since the last dose", "", law("bolus")),
    44: Sabotage("perfusion", "2 %", rate("infusion")),
    45: Sabotage("bound of a concentration too low, and no guard", "half", law("bolus")),
    46: Sabotage("peak of absorption left out of its bounds", "", law("absorption")),
    47: Sabotage("rate of absorption", "1 %", CONCENTRATION),
    48: Sabotage("rate of elimination", "1 %", CONCENTRATION),
    49: Sabotage("a constant window never ends", "", law("windows")),
    50: Sabotage("each dose an interval late", "", CONCENTRATION),
    51: Sabotage("amount of a dose", "2 %", CONCENTRATION),
    52: Sabotage("the second dose given twice", "", CONCENTRATION),
    53: Sabotage("the second dose skipped", "", CONCENTRATION),
    54: Sabotage("end of an infusion not made good", "1e-4", CONCENTRATION),
    55: Sabotage("a window of bounds goes on beyond a dose", "", law("bolus")),
    # what is due and what is watched
    56: Sabotage("share that an intervention leaves", "1 %", rate("interventions")),
    57: Sabotage("`set` empties nothing", "", law("interventions")),
    58: Sabotage("runs share a stream by twos", "", STREAM),
    59: Sabotage("the stream of another purpose", "", STREAM),
    60: Sabotage("`after` ignored", "", WAITING),
    61: Sabotage("bounds stale after an intervention", "", law("interventions")),
    62: Sabotage("the stream of a run's place in its block", "", STREAM),
    63: Sabotage("a level counts as passed", "", PASSAGE),
    64: Sabotage("a stop that goes on", "", PASSAGE),
    65: Sabotage("a crossing found a step late", "", CONCENTRATION),
    66: Sabotage("time of extinction late", "", EXTINCTION),
    67: Sabotage("extinct with the last cell, whatever pools do", "", ALIVE),
    68: Sabotage("signals recorded as they were at the last event", "", CONCENTRATION),
    69: Sabotage("a sample misses what is done at its time", "", law("interventions")),
    70: Sabotage("too many cells", "", OVERFLOW),
    71: Sabotage("too many members of a pool", "", POOL_OVERFLOW),
    # clones
    72: Sabotage("the row of an extinct clone not released", "", VERIFY),
    73: Sabotage("a row more released than is free", "", VERIFY),
    74: Sabotage("class not widened", "", VERIFY),
    75: Sabotage("a founder keeps the traits of its parent", "", TRAITS),
    76: Sabotage("a floored trait below 0", "", FLOOR),
    77: Sabotage("a mutation to what the cell is already", "", ITSELF),
    78: Sabotage("mutations by a law", "2 %", rate("modified mutation")),
    79: Sabotage("a later mutation only where it is likelier", "", law("mutual-mutation")),
    80: Sabotage("probabilities that add up to more than 1", "", TOTAL),
    81: Sabotage("width of a lognormal", "2 %", TRAITS),
    # crowds and lists
    82: Sabotage("a crowd draws its first member", "", CROWD),
    83: Sabotage("small clones hidden in a crowd", "", CROWD),
    84: Sabotage("bin of a wrong power of two", "", CROWD),
    85: Sabotage("cells of a bin stale", "", CROWD),
    86: Sabotage("the first of a list leaves", "", LISTS),
    # draws
    87: Sabotage("uniform numbers of 32 bits", "1e-10", DRAWS),
    88: Sabotage("binomial of a likely success", "2 % of failures", DRAWS),
    89: Sabotage("gamma of a small shape", "2 %", DRAWS),
    # later
    90: Sabotage("slope of a logarithm", "2 %", CONCENTRATION),
    91: Sabotage("doses given are not loaded", "", SAVED),
    92: Sabotage("intervals widen again, and their bounds do not", "", STEEP),
    93: Sabotage("the second part of a sum", "2 %", mechanism("sums-of-sums")),
    94: Sabotage("the whole of a share", "2 %", MADE),
    95: Sabotage("all deaths are of the first cause", "", DEATHS),
    96: Sabotage("deaths are not counted anew after a sample", "", DEATHS),
    97: Sabotage("a clone's last death is not counted", "", DEATHS),
    98: Sabotage("an endpoint's first condition is not asked for", "", CONDITIONS),
    99: Sabotage("one condition of an endpoint is enough", "", CONDITIONS),
    100: Sabotage("survival of a pool's members", "2 %", mechanism("pools-treated")),
    101: Sabotage("a pool that is set keeps its members", "", mechanism("pools-treated")),
    102: Sabotage("a pool that is treated later keeps no run alive", "", TREATED),
    103: Sabotage("the trait that cells add to a load", "2 %", WEIGHED),
    104: Sabotage("traits below 0 weigh nothing", "", WEIGHED),
    105: Sabotage("a mutant's traits reach no sum", "", WEIGHED),
    106: Sabotage("by how much a clone's trait moves a sum", "50 %", WEIGHED),
}
