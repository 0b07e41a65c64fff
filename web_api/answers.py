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

__all__ = [
    "ModelCard",
    "Prediction",
    "PredictionOfOne",
    "Predictions",
    "ProblemDetails",
    "json_response",
    "picture_url",
    "prediction",
]


class ModelCard(BaseModel):
    """Which model answered."""

    name: str = Field(examples=["Inkling"])
    version: str = Field(description="Names the weights: equal weights, equal version.")


class Prediction(BaseModel):
    """What the network makes of one drawing or picture. All is null where it is blank."""

    digit: int | None = Field(ge=0, le=9, description="The likeliest digit.")
    label: str | None = Field(description="Its name among the model's classes.")
    confidence: float | None = Field(ge=0, le=1, description="The likeliest digit's probability.")
    runner_up: int | None = Field(ge=0, le=9, description="The second likeliest digit.")
    probabilities: list[float] | None = Field(
        min_length=10,
        max_length=10,
        description="One for each digit; with `not_a_digit` they add up to 1.",
    )
    not_a_digit: float | None = Field(ge=0, le=1, description="Probability that it is no digit.")
    is_digit: bool = Field(description="False where the network refuses, and where it is blank.")
    blank: bool = Field(description="Whether there was no ink at all.")
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


_BLANK: Mapping[str, Any] = {
    "digit": None,
    "label": None,
    "confidence": None,
    "runner_up": None,
    "probabilities": None,
    "not_a_digit": None,
    "is_digit": False,
    "blank": True,
}


def prediction(reading: Reading | None, *, with_image: bool = False) -> dict[str, Any]:
    """Fill a `Prediction`; None is a blank."""
    if reading is None:
        return dict(_BLANK)
    filled = {
        "digit": reading.digit,
        "label": reading.label,
        "confidence": reading.confidence,
        "runner_up": reading.runner_up,
        "probabilities": reading.probabilities,
        "not_a_digit": reading.not_a_digit,
        "is_digit": reading.is_digit,
        "blank": False,
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
