"""`inkling predict`: image files in, digits out."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nn_core.cli.command import Command
from nn_core.cli.models import add_model_argument, find_model
from nn_core.cli.output import print_json, sure
from nn_core.data import load_dataset
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.errors import ConfigError, ImageError, InklingError
from nn_core.evaluation import classes_of
from nn_core.model_file import Model
from nn_core.wording import with_article

if TYPE_CHECKING:
    from nn_core.digits import Reading
    from nn_core.digits.numbers import NumberReading

__all__ = ["COMMAND"]

IMAGE_SIZE = (28, 28)
PICTURES_AT_ONCE = 512
ENDINGS = {"", ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".webp", ".tif", ".tiff"}
"""What of a folder is read: files called so, all others are passed over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed for one image.

    Attributes
    ----------
    label
        The likeliest class's name; None for a blank image, and for several digits.
    index
        Its number, which for digits is the digit; None as for `label`.
    confidence
        Its probability; of several digits, that all of them and all question marks are right.
    probabilities
        One for each class; for digits, always ten. None for several digits.
    is_digit
        Whether the image shows one of the classes at all, or digits throughout.
    number
        What stands there in digits, be it one or several; None where nothing is a digit.
    several
        The digits, where there are several; None for one, or for none.
    """

    label: str | None
    index: int | None
    confidence: float
    probabilities: list[float] | None
    is_digit: bool
    number: str | None = None
    several: "NumberReading | None" = None


class Reader:
    """Reads pictures with one model, whatever it was trained to tell apart."""

    def __init__(self, model: Model) -> None:
        # Imported here, so that `--help` need not wait for it.
        from nn_core.digits import Recognizer

        self._model = model
        reads_digits = model.network.input_shape in ((1, *IMAGE_SIZE), (28 * 28,)) and (
            classes_of(model) == DIGIT_NAMES
        )
        self._recognizer = Recognizer(model) if reads_digits else None

    def read_file(self, path: Path) -> Answer:
        """Read one image file.

        Raises
        ------
        ImageError
            If the file is no image.
        """
        from nn_core.digits.several_digits import ink_of_picture
        from nn_core.ink import read_image

        gray = read_image(path)
        if self._recognizer is None:
            return self._classify(self._fitted(gray)[None])[0]
        found = ink_of_picture(gray, self._recognizer)
        if found is None:
            return Answer(None, None, 0.0, [0.0] * len(DIGIT_NAMES), is_digit=False)
        if isinstance(found, np.ndarray):
            return _answer(self._recognizer.read_image(found))
        throughout = all(placed.reading.is_digit for placed in found.digits)
        return Answer(None, None, found.confidence, None, throughout, found.text, found)

    def read_pictures(self, images: NDArray[np.uint8]) -> list[Answer]:
        """Read a dataset's pictures as they are.

        Parameters
        ----------
        images
            uint8 ndarray of shape (samples, height, width), ink = 255.

        Raises
        ------
        ShapeError
            If the network takes pictures of another size.
        """
        if self._recognizer is None:
            return self._classify(images)
        return [_answer(reading) for reading in self._recognizer.read_images(images)]

    def _fitted(self, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Scale a picture that shows no digit to the network's size, light on dark."""
        from nn_core.data.readers.image_folder import fit_picture, ink_on_paper

        size = self._model.network.input_shape[-2:]
        if len(size) != 2:
            raise ConfigError(f"{self._model.name} does not take pictures.")
        return fit_picture(ink_on_paper(gray), (size[0], size[1]))

    def _classify(self, images: NDArray[np.uint8]) -> list[Answer]:
        """Name the classes of pictures that show no digits."""
        answers = []
        for shares in self._model.shares(self._model.network.logits(images)):
            index = int(shares.argmax())
            name = self._model.class_names[index]
            listed = [float(share) for share in shares]
            answers.append(Answer(name, index, listed[index], listed, is_digit=True))
        return answers


def _answer(reading: "Reading") -> Answer:
    return Answer(
        reading.label,
        reading.digit,
        reading.confidence,
        [float(share) for share in reading.probabilities],
        reading.is_digit,
        str(reading.digit) if reading.is_digit else None,
    )


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "images",
        nargs="*",
        type=Path,
        metavar="IMAGE",
        help="image files of a digit or a number each, or folders of them",
    )
    parser.add_argument(
        "--data",
        metavar="NAME-OR-PATH",
        help="read the pictures of a dataset instead, such as a table without labels",
    )
    add_model_argument(parser)
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object a line for each image"
    )


def run(arguments: argparse.Namespace) -> int:
    """Read each image and print what it shows."""
    if bool(arguments.images) == (arguments.data is not None):
        raise ConfigError("Name either images or, with --data, a dataset of pictures.")
    model, _ = find_model(arguments.model)
    reader = Reader(model)
    if arguments.data is not None:
        _read_dataset(reader, arguments.data, as_json=arguments.json)
        return 0
    failures: list[str] = []
    # All folders are looked into first, so that an empty one is told before any answer.
    paths = list(_image_paths(arguments.images))
    for path in paths:
        try:
            answer = reader.read_file(path)
        except ImageError as error:
            failures.append(str(error))
            continue
        _print(str(path), answer, as_json=arguments.json)
    if failures:
        more = (
            f" ({len(failures)} of {len(paths)} images could not be read)" if len(paths) > 1 else ""
        )
        raise InklingError(f"{failures[0].rstrip('.')}{more}.")
    return 0


def _read_dataset(reader: Reader, name_or_path: str, *, as_json: bool) -> None:
    dataset = load_dataset(name_or_path, split="test")
    for start in range(0, len(dataset), PICTURES_AT_ONCE):
        answers = reader.read_pictures(dataset.images[start : start + PICTURES_AT_ONCE])
        for index, answer in enumerate(answers, start):
            _print(f"{name_or_path}#{index}", answer, as_json=as_json)


def _image_paths(named: list[Path]) -> Iterator[Path]:
    from nn_core.data.readers.image_folder import picture_files

    for path in named:
        if path.is_dir():
            files = [file for file in picture_files(path) if file.suffix.lower() in ENDINGS]
            if not files:
                raise ImageError(f"The folder {path} holds no images.")
            yield from files
        else:
            yield path


def _print(path: str, answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(path, answer))
    else:
        print(f"{path}: {_in_words(answer)}", flush=True)


def _as_json(path: str, answer: Answer) -> dict[str, Any]:
    return {
        "path": path,
        "digit": answer.index,
        "label": answer.label,
        "confidence": round(answer.confidence, 6),
        "probabilities": _rounded(answer.probabilities),
        "is_digit": answer.is_digit,
        "number": answer.number,
        "digits": None if answer.several is None else _each_digit(answer.several),
    }


def _each_digit(number: "NumberReading") -> list[dict[str, Any]]:
    return [
        {
            "digit": placed.reading.digit,
            "confidence": round(placed.reading.confidence, 6),
            "probabilities": _rounded([float(share) for share in placed.reading.probabilities]),
            "is_digit": placed.reading.is_digit,
            "line": placed.line,
        }
        for placed in number.digits
    ]


def _rounded(shares: list[float] | None) -> list[float] | None:
    return None if shares is None else [round(share, 6) for share in shares]


def _in_words(answer: Answer) -> str:
    if answer.several is not None:
        return _number_in_words(answer.several)
    if answer.label is None:
        return "blank"
    if not answer.is_digit:
        return f"not a digit (of the digits, most like {with_article(answer.label)})"
    return f"{answer.label} ({sure(answer.confidence)})"


def _number_in_words(number: "NumberReading") -> str:
    read = sum(placed.reading.is_digit for placed in number.digits)
    if read < len(number.digits):
        return f"{number.text} ({read} of {len(number.digits)} places look like digits)"
    return f"{number.text} ({sure(number.confidence)} of all digits)"


COMMAND = Command(
    name="predict",
    summary="read digits from image files",
    description=(
        "Read the digit or the number in each image: dark on light or light on dark, of any size,\n"
        "scanned, photographed or drawn. The ink is found, cropped, scaled and centred as the\n"
        "window does. In a number, what is no digit is a question mark; signs and decimal points\n"
        "are not read."
    ),
    examples=(
        ("inkling predict seven.png", "say what one image shows"),
        ("inkling predict scans/*.jpg --json", "one JSON object a line, for a program to read"),
        (
            "inkling predict seven.png --model runs/mine/model.safetensors",
            "ask another network",
        ),
        ("inkling predict --data test.csv --json", "every row of a table without labels"),
    ),
    configure=configure,
    run=run,
)
