"""`GET /paint-screen`: the page to draw on, and the files that it is made of."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from nn_core.resources import asset_path

__all__ = ["add_static_files", "router"]

_STATIC = Path(__file__).resolve().parent.parent / "static"

router = APIRouter(tags=["page"])


@router.get("/", include_in_schema=False)
async def home(request: Request) -> Response:
    """Lead to the paint page."""
    return RedirectResponse(request.url_for("paint_screen").path, status_code=307)


@router.get(
    "/paint-screen",
    response_class=Response,
    responses={
        200: {"description": "The page.", "content": {"text/html": {"schema": {"type": "string"}}}}
    },
)
async def paint_screen() -> Response:
    """Give the page to draw on."""
    return FileResponse(
        _STATIC / "paint.html", media_type="text/html", headers={"cache-control": "no-cache"}
    )


class _AskedAnew(StaticFiles):
    """Files that a browser keeps but asks about each time, so that none outlives an upgrade."""

    def file_response(self, *arguments: Any, **options: Any) -> Response:
        """Answer with a file, or with word that it has not changed."""
        response = super().file_response(*arguments, **options)
        response.headers["cache-control"] = "no-cache"
        return response


def add_static_files(app: FastAPI) -> None:
    """Serve the page's own files, and the typeface that it shares with the window."""
    app.mount("/static", _AskedAnew(directory=_STATIC), name="static")
    app.mount("/fonts", _AskedAnew(directory=asset_path("fonts")), name="fonts")
