"""Clones as the definition sees them: every heritable number of a genotype, and how it mutates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

#: Heritable rates by stage, with the value of a stage that a scenario does not name.
BY_STAGE = {"division": 0.0, "self_renewal": 1.0, "asymmetric": 0.0, "death": 0.0}
#: Those of them that are of the first phase, and 0 in the others unless a table says otherwise.
BY_PHASE = ("division", "asymmetric")

#: Rates by stage and phase.
Rates = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Genotype:
    """What a cell of one clone inherits; rates per day, by stage and phase."""

    lineage: str
    name: str | None
    rates: Mapping[str, Rates]
    amplification: tuple[int, ...]
    tropism: float | Mapping[str, float] = 1.0
    sensitivity: Mapping[str, float] = field(default_factory=dict)
    ec50_fold: Mapping[str, float] = field(default_factory=dict)
    traits: Mapping[str, float] = field(default_factory=dict)
    parent: int = -1
    mutation: int = -1
    founded: float = 0.0
    niche: int = -1

    def tropism_to(self, niche: str) -> float:
        """Return the weight of migration to `niche`."""
        if isinstance(self.tropism, Mapping):
            return self.tropism.get(niche, 1.0)
        return self.tropism


def by_stage(value: Any, stages: tuple[str, ...], unstated: float) -> tuple[float, ...]:
    """Spread a number (of the first stage) or a table over the stages."""
    if isinstance(value, Mapping):
        return tuple(value.get(stage, unstated) for stage in stages)
    return (value,) + (unstated,) * (len(stages) - 1)


def meant(rate: str, word: str, phases: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the stage, in each of the phases, that a key of a rate's table is about."""
    if ":" in word:
        stage, phase = word.split(":")
        return [(stage, phase)]
    return [(word, phase) for phase in (phases[:1] if rate in BY_PHASE else phases)]


def declared(
    clone: Any, stages: tuple[str, ...], phases: tuple[str, ...], without: Mapping[str, float]
) -> Genotype:
    """Return the genotype of a clone of the scenario; `without` are traits it may not state."""
    rates: dict[str, dict[tuple[str, str], float]] = {}
    for name, unstated in BY_STAGE.items():
        value = getattr(clone, name)
        if name == "division" and clone.birth is not None:
            value = clone.birth
        rates[name] = {(stage, phase): unstated for stage in stages for phase in phases}
        if value is not None:
            table = value if isinstance(value, Mapping) else {stages[0]: value}
            for word, number in table.items():
                rates[name].update(dict.fromkeys(meant(name, word, phases), number))
    amplification = by_stage(clone.amplification, stages, 1)
    return Genotype(
        lineage=clone.lineage,
        name=clone.name,
        rates=rates,
        amplification=tuple(int(number) for number in amplification),
        tropism=clone.tropism,
        sensitivity=dict(clone.sensitivity),
        ec50_fold=dict(clone.ec50_fold),
        traits={**without, **clone.traits},
    )


def draw(change: Any, rng: np.random.Generator) -> float:
    """Draw the number of an effect: it is a plain number or a named distribution."""
    if isinstance(change, int | float):
        return float(change)
    draws: dict[str, Callable[..., Any]] = {
        "lognormal": rng.lognormal,
        "normal": rng.normal,
        "exponential": rng.exponential,
        "gamma": rng.gamma,
        "uniform": rng.uniform,
    }
    for kind, drawn in draws.items():
        parameters = getattr(change, kind)
        if parameters is not None:
            return float(drawn(*parameters))
    raise ValueError(f"no distribution: {change!r}")


def changed(value: float, effect: Any, rng: np.random.Generator) -> float:
    """Return the parent's `value` as one effect (``times`` or ``plus``) changes it."""
    if effect.times is not None:
        return value * draw(effect.times, rng)
    return value + draw(effect.plus, rng)


def is_effect(node: Any) -> bool:
    """Return whether `node` is an effect itself, not a table of effects."""
    return not isinstance(node, Mapping)


def mutant(
    parent: Genotype,
    identity: int,
    mutation: Any,
    number: int,
    *,
    stages: tuple[str, ...],
    phases: tuple[str, ...],
    niches: tuple[str, ...],
    niche: int,
    time: float,
    rng: np.random.Generator,
) -> Genotype:
    """Found a new clone: the parent's traits, each changed by the mutation's effects."""
    rates = {name: dict(values) for name, values in parent.rates.items()}
    tropism: float | dict[str, float]
    tropism = dict(parent.tropism) if isinstance(parent.tropism, Mapping) else parent.tropism
    tables = {
        "sensitivity": dict(parent.sensitivity),
        "ec50_fold": dict(parent.ec50_fold),
    }
    traits = dict(parent.traits)
    for key, node in (mutation.effects or {}).items():
        if key in ("birth", *BY_STAGE):
            rate = "division" if key == "birth" else key
            for word, effect in ({stages[0]: node} if is_effect(node) else node).items():
                places = meant(rate, word, phases)
                new = max(0.0, changed(rates[rate][places[0]], effect, rng))
                rates[rate].update(dict.fromkeys(places, new))
        elif key == "tropism":
            if is_effect(node) and not isinstance(tropism, dict):
                tropism = max(0.0, changed(tropism, node, rng))
            else:
                if not isinstance(tropism, dict):
                    tropism = dict.fromkeys(niches, tropism)
                effects = dict.fromkeys(niches, node) if is_effect(node) else node
                for name, effect in effects.items():
                    tropism[name] = max(0.0, changed(tropism.get(name, 1.0), effect, rng))
        elif key in tables:
            for drug, effect in node.items():
                tables[key][drug] = max(0.0, changed(tables[key].get(drug, 1.0), effect, rng))
        else:
            traits[key] = changed(traits.get(key, 0.0), node, rng)
    return Genotype(
        lineage=parent.lineage,
        name=None,
        rates=rates,
        amplification=parent.amplification,
        tropism=tropism,
        sensitivity=tables["sensitivity"],
        ec50_fold=tables["ec50_fold"],
        traits=traits,
        parent=identity,
        mutation=number,
        founded=time,
        niche=niche,
    )
