"""What befalls pools: inflow, birth, death, conversion."""

from __future__ import annotations

from ..model import Scenario
from .channels import INFLOW, Channels
from .events import Event
from .laws import Law
from .rates import Rates


class Pools:
    """The events of pools."""

    def __init__(self, scenario: Scenario, rates: Rates, channels: Channels) -> None:
        self.scenario = scenario
        self.rates = rates
        self.space = rates.space
        self.channels = channels

    def add(self) -> None:
        """Add the channels of all pools."""
        numbers = {pool.name: p for p, pool in enumerate(self.scenario.pool)}
        for p, pool in enumerate(self.scenario.pool):
            self._channel(p, "inflow", pool.inflow, ((p, 1),))
            self._channel(p, "birth", pool.birth, ((p, 1),))
            self._channel(p, "death", pool.death, ((p, -1),))
            for convert in pool.convert:
                changes = (p, -1), (numbers[convert.to], 1)
                self._channel(p, "convert", convert.rate, changes, convert.to)

    def _channel(
        self,
        p: int,
        on: str,
        rate: float,
        changes: tuple[tuple[int, int], ...],
        to: str | None = None,
    ) -> None:
        pool = self.scenario.pool[p]
        niche = None if pool.niche is None else self.space.niches.index(pool.niche)
        law = Law(-1, [])
        self.rates.laws.part(law, float(rate))
        self.rates.modify(law, on, self.rates.of_pool(pool.name, niche, to))
        entity = INFLOW if on == "inflow" else self.space.pool(p)
        self.channels.add(entity, law, Event(pools=changes))
