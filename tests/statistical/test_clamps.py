"""No rate is negative: a law clamps its whole sum, whether that is known before the run or not.

In each case one number of ``plus`` takes a rate below 0 beside another that stays positive. It is
written as a plain number, which is folded when the scenario is compiled, and as the response to a
signal that never changes, which is not.
"""

from __future__ import annotations

import numpy as np
import pytest

from support import laws
from support.cases import Case
from support.checks import follows_master_equation
from support.samplers import Sampler
from support.scenarios import scenario
from support.statistics import Gate, gated

PLAIN = "plus = -0.3"
DRIVEN = 'signal = "one"\nplus = { linear = { at_zero = 0.0, slope = -0.3 } }'
FORMS = {"folded": PLAIN, "driven": DRIVEN}

ONE = """
[time]
end = 1.0
at = [1.0]
[[pool]]
name = "unit"
initial = 1
[[signal]]
name = "one"
sum = [{ pool = "unit" }]
"""
NICHES = """
[[niche]]
name = "n"
capacity = 3
[[niche]]
name = "o"
capacity = 3
"""
LINEAGES = "ab"


def clones(*words: str) -> str:
    """Return the clones A and B, of lineages a and b, a cell each."""
    return NICHES + "".join(
        f'[[clone]]\nname = "{lineage.upper()}"\nlineage = "{lineage}"\n'
        f"initial = {{ n = 1 }}\n{word}\n"
        for lineage, word in zip(LINEAGES, words, strict=False)
    )


def modified(on: str, of: str = "") -> str:
    """Return a modifier whose ``plus`` stands for itself."""
    return f'[[modifier]]\non = "{on}"\n' + (f"of = {of}\n" if of else "") + "PLUS\n"


QUIET = "birth = 0.0"
STAGED = 'stages = ["stem", "blast"]\n'
POOLS = """
[[pool]]
name = "low"
initial = 2
{low}
[[pool]]
name = "high"
initial = 2
{high}
"""


def pools(low: str, high: str) -> str:
    """Return two pools, in a scenario whose cells do nothing."""
    return clones(QUIET) + POOLS.format(low=low, high=high)


def both_pools(on: str) -> str:
    """Return a modifier for each pool."""
    return modified(on, '{ pool = "low" }') + modified(on, '{ pool = "high" }')


BONDS = """
[[attachment]]
lineage = "a"
attach = {a[0]}
detach = {a[1]}
[[attachment]]
lineage = "b"
attach = {b[0]}
detach = {b[1]}
"""

KILLS = """
[[drug]]
name = "weak"
constant = { value = 1.0 }
[[drug.effect]]
on = "kill"
emax = 0.2
ec50 = 1.0
[[drug]]
name = "strong"
constant = { value = 1.0 }
[[drug.effect]]
on = "kill"
emax = 1.6
ec50 = 1.0
"""

MOVES = """
[[migration]]
from = "n"
to = "o"
rate = 0.1
[[migration]]
from = "o"
to = "n"
rate = 0.8
"""

MUTATIONS = """
[[mutation]]
name = "none"
from = "A"
to = "B"
rate = {low}
[[mutation]]
name = "some"
from = "A"
to = "C"
rate = 0.7
[[clone]]
name = "C"
lineage = "c"
birth = 0.0
"""

#: What the definition of each rate must be kept from falling below 0.
CASES = {
    "birth": clones("birth = 0.2", "birth = 0.9") + modified("birth"),
    "division": STAGED
    + clones(
        "division = { stem = 0.2 }\nself_renewal = { stem = 0.5 }",
        "division = { stem = 0.9 }\nself_renewal = { stem = 0.5 }",
    )
    + modified("division"),
    "self_renewal": STAGED
    + clones(
        "division = { stem = 0.6 }\nself_renewal = { stem = 0.1 }",
        "division = { stem = 0.6 }\nself_renewal = { stem = 0.8 }",
    )
    + modified("self_renewal"),
    "asymmetric": STAGED
    + clones(
        "division = 0.0\nself_renewal = 1.0\nasymmetric = 0.2",
        "division = 0.0\nself_renewal = 1.0\nasymmetric = 0.9",
    )
    + modified("asymmetric"),
    "death": clones("birth = 0.2\ndeath = 0.2", "birth = 0.2\ndeath = 0.9") + modified("death"),
    "death-of-nothing": clones("birth = 0.2", "birth = 0.2\ndeath = 0.9") + modified("death"),
    "kill": clones(QUIET) + KILLS + modified("kill"),
    "cycling": clones("birth = 0.2", "birth = 0.9")
    + KILLS.replace("emax = 1.6", "emax = 1.6\ncycling = true")
    + modified("birth"),
    "migration": clones(QUIET) + MOVES + modified("migration"),
    "mutation": clones("birth = 0.8", QUIET) + MUTATIONS.format(low=0.1) + modified("mutation"),
    "mutation-of-rate-0": clones("birth = 0.8", QUIET)
    + MUTATIONS.format(low=0.0)
    + modified("mutation"),
    "attach": clones(QUIET, QUIET) + BONDS.format(a=(0.1, 0.2), b=(0.9, 0.2)) + modified("attach"),
    "detach": clones(QUIET, QUIET) + BONDS.format(a=(0.9, 0.1), b=(0.9, 0.9)) + modified("detach"),
    "inflow": pools("inflow = 0.1\ndeath = 0.3", "inflow = 0.9\ndeath = 0.3")
    + both_pools("inflow"),
    "pool-birth": pools("birth = 0.1\ndeath = 0.3", "birth = 0.5\ndeath = 0.3")
    + both_pools("birth"),
    "pool-death": pools("death = 0.1", "death = 0.9") + both_pools("death"),
    "convert": pools(
        'convert = [{ to = "high", rate = 0.1 }]', 'convert = [{ to = "low", rate = 0.9 }]'
    )
    + both_pools("convert"),
}


def case(name: str, form: str) -> Case:
    """Return a case in one of its two forms."""
    head, rest = ("", CASES[name])
    if rest.startswith(STAGED):
        head, rest = STAGED, rest[len(STAGED) :]
    members = (1, 14, 14) if POOLS[:15] in rest else (1,)
    # Cells that have no division stay as many as they are.
    cells = 2 if BONDS[:15] in rest else 7
    return Case(head + ONE + rest.replace("PLUS", FORMS[form]), (cells, 3), members, 20_000)


@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("name", list(CASES))
@gated(alpha=2e-10)
def test_no_rate_falls_below_0(gate: Gate, sampler: Sampler, name: str, form: str) -> None:
    follows_master_equation(gate, sampler, case(name, form))


@pytest.mark.parametrize("form", list(FORMS))
@gated(alpha=1e-9)
def test_a_mutation_below_0_takes_nothing_from_another(
    gate: Gate, sampler: Sampler, form: str
) -> None:
    """Two mutations of rates 0.0 and 0.4, and 0.2 less of both: one in five divisions mutates."""
    described = scenario(
        ONE.replace("end = 1.0\nat = [1.0]", "end = 6.0\nat = [6.0]"),
        f"""
        [[niche]]
        name = "n"
        [[clone]]
        name = "A"
        lineage = "a"
        birth = 0.4
        death = 0.1
        initial = {{ n = 2 }}
        [[clone]]
        name = "B"
        lineage = "b"
        birth = 0.2
        [[clone]]
        name = "C"
        lineage = "c"
        birth = 0.2
        death = 0.1
        [[mutation]]
        name = "m"
        from = "A"
        to = "B"
        rate = 0.0
        [[mutation]]
        name = "k"
        from = "A"
        to = "C"
        rate = 0.4
        [[modifier]]
        on = "mutation"
        {FORMS[form].replace("0.3", "0.2").replace(chr(10), chr(10) + 8 * " ")}
        """,
    )
    block = sampler(described, 20_000, gate.seed())
    law = laws.mutants(
        wild=(0.4, 0.1), mutant=(0.2, 0.1), mutation=0.2, founders=2, time=6.0, size=128
    )
    gate.law("C", block["population"][:, 0, 2, 0, 0], law)
    gate.law("B", block["population"][:, 0, 1, 0, 0], np.array([1.0]))
