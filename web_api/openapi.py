"""What OpenAPI says of `/predict` and `/debug-image`, whose bodies FastAPI does not take apart."""

from typing import Any

from pydantic import BaseModel, Field

from web_api.answers import (
    ModelCard,
    Prediction,
)
from web_api.ink_sources import FARTHEST
from web_api.problems import MEDIA_TYPE
from web_api.reading_request import PICTURE_TYPES
from web_api.settings import Settings

__all__ = ["NormalisationSteps", "body_schema", "problem_answers", "switches"]


class StepStatistics(BaseModel):
    """Figures of one picture."""

    width: int
    height: int
    minimum: int
    maximum: int
    mean: float
    standard_deviation: float
    centre_of_mass: list[float] | None = Field(description="x and y; null where all is 0.")


class NormalisationStep(BaseModel):
    """One step from ink to the network's picture."""

    name: str
    title: str
    image: str = Field(description="The picture as a data URL.")
    statistics: StepStatistics


class NormalisationSteps(BaseModel):
    """All steps, and what the network makes of the last one."""

    steps: list[NormalisationStep]
    prediction: Prediction
    model: ModelCard


_NOTES = {
    400: "The body is no JSON or no form that can be read.",
    408: "The request did not arrive in time.",
    413: "The body or a picture is larger than allowed.",
    415: "The content type is none of those named here.",
    422: "What came is not what was expected; the detail says where.",
    503: "Too busy, or the answer took too long; try again.",
}


def problem_answers() -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a request that cannot be answered."""
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        status: {"description": note, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status, note in _NOTES.items()
    }


def switches() -> list[dict[str, Any]]:
    """Describe the switches in the query."""
    notes = {
        "image": "Whether to give the 28×28 picture that the network saw.",
        "draft": "Whether the ink is still being drawn: then it is read, but not counted, "
        "not watched for drift and not kept.",
    }
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": note,
            "schema": {"type": "boolean", "default": False},
        }
        for name, note in notes.items()
    ]


def body_schema(settings: Settings, *, many: bool) -> dict[str, Any]:
    """Describe a request body in each of its forms."""
    one = {"oneOf": [_pixels(), _strokes(settings), _image()]}
    items = _object(
        "items", {"type": "array", "minItems": 1, "maxItems": settings.batch, "items": one}
    )
    forms = [*one["oneOf"], items] if many else one["oneOf"]
    picture = {"type": "string", "format": "binary"}
    file = {"type": "array", "items": picture, "minItems": 1, "maxItems": settings.batch}
    content: dict[str, Any] = {
        "application/json": {"schema": {"oneOf": forms}, "examples": _examples(many=many)},
        "multipart/form-data": {"schema": _object("file", file if many else picture)},
    }
    content |= {kind: {"schema": picture} for kind in PICTURE_TYPES}
    return {"required": True, "content": content}


def _object(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name],
        "properties": {name: schema},
        "additionalProperties": False,
    }


def _pixels() -> dict[str, Any]:
    value = {"type": "number", "minimum": 0, "maximum": 255}
    row = {"type": "array", "minItems": 28, "maxItems": 28, "items": value}
    return _object(
        "pixels",
        {
            "description": "784 values, in one list or in 28 rows, laid out as MNIST's, ink high: "
            "from 0 to 1 where none is above 1, otherwise from 0 to 255.",
            "oneOf": [
                {"type": "array", "minItems": 784, "maxItems": 784, "items": value},
                {"type": "array", "minItems": 28, "maxItems": 28, "items": row},
            ],
        },
    )


def _strokes(settings: Settings) -> dict[str, Any]:
    number = {"type": "number", "minimum": -FARTHEST, "maximum": FARTHEST}
    point = {"type": "array", "minItems": 2, "maxItems": 2, "items": number}
    stroke = {"type": "array", "minItems": 1, "items": point}
    return _object(
        "strokes",
        {
            "description": "A list of points [x, y] for each movement of the pen, in any unit, "
            f"x to the right and y down; at most {settings.points:,} points in all.",
            "type": "array",
            "maxItems": settings.strokes,
            "items": stroke,
        },
    )


def _image() -> dict[str, Any]:
    return _object(
        "image",
        {
            "description": "A picture of any size as a data URL.",
            "type": "string",
            "pattern": "^data:image/[a-z+.-]+;base64,",
        },
    )


def _examples(*, many: bool) -> dict[str, Any]:
    seven = [[[20, 20], [60, 18], [45, 50], [36, 88]]]
    one = [[[40, 12], [38, 90]]]
    examples = {
        "strokes": {"summary": "A seven, drawn", "value": {"strokes": seven}},
        "pixels": {
            "summary": "A bar in the middle of 28 rows",
            "value": {"pixels": [_bar(row) for row in range(28)]},
        },
        "image": {"summary": "A picture as a data URL", "value": {"image": _DOT}},
    }
    if many:
        examples["items"] = {
            "summary": "Two drawings at once",
            "value": {"items": [{"strokes": seven}, {"strokes": one}]},
        }
    return examples


def _bar(row: int) -> list[int]:
    return [255 if 4 <= row < 24 and 12 <= column < 15 else 0 for column in range(28)]


# A picture of 8×8 pixels: a dark square on white paper.
_DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAGUlEQVR4"
    "2mP8zwABTAxIDEZGdBFUBiOGLgBagQIPHaXBPAAAAABJRU5ErkJggg=="
)
