"""What the twin records: the arrays of the ensemble file, built run by run."""

from __future__ import annotations

from typing import Any

import numpy as np

from support.definition import Definition, Moment, State
from support.genotypes import Genotype

#: The flag values of ``outcome`` in the ensemble file.
OUTCOMES = {"reached_end": 0, "stopped": 1, "extinct": 2}


class Recorder:
    """Collects runs and hands them back as one block of arrays."""

    def __init__(self, law: Definition, times: list[float]) -> None:
        self.law = law
        self.times = times
        self.runs: list[dict[str, Any]] = []
        scenario = law.scenario
        kills = [drug.name for drug in scenario.drug if any(e.on == "kill" for e in drug.effect)]
        names = ["natural", *(cause.name for cause in scenario.cause), *kills]
        self.causes = names if scenario.record.causes else []

    def begin(self) -> None:
        """Start the next run."""
        self.run: dict[str, Any] = {"population": [], "pool_size": [], "counts": []}
        for name in self.law.scenario.record.signals:
            self.run[f"signal_{name}"] = []
        for name in self.causes:
            self.run[f"deaths_{name}"] = []
        self.died = self.nobody()

    def nobody(self) -> dict[str, np.ndarray]:
        """Return no deaths of any cause that is recorded."""
        law = self.law
        shape = (len(law.lineages), len(law.niches), len(law.states))
        return {name: np.zeros(shape, dtype=np.int64) for name in self.causes}

    def death(self, cause: str, lineage: str, niche: int, state: int) -> None:
        """Count a death."""
        if cause in self.died:
            self.died[cause][self.law.lineages.index(lineage), niche, state] += 1

    def waiting(self) -> bool:
        """Return whether a sample of this run is still to be taken."""
        return len(self.run["population"]) < len(self.times)

    def next_time(self) -> float:
        """Return the time of the next sample."""
        return self.times[len(self.run["population"])]

    def sample(self, state: State, moment: Moment) -> None:
        """Take the next sample."""
        law = self.law
        shape = (len(law.lineages), len(law.niches), len(law.states))
        population = np.zeros(shape, dtype=np.int64)
        for (clone, niche, where), count in state.cells.items():
            population[law.lineages.index(state.clones[clone].lineage), niche, where] += count
        self.run["population"].append(population)
        for name, died in self.died.items():
            self.run[f"deaths_{name}"].append(died)
        self.died = self.nobody()
        self.run["pool_size"].append(list(state.pools))
        self.run["counts"].append({w: n for w, n in sorted(state.cells.items()) if n > 0})
        for name in law.scenario.record.signals:
            places = range(len(law.niches)) if law.signals[name].per_niche else [None]
            values = [float(moment.signal(name, place)) for place in places]
            self.run[f"signal_{name}"].append(values if law.signals[name].per_niche else values[0])

    def finish(
        self,
        *,
        events: int,
        end_time: float,
        outcome: str,
        endpoints: dict[str, float],
        clones: list[Genotype],
    ) -> None:
        """Close the run."""
        self.run.update(events=events, end_time=end_time, outcome=OUTCOMES[outcome])
        for endpoint in self.law.scenario.endpoint:
            self.run[f"endpoint_{endpoint.name}"] = endpoints.get(endpoint.name, np.nan)
        self.run["clones"] = clones
        self.runs.append(self.run)

    def block(self) -> dict[str, np.ndarray]:
        """Return everything recorded, with the names of the ensemble file."""
        block = {
            "run": np.arange(len(self.runs), dtype=np.int64),
            "population": np.array([run["population"] for run in self.runs], dtype=np.int64),
            "events": np.array([run["events"] for run in self.runs], dtype=np.int64),
            "end_time": np.array([run["end_time"] for run in self.runs]),
            "outcome": np.array([run["outcome"] for run in self.runs], dtype=np.int8),
        }
        if self.law.pool_names:
            block["pool_size"] = np.array([run["pool_size"] for run in self.runs], dtype=np.int64)
        for name in self.causes:
            path = f"deaths_{name}"
            block[path] = np.array([run[path] for run in self.runs], dtype=np.int64)
        names = [f"signal_{name}" for name in self.law.scenario.record.signals]
        names += [f"endpoint_{endpoint.name}" for endpoint in self.law.scenario.endpoint]
        for name in names:
            block[name] = np.array([run[name] for run in self.runs], dtype=np.float64)
        if self.law.scenario.record.clones:
            block.update(self.clone_tables())
        return block

    def clone_tables(self) -> dict[str, np.ndarray]:
        """Return the clones that ever were and their counts at the samples, as flat columns."""
        clones = [
            (number, clone) for run in self.runs for number, clone in enumerate(run["clones"])
        ]
        counts = [
            (*where, count)
            for run in self.runs
            for sample in run["counts"]
            for where, count in sample.items()
        ]
        flat = np.array(counts, dtype=np.int64).reshape(-1, 4)
        lineages = self.law.lineages
        return {
            "clone/row_size": np.array([len(run["clones"]) for run in self.runs], dtype=np.int64),
            "clone/id": np.array([number for number, _ in clones], dtype=np.int64),
            "clone/lineage_index": np.array([lineages.index(c.lineage) for _, c in clones]),
            "clone/parent": np.array([c.parent for _, c in clones], dtype=np.int64),
            "clone/mutation": np.array([c.mutation for _, c in clones], dtype=np.int32),
            "clone/founded": np.array([c.founded for _, c in clones]),
            "clone/niche_index": np.array([c.niche for _, c in clones], dtype=np.int32),
            "clone_count/row_size": np.array(
                [[len(sample) for sample in run["counts"]] for run in self.runs], dtype=np.int64
            ),
            "clone_count/clone_id": flat[:, 0],
            "clone_count/niche_index": flat[:, 1].astype(np.int32),
            "clone_count/state_index": flat[:, 2].astype(np.int32),
            "clone_count/count": flat[:, 3],
        }
