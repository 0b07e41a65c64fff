"""`inkling predict`: image files in, digits out."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.cli.command import Command
from nn_core.cli.models import add_model_argument, find_model
from nn_core.cli.output import print_json
from nn_core.errors import ConfigError, ImageError, InklingError
from nn_core.model_file import Model

__all__ = ["COMMAND"]

IMAGE_SIZE = (28, 28)
DIGITS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed for one image.

    Attributes
    ----------
    label
        The likeliest class's name, or None for a blank image.
    index
        Its number, which for digits is the digit; None for a blank image.
    confidence
        Its probability.
    probabilities
        One for each class; for digits, always ten.
    is_digit
        Whether the image shows one of the classes at all.
    """

    label: str | None
    index: int | None
    confidence: float
    probabilities: list[float]
    is_digit: bool


class Reader:
    """Reads image files with one model, whatever it was trained to tell apart."""

    def __init__(self, model: Model) -> None:
        # Imported here, so that `--help` need not wait for it.
        from nn_core.digits import Recognizer

        self._model = model
        reads_digits = model.network.input_shape in ((1, *IMAGE_SIZE), (28 * 28,)) and (
            model.class_names[:DIGITS] == tuple("0123456789")
        )
        self._recognizer = Recognizer(model) if reads_digits else None

    def read(self, path: Path) -> Answer:
        """Read one image file.

        Raises
        ------
        ImageError
            If the file is no image.
        """
        from nn_core.ink import read_image

        gray = read_image(path)
        if self._recognizer is None:
            return self._classify(gray)
        reading = self._recognizer.read_pixels(gray)
        if reading is None:
            return Answer(None, None, 0.0, [0.0] * DIGITS, is_digit=False)
        return Answer(
            reading.label,
            reading.digit,
            reading.confidence,
            [float(share) for share in reading.probabilities],
            reading.is_digit,
        )

    def _classify(self, gray: NDArray[np.uint8]) -> Answer:
        """Read a picture of no digit: scaled to the network's size, light on dark."""
        from nn_core.data.image_folder import fit_picture, ink_on_paper

        size = self._model.network.input_shape[-2:]
        if len(size) != 2:
            raise ConfigError(f"{self._model.name} does not take pictures.")
        picture = fit_picture(ink_on_paper(gray), (size[0], size[1]))
        shares = self._model.network.predict_probabilities(picture[None])[0]
        index = int(shares.argmax())
        return Answer(
            self._model.class_names[index],
            index,
            float(shares[index]),
            [float(share) for share in shares],
            is_digit=True,
        )


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "images",
        nargs="+",
        type=Path,
        metavar="IMAGE",
        help="image files of one digit each, or folders of them; dark on light or light on dark",
    )
    add_model_argument(parser)
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object a line for each image"
    )


def run(arguments: argparse.Namespace) -> int:
    """Read each image and print what it shows."""
    model, _ = find_model(arguments.model)
    reader = Reader(model)
    failures: list[str] = []
    images = 0
    for path in _image_paths(arguments.images):
        images += 1
        try:
            answer = reader.read(path)
        except ImageError as error:
            failures.append(str(error))
            continue
        if arguments.json:
            print_json(_as_json(path, answer))
        else:
            print(f"{path}: {_in_words(answer)}", flush=True)
    if failures:
        first = failures[0]
        more = f" ({len(failures)} of {images} images could not be read)" if images > 1 else ""
        raise InklingError(f"{first.rstrip('.')}{more}.")
    return 0


def _image_paths(named: list[Path]) -> Iterator[Path]:
    from nn_core.data.image_folder import picture_files

    for path in named:
        if path.is_dir():
            yield from picture_files(path)
        else:
            yield path


def _as_json(path: Path, answer: Answer) -> dict[str, Any]:
    return {
        "path": str(path),
        "digit": answer.index,
        "label": answer.label,
        "confidence": round(answer.confidence, 6),
        "probabilities": [round(share, 6) for share in answer.probabilities],
        "is_digit": answer.is_digit,
    }


def _in_words(answer: Answer) -> str:
    if answer.label is None:
        return "blank"
    if not answer.is_digit:
        return f"not a digit (of the digits, most like a {answer.label})"
    return f"{answer.label} ({answer.confidence:.1%} sure)"


COMMAND = Command(
    name="predict",
    summary="read digits from image files",
    description=(
        "Read one digit from each image: dark on light or light on dark, of any size, scanned,\n"
        "photographed or drawn. The ink is found, cropped, scaled and centred as the window does."
    ),
    examples=(
        ("inkling predict seven.png", "say what one image shows"),
        ("inkling predict scans/*.jpg --json", "one JSON object a line, for a program to read"),
        (
            "inkling predict seven.png --model runs/mine/model.safetensors",
            "ask another network",
        ),
    ),
    configure=configure,
    run=run,
)
