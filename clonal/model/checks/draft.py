"""A scenario being read: each table by itself, so that one mistake hides no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from clonal.errors import Problem, ScenarioError
from clonal.model.grammar.forms import form_in_file, section
from clonal.model.grammar.kinds import Phases, Stages, shown
from clonal.model.grammar.part import Part
from clonal.model.grammar.places import Location, path_of
from clonal.model.grammar.problems import location_in, message_of, near
from clonal.model.grammar.tables import plain
from clonal.model.mechanisms import SECTIONS, Marrow, made_by
from clonal.model.parts.attachment import Attachment
from clonal.model.parts.cause import Cause
from clonal.model.parts.clone import Clone
from clonal.model.parts.drug import Drug
from clonal.model.parts.endpoint import Endpoint
from clonal.model.parts.intervention import Intervention
from clonal.model.parts.migration import Migration
from clonal.model.parts.modifier import Modifier
from clonal.model.parts.mutation import Mutation
from clonal.model.parts.niche import Niche
from clonal.model.parts.pool import Pool
from clonal.model.parts.record import Record
from clonal.model.parts.signal import Signal
from clonal.model.parts.states import states_of
from clonal.model.parts.switch import Switch
from clonal.model.parts.time import Time

LISTS: dict[str, type[Part]] = {
    "niche": Niche,
    "clone": Clone,
    "migration": Migration,
    "attachment": Attachment,
    "switch": Switch,
    "mutation": Mutation,
    "drug": Drug,
    "intervention": Intervention,
    "cause": Cause,
    "pool": Pool,
    "signal": Signal,
    "modifier": Modifier,
    "endpoint": Endpoint,
}
TABLES: dict[str, type[Part]] = {"time": Time, "record": Record, **SECTIONS}

#: Stands where a name could not be read; no check says anything about it.
UNREADABLE = "_-_unreadable_-_"

#: A table that is still unreadable after so many repairs is left out of the checks.
_REPAIRS = 8

_BY_FILE: dict[str, Any] = {"by_alias": True, "by_name": False}


class Draft:
    """The parts of a scenario that can be read, and what is wrong with the others.

    Attributes
    ----------
    parts : dict of str to list
        The tables that were read, by key of the scenario; None for one that could not be.
    stages, phases : tuple of str
    known : dict of str to set of str
        Names by what they name: ``niche``, ``clone``, ``stage``, ``phase``, ``state`` ...;
        those of tables with mistakes elsewhere included.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._values: dict[str, Any] = {}
        self.parts: dict[str, list[Part | None]] = {key: [] for key in (*LISTS, *TABLES)}
        self.stages: tuple[str, ...] = ("stem",)
        self.phases: tuple[str, ...] = ()
        data: dict[str, Any] = plain(given)
        self._data = data
        self._found: dict[tuple[Location, str], None] = {}
        self._broken: set[Location] = set()
        self._unsure: set[str] = set()
        self._makers: dict[tuple[str, int], str] = {}
        for key, value in data.items():
            if key in LISTS:
                self._read_list(key, value)
            elif key in SECTIONS and value is None:
                continue
            elif key in TABLES:
                part = self._read(TABLES[key], value, (key,))
                self.parts[key] = [part]
                self._values[key] = part
            elif key == "stages":
                self.stages = self._read_words(key, value, Stages) or self.stages
                self._values[key] = self.stages
            elif key == "phases":
                self.phases = self._read_words(key, value, Phases) or self.phases
                self._values[key] = self.phases
            else:
                self._values[key] = value
        for key in ("time", "niche", "clone"):
            if key not in data:
                self._unsure.add(key)
                least = "at least one" if key in LISTS else "a table"
                self.report((key,), f"is missing: {least} {section(key)}")
        self.known = self._names()
        self._expand()

    def report(self, location: Location, message: str) -> None:
        """Add a problem, unless the place is known to be unreadable anyway."""
        place = location_in(self._data, self._stated(location))
        if not _covered(place, self._broken):
            self._found[place, message] = None

    def report_all(self, error: ValidationError, model: type[Part]) -> None:
        """Add what pydantic found wrong with the scenario's own keys."""
        for details in error.errors():
            location = location_in(self._data, details["loc"])
            self.report(location, message_of(details, model, location))

    @property
    def bonds(self) -> bool:
        """Whether cells are free or adherent."""
        return bool(self._data.get("attachment")) or self._data.get("adhesion") is not None

    @property
    def values(self) -> dict[str, Any]:
        """What was read, by key of the scenario; stand-ins for the tables if any is wrong."""
        if not self._found:
            return self._values
        own = {key: value for key, value in self._values.items() if key not in self.parts}
        return {**own, "time": Time(end=1.0), "niche": (), "clone": ()}

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order of the file."""
        order = {key: index for index, key in enumerate(self._data)}

        def place(found: tuple[Location, str]) -> tuple[int, int]:
            location = found[0]
            index = location[1] if len(location) > 1 else 0
            first = str(location[0]) if location else ""
            return order.get(first, len(order)), index if isinstance(index, int) else 0

        return [Problem(path_of(at), message) for at, message in sorted(self._found, key=place)]

    def each(self, key: str) -> Iterator[tuple[Location, Any]]:
        """Yield the readable parts of a section with their places."""
        for index, part in enumerate(self.parts[key]):
            if part is not None:
                yield ((key, index) if key in LISTS else (key,)), part

    def readable(self, key: str) -> bool:
        """Whether a section has no mistake that could mislead a check of its whole."""
        return key not in self._unsure and not any(place[0] == key for place in self._broken)

    def broken_inside(self, place: Location) -> bool:
        """Whether anything below a place could not be read."""
        return any(broken[: len(place)] == place for broken in self._broken)

    def expect(self, kind: str, word: str | None, location: Location) -> None:
        """Report a word that names nothing of its kind."""
        if word is None or word == UNREADABLE or kind in self._unsure:
            return
        if word not in self.known[kind]:
            self.report(location, f'no {kind} is called "{word}"' + near(word, self.known[kind]))

    def _expand(self) -> None:
        """Add what the sections stand for, so that all is checked as it will be simulated."""
        sections = {key: self.parts[key][0] for key in SECTIONS if self.parts[key]}
        if not sections:
            return
        read: dict[str, Any] = {key: part for key, part in sections.items() if part is not None}
        whole: dict[str, tuple[Any, ...]] = {
            key: tuple(part for part in self.parts[key] if part is not None)
            for key in ("niche", "clone", "migration", "mutation", "drug")
        }
        marrow = Marrow(self.stages, **whole, sections=read)
        # What a section says of others may be wrong where one of them could not be read.
        complaints = [
            ((key, *way), message)
            for key, part in (read.items() if len(read) == len(sections) else ())
            for way, message in part.complaints(marrow)
        ]
        for place, message in complaints:
            self.report(place, message)
        wrong = any(place[0] in sections for place, _ in self._found if place)
        if wrong or not all(self.readable(key) for key in whole):
            # Names that it would have made are not held against those who use them.
            self._unsure |= {"niche", "cause", "pool", "signal", "modifier"}
            return
        try:
            everything = list(made_by(marrow))
        except ScenarioError as error:
            # What is finite by itself need not be when multiplied.
            for key in read:
                self.report((key,), f"has numbers too large or too small: {error.problems[0]}")
            return
        for made in everything:
            name = getattr(made.part, "name", None)
            if name is not None and name in self.known.get(made.key, ()):
                names = [getattr(part, "name", None) for part in self.parts[made.key]]
                index = names.index(name)
                message = f'must not be "{name}", which [{made.section}] makes'
                self.report((made.key, index, "name"), message)
                continue
            self._makers[made.key, len(self.parts[made.key])] = made.section
            self.parts[made.key] = [*self.parts[made.key], made.part]
            if name is not None:
                self.known.setdefault(made.key, set()).add(name)

    def _stated(self, location: Location) -> Location:
        """Point at the section that made a part, in place of the part."""
        maker = self._makers.get(location[:2])  # type: ignore[arg-type]
        return location if maker is None else (maker,)

    def _read_list(self, key: str, value: Any) -> None:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.report((key,), f"must be a list of tables: write {section(key)}")
            self._broken.add((key,))
            self._unsure.add(key)
            return
        if not value and key in ("niche", "clone"):
            self.report((key,), f"is empty: at least one {section(key)}")
            self._unsure.add(key)
        self.parts[key] = [
            self._read(LISTS[key], item, (key, index)) for index, item in enumerate(value)
        ]
        self._values[key] = self.parts[key]

    def _read_words(
        self, key: str, value: Any, kind: TypeAdapter[tuple[str, ...]]
    ) -> tuple[str, ...]:
        """Read the names of stages or phases; none where they cannot be read."""
        try:
            return kind.validate_python(value)
        except ValidationError as error:
            for details in error.errors():
                self.report((key, *details["loc"]), message_of(details) + form_in_file(key))
            self._broken.add((key,))
            self._unsure |= {key.removesuffix("s"), "state"}
        return ()

    def _read(self, model: type[Part], value: Any, base: Location) -> Part | None:
        if not isinstance(value, dict):
            self.report(base, f"must be a table, not {shown(value)}: write {section(str(base[0]))}")
            self._broken.add(base)
            return None
        try:
            return model.model_validate(value, **_BY_FILE)
        except ValidationError:
            return self._repaired(model, value, base)

    def _repaired(self, model: type[Part], value: Any, base: Location) -> Part | None:
        """Read what is left of a table without its unreadable keys, reporting them."""
        data, broken = plain(value), set[Location]()
        for _ in range(_REPAIRS):
            try:
                part = model.model_validate(data, context="without faults", **_BY_FILE)
            except ValidationError as error:
                found = [(location_in(data, details["loc"]), details) for details in error.errors()]
                for location, details in found:
                    if not _covered(location, broken):
                        message = message_of(details, model, location)
                        self.report((*base, *location), message)
                for location, details in found:
                    broken |= _repair(data, location, details["type"])
            else:
                self._report_faults(model, data, base, broken)
                break
        else:
            part = None
        self._broken |= {(*base, *location) for location in broken}
        return part

    def _report_faults(
        self, model: type[Part], data: Any, base: Location, broken: set[Location]
    ) -> None:
        try:
            model.model_validate(data, **_BY_FILE)
        except ValidationError as error:
            for details in error.errors():
                location = location_in(data, details["loc"])
                table = location[: len(location) - details["ctx"]["depth"]]
                keys = [(*table, key) for key in details["ctx"]["involves"]]
                if not any(place[: len(key)] == key for key in keys for place in broken):
                    self.report((*base, *location), message_of(details))

    def _names(self) -> dict[str, set[str]]:
        names = {
            key: self._words(key, "name", key)
            for key, model in LISTS.items()
            if "name" in model.model_fields and model.model_fields["name"].is_required()
        }
        names["lineage"] = self._words("clone", "lineage", "lineage")
        names["stage"] = set(self.stages)
        names["phase"] = set(self.phases)
        states = states_of(self.stages, bonds=self.bonds, phases=self.phases)
        names["state"] = set().union(*(state.words for state in states))
        if "clone" in self._unsure:
            self._unsure.add("lineage")
        return names

    def _words(self, section: str, key: str, kind: str) -> set[str]:
        """Collect the texts under a key as they stand, readable part or not."""
        value = self._data.get(section)
        items = value if isinstance(value, list) else ()
        words = [item.get(key) if isinstance(item, dict) else None for item in items]
        texts = {word for word in words if isinstance(word, str)}
        if not all(isinstance(word, str) for word in words):
            self._unsure.add(kind)
        return texts


def _covered(location: Location, places: set[Location]) -> bool:
    return any(location[:length] in places for length in range(1, len(location) + 1))


def _repair(data: Any, location: Location, kind: str) -> set[Location]:
    """Take an unreadable value out, or put in what stands for it; return what is touched."""
    touched = {location}
    *way, key = location
    here = data
    for part in way:
        if isinstance(here, Mapping) and part not in here:
            return touched  # gone already, with another mistake beside it
        here = here[part]
    if isinstance(here, list | tuple):
        # A list without one of its items would shift the others: it goes as a whole.
        return touched | _repair(data, location[:-1], kind)
    if key in here:
        standing = here.pop(key)
        if kind == "string_type" and standing == 1:
            here[key] = UNREADABLE
        elif kind == "tuple_type" and standing == 1:
            here[key] = []
    elif kind == "missing":
        here[key] = 1
    return touched
