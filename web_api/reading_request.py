"""From an HTTP request to what is to be read, in every form that it may come."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from web_api.ink_sources import InkSource, Picture, parse_json
from web_api.problems import Problem
from web_api.settings import Settings

__all__ = ["PICTURE_TYPES", "ReadingRequest", "read_request"]

PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")


@dataclass(frozen=True, slots=True, eq=False)
class ReadingRequest:
    """What a client asks to have read, and how.

    Attributes
    ----------
    sources
        Drawings and pictures in their order.
    many
        Whether a list of answers is expected, even of one.
    with_image
        Whether the network's 28×28 pictures are wanted in the answer.
    draft
        Whether this is ink that is still being drawn.
    """

    sources: list[InkSource]
    many: bool
    with_image: bool
    draft: bool


async def read_request(request: Request, settings: Settings) -> ReadingRequest:
    """Take a request apart.

    Raises
    ------
    Problem
        If it holds nothing that can be read.
    """
    switches = _switches(request.scope["query_string"])
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "application/json":
        sources, many = parse_json(await request.body(), settings)
    elif media_type in PICTURE_TYPES:
        sources, many = [Picture(await request.body())], False
    elif media_type == "multipart/form-data":
        sources = await _uploads(request, settings)
        many = len(sources) > 1
    else:
        raise Problem(
            415,
            "Expected application/json, multipart/form-data or a picture "
            f"({', '.join(PICTURE_TYPES)}); "
            + (f"{content_type[:80]!r} came." if content_type else "no content type came."),
            headers={"Accept-Post": ", ".join(("application/json", *PICTURE_TYPES))},
        )
    return ReadingRequest(sources, many, switches["image"], switches["draft"])


async def _uploads(request: Request, settings: Settings) -> list[InkSource]:
    try:
        async with request.form(max_files=settings.batch, max_fields=1) as form:
            files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
            if not files or len(files) < len(form.multi_items()):
                raise Problem(422, 'Expected a form with nothing but picture files, as "file".')
            return [Picture(await file.read()) for file in files]
    except HTTPException as error:
        raise Problem(400, f"The form cannot be read: {error.detail}") from error


def _switches(query: bytes) -> dict[str, bool]:
    switches = {"image": False, "draft": False}
    if not query:
        return switches
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if name in switches:
            if value not in ("true", "false"):
                raise Problem(422, f'"{name}" must be true or false, not {value[:40]!r}.')
            switches[name] = value == "true"
    return switches
