"""How many whole numbers are read, written by people the network has never seen.

    python -m benchmarks.numbers [--numbers 300] [--seed 1]

A number is put together from digits of one writer of Pendigits who was held back from training, as
that person wrote them: side by side with gaps that vary, sometimes overlapping, each a little up or
down and larger or smaller. Single digits are read in the same way: none of them may be split.
"""

import argparse
import json
import time
from collections import defaultdict

import numpy as np

from nn_core.data import load_strokes
from nn_core.data.readers.unipen import StrokeSample
from nn_core.digits.numbers import read_number
from nn_core.digits.recognizer import Recognizer
from nn_core.ink.strokes import Stroke, bounding_box

LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8)


def compose(samples: list[StrokeSample], *, rng: np.random.Generator) -> list[Stroke]:
    """Put digits side by side as one hand would write them."""
    heights = [bounding_box(sample.strokes) for sample in samples]
    usual = float(np.median([bottom - top for _, top, _, bottom in heights]))
    strokes: list[Stroke] = []
    pen = 0.0
    for sample, (left, top, right, bottom) in zip(samples, heights, strict=True):
        size = float(np.exp(rng.normal(0, 0.08)))
        rise = float(rng.normal(0, 0.06)) * usual
        middle = (top + bottom) / 2
        for stroke in sample.strokes:
            points = (stroke.points - np.float32([left, middle])) * np.float32(size)
            strokes.append(Stroke(points + np.float32([pen, rise]), stroke.widths))
        pen += (right - left) * size + max(float(rng.normal(0.22, 0.12)), -0.08) * usual
    return strokes


def main() -> None:
    """Measure, and print one line of JSON for each length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=300, help="how many of each length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="inkling", help="the bundled network that reads")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    recognizer = Recognizer.bundled(options.model)
    of_writer: dict[int, list[StrokeSample]] = defaultdict(list)
    for sample in load_strokes("pendigits", split="test") or []:
        of_writer[sample.writer].append(sample)
    writers = sorted(of_writer)
    for length in LENGTHS:
        whole, parted, seconds = 0, 0, []
        for _ in range(options.numbers):
            own = of_writer[int(rng.choice(writers))]
            samples = [own[index] for index in rng.choice(len(own), length, replace=False)]
            strokes = compose(samples, rng=rng)
            began = time.perf_counter()
            number = read_number(strokes, recognizer)
            seconds.append(time.perf_counter() - began)
            truth = "".join(str(sample.label) for sample in samples)
            read = "" if number is None else "".join(str(d.reading.digit) for d in number.digits)
            whole += read == truth
            parted += len(read) == length
        print(
            json.dumps(
                {
                    "digits": length,
                    "numbers": options.numbers,
                    "whole": whole / options.numbers,
                    "parted_rightly": parted / options.numbers,
                    "median_ms": round(1e3 * float(np.median(seconds)), 1),
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
