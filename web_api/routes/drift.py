"""`GET /drift`: whether what is being read still looks like what the model was measured on."""

import os
from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from nn_core.digits.drift import DRIFTING_PSI, DriftReport
from web_api.service import service_of

__all__ = ["Drift", "router"]

router = APIRouter(tags=["operation"])

_NAMES = {
    "confidence": "how sure the network is",
    "refusals": "how often it refuses",
    "ink": "how much ink there is",
    "digits": "which digits it names",
}


class Drift(BaseModel):
    """How the last readings compare with the model's reference."""

    has_reference: bool = Field(description="Whether the model's file holds a reference.")
    drifting: bool
    drifting_since: datetime | None
    summary: str = Field(examples=["Drifting since 2026-03-14 10:15 UTC: how sure the network is."])
    stability_index: dict[str, float] = Field(
        description=f"Population stability index of each feature; above {DRIFTING_PSI} it drifts. "
        "Empty while there are too few readings.",
        examples=[{"confidence": 0.03, "refusals": 0.0, "ink": 0.05, "digits": 0.02}],
    )
    readings: int = Field(description="How many readings the window holds.")
    needed: int = Field(description="How many it must hold before anything is said.")
    worker: int = Field(description="The worker that answered; each has a window of its own.")


@router.get("/drift")
async def drift(request: Request) -> Drift:
    """Compare the last readings with the model's reference."""
    report = service_of(request).drift()
    if report is None:
        return Drift(
            has_reference=False,
            drifting=False,
            drifting_since=None,
            summary="The model's file holds no reference, so drift cannot be told.",
            stability_index={},
            readings=0,
            needed=0,
            worker=os.getpid(),
        )
    return Drift(
        has_reference=True,
        drifting=report.drifting_since is not None,
        drifting_since=report.drifting_since,
        summary=_summary(report),
        stability_index={name: round(index, 4) for name, index in report.indices.items()},
        readings=report.readings,
        needed=report.needed,
        worker=os.getpid(),
    )


def _summary(report: DriftReport) -> str:
    if not report.indices:
        return f"Too few readings to tell: {report.readings} of {report.needed}."
    if report.drifting_since is None:
        return f"The last {report.readings} readings look like the model's reference."
    causes = [_NAMES[name] for name, index in report.indices.items() if index > DRIFTING_PSI]
    return f"Drifting since {report.drifting_since:%Y-%m-%d %H:%M} UTC: {', '.join(causes)}."
