"""The workloads: W1 to W4 and the two that stretch the first.

Niches are half full and places plenty: a niche that is fuller than its capacity is so rare
(more than four standard deviations away, in the smallest) that peers are spared the clamp at zero
of the crowding factor. Ours and the floor have it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from benchmarks.network import Kill, Network

NICHES = ("hypoxic", "vascular")
DEATH = 0.5
MIGRATION = (0.1, 0.05)
SEED = 20240229


def _spread(middle: float, clones: int) -> tuple[float, ...]:
    """Birth rates within 10 % of ``middle``, so that who is chosen matters."""
    if clones == 1:
        return (middle,)
    return tuple(middle * (0.9 + 0.2 * c / (clones - 1)) for c in range(clones))


def crowded(clones: int, days: float = 10.0) -> Network:
    """W1 (8 clones) and W3 (more of them in the same 3,000 cells)."""
    return Network(
        niches=NICHES,
        capacity=(2000.0, 4000.0),
        birth=_spread(1.0, clones),
        death=DEATH,
        migration=MIGRATION,
        initial=((1000 // clones,) * clones, (2000 // clones,) * clones),
        times=tuple(days * i / 10 for i in range(11)),
    )


def linear() -> Network:
    """W2: mass action, births as frequent as deaths."""
    return crowded(8).with_(capacity=None, birth=_spread(DEATH, 8))


def short() -> Network:
    """W4: about 1,000 events and 50 samples a run."""
    return Network(
        niches=NICHES,
        capacity=(50.0, 200.0),
        birth=_spread(1.0, 2),
        death=DEATH,
        migration=MIGRATION,
        initial=((14, 14), (50, 50)),
        times=tuple(0.15 * i for i in range(1, 51)),
    )


@lru_cache(maxsize=2)
def wide(clones: int) -> Network:
    """10^6 cells in ``clones`` clones whose birth rates are lognormal(0, 0.5) around 1 a day."""
    random = np.random.default_rng(SEED)
    birth = np.exp(0.5 * random.standard_normal(clones))
    return Network(
        niches=NICHES,
        capacity=(800_000.0, 1_200_000.0),
        birth=tuple(float(b) for b in birth / birth.mean()),
        death=DEATH,
        migration=MIGRATION,
        initial=((400_000 // clones,) * clones, (600_000 // clones,) * clones),
        times=(0.0, 1.0, 2.0, 3.0),
    )


def dosed() -> tuple[Network, Network]:
    """W1 with four fifths of its death rate, and then a daily drug's kill in their place.

    The kill swings with the concentration (half-life 0.75 days, so by a factor of 2.5 within a
    day) and its average, in steady state, is the death that it replaces.
    """
    plain = crowded(8)
    kill = Kill(emax=1.0, ec50=1.0, half_life=0.75)
    decay = np.log(2.0) / kill.half_life
    day = np.linspace(0.0, kill.every, 2001)
    peak = 1.0 / (1.0 - np.exp(-decay * kill.every))
    level = peak * np.exp(-decay * day)
    effect = level / (kill.ec50 + level)
    average = float(np.sum(effect[1:] + effect[:-1]) / 2 / 2000)
    replaced = 0.8 * DEATH
    return plain, plain.with_(
        death=DEATH - replaced, kill=Kill(replaced / average, kill.ec50, kill.half_life, kill.every)
    )
