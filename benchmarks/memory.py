"""How much memory training takes, beside the data and the buffers that the fast path names.

python -m benchmarks.memory convolutional
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contenders.race import CLASSES, RACES, Race, pictures
from nn_core.data.dataset import Dataset
from nn_core.fast import FastStep, ProcessStep, suits_processes
from nn_core.losses import CrossEntropy
from nn_core.network import Network
from nn_core.optimizers import Adam
from nn_core.step import Regularization

__all__ = ["measure"]

ROOT = Path(__file__).resolve().parent.parent

SAMPLES = 60_000

MOST_STEPS = 20_000
"""How many batches the other process may take to come; without it, threads are measured."""

MOST = 1.5
"""How many times the data and the named buffers the memory may grow by at most."""


def measure() -> dict[str, Any]:
    """Train for some batches, each race in a process of its own.

    Returns
    -------
    dict[str, Any]
        For each race, in bytes: the data, the named buffers, and by how much the process's peak
        memory grew from before the data were there, with the processes that it started.
    """
    results = {}
    for name in ("dense", "convolutional"):
        finished = subprocess.run(
            [sys.executable, "-m", "benchmarks.memory", name],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        results[name] = json.loads(finished.stdout)
    return results


def _measure_here(race: Race) -> dict[str, Any]:
    warm_up = np.ones((512, 512), np.float32)
    warm_up @ warm_up  # BLAS takes memory of its own once
    before = _peak_bytes()

    images, labels = pictures(SAMPLES)
    data = Dataset(images, labels, tuple(map(str, range(CLASSES))), "noise")
    network = Network.from_config(
        race.layers(), input_shape=(1, 28, 28), rng=np.random.default_rng(0)
    )
    parts = (network, CrossEntropy(), Adam(), Regularization())
    step = FastStep(*parts, threads=2)
    if suits_processes(network, 2):
        step = ProcessStep(*parts, threads=2, processes_after=0)
    trained = 0
    while trained < 20 or (
        isinstance(step, ProcessStep) and not step.has_processes and trained < MOST_STEPS
    ):
        start = trained * race.batch_size % SAMPLES
        batch = data.take(slice(start, start + race.batch_size))
        step(batch.images, batch.labels)
        trained += 1
    for _ in range(20):
        step(batch.images, batch.labels)
    grown, buffers = _peak_bytes() - before + _bytes_of_others(), step.buffers()
    step.close()

    data_bytes = images.nbytes + labels.nbytes
    return {
        "title": race.title,
        "data_bytes": data_bytes,
        "buffer_bytes": buffers,
        "grown_bytes": grown,
        "ratio": round(grown / (data_bytes + sum(buffers.values())), 3),
        "goal_ratio": MOST,
    }


def _bytes_of_others() -> int:
    """Count the memory that the processes which share the batches have for themselves."""
    private = 0
    children = Path("/proc/thread-self/children")
    for started in children.read_text(encoding="utf-8").split() if children.exists() else ():
        rollup = Path(f"/proc/{started}/smaps_rollup").read_text(encoding="utf-8")
        private += sum(
            int(line.split()[1]) * 1024
            for line in rollup.splitlines()
            if line.startswith("Private_")
        )
    return private


def _peak_bytes() -> int:
    status = Path("/proc/self/status")
    if status.exists():  # what `resource` tells would include the peak of the parent process
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    print(json.dumps(_measure_here(RACES[sys.argv[1]])))
