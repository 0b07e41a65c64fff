"""How many whole numbers are read, written by people the network has never seen.

    python -m benchmarks.numbers [--numbers 300] [--seed 1] [--from-pictures]

A number is put together from digits of one writer of Pendigits who was held back from training, as
that person wrote them: side by side with gaps that vary, sometimes overlapping, each a little up or
down and larger or smaller. Single digits are read in the same way: none of them may be split.

From pictures, numbers are drawn with thin and thick pens, small and large, on several kinds of
paper. The gaps between their digits are those of the strokes: a thick pen writes wider. Where it
does not ("crowded"), far more digits touch or lie over one another.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.photographs import Camera, board, ink_of_strokes, pencil, ruled, screen
from nn_core.data import load_strokes
from nn_core.data.readers.unipen import StrokeSample
from nn_core.digits.numbers import NumberReading, read_number
from nn_core.digits.picture_numbers import read_number_in_picture
from nn_core.digits.recognizer import Recognizer
from nn_core.errors import DatasetError
from nn_core.ink.strokes import Stroke, bounding_box

LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8)
LENGTHS_IN_PICTURES = (1, 2, 3, 4, 6, 8)
PAPERS: tuple[Camera, ...] = (screen, board, pencil, ruled)
HEIGHTS_PX = (24, 40, 80, 160)
"""How tall the digits are in pictures."""
PENS = (0.03, 0.06, 0.1, 0.14)
"""How wide the pen is in pictures, as a share of the digits' height."""

Write = Callable[..., tuple[str, list[Stroke]]]
Read = Callable[[], NumberReading | None]


def compose(
    samples: list[StrokeSample], *, rng: np.random.Generator, pen: float = 0.0
) -> list[Stroke]:
    """Put digits side by side as one hand would write them.

    Parameters
    ----------
    samples
        The digits.
    rng
        Decides on their gaps and sizes.
    pen
        The line's width, in heights of the digits, that the gaps leave room for.
    """
    heights = [bounding_box(sample.strokes) for sample in samples]
    usual = float(np.median([bottom - top for _, top, _, bottom in heights]))
    strokes: list[Stroke] = []
    place = 0.0
    for sample, (left, top, right, bottom) in zip(samples, heights, strict=True):
        size = float(np.exp(rng.normal(0, 0.08)))
        rise = float(rng.normal(0, 0.06)) * usual
        middle = (top + bottom) / 2
        for stroke in sample.strokes:
            points = (stroke.points - np.array([left, middle], dtype=np.float32)) * np.float32(size)
            strokes.append(
                Stroke(points + np.array([place, rise], dtype=np.float32), stroke.widths)
            )
        gap = pen + max(float(rng.normal(0.22, 0.12)), -0.08)
        place += (right - left) * size + gap * usual
    return strokes


def picture_of(
    strokes: list[Stroke], paper: Camera, *, pen: float, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Draw a number at a size taken at random, and take a picture of it."""
    left, top, right, bottom = bounding_box(strokes)
    longer, height = max(right - left, bottom - top, 1.0), max(bottom - top, 1.0)
    height_px = float(rng.choice(HEIGHTS_PX))
    side = round(height_px * longer / height)
    return paper(ink_of_strokes(strokes, side=side, pen=pen * height / longer), rng)


def writer_of_numbers(split: str) -> Write:
    """Give what writes a number of some digits, and says which, by one writer after another."""
    of_writer: dict[int, list[StrokeSample]] = defaultdict(list)
    for sample in load_strokes("pendigits", split="train" if split == "train" else "test") or []:
        of_writer[sample.writer].append(sample)
    writers = sorted(of_writer)

    def write(
        length: int, rng: np.random.Generator, *, pen: float = 0.0
    ) -> tuple[str, list[Stroke]]:
        own = of_writer[int(rng.choice(writers))]
        samples = [own[index] for index in rng.choice(len(own), length, replace=False)]
        return "".join(str(sample.label) for sample in samples), compose(samples, rng=rng, pen=pen)

    return write


def measure(numbers: Iterable[tuple[str, Read]]) -> dict[str, float]:
    """Read numbers, and count those that are read whole and those with as many digits."""
    whole, parted, seconds = 0, 0, []
    for truth, reading in numbers:
        began = time.perf_counter()
        number = reading()
        seconds.append(time.perf_counter() - began)
        read = "" if number is None else "".join(str(d.reading.digit) for d in number.digits)
        whole += read == truth
        parted += len(read) == len(truth)
    return {
        "numbers": len(seconds),
        "whole": round(whole / len(seconds), 4),
        "parted_rightly": round(parted / len(seconds), 4),
        "median_ms": round(1e3 * float(np.median(seconds)), 1),
        "slowest_ms": round(1e3 * max(seconds), 1),
    }


def main() -> None:
    """Measure, and print one line of JSON for each length, and in pictures for each paper."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=300, help="how many of each length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="inkling", help="the bundled network that reads")
    parser.add_argument(
        "--digits", type=int, nargs="+", help="how many digits the numbers have (default: 1 to 8)"
    )
    parser.add_argument("--from-pictures", action="store_true", help="read pictures, not strokes")
    parser.add_argument(
        "--split",
        choices=("test", "train"),
        default="test",
        help="whose digits: of writers held back (test), or of those to tune with (train)",
    )
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    recognizer = Recognizer.bundled(options.model)
    write = writer_of_numbers(options.split)

    def from_strokes(length: int) -> Iterable[tuple[str, Read]]:
        for _ in range(options.numbers):
            truth, strokes = write(length, rng)
            yield truth, partial(read_number, strokes, recognizer)

    def from_pictures(length: int, paper: Camera, *, crowded: bool) -> Iterable[tuple[str, Read]]:
        for _ in range(options.numbers):
            pen = float(rng.choice(PENS))
            truth, strokes = write(length, rng, pen=0.0 if crowded else pen)
            gray = picture_of(strokes, paper, pen=pen, rng=rng)
            yield truth, partial(read_number_in_picture, gray, recognizer)

    if options.from_pictures:
        for paper, crowded in (*((paper, False) for paper in PAPERS), (screen, True)):
            for length in options.digits or LENGTHS_IN_PICTURES:
                line = {"paper": paper.__name__, "crowded": crowded, "digits": length}
                counts = measure(from_pictures(length, paper, crowded=crowded))
                print(json.dumps(line | counts), flush=True)
    else:
        for length in options.digits or LENGTHS:
            print(json.dumps({"digits": length} | measure(from_strokes(length))), flush=True)


if __name__ == "__main__":
    try:
        main()
    except DatasetError as error:
        raise SystemExit(str(error)) from None
