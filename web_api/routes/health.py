"""`GET /health-check`: whether the service lives, and whether requests should be sent to it."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from web_api.answers import ModelCard
from web_api.service import service_of

__all__ = ["Health", "router"]

router = APIRouter(tags=["operation"])


class Health(BaseModel):
    """How the service is."""

    live: bool = Field(description="Always true where there is an answer.")
    ready: bool = Field(description="Whether requests should be sent here.")
    model: ModelCard
    uptime_seconds: float


@router.get(
    "/health-check",
    responses={503: {"model": Health, "description": "Live, but starting up or shutting down."}},
)
async def health_check(request: Request, response: Response) -> Health:
    """Tell whether the service is live and ready, and with which model."""
    service = service_of(request)
    response.status_code = 200 if service.ready else 503
    return Health(
        live=True,
        ready=service.ready,
        model=ModelCard(**service.model),
        uptime_seconds=round(service.uptime_seconds, 3),
    )
