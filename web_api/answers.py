"""What the service answers: the shapes, for the documentation, and the fast way to fill them."""

import base64
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, Field
from starlette.responses import Response

from nn_core.digits import Reading
from nn_core.digits.numbers import NumberReading, PlacedReading
from nn_core.wording import NOTHING_FOUND, describe, describe_number

__all__ = [
    "Found",
    "ModelCard",
    "Prediction",
    "PredictionOfOne",
    "Predictions",
    "ProblemDetails",
    "json_response",
    "picture_url",
    "prediction",
]


Found = Reading | NumberReading | None
"""What stood in the ink: one digit or what is none, several digits, or nothing."""


class ModelCard(BaseModel):
    """Which model answered."""

    name: str = Field(examples=["Inkling"])
    version: str = Field(description="Names the weights: equal weights, equal version.")


class SpokenAnswer(BaseModel):
    """What the window would say."""

    numeral: str = Field(description="The digit or the number; empty where there is none.")
    headline: str = Field(examples=["Quite sure it is a seven"])
    detail: str = Field(examples=["99.2 % · next would be 1"])


class PlacedDigit(BaseModel):
    """One digit of a number."""

    digit: int = Field(ge=0, le=9, description="The likeliest digit.")
    confidence: float = Field(ge=0, le=1, description="Its probability.")
    probabilities: list[float] = Field(min_length=10, max_length=10)
    not_a_digit: float = Field(ge=0, le=1)
    is_digit: bool
    line: int = Field(ge=0, description="The line that it stands on.")
    box: list[float] = Field(
        min_length=4,
        max_length=4,
        description="Left, top, right, bottom: in the strokes' own units, or in pixels of a "
        "picture, reduced by a whole factor where its longer side passes 640.",
    )
    image: str | None = Field(default=None, description="With `?image=true`, as a data URL.")


class Prediction(BaseModel):
    """What the network makes of one drawing or picture.

    All that describes one digit is null where there is no ink, and where several digits stand.
    """

    digit: int | None = Field(ge=0, le=9, description="The likeliest digit.")
    label: str | None = Field(description="Its name among the model's classes.")
    confidence: float | None = Field(
        ge=0, le=1, description="Its probability; of a number, that every digit is right."
    )
    runner_up: int | None = Field(ge=0, le=9, description="The second likeliest digit.")
    probabilities: list[float] | None = Field(
        min_length=10,
        max_length=10,
        description="One for each digit; with `not_a_digit` they add up to 1.",
    )
    not_a_digit: float | None = Field(ge=0, le=1, description="Probability that it is no digit.")
    is_digit: bool = Field(
        description="False where the network refuses, wholly or in part, and where it is blank."
    )
    blank: bool = Field(description="Whether there was no ink at all.")
    number: str | None = Field(
        description="What stands there: one digit, or several; lines are parted by a space, and "
        "what is no digit is a question mark. Null where nothing is a digit.",
        examples=["42"],
    )
    words: SpokenAnswer = Field(description="The answer in a person's words.")
    digits: list[PlacedDigit] | None = Field(
        default=None, description="Where several digits stand: each, in the order of reading."
    )
    image: str | None = Field(
        default=None,
        description="With `?image=true`: the 28×28 picture that the network saw, as a data URL.",
    )


class PredictionOfOne(Prediction):
    """The answer to one drawing or picture."""

    model: ModelCard


class Predictions(BaseModel):
    """The answers to many, in their order."""

    predictions: list[Prediction]
    model: ModelCard


class ProblemDetails(BaseModel):
    """Why there is no answer (RFC 9457)."""

    type: str = "about:blank"
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(description="What was expected, and what came.")
    pointer: str | None = Field(
        default=None, description="Where in a JSON body the trouble lies.", examples=["#/pixels"]
    )


_NO_DIGIT: Mapping[str, Any] = {
    "digit": None,
    "label": None,
    "confidence": None,
    "runner_up": None,
    "probabilities": None,
    "not_a_digit": None,
    "is_digit": False,
    "blank": True,
    "number": None,
}


def prediction(found: Found, *, with_image: bool = False) -> dict[str, Any]:
    """Fill a `Prediction`."""
    if found is None:
        return {**_NO_DIGIT, "words": NOTHING_FOUND}
    if isinstance(found, NumberReading):
        return {
            **_NO_DIGIT,
            "confidence": found.confidence,
            "is_digit": all(placed.reading.is_digit for placed in found.digits),
            "blank": False,
            "number": found.text,
            "words": describe_number(found),
            "digits": [_placed_digit(placed, with_image=with_image) for placed in found.digits],
        }
    filled = {
        "digit": found.digit,
        "label": found.label,
        "confidence": found.confidence,
        "runner_up": found.runner_up,
        "probabilities": found.probabilities,
        "not_a_digit": found.not_a_digit,
        "is_digit": found.is_digit,
        "blank": False,
        "number": str(found.digit) if found.is_digit else None,
        "words": describe(found),
    }
    if with_image:
        filled["image"] = picture_url(found.image)
    return filled


def _placed_digit(placed: PlacedReading, *, with_image: bool) -> dict[str, Any]:
    reading = placed.reading
    filled = {
        "digit": reading.digit,
        "confidence": reading.confidence,
        "probabilities": reading.probabilities,
        "not_a_digit": reading.not_a_digit,
        "is_digit": reading.is_digit,
        "line": placed.line,
        "box": [float(edge) for edge in placed.box],
    }
    if with_image:
        filled["image"] = picture_url(reading.image)
    return filled


def picture_url(gray: NDArray[np.uint8]) -> str:
    """Write a grey picture as a data URL that a page can show."""
    buffer = BytesIO()
    Image.fromarray(gray).save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def json_response(content: object, status: int = 200) -> Response:
    """Answer in JSON, NumPy's numbers and arrays among it."""
    return Response(
        orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )
