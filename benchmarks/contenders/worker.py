"""The process of one contender: it makes itself ready, and runs whenever it is told to.

    python -m benchmarks.contenders.worker inkling convolutional

Each line on standard input says how many seconds to run; each line on standard output says, as
JSON, how many samples were trained on in how many seconds.
"""

import json
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

from benchmarks.contenders.race import RACES, Race

SAMPLES = 61_440
"""How many pictures there are: about as many as MNIST has, a whole number of every batch size."""

WARM_UP_S = 1.0
"""How long a contender runs before it counts, until its memory, threads and processes are there."""

WAKE_UP_S = 0.1
"""How long it runs before each time that it counts, for it has stood still while others ran.

In training nobody stands still, so threads and processes that have to be woken do not count.
"""


def main() -> None:
    """Run as the contender and in the race that the command line names."""
    name, race = sys.argv[1:]
    batches = CONTENDERS[name](RACES[race])
    _run(batches, WARM_UP_S)
    print("ready", flush=True)
    for line in sys.stdin:
        _run(batches, WAKE_UP_S)
        print(json.dumps(_run(batches, float(line))), flush=True)


def _run(batches: Iterator[int], seconds: float) -> dict[str, float]:
    """Run for so long; tell how many samples that were, and how many seconds indeed."""
    began, samples = perf_counter(), 0
    while perf_counter() - began < seconds:
        samples += next(batches)
    return {"samples": samples, "seconds": perf_counter() - began}


def _inkling(race: Race) -> Iterator[int]:
    from benchmarks.contenders.inkling import train

    return train(race, SAMPLES)


def _inkling_varied(race: Race) -> Iterator[int]:
    from benchmarks.contenders.inkling import train

    return train(race, SAMPLES, augmentation="standard")


def _products(race: Race) -> Iterator[int]:
    from benchmarks.contenders.products import multiply

    return multiply()


def _pytorch(race: Race) -> Iterator[int]:
    from benchmarks.contenders.pytorch import train

    return train(race, SAMPLES)


def _scikit_learn(race: Race) -> Iterator[int]:
    from benchmarks.contenders.scikit_learn import train

    return train(race, SAMPLES)


CONTENDERS: dict[str, Callable[[Race], Iterator[int]]] = {
    "inkling": _inkling,
    "inkling-varied": _inkling_varied,
    "products": _products,
    "pytorch": _pytorch,
    "scikit-learn": _scikit_learn,
}

if __name__ == "__main__":
    main()
