"""Errors as problem details (RFC 9457): what was expected, what came, and where."""

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.responses import Response

__all__ = ["MEDIA_TYPE", "Problem", "problem_response"]

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that cannot be answered, and why.

    Parameters
    ----------
    status
        The HTTP status.
    detail
        Whole sentences that say what was expected and what came.
    pointer
        Where in a JSON body the trouble lies, as a JSON pointer in a fragment (`#/items/3`).
    headers
        More headers for the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        pointer: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.pointer = pointer
        self.headers = headers


def problem_response(problem: Problem) -> Response:
    """Write a problem down as an answer."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.pointer is not None:
        content["pointer"] = problem.pointer
    return Response(
        orjson.dumps(content),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=dict(problem.headers or {}),
    )
