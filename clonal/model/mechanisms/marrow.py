"""What a mechanism needs to know of a scenario, and what several of them build alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from clonal.model.grammar.kinds import NUMBER, TABLE, Name, Rate, tag_of
from clonal.model.grammar.part import Part
from clonal.model.parts.clone import Clone
from clonal.model.parts.drug import Drug
from clonal.model.parts.migration import Migration
from clonal.model.parts.modifier import Modifier
from clonal.model.parts.mutation import Mutation
from clonal.model.parts.niche import Niche
from clonal.model.parts.response import Hill, Linear, Response
from clonal.model.parts.states import by_stage

NORMAL, LEUKEMIC = "normal", "leukemic"
#: The cause of death that effectors are.
IMMUNE = "immune"
#: Traits of clones, 1 where they are not stated: what effectors see, and what cells secrete.
ANTIGEN, SECRETION = "antigen", "secretion"
#: The lineages that the sections know.
LINEAGES = (NORMAL, LEUKEMIC)

#: One number for every niche, or a table by niche (0 where a niche is not named).
ByNiche = Annotated[
    Annotated[Rate, Tag(NUMBER)] | Annotated[dict[Name, Rate], Tag(TABLE)], Discriminator(tag_of())
]
#: The first stage's number, or a table by stage (0 where a stage is not named).
ByStage = ByNiche

#: A key below a section, as a way into its tables, and what is wrong there.
Complaint = tuple[tuple[str | int, ...], str]


@dataclass(frozen=True)
class Marrow:
    """The parts of a scenario that mechanisms look at.

    Attributes
    ----------
    stages : tuple of str
    niche, clone, migration, mutation, drug : tuple
        As the scenario states them.
    sections : mapping of str to section
        Those that the scenario states, by name.
    """

    stages: tuple[str, ...]
    niche: tuple[Niche, ...]
    clone: tuple[Clone, ...]
    migration: tuple[Migration, ...] = ()
    mutation: tuple[Mutation, ...] = ()
    drug: tuple[Drug, ...] = ()
    sections: Mapping[str, Mechanism] = field(default_factory=dict)

    @property
    def blood(self) -> str | None:
        """The niche that is the blood, where blood is modelled."""
        section: Any = self.sections.get("blood")
        return None if section is None else str(section.niche)

    @property
    def niches(self) -> tuple[str, ...]:
        """Every niche, the blood included even where the scenario leaves it to its section."""
        names = tuple(niche.name for niche in self.niche)
        return names if self.blood is None or self.blood in names else (*names, self.blood)

    @property
    def homes(self) -> tuple[str, ...]:
        """The niches of the marrow: all but the blood."""
        return tuple(name for name in self.niches if name != self.blood)

    @property
    def first(self) -> str | None:
        """The first stage, None where there is no other to tell it from."""
        return self.stages[0] if len(self.stages) > 1 else None

    @property
    def moving(self) -> bool:
        """Whether cells move between niches."""
        return bool(self.migration) or self.blood is not None

    @property
    def attacked(self) -> bool:
        """Whether effectors kill cells."""
        return "immunity" in self.sections and self.has(LEUKEMIC)

    def has(self, lineage: str) -> bool:
        """Whether any clone is of a lineage."""
        return any(clone.lineage == lineage for clone in self.clone)

    def mentions(self, trait: str) -> bool:
        """Whether a clone has a trait, or a mutation changes it."""
        return any(trait in clone.traits for clone in self.clone) or any(
            trait in mutation.effects for mutation in self.mutation
        )

    def weighed(self, trait: str) -> dict[str, Any]:
        """The words by which a trait weighs cells, 1 where a clone states none; none unused."""
        return {"trait": trait, "without": 1.0} if self.mentions(trait) else {}

    def killing(self) -> tuple[str, ...]:
        """The drugs that kill cells."""
        return tuple(
            drug.name for drug in self.drug if any(effect.on == "kill" for effect in drug.effect)
        )

    def divisions(self) -> tuple[str, ...]:
        """The rates at which cells divide: asymmetric divisions only where there may be any."""
        asymmetric = any(
            any(value.values()) if isinstance(value := clone.asymmetric, dict) else value
            for clone in self.clone
        ) or any("asymmetric" in mutation.effects for mutation in self.mutation)
        return ("birth", "asymmetric") if asymmetric else ("birth",)

    def by_niche(self, value: float | Mapping[str, float]) -> dict[str, float]:
        """Spread a number over the niches of the marrow; a table has 0 where it is silent."""
        if isinstance(value, Mapping):
            return {niche: float(value.get(niche, 0.0)) for niche in self.niches}
        return {niche: float(value) if niche in self.homes else 0.0 for niche in self.niches}

    def by_stage(self, value: float | Mapping[str, float]) -> dict[str, float]:
        """Spread a number, which is the first stage's, or a table over the stages."""
        return by_stage(value, self.stages, 0.0)

    def stage(self, name: str) -> str | None:
        """Name a stage where a selector needs it: not where there is one alone."""
        return name if len(self.stages) > 1 else None

    def strangers(self, key: str, value: Any, kind: str = "niche") -> Iterator[Complaint]:
        """Complain about a table's words that are no niche, or no stage, of this scenario."""
        known = self.niches if kind == "niche" else self.stages
        for word in value if isinstance(value, Mapping) else ():
            if word not in known:
                yield (key, word), f'no {kind} is called "{word}"; known: {", ".join(known)}'


class Mechanism(Part):
    """A section of a scenario: shorthand for parts of the plain vocabulary."""

    #: The clones' own traits that it reads.
    traits: ClassVar[tuple[str, ...]] = ()

    def complaints(self, marrow: Marrow) -> Iterator[Complaint]:
        """Say what does not fit the scenario around it."""
        raise NotImplementedError

    def expand(self, marrow: Marrow) -> Iterator[Part]:
        """Yield the parts that it stands for."""
        raise NotImplementedError


def line(at_zero: float, slope: float) -> Response:
    """A straight line."""
    return Response(linear=Linear(at_zero=at_zero, slope=slope))


def curve(start: float, to: float, half: float, power: float) -> Response:
    """A Hill curve."""
    return Response(hill=Hill(from_=start, to=to, half=half, power=power))


def selecting(**words: Any) -> dict[str, Any]:
    """The words of a selector that say something."""
    return {key: word for key, word in words.items() if word is not None}


def times(on: str, value: float | Response, signal: str | None = None, **of: Any) -> Modifier:
    """A factor on a rate of the chosen cells."""
    return _modifier(on, signal, of, times=value)


def plus(on: str, value: float | Response, signal: str | None = None, **of: Any) -> Modifier:
    """Something added to a rate of the chosen cells."""
    return _modifier(on, signal, of, plus=value)


def _modifier(on: str, signal: str | None, of: dict[str, Any], **value: Any) -> Modifier:
    trait, without = of.pop("trait", None), of.pop("without", None)
    chosen = selecting(**of)
    words = selecting(signal=signal, trait=trait, without=without)
    return Modifier(on=on, **({"of": chosen} if chosen else {}), **words, **value)
