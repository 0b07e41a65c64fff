"""`POST /debug-image`: how ink became the picture that the network saw."""

import asyncio
from typing import Any

import numpy as np
from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import Response

from nn_core.digits.numbers import NumberReading
from web_api.answers import json_response, picture_url, prediction
from web_api.normalisation_steps import Step, normalisation_steps
from web_api.problems import Problem
from web_api.reading_request import read_request
from web_api.service import service_of

__all__ = ["debug_image"]

_OF_ONE_DIGIT = ("cropped", "network")


async def debug_image(request: Request) -> Response:
    """Show each step of the ink's normalisation as a picture with its figures.

    Takes one drawing or picture, in any form that `/predict` takes.
    """
    service = service_of(request)
    asked = await read_request(request, service.settings)
    if asked.many:
        raise Problem(422, "Expected one drawing or picture, not a list.", pointer="#/items")
    source = asked.sources[0]
    steps = await asyncio.to_thread(lambda: list(normalisation_steps(source, service.settings)))
    (found,) = await service.read([source], draft=True)
    if isinstance(found, NumberReading):
        steps = [step for step in steps if step.name not in _OF_ONE_DIGIT]
        steps += _steps_of_digits(found)
    content: dict[str, Any] = {
        "steps": [_describe(step) for step in steps],
        "prediction": prediction(found),
        "model": service.model,
    }
    return json_response(content)


def _steps_of_digits(number: NumberReading) -> list[Step]:
    count = len(number.digits)
    return [
        Step("network", f"Digit {place} of {count}, laid out by itself.", placed.reading.image)
        for place, placed in enumerate(number.digits, start=1)
    ]


def _describe(step: Step) -> dict[str, Any]:
    height, width = step.picture.shape
    return {
        "name": step.name,
        "title": step.title,
        "image": picture_url(step.picture),
        "statistics": {
            "width": width,
            "height": height,
            "minimum": int(step.picture.min()),
            "maximum": int(step.picture.max()),
            "mean": round(float(step.picture.mean()), 3),
            "standard_deviation": round(float(step.picture.std()), 3),
            "centre_of_mass": _centre_of_mass(step.picture),
        },
    }


def _centre_of_mass(picture: NDArray[np.uint8]) -> list[float] | None:
    mass = float(picture.sum(dtype=np.int64))
    if mass == 0:
        return None
    rows, columns = picture.sum(axis=1, dtype=np.int64), picture.sum(axis=0, dtype=np.int64)
    x = columns @ (np.arange(len(columns)) + 0.5) / mass
    y = rows @ (np.arange(len(rows)) + 0.5) / mass
    return [round(float(x), 3), round(float(y), 3)]
