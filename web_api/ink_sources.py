"""What a request may hold: pixels, strokes or a picture, taken apart and checked.

Everything is checked for size and kind before NumPy or Pillow see it.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from PIL import Image

from nn_core.errors import ImageError
from nn_core.ink import Stroke
from nn_core.ink.image_file import read_image
from web_api.problems import Problem
from web_api.settings import Settings

__all__ = ["InkSource", "Picture", "Pixels", "Strokes", "decode_picture", "parse_json"]

SIDE = 28
PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
FARTHEST = 1e6
"""Coordinates beyond this are no place on a page, and their squares would lose their precision."""

_FORMS = '"pixels", "strokes" or "image"'


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """An image that is laid out as MNIST's already: uint8 of shape (28, 28), ink = 255."""

    image: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """Pen movements."""

    strokes: list[Stroke]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image file's bytes, and where in a JSON body they came from."""

    data: bytes
    pointer: str | None = None


InkSource = Pixels | Strokes | Picture


def parse_json(body: bytes, settings: Settings) -> tuple[list[InkSource], bool]:
    """Take a JSON body apart.

    Returns
    -------
    list of InkSource, bool
        What is to be read, and whether the request spoke of many.

    Raises
    ------
    Problem
        If the body is no JSON or not what is expected.
    """
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"The body is not JSON that can be read: {error}.") from error
    if not isinstance(content, dict):
        raise Problem(
            422,
            f"Expected a JSON object with {_FORMS}, or with a list of such objects "
            f'as "items"; {_kind(content)} came.',
            pointer="#",
        )
    if b"true" in body or b"false" in body:
        _refuse_booleans(content)
    allowance = _Allowance(settings)
    if "items" not in content:
        return [_parse_item(content, "#", allowance)], False
    items = content["items"]
    if len(content) > 1 or not isinstance(items, list) or not items:
        raise Problem(
            422,
            'Beside "items", a list of at least one object, nothing is expected.',
            pointer="#/items",
        )
    if len(items) > settings.batch:
        raise Problem(
            422,
            f"At most {settings.batch} items are read in one request; {len(items)} came.",
            pointer="#/items",
        )
    return [
        _parse_item(item, f"#/items/{index}", allowance) for index, item in enumerate(items)
    ], True


def decode_picture(picture: Picture, settings: Settings) -> NDArray[np.uint8]:
    """Decode an image file that is not larger than allowed.

    Returns
    -------
    uint8 ndarray of shape (height, width), 0 = black, 255 = white

    Raises
    ------
    Problem
        If it is no image, damaged, or has too many pixels.
    """
    try:
        with Image.open(BytesIO(picture.data), formats=PICTURE_FORMATS) as image:
            pixels = image.width * image.height
    except Image.DecompressionBombError:
        pixels = 2 * Image.MAX_IMAGE_PIXELS if Image.MAX_IMAGE_PIXELS else 0
    # A damaged header trips Pillow's readers in many ways: OSError, SyntaxError, struct.error, ...
    except Exception as error:
        raise Problem(
            422,
            "Expected a picture as PNG, JPEG, WebP, GIF or BMP; what came is none, or is damaged.",
            pointer=picture.pointer,
        ) from error
    if pixels > settings.picture_pixels:
        raise Problem(
            413,
            f"At most {settings.picture_pixels:,} pixels are read; the picture has more.",
            pointer=picture.pointer,
        )
    try:
        return read_image(picture.data)
    except ImageError as error:
        raise Problem(422, str(error), pointer=picture.pointer) from error


class _Allowance:
    """How many strokes and points one request may still bring."""

    def __init__(self, settings: Settings) -> None:
        self._strokes = settings.strokes
        self._points = settings.points
        self._settings = settings

    def take(self, strokes: int, points: int, pointer: str) -> None:
        self._strokes -= strokes
        self._points -= points
        if self._strokes < 0 or self._points < 0:
            raise Problem(
                422,
                f"At most {self._settings.strokes} strokes with {self._settings.points:,} points "
                "between them are read in one request; more came.",
                pointer=pointer,
            )


def _refuse_booleans(content: object) -> None:
    """Refuse what NumPy would take for 1 and 0; a body without either word needs no such look."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, bool):
            raise Problem(422, "Expected numbers and text; true or false came.", pointer="#")
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _parse_item(item: object, pointer: str, allowance: _Allowance) -> InkSource:
    if not isinstance(item, dict) or len(item) != 1:
        raise Problem(
            422,
            f"Expected an object with exactly one of {_FORMS}; {_members(item)} came.",
            pointer=pointer,
        )
    ((name, value),) = item.items()
    pointer = f"{pointer}/{name}"
    if name == "pixels":
        return Pixels(_parse_pixels(value, pointer))
    if name == "strokes":
        return Strokes(_parse_strokes(value, pointer, allowance))
    if name == "image":
        return Picture(_parse_data_url(value, pointer), pointer)
    raise Problem(422, f'Expected {_FORMS}, not "{name[:40]}".', pointer=pointer.rpartition("/")[0])


def _parse_pixels(values: object, pointer: str) -> NDArray[np.uint8]:
    """Take 784 numbers, or 28 rows of 28, of 0 to 1 or 0 to 255."""
    if isinstance(values, list) and len(values) == SIDE:
        if not all(isinstance(row, list) and len(row) == SIDE for row in values):
            raise _bad_pixels("rows of another length", pointer)
        values = list(chain.from_iterable(values))
    if not isinstance(values, list) or len(values) != SIDE * SIDE:
        raise _bad_pixels(_kind(values), pointer)
    try:
        # Whole numbers of 0 to 255, as most clients send them, are bytes already: four times as
        # fast as an array made of Python's integers.
        flat = np.frombuffer(bytes(values), dtype=np.uint8)
    except (TypeError, ValueError):
        flat = _rounded(_numbers(values), pointer)
    if flat.max() <= 1:
        flat = flat * np.uint8(255)
    return flat.reshape(SIDE, SIDE)


def _rounded(numbers: NDArray[np.float64] | None, pointer: str) -> NDArray[np.uint8]:
    if numbers is None or numbers.ndim != 1:
        raise _bad_pixels("something else than numbers among them", pointer)
    low, high = float(numbers.min()), float(numbers.max())
    if not 0 <= low <= high <= 255:
        raise _bad_pixels(f"values from {low:g} to {high:g}", pointer)
    return np.rint(numbers * (255 if high <= 1 else 1)).astype(np.uint8)


def _bad_pixels(what: str, pointer: str) -> Problem:
    return Problem(
        422,
        "Expected 784 pixel values, in one list or as 28 rows of 28, each from 0 "
        f"to 1 or from 0 to 255, ink high; {what} came.",
        pointer=pointer,
    )


def _parse_strokes(strokes: object, pointer: str, allowance: _Allowance) -> list[Stroke]:
    if not isinstance(strokes, list):
        raise _bad_strokes(pointer)
    allowance.take(len(strokes), 0, pointer)
    if not all(isinstance(stroke, list) for stroke in strokes):
        raise _bad_strokes(pointer)
    allowance.take(0, sum(map(len, strokes)), pointer)
    return [_parse_stroke(stroke, f"{pointer}/{index}") for index, stroke in enumerate(strokes)]


def _parse_stroke(points: list[Any], pointer: str) -> Stroke:
    array = _numbers(points)
    if array is None or array.shape != (len(points), 2) or not (np.abs(array) <= FARTHEST).all():
        raise _bad_strokes(pointer)
    return Stroke(array.astype(np.float32), np.ones(len(array), dtype=np.float32))


def _numbers(values: list[Any]) -> NDArray[np.float64] | None:
    """Make an array of a list of numbers, or of equally long lists of them; None of all else."""
    if not values:
        return None
    try:
        array = np.array(values)
    except ValueError:  # lists of several lengths, or too many within each other
        return None
    return array.astype(np.float64) if array.dtype.kind in "iuf" else None


def _bad_strokes(pointer: str) -> Problem:
    return Problem(
        422,
        "Expected strokes: a list for each movement of the pen, of at least one "
        f"point [x, y], x to the right and y down, within ±{FARTHEST:,.0f}.",
        pointer=pointer,
    )


def _parse_data_url(value: object, pointer: str) -> bytes:
    expected = "Expected a data URL such as data:image/png;base64,iVBORw0KGgo..."
    if not isinstance(value, str):
        raise Problem(422, f"{expected}; {_kind(value)} came.", pointer=pointer)
    head, comma, payload = value.partition(",")
    if not (comma and head.startswith("data:image/") and head.endswith(";base64")):
        raise Problem(422, f"{expected}; {value[:40]!r} came.", pointer=pointer)
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem(422, f"{expected}; its base64 is broken.", pointer=pointer) from error


def _members(item: object) -> str:
    if not isinstance(item, dict):
        return _kind(item)
    names: Sequence[str] = list(item)[:5]
    return f"an object with {', '.join(name[:40] for name in names) or 'nothing in it'}"


def _kind(value: object) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    return {str: "text", bool: "true or false", type(None): "null"}.get(type(value), "a number")
