"""`inkling teach`: the network in use learns a person's own digits, as on the Draw page."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nn_core.cli.command import Command
from nn_core.cli.models import find_model
from nn_core.cli.output import percentage, print_json
from nn_core.cli.progress import ProgressBar
from nn_core.data import MY_DIGITS
from nn_core.errors import ConfigError
from nn_core.model_file import Model, save_model
from nn_core.network_in_use import choose, load_chosen
from nn_core.teaching import Collection, OwnDigit
from nn_core.teaching.collection import EMPTY_SENTENCE
from nn_core.teaching.importing import digits_from
from nn_core.teaching.lesson import Lesson
from nn_core.teaching.origin import keep_origin, origin_of
from nn_core.teaching.outcome import Comparison, TeachingRefused, TeachingResult

__all__ = ["COMMAND"]

NOTHING_KEPT = "Nothing is kept: --use has it read in the window, --output FILE saves it."
STAND_IN = "MNIST is not on this computer, so digits from a generator stand in for it."

_EXACT_FROM = 1_000
"""From so many digits on, a hundredth of a point means something."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--data",
        default=MY_DIGITS,
        metavar="NAME-OR-PATH",
        help="the digits to learn: a file or folder as `inkling data import` takes it (default: "
        f"{MY_DIGITS}, the collection of the window)",
    )
    parser.add_argument(
        "--model",
        metavar="FILE",
        help="a model file, the name of a model that ships or of one of your own, or run:NUMBER "
        "of `inkling runs` (default: the one in use in the window)",
    )
    parser.add_argument(
        "--use",
        action="store_true",
        help="read with the taught network in the window, from its next start on",
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="save the taught network")
    parser.add_argument(
        "--replace", action="store_true", help="replace a file that is there already"
    )
    parser.add_argument(
        "--keep-anyway",
        action="store_true",
        help="use or save it even if it reads MNIST more than 0.2 points worse than before",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Give a lesson, say what came of it, and keep it as asked."""
    output: Path | None = arguments.output
    if output is not None and output.exists() and not arguments.replace:
        raise ConfigError(f"{output} exists already; --replace lets it be replaced.")
    model, digits = _model(arguments.model), _digits(arguments.data)
    result = _teach(model, digits)
    wanted = arguments.use or output is not None
    kept = wanted and (arguments.keep_anyway or not result.harms)
    if kept:
        _keep(result, output, use=arguments.use)
    if arguments.json:
        print_json(_as_json(result, in_use=kept and arguments.use, path=output if kept else None))
    else:
        print("\n".join(_report(result)))
        if kept and output is not None:
            print(f"{output}: {result.model.name}.")
        if kept and arguments.use:
            print(f"{result.model.name} reads in the window, from its next start on.")
        if not wanted:
            print(NOTHING_KEPT)
    if wanted and not kept:
        raise TeachingRefused(f"{result.verdict} --keep-anyway keeps it all the same.")
    return 0


def _model(named: str | None) -> Model:
    return load_chosen().model if named is None else find_model(named)[0]


def _digits(data: str) -> Sequence[OwnDigit]:
    if data != MY_DIGITS:
        return digits_from(data)
    digits = Collection().digits()
    if not digits:
        raise ConfigError(EMPTY_SENTENCE)
    return digits


def _teach(model: Model, digits: Sequence[OwnDigit]) -> TeachingResult:
    """Teach from what the network was before it was ever taught."""
    origin = origin_of(model)
    lesson = Lesson(model if origin is None else origin, digits)
    with ProgressBar("teaching") as bar, closing(lesson.run()) as reports:
        for report in reports:
            if isinstance(report, TeachingResult):
                return report
            bar.show(report.fraction, report.words)
    raise ConfigError("The lesson ended without a result.")


def _keep(result: TeachingResult, output: Path | None, *, use: bool) -> None:
    # Whether it may be kept is decided by now.
    model = result.model_to_keep(anyway=True)
    if output is not None:
        save_model(output, model)
    if use:
        keep_origin(result.origin)
        choose(model)


def _report(result: TeachingResult) -> list[str]:
    count = "one digit" if result.digits == 1 else f"{result.digits:,} digits"
    rows = [("your digits", result.own)] if result.own is not None else []
    rows += [(result.test_name, result.test)]
    width = max(len(name) for name, _ in rows)
    lines = [
        f"{result.origin.name} learnt {count} in {result.seconds:.1f} s.",
        "",
        f"{'':<{width}}   before    after",
    ]
    lines += [_line(name, comparison, width) for name, comparison in rows]
    lines += ["", result.verdict]
    lines += [note for note in (result.own_note,) if note]
    if not result.measured_by_mnist:
        lines.append(STAND_IN)
    return lines


def _line(name: str, comparison: Comparison, width: int) -> str:
    places = 2 if comparison.samples >= _EXACT_FROM else 1
    before, after = (percentage(share, places) for share in (comparison.before, comparison.after))
    return f"{name:<{width}}  {before:>7}  {after:>7}  of {comparison.samples:,}"


def _as_json(result: TeachingResult, *, in_use: bool, path: Path | None) -> dict[str, Any]:
    return {
        "model": result.origin.name,
        "digits": result.digits,
        "own": None if result.own is None else asdict(result.own),
        "own_note": result.own_note,
        "test_name": result.test_name,
        "test": asdict(result.test),
        "test_with_refusals": asdict(result.test_with_refusals),
        "harms": result.harms,
        "verdict": result.verdict,
        "in_use": in_use,
        "path": None if path is None else str(path),
        "seconds": round(result.seconds, 3),
    }


COMMAND = Command(
    name="teach",
    summary="teach a network your own digits in seconds",
    description=(
        "Teach the network in use the digits that you kept on the Draw page, or others, and say\n"
        "what that gained and what it cost. Your digits are read by networks that had not learnt\n"
        "them; MNIST's test pictures are read before and after (digits from a generator, where\n"
        "MNIST is not on this computer). What costs more than 0.2 points of these is not kept\n"
        "unless you say so."
    ),
    examples=(
        ("inkling teach", "what a lesson with your collection would gain; nothing is changed"),
        ("inkling teach --use", "and read with the taught network in the window"),
        (
            "inkling teach --data photos/ --model textbook-256-128 --output mine.safetensors",
            "pictures in one folder for each digit, another network, saved as a file",
        ),
        ("inkling runs use --shipped", "back to the network that ships"),
    ),
    configure=configure,
    run=run,
)
