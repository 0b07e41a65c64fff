"""How long it takes to read 98% and 99% of MNIST's test pictures, beside PyTorch."""

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.rounds import is_there
from nn_core.data import DatasetMissing, load_dataset

__all__ = ["measure"]

ROOT = Path(__file__).resolve().parent.parent

GOALS_SECONDS = {98: 2.0, 99: 8.0}
"""How long training may take on an idle machine with two cores, by the mark in percent."""


def measure(*, rounds: int) -> dict[str, Any] | None:
    """Train by each recipe, the contenders by turns.

    Returns
    -------
    dict[str, Any] | None
        For each mark, the median seconds and shares read rightly; None where MNIST is missing.
    """
    try:
        load_dataset("mnist", split="test")
    except DatasetMissing:
        return None
    results: dict[str, Any] = {}
    for mark, goal in GOALS_SECONDS.items():
        contenders = [name for name in ("inkling", "pytorch") if is_there(name)]
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name in contenders:
                runs[name].append(_run(name, mark))
        results[f"{mark}%"] = {
            "seconds": {
                name: round(statistics.median(run["seconds"] for run in each), 2)
                for name, each in runs.items()
            },
            "test_accuracy": {
                name: round(statistics.median(run["accuracy"] for run in each), 4)
                for name, each in runs.items()
            },
            "goal_seconds": goal,
        }
    return results


def _run(name: str, mark: int) -> dict[str, float]:
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.contenders.recipe", name, str(mark)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    outcome: dict[str, float] = json.loads(finished.stdout)
    return outcome
