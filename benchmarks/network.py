"""The benchmark's model in neutral words, before anybody's format.

Two niches, clones that differ in their birth rate alone, births that a niche's capacity limits
(or does not), one death rate, migration both ways. Ours, the floor and every peer are translated
from this one object, so that all of them simulate the same process.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

LINEAGES = ("normal", "leukemic")


@dataclass(frozen=True)
class Kill:
    """A drug given daily whose kill is added to the death rate.

    ``emax`` is per day, ``half_life`` in days, ``ec50`` in units of one dose's peak.
    """

    emax: float
    ec50: float
    half_life: float
    every: float = 1.0


@dataclass(frozen=True)
class Network:
    """One birth-death-migration model and how it is sampled.

    Parameters
    ----------
    niches : tuple of str
        Names, in order.
    capacity : tuple of float, or None
        Places of each niche; None is a linear model.
    birth : tuple of float
        Per cell and day, one for each clone.
    death : float
        Per cell and day.
    migration : tuple of float
        Per cell and day: from the first niche to the second, and back.
    initial : tuple of tuple of int
        Cells, niche by clone.
    times : tuple of float
        Sampling times in days, ascending; the last is the end of the run.
    kill : Kill, optional
        Only ours can follow it.
    """

    niches: tuple[str, str]
    capacity: tuple[float, float] | None
    birth: tuple[float, ...]
    death: float
    migration: tuple[float, float]
    initial: tuple[tuple[int, ...], tuple[int, ...]]
    times: tuple[float, ...]
    kill: Kill | None = None

    @property
    def clones(self) -> int:
        """How many clones there are."""
        return len(self.birth)

    @property
    def lineage(self) -> tuple[int, ...]:
        """Each clone's lineage: the first half normal, the second half leukaemic."""
        return tuple(int(2 * c >= self.clones) for c in range(self.clones))

    def with_(self, **changes: object) -> Network:
        """Return a copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def to_json(self) -> str:
        """Return the fields as JSON, for a peer's process."""
        return json.dumps({**asdict(self), "lineage": self.lineage})

    def to_toml(self) -> str:
        """Return the scenario file."""
        lines = ['title = "benchmark"', "", "[time]", f"end = {self.times[-1]!r}"]
        lines.append(f"at = [{', '.join(repr(t) for t in self.times)}]")
        for k, niche in enumerate(self.niches):
            lines += ["", "[[niche]]", f'name = "{niche}"']
            if self.capacity is not None:
                lines.append(f"capacity = {self.capacity[k]!r}")
        for c, (birth, lineage) in enumerate(zip(self.birth, self.lineage, strict=True)):
            cells = ", ".join(f"{n} = {self.initial[k][c]}" for k, n in enumerate(self.niches))
            lines += ["", "[[clone]]", f'name = "c{c}"', f'lineage = "{LINEAGES[lineage]}"']
            lines += [f"birth = {birth!r}", f"death = {self.death!r}"]
            lines.append(f"initial = {{ {cells} }}")
        for k, rate in enumerate(self.migration):
            lines += ["", "[[migration]]", f'from = "{self.niches[k]}"']
            lines += [f'to = "{self.niches[1 - k]}"', f"rate = {rate!r}"]
        if self.kill is not None:
            kill, count = self.kill, int(self.times[-1] / self.kill.every) + 1
            lines += ["", "[[drug]]", 'name = "drug"', f"half_life = {kill.half_life!r}"]
            lines.append(f"doses = {{ amount = 1.0, every = {kill.every!r}, count = {count} }}")
            lines += ["[[drug.effect]]", 'on = "kill"', f"emax = {kill.emax!r}"]
            lines.append(f"ec50 = {kill.ec50!r}")
        return "\n".join(lines) + "\n"
