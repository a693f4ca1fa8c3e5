"""Other simulators, each in a process of its own under an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import venv
from pathlib import Path
from types import TracebackType

import numpy as np

from benchmarks import bionetgen, sbml
from benchmarks.contender import Measurement
from benchmarks.network import Network

HERE = Path(__file__).parent
ENVIRONMENT = HERE.parent / ".peers"
PYTHON = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin") / "python"
PEERS = {
    "copasi": ("COPASI, direct method", "python-copasi", sbml.FORMS),
    "bngsim": ("bngsim", "bngsim", ("sum",)),
    "rebop": ("rebop", "rebop", sbml.FORMS),
    "roadrunner": ("libRoadRunner", "libroadrunner", sbml.FORMS),
}
"""Short name: the name in the table, its package, the forms of model it is tried in."""


class PeerError(RuntimeError):
    """A peer cannot be installed, started, or made to run a model."""


def install() -> dict[str, str]:
    """Create the peers' environment if there is none; return what could not be installed, and why.

    Each requirement is installed by itself, so that one that has no wheel for this Python or
    platform does not take the others with it.
    """
    wanted = [line for line in (HERE / "requirements.txt").read_text().splitlines() if "==" in line]
    stamp = ENVIRONMENT / "installed.json"
    if stamp.exists():
        kept = json.loads(stamp.read_text())
        if kept["requirements"] == wanted:
            return dict(kept["failed"])
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    failed = {}
    for requirement in wanted:
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
        done = subprocess.run([*command, requirement], capture_output=True, text=True, check=False)
        if done.returncode:
            reason = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            failed[requirement.split("==")[0]] = (reason or ["pip failed"])[-1]
    stamp.write_text(json.dumps({"requirements": wanted, "failed": failed}))
    return failed


class Peer:
    """One peer with one form of one network; a context manager that ends its process.

    ``patience`` is how long a call may take, loading the model included, in seconds.

    Raises
    ------
    PeerError
        When it fails: the message is the peer's own.
    """

    def __init__(self, key: str, network: Network, form: str, folder: Path) -> None:
        self.name = PEERS[key][0]
        self.patience = 600.0
        self.form = form
        self.network = network
        self._folder = folder
        self._model = folder / f"{key}-{form}.{'net' if key == 'bngsim' else 'xml'}"
        text = bionetgen.write(network) if key == "bngsim" else sbml.write(network, form)
        self._model.write_text(text)
        self._log = (folder / f"{key}-{form}.log").open("w")
        self._process = subprocess.Popen(
            [str(PYTHON), str(HERE / "worker.py"), key],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __enter__(self) -> Peer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._log.close()

    def measure(self, runs: int, seed: int, *, keep: bool = False) -> Measurement:
        """Simulate ``runs`` runs and time them; see `Contender`. Peers do not count events."""
        file = self._folder / f"{self._model.name}.npy"
        request = {
            "network": json.loads(self.network.to_json()),
            "model": str(self._model),
            "runs": runs,
            "seed": seed,
            "population": str(file) if keep else None,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        patience = threading.Timer(self.patience, self._process.kill)
        patience.start()
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            patience.cancel()
        if not line:
            raise PeerError(f"no answer within {self.patience:.0f} s, or its process died")
        reply = json.loads(line)
        if "error" in reply:
            raise PeerError(reply["error"])
        population = np.load(file) if keep else None
        return Measurement(reply["cpu"], reply["wall"], None, population)
