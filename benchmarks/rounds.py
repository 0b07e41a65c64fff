"""Races in rounds: contenders run by turns, so that a busy moment of the machine meets them all."""

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

__all__ = ["Contender", "is_there", "median_ratio", "race"]

ROOT = Path(__file__).resolve().parent.parent

_PACKAGES = {"pytorch": "torch", "scikit-learn": "sklearn", "onnxruntime": "onnxruntime"}


def is_there(name: str) -> bool:
    """Tell whether a contender's package is installed."""
    return name not in _PACKAGES or find_spec(_PACKAGES[name]) is not None


@dataclass
class Contender:
    """One contender's process; a context manager.

    Attributes
    ----------
    name
        One of `benchmarks.contenders.worker.CONTENDERS`.
    race
        One of `RACES`.
    """

    name: str
    race: str

    def __enter__(self) -> "Contender":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.contenders.worker", self.name, self.race],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, seconds: float) -> float:
        """Run for so long; give the samples a second."""
        if self._process.stdin is None:
            raise RuntimeError("A contender is told when to run through its standard input.")
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        outcome = json.loads(self._read())
        return float(outcome["samples"] / outcome["seconds"])

    def _read(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError(f"{self.name} gave up in the race {self.race}.")
        return line


def race(names: Sequence[str], race: str, *, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Let contenders run by turns.

    Parameters
    ----------
    names
        Who runs; those whose package is missing are left out.
    race
        One of `RACES`.
    rounds, seconds
        How often each runs, and for how long each time.

    Returns
    -------
    dict[str, list[float]]
        For each contender, the samples a second of every round.
    """
    rates: dict[str, list[float]] = {}
    with ExitStack() as stack:
        contenders = [
            stack.enter_context(Contender(name, race)) for name in names if is_there(name)
        ]
        for _ in range(rounds):
            for contender in contenders:
                rates.setdefault(contender.name, []).append(contender.run(seconds))
    return rates


def median_ratio(rates: Sequence[float], others: Sequence[float]) -> float:
    """Give the median over the rounds of one contender's rate by another's."""
    return statistics.median(rate / other for rate, other in zip(rates, others, strict=True))
