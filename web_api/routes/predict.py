"""`POST /predict`: read digits."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from web_api.answers import json_response, prediction
from web_api.reading_request import read_request
from web_api.service import service_of

__all__ = ["predict"]


async def predict(request: Request) -> Response:
    """Read one drawing or picture, or many.

    Send a picture file as the body or in a form; or JSON with the strokes of a pen, the 784 pixels
    of a picture laid out as MNIST's, or a picture as a data URL; or a list of such as `items`.
    """
    service = service_of(request)
    asked = await read_request(request, service.settings)
    readings = await service.read(asked.sources, draft=asked.draft)
    answers = [prediction(reading, with_image=asked.with_image) for reading in readings]
    content: dict[str, Any] = {"predictions": answers} if asked.many else answers[0]
    content["model"] = service.model
    return json_response(content)
