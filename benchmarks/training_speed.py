"""How many samples a second are trained on, beside PyTorch and scikit-learn."""

import statistics
from typing import Any

from benchmarks.contenders.race import RACES
from benchmarks.rounds import is_there, median_ratio, race

__all__ = ["measure"]

PEERS = {
    "dense": ("pytorch", "scikit-learn", "products"),
    "dense-1024": ("pytorch", "scikit-learn", "products"),
    "convolutional": ("pytorch", "inkling-varied"),
}

GOALS = {
    ("dense", "pytorch"): 1.5,
    ("dense", "scikit-learn"): 1.8,
    ("dense", "products"): 0.6,
    ("dense-1024", "products"): 0.75,
    ("convolutional", "pytorch"): 1.0,
}
"""What Inkling's rate should be at least, as a multiple of the other's."""

MOST_COST_OF_VARYING = 0.25
"""The largest share of the rate that the variation of pictures may cost."""


def measure(*, rounds: int, seconds: float) -> dict[str, Any]:
    """Run every race.

    Returns
    -------
    dict[str, Any]
        For each race, the median samples a second of each contender, and what Inkling's is as a
        multiple of each other's: a median over the rounds. For "products", the rate of NumPy's
        matrix products, the multiple is the share of it that training reaches.
    """
    results: dict[str, Any] = {}
    for name, peers in PEERS.items():
        rates = race(("inkling", *peers), name, rounds=rounds, seconds=seconds)
        outcome: dict[str, Any] = {
            "title": RACES[name].title,
            "samples_per_second": {
                contender: round(statistics.median(values))
                for contender, values in rates.items()
                if contender != "products"
            },
            "ratios": {},
            "goals": {
                peer: goal
                for (raced, peer), goal in GOALS.items()
                if raced == name and is_there(peer)
            },
        }
        inkling = rates["inkling"]
        for peer, values in rates.items():
            if peer == "products":
                done = [rate * RACES[name].dense_flops() / 1e6 for rate in inkling]
                outcome["ratios"][peer] = round(median_ratio(done, values), 3)
                outcome["gflops_of_products"] = round(statistics.median(values) / 1e3, 1)
            elif peer == "inkling-varied":
                cost = 1.0 - median_ratio(values, inkling)
                outcome["cost_of_varying_pictures"] = round(cost, 3)
                outcome["most_cost_of_varying_pictures"] = MOST_COST_OF_VARYING
            elif peer != "inkling":
                outcome["ratios"][peer] = round(median_ratio(inkling, values), 3)
        results[name] = outcome
    return results
