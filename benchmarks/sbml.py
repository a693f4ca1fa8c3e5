"""The network as SBML, for the peers that read it.

Two ways to say how full a niche is, because simulators differ in which they run faster: ``sum``
writes an assignment rule over the clones, ``count`` a species of its own that every event updates.
Each peer is measured in the faster one.
"""

from __future__ import annotations

from benchmarks.network import Network

FORMS = ("sum", "count")
HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
<model id="benchmark" substanceUnits="item" timeUnits="second" extentUnits="item">
<listOfUnitDefinitions/>
<listOfCompartments>
<compartment id="marrow" size="1" spatialDimensions="3" constant="true"/>
</listOfCompartments>
"""
MATHS = '<math xmlns="http://www.w3.org/1998/Math/MathML">'


def species_name(niche: int, clone: int) -> str:
    """Name of the cells of a clone in a niche."""
    return f"n{niche}_{clone}"


def _times(*factors: str) -> str:
    return f"<apply><times/>{''.join(factors)}</apply>"


def _number(value: float) -> str:
    return f"<cn>{value!r}</cn>"


def _species(name: str, count: int) -> str:
    return (
        f'<species id="{name}" compartment="marrow" initialAmount="{count}" '
        'hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>'
    )


def _reaction(name: str, before: list[str], after: list[str], law: str, reads: str | None) -> str:
    def side(kind: str, names: list[str]) -> str:
        entries = "".join(
            f'<speciesReference species="{n}" stoichiometry="{names.count(n)}" constant="true"/>'
            for n in dict.fromkeys(names)
        )
        return f"<{kind}>{entries}</{kind}>" if entries else ""

    modifiers = ""
    if reads is not None:
        modifiers = (
            f'<listOfModifiers><modifierSpeciesReference species="{reads}"/></listOfModifiers>'
        )
    return (
        f'<reaction id="{name}" reversible="false" fast="false">'
        f"{side('listOfReactants', before)}{side('listOfProducts', after)}{modifiers}"
        f"<kineticLaw>{MATHS}{law}</math></kineticLaw></reaction>"
    )


def write(network: Network, form: str) -> str:
    """Return the SBML text (Level 3 Version 1) of a network in one of the two forms."""
    crowded = network.capacity is not None
    counted = crowded and form == "count"
    species, reactions, rules, parameters = [], [], [], []
    for k in range(2):
        names = [species_name(k, c) for c in range(network.clones)]
        species += [_species(n, network.initial[k][c]) for c, n in enumerate(names)]
        total = f"total{k}"
        if counted:
            species.append(_species(total, sum(network.initial[k])))
        elif crowded:
            parameters.append(f'<parameter id="{total}" constant="false"/>')
            terms = "".join(f"<ci>{n}</ci>" for n in names)
            rules.append(
                f'<assignmentRule variable="{total}">{MATHS}<apply><plus/>{terms}</apply></math>'
                "</assignmentRule>"
            )
        here, there = [[f"total{i}"] if counted else [] for i in (k, 1 - k)]
        for c, cell in enumerate(names):
            cells, moved = f"<ci>{cell}</ci>", species_name(1 - k, c)
            birth = _times(_number(network.birth[c]), cells)
            if crowded:
                assert network.capacity is not None
                share = f"<apply><divide/><ci>{total}</ci>{_number(network.capacity[k])}</apply>"
                free = f"<apply><minus/><cn>1</cn>{share}</apply>"
                birth = _times(_number(network.birth[c]), cells, free)
            reads = total if counted else None
            reactions.append(_reaction(f"b{cell}", [cell], [cell, cell, *here], birth, reads))
            death = _times(_number(network.death), cells)
            reactions.append(_reaction(f"d{cell}", [cell, *here], [], death, None))
            move = _times(_number(network.migration[k]), cells)
            reactions.append(_reaction(f"m{cell}", [cell, *here], [moved, *there], move, None))
    body = f"<listOfSpecies>{''.join(species)}</listOfSpecies>"
    if parameters:
        body += f"<listOfParameters>{''.join(parameters)}</listOfParameters>"
        body += f"<listOfRules>{''.join(rules)}</listOfRules>"
    return f"{HEADER}{body}<listOfReactions>{''.join(reactions)}</listOfReactions></model></sbml>"
