"""`GET /paint-screen`: the page to draw on, and the files that it is made of."""

from pathlib import Path

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


def add_static_files(app: FastAPI) -> None:
    """Serve the page's own files, and the typeface that it shares with the window."""
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.mount("/fonts", StaticFiles(directory=asset_path("fonts")), name="fonts")
