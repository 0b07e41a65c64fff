"""`GET /metrics`: what was counted, for Prometheus."""

from fastapi import APIRouter, Request, Response

from web_api.metrics import CONTENT_TYPE
from web_api.service import service_of

__all__ = ["router"]

router = APIRouter(tags=["operation"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus' text format.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    },
)
async def metrics(request: Request) -> Response:
    """Give the metrics of all workers together."""
    return Response(service_of(request).metrics.exposition(), media_type=CONTENT_TYPE)
