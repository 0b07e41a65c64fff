"""`inkling evaluate`: how well a model reads a dataset, and where it fails."""

import argparse
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.cli.command import Command
from nn_core.cli.models import add_model_argument, find_model
from nn_core.cli.output import counted, percentage, print_json, sure
from nn_core.cli.progress import ProgressBar, duration
from nn_core.data import (
    CATALOGUE,
    MY_DIGITS,
    SIGNS,
    SYNTHETIC,
    Dataset,
    Split,
    StrokeSample,
    load_dataset,
    load_strokes,
)
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.errors import ConfigError
from nn_core.evaluation import ModelEvaluation, classes_of, evaluate_model, position_note
from nn_core.metrics import f1_scores, precision, recall
from nn_core.model_file import Model

__all__ = ["COMMAND"]

IMAGE_SIZE = (28, 28)
PLACES = ("as-written", "centre", "random")
MOST_WRITERS = 1_000_000
MOST_COLUMNS = 15
MOST_CONFUSIONS = 10
STROKE_FLAGS = ("--pen-width", "--size", "--place", "--from-pixels", "--writers")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--data",
        default="mnist",
        metavar="NAME-OR-PATH",
        help="what to read: a name of `inkling data list`, or a file or folder (default: mnist)",
    )
    add_model_argument(parser)
    parser.add_argument(
        "--split",
        choices=("test", "train"),
        default="test",
        help="which part of it (default: test; data without parts are read whole)",
    )
    parser.add_argument(
        "--list-errors",
        type=int,
        default=10,
        metavar="N",
        help="how many of the wrong answers to list, the surest first (default: 10; JSON has all)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    strokes = parser.add_argument_group(
        "pen strokes", "how the strokes of a UNIPEN file are drawn on the pad before they are read"
    )
    strokes.add_argument(
        "--pen-width",
        type=_range,
        metavar="PX[-PX]",
        help="width of the pen in pixels of the pad, or a range to choose from at random",
    )
    strokes.add_argument(
        "--size",
        type=_range,
        metavar="PX[-PX]",
        help="longer side of the digits in pixels of the pad (default: as written)",
    )
    strokes.add_argument(
        "--place",
        choices=PLACES,
        help="where on the pad they are drawn (default: as-written)",
    )
    strokes.add_argument(
        "--seed", type=_seed, default=0, metavar="N", help="decides what is random (default: 0)"
    )
    strokes.add_argument(
        "--from-pixels",
        action="store_true",
        help="read the pad's pixels, as from an image file, not the strokes themselves",
    )
    strokes.add_argument(
        "--writers",
        type=_writers,
        metavar="N,N-N",
        help="only the digits of these writers, such as 1-6,12",
    )


def run(arguments: argparse.Namespace) -> int:
    """Read the dataset and report how it went."""
    model, where = find_model(arguments.model)
    began = time.perf_counter()
    dataset = _dataset(arguments, model)
    evaluation = evaluate_model(model, dataset)
    seconds = time.perf_counter() - began
    note = position_note(dataset.class_names, evaluation.class_names)
    if note is not None:
        print(f"note: {note}", file=sys.stderr)
    if arguments.json:
        notes = [] if note is None else [note]
        print_json({**_as_json(arguments, dataset, where, evaluation, seconds), "notes": notes})
    else:
        print(_report(dataset, model, evaluation, seconds, arguments.list_errors))
    return 0


def _dataset(arguments: argparse.Namespace, model: Model) -> Dataset:
    """Load what is to be read, drawn or normalised as the window would do it."""
    samples = load_strokes(arguments.data, split=arguments.split)
    if samples is not None:
        return _draw(arguments, samples)
    for flag in STROKE_FLAGS:
        if getattr(arguments, flag.strip("-").replace("-", "_")):
            raise ConfigError(f"{arguments.data} holds no pen strokes, which {flag} is for.")
    folder = Path(arguments.data).expanduser()
    known = arguments.data in CATALOGUE or arguments.data in (SYNTHETIC, SIGNS, MY_DIGITS)
    if not known and folder.is_dir() and classes_of(model) == DIGIT_NAMES:
        return _folder_of_digits(folder, arguments.split)
    return load_dataset(arguments.data, split=arguments.split)


def _folder_of_digits(folder: Path, split: Split) -> Dataset:
    """Read a folder of images as `inkling predict` reads each of them."""
    from nn_core.data.readers.image_folder import class_folders, part_folder, read_image_folder
    from nn_core.ink import normalise_pixels

    if not class_folders(part_folder(folder, split)):
        return load_dataset(folder, split=split)
    blank = np.zeros(IMAGE_SIZE, dtype=np.uint8)

    def prepare(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
        image = normalise_pixels(gray)
        return blank if image is None else image

    return read_image_folder(folder, split=split, prepare=prepare)


def _draw(arguments: argparse.Namespace, samples: Sequence[StrokeSample]) -> Dataset:
    """Draw pen strokes on the pad as the flags say."""
    # Imported here: painting needs Pillow, which other datasets do without.
    from nn_core.data.replay import Replay, replayed_dataset

    writers = arguments.writers
    if writers is not None:
        samples = [sample for sample in samples if sample.writer in writers]
        if not samples:
            raise ConfigError(f"{arguments.data} holds no digit by these writers.")
    usual = Replay()
    replay = Replay(
        pen_width_px=arguments.pen_width or usual.pen_width_px,
        size_px=arguments.size,
        place=arguments.place or usual.place,
    )
    with ProgressBar("drawing") as bar:
        return replayed_dataset(
            samples,
            replay,
            from_pixels=arguments.from_pixels,
            rng=np.random.default_rng(arguments.seed),
            provenance=f"pen strokes of {arguments.data}",
            progress=bar.show,
        )


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


def _range(text: str) -> tuple[float, float]:
    """Read "20" or "10-40"."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:(?:-|\.\.)(\d+(?:\.\d+)?))?", text.strip())
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of pixels, nor a range like 10-40")
    low = float(match[1])
    return low, float(match[2] or low)


def _writers(text: str) -> frozenset[int]:
    """Read "1-6,12"."""
    writers: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", part.strip())
        if match is None:
            raise argparse.ArgumentTypeError(f"{text!r} is no list of writers like 1-6,12")
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last < MOST_WRITERS:
            raise argparse.ArgumentTypeError(f"{part.strip()!r} is no range of writers like 1-6")
        writers.update(range(first, last + 1))
    return frozenset(writers)


def _as_json(
    arguments: argparse.Namespace,
    dataset: Dataset,
    where: str,
    evaluation: ModelEvaluation,
    seconds: float,
) -> dict[str, Any]:
    return {
        "dataset": arguments.data,
        "split": arguments.split,
        "what": dataset.provenance,
        "model": where,
        "samples": evaluation.samples,
        "accuracy": evaluation.accuracy,
        "errors": evaluation.errors,
        "refused": evaluation.refused,
        "accuracy_with_refusals": evaluation.accuracy_with_refusals,
        "loss": evaluation.loss,
        "ece": evaluation.calibration_error,
        "class_names": list(evaluation.class_names),
        "confusion": evaluation.confusion,
        "recall": recall(evaluation.confusion),
        "precision": precision(evaluation.confusion),
        "f1": f1_scores(evaluation.confusion),
        "refusal_curve": [asdict(point) for point in evaluation.refusal_curve],
        "error_list": [asdict(mistake) for mistake in evaluation.mistakes],
        "seconds": round(seconds, 3),
    }


def _report(
    dataset: Dataset, model: Model, evaluation: ModelEvaluation, seconds: float, listed: int
) -> str:
    lines = [
        f"{model.name} on {dataset.provenance} ({counted(evaluation.samples, 'picture')}, "
        f"{duration(seconds)})",
        "",
        f"right                {percentage(evaluation.accuracy)}  ({evaluation.errors:,} wrong)",
        f"mean cross-entropy   {evaluation.loss:.4f}",
        f"calibration error    {evaluation.calibration_error:.4f}  (confidence against accuracy)",
    ]
    if len(model.class_names) > len(evaluation.class_names):
        lines.append(
            f"refused              {evaluation.refused:,}  (read rightly and not refused: "
            f"{percentage(evaluation.accuracy_with_refusals)})"
        )
    lines += _confusions(evaluation)
    lines += ["", "each class (recall: its pictures found; precision: such answers that are right)"]
    lines += _class_table(evaluation)
    lines += ["", "when the least sure answers are withheld"]
    withheld = [
        f"  {point.refused:6.1%} refused, below {point.threshold:.3f} sure: "
        f"{percentage(point.accuracy)} of the rest right"
        for point in evaluation.refusal_curve
    ]
    lines += dict.fromkeys(withheld)  # of few pictures, several shares come to the same
    if evaluation.mistakes and listed > 0:
        lines += ["", f"the surest of {evaluation.errors:,} wrong answers"]
        lines += [
            f"  picture {mistake.index}: {mistake.label}, taken for {mistake.predicted} "
            f"({sure(mistake.confidence)})"
            for mistake in evaluation.mistakes[:listed]
        ]
    return "\n".join(lines)


def _confusions(evaluation: ModelEvaluation) -> list[str]:
    """Draw up the table of confusions, or list the commonest where it would not fit a screen."""
    names = evaluation.class_names
    if len(names) <= MOST_COLUMNS and len({name[:4] for name in names}) == len(names):
        heading = "what is shown (rows) and what it was taken for (columns)"
        return ["", heading, *_confusion_table(evaluation)]
    mixed = evaluation.confusion.copy()
    np.fill_diagonal(mixed, 0)
    order = np.argsort(-mixed, axis=None, kind="stable")[:MOST_CONFUSIONS]
    pairs = np.column_stack(np.unravel_index(order, mixed.shape))
    listed = [
        f"  {names[shown]}, taken for {names[said]}: {mixed[shown, said]:,}"
        for shown, said in pairs
        if mixed[shown, said]
    ]
    return ["", "what was mixed up most often", *listed] if listed else []


def _confusion_table(evaluation: ModelEvaluation) -> list[str]:
    names = [name[:12] for name in evaluation.class_names]
    first = max(map(len, names))
    width = max(5, *(len(f"{count}") + 1 for count in evaluation.confusion.ravel()))
    heads = [name[: width - 1] for name in names]
    rows = [" " * first + "".join(f"{head:>{width}}" for head in heads)]
    for name, counts in zip(names, evaluation.confusion, strict=True):
        cells = "".join(f"{count or '·':>{width}}" for count in counts)
        rows.append(f"{name:>{first}}{cells}")
    return ["  " + row for row in rows]


def _class_table(evaluation: ModelEvaluation) -> list[str]:
    confusion = evaluation.confusion
    samples, answers = confusion.sum(axis=1), confusion.sum(axis=0)
    figures = zip(recall(confusion), precision(confusion), f1_scores(confusion), strict=True)
    width = max(len("class"), *(len(name[:12]) for name in evaluation.class_names))
    rows = [f"  {'class':>{width}}  pictures   recall  precision       F1"]
    for name, shown, said, shares in zip(
        evaluation.class_names, samples, answers, figures, strict=True
    ):
        # Of no pictures, and of no answers, there is no share.
        known = (shown > 0, said > 0, shown + said > 0)
        cells = (
            percentage(share) if is_known else "·"
            for share, is_known in zip(shares, known, strict=True)
        )
        found, right, both = cells
        rows.append(f"  {name[:12]:>{width}}  {shown:>8,}  {found:>7}  {right:>9}  {both:>7}")
    return rows


COMMAND = Command(
    name="evaluate",
    summary="measure how well a model reads a dataset",
    description=(
        "Read every picture of a dataset and report how many are right, which classes are mixed\n"
        "up, how far the stated confidence can be trusted, and what refusing the doubtful buys.\n"
        "Pen strokes (UNIPEN files) are drawn as the window's pad would draw them; folders of\n"
        "images are read as `inkling predict` reads each of them."
    ),
    examples=(
        ("inkling evaluate", "the model that ships, on MNIST's 10,000 test images"),
        (
            "inkling evaluate --data mnist --json --model runs/mine/model.safetensors",
            "another model, for a program to read",
        ),
        (
            "inkling evaluate --data strokes.tra --size 60-400 --pen-width 8-50 --place random",
            "pen strokes, drawn large and small, thick and thin, anywhere on the pad",
        ),
        (
            "inkling evaluate --data strokes.tra --from-pixels --writers 31-36",
            "some writers' digits, read from the pad's pixels as from a saved image",
        ),
        ("inkling evaluate --data photos/", "a folder with one folder of images for each digit"),
    ),
    configure=configure,
    run=run,
)
