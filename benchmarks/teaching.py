"""What thirty taught digits are worth, for writers whom the network has never seen.

    python -m benchmarks.teaching [--json] [--models inkling textbook-256-128] [--seed 0]

Each of the six writers of Pendigits who are held back from all training teaches the network three
digits of each class; then the writer's other digits are read, and MNIST's test digits, before and
after. `other hands` are the digits of the other five writers: what one hand teaches should not
cost another. `signs` is the share of signs that are no digits, of kinds never learnt, that a
network of eleven classes refuses. The datasets are found as everywhere else (`INKLING_DATASETS`).
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn_core.data import Dataset, load_strokes
from nn_core.data.pen_dataset import HELD_BACK_WRITERS, dataset_of_strokes
from nn_core.data.readers.unipen import StrokeSample
from nn_core.data.synthetic import HELD_BACK_KINDS, negative_dataset
from nn_core.digits.recognizer import DIGITS, Recognizer
from nn_core.errors import DatasetError
from nn_core.evaluation import evaluate_model
from nn_core.model_file import Model
from nn_core.teaching.lesson import Lesson
from nn_core.teaching.outcome import TeachingResult
from nn_core.teaching.own_digit import OwnDigit, new_digit

OF_EACH_DIGIT = 3
SIGNS = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print a table for each network."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", nargs="+", default=["inkling", "textbook-256-128"])
    parser.add_argument("--seed", type=int, default=0, help="decides which digits are taught")
    parser.add_argument("--json", action="store_true", help="print one JSON object a writer")
    options = parser.parse_args(arguments)
    for name in options.models:
        rows = []
        for row in measure(name, seed=options.seed):
            rows.append(row)
            if options.json:
                print(json.dumps(row), flush=True)
            else:
                print(f"{name}: writer {row['writer']}, {row['seconds']} s", file=sys.stderr)
        if not options.json:
            print(_table(name, rows), flush=True)
    return 0


def measure(name: str, *, seed: int) -> list[dict[str, Any]]:
    """Let each writer teach one bundled network."""
    model = Recognizer.bundled(name).model
    samples = [
        sample
        for sample in load_strokes("pendigits", split="test") or []
        if sample.writer in HELD_BACK_WRITERS
    ]
    signs, _ = negative_dataset(SIGNS, kinds=HELD_BACK_KINDS, rng=np.random.default_rng(1))
    rows = []
    for writer in sorted({sample.writer for sample in samples}):
        rng = np.random.default_rng([seed, writer])
        own = [sample for sample in samples if sample.writer == writer]
        taught, others = choose(own, rng=rng)
        of_others = dataset_of_strokes(others, provenance=f"writer {writer}")
        hands = dataset_of_strokes(
            [sample for sample in samples if sample.writer != writer], provenance="other hands"
        )
        began, worked = time.perf_counter(), time.process_time()
        result = teach(model, taught)
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        row: dict[str, Any] = {"model": name, "writer": writer, "taught": len(taught)}
        row |= {"digits": len(of_others), "seconds": round(seconds, 1)}
        row["processor_seconds"] = round(worked, 1)
        for when, network in (("before", model), ("after", result.model)):
            row[when] = _accuracy(network, of_others)
            row[f"other_hands_{when}"] = _accuracy(network, hands)
            row[f"signs_{when}"] = _refused(network, signs)
        row |= {"mnist_before": result.test.before, "mnist_after": result.test.after}
        if result.own is not None:
            row |= {"held_back_before": result.own.before, "held_back_after": result.own.after}
        row["calibration_error_before"] = evaluate_model(model, of_others).calibration_error
        row["calibration_error_after"] = evaluate_model(result.model, of_others).calibration_error
        rows.append(row)
    return rows


def choose(
    samples: list[StrokeSample], *, rng: np.random.Generator
) -> tuple[list[OwnDigit], list[StrokeSample]]:
    """Choose what is taught, three of each digit, and give the rest beside it."""
    order = [samples[index] for index in rng.permutation(len(samples))]
    chosen = [
        sample
        for digit in range(DIGITS)
        for sample in [one for one in order if one.label == digit][:OF_EACH_DIGIT]
    ]
    others = [sample for sample in order if not any(sample is one for one in chosen)]
    return [new_digit(sample.label, strokes=sample.strokes) for sample in chosen], others


def teach(model: Model, digits: list[OwnDigit]) -> TeachingResult:
    """Give the whole lesson."""
    for report in Lesson(model, digits).run():
        if isinstance(report, TeachingResult):
            return report
    raise RuntimeError("The lesson ended without a result.")


def _accuracy(model: Model, data: Dataset) -> float:
    return evaluate_model(model, data).accuracy


def _refused(model: Model, signs: np.ndarray) -> float:
    readings = Recognizer(model).read_images(signs)
    return float(np.mean([not reading.is_digit for reading in readings]))


def _table(name: str, rows: list[dict[str, Any]]) -> str:
    columns = ("", "other_hands_", "mnist_", "signs_", "held_back_", "calibration_error_")
    titles = ("own", "other hands", "MNIST", "signs", "held back", "calibration error")
    lines = [
        f"{name}: before → after, in %",
        f"{'writer':>8}" + "".join(f"{t:>20}" for t in titles),
    ]
    shown = [*rows, {"writer": "mean", **_over(rows, np.mean)}]
    worst = {"before": min(r["before"] for r in rows), "after": min(r["after"] for r in rows)}
    for row in [*shown, {"writer": "worst", **worst}]:
        cells = [
            f"{100 * row[f'{column}before']:7.2f} → {100 * row[f'{column}after']:6.2f}"
            if f"{column}before" in row
            else ""
            for column in columns
        ]
        lines.append(f"{row['writer']:>8}" + "".join(f"{cell:>20}" for cell in cells))
    change = [100 * (row["after"] - row["before"]) for row in rows]
    mnist = [100 * (row["mnist_after"] - row["mnist_before"]) for row in rows]
    seconds, worked = ([row[key] for row in rows] for key in ("seconds", "processor_seconds"))
    lines.append(
        f"own: {np.mean(change):+.2f} points, the least {min(change):+.2f}; "
        f"MNIST: {np.mean(mnist):+.2f} points, the least {min(mnist):+.2f}; "
        f"{np.median(seconds):.1f} s, of which one core worked {np.median(worked):.1f}"
    )
    return "\n".join(lines)


def _over(rows: list[dict[str, Any]], what: Any) -> dict[str, float]:
    names = [name for name in rows[0] if name.endswith(("before", "after"))]
    return {name: float(what([row[name] for row in rows])) for name in names}


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DatasetError as error:
        sys.exit(str(error))
