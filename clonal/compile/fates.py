"""What befalls cells beside divisions: death, kills, migration, bonds, phases, arrival."""

from __future__ import annotations

from ..model import Effect, Scenario
from ..model.parts.cause import NATURAL
from ..model.scenario import recorded_causes
from .channels import INFLOW, Channels
from .divisions import Divisions
from .events import Event, lost, moved
from .laws import Law, Part
from .rates import Rates
from .space import Cells
from .traits import COUNT


class Fates:
    """The events of cells that are no divisions."""

    def __init__(
        self, scenario: Scenario, rates: Rates, channels: Channels, divisions: Divisions
    ) -> None:
        self.scenario = scenario
        self.rates = rates
        self.laws = rates.laws
        self.space = rates.space
        self.channels = channels
        self.divisions = divisions
        #: What cells die of, as it is recorded: a number for each name.
        self.causes = {name: number for number, name in enumerate(recorded_causes(scenario))}

    def add(self, cells: Cells) -> None:
        """Add the channels of these cells."""
        self.deaths(cells)
        self.causes_of_death(cells)
        self.kills(cells)
        self.migrations(cells)
        self.bonds(cells)
        self.switches(cells)

    def _channel(self, cells: Cells, law: Law, event: Event) -> None:
        self.channels.add(self.space.entity(*cells), law, event)

    def _compartment(self, cells: Cells) -> int:
        return self.space.compartment(cells.niche, cells.state)

    def deaths(self, cells: Cells) -> None:
        self._death(cells, self.rates.of_column("death", cells), NATURAL)

    def causes_of_death(self, cells: Cells) -> None:
        """A death by each cause: Σ plus, modified."""
        for cause in self.scenario.cause:
            law = Law(cells.group, [])
            self.rates.modify(law, "death", self.rates.of_cells(cells), cause=cause.name)
            self._death(cells, law, cause.name)

    def _death(self, cells: Cells, law: Law, cause: str) -> None:
        self._channel(cells, law, lost(self._compartment(cells), self.causes.get(cause, -1)))

    def kills(self, cells: Cells) -> None:
        """A kill by each drug: Σ E, modified."""
        subject = self.rates.of_cells(cells)
        for d, drug in enumerate(self.scenario.drug):
            law = Law(cells.group, [])
            effects = [e for e in drug.effect if e.on == "kill" and subject.means(e)]
            for effect in effects:
                self._kill(law, d, effect, cells)
            if effects:
                self.rates.modify(law, "kill", subject, drug=drug.name)
            self._death(cells, law, drug.name)

    def _kill(self, law: Law, d: int, effect: Effect, cells: Cells) -> None:
        signals = self.rates.signals
        own = self.rates.own_effect(d, effect, cells.niche)
        if own is None:
            return
        ratio, column = -1, COUNT
        if effect.cycling:
            ratio, column = self.divisions.cycling(cells)
            if ratio < 0:
                return
        sensitivity, _ = self.rates.response_columns(d)
        _, fold = self.rates.sensitivity_and_fold(d, cells.group)
        if fold is None:
            self.laws.kill(law, 1.0, self.laws.effect(*own), sensitivity, ratio, column)
        else:
            strength = signals.effect(d, effect, cells.niche, fold)
            self.laws.kill(law, strength, -1, sensitivity, ratio, column)

    def migrations(self, cells: Cells) -> None:
        space = self.space
        for migration in self.scenario.migration:
            if migration.from_ != space.niches[cells.niche] or not space.selects(migration, cells):
                continue
            subject = self.rates.of_way(cells, migration.to)
            to = space.niches.index(migration.to)
            law = Law(cells.group, [])
            tropism = self.rates.traits.column["tropism", migration.to]
            self.laws.part(law, float(migration.rate), tropism)
            self.rates.modify(law, "migration", subject)
            if migration.vacancy and space.stage_of(cells.state) in space.counted(to):
                self.laws.times(law, self.rates.signals.vacancy(to))
            there = space.compartment(to, cells.state)
            self._channel(cells, law, moved(self._compartment(cells), there))

    def bonds(self, cells: Cells) -> None:
        """Free cells attach, adherent cells detach; they keep their phase."""
        space, subject = self.space, self.rates.of_cells(cells)
        stage, bond, phase = space.parts(cells.state)
        on = ("attach", "detach")[bond]
        for attachment in self.scenario.attachment:
            if subject.means(attachment):
                law = Law(cells.group, [])
                self.laws.part(law, float(getattr(attachment, on)))
                self.rates.modify(law, on, subject)
                there = space.compartment(cells.niche, space.state(stage, 1 - bond, phase))
                self._channel(cells, law, moved(self._compartment(cells), there))

    def switches(self, cells: Cells) -> None:
        """Cells change their phase; they keep their bond."""
        space = self.space
        stage, bond, phase = space.parts(cells.state)
        for switch in self.scenario.switch:
            if switch.from_ == space.phases[phase] and space.selects(switch, cells):
                law = Law(cells.group, [])
                self.laws.part(law, float(switch.rate))
                self.rates.modify(law, "switch", self.rates.of_way(cells, switch.to))
                state = space.state(stage, bond, space.phases.index(switch.to))
                there = space.compartment(cells.niche, state)
                self._channel(cells, law, moved(self._compartment(cells), there))

    def arrivals(self) -> None:
        """Immigration of each clone into each niche, into the first state."""
        for c, clone in enumerate(self.scenario.clone):
            for k, niche in enumerate(self.space.niches):
                rate = float(clone.immigration.get(niche, 0.0))
                law = Law(-1, [Part(rate)] if rate else [])
                moves = ((self.space.compartment(k, 0), 1, 0),)
                self.channels.add(INFLOW, law, Event((moves, (), ()), clone=c))
