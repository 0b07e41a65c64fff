"""What every request passes on its way in and out: limits, errors, headers and counting.

One plain ASGI layer instead of four, because each costs every request some microseconds.
"""

import asyncio
import logging
import time

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web_api.metrics import Metrics
from web_api.problems import Problem, problem_response
from web_api.settings import Settings

__all__ = ["Gate", "security_headers"]

_log = logging.getLogger(__name__)

_CLIENT_LEFT = 499
"""What is counted where nobody is left to be answered, as nginx does."""

_CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)


def security_headers(settings: Settings) -> dict[str, str]:
    """List the headers that every answer carries."""
    return {
        "content-security-policy": _CONTENT_POLICY,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": (
            "cross-origin" if settings.allowed_origins else "same-origin"
        ),
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }


class Gate:
    """The outermost layer of the service.

    A request whose body is longer than allowed is refused as soon as that is known and the rest is
    left unread; one that takes too long is given up; one too many to read is told to come back,
    while health and metrics are still answered. Whatever fails becomes problem details. Every
    answer gets the security headers and is counted.

    Parameters
    ----------
    app
        The application behind it.
    settings
        The limits.
    metrics
        What counts the requests.
    paths
        The paths to count by; all others are one kind together, as clients make them up.
    """

    def __init__(
        self, app: ASGIApp, *, settings: Settings, metrics: Metrics, paths: frozenset[str]
    ) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._paths = paths
        self._in_progress = 0
        self._headers = [
            (name.encode(), value.encode()) for name, value in security_headers(settings).items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        self._in_progress += 1
        self._metrics.request_began()
        passage = _Passage(scope, receive, send, self._settings, self._headers)
        try:
            await self._answer(passage)
        finally:
            self._in_progress -= 1
            seconds = time.perf_counter() - began
            path = scope["path"] if scope["path"] in self._paths else "other"
            self._metrics.request_ended(path, passage.status, seconds)

    async def _answer(self, passage: "_Passage") -> None:
        try:
            crowded = self._in_progress > self._settings.concurrency
            if crowded and passage.scope["method"] == "POST":
                raise Problem(
                    503, "Too many requests are at work; try again.", headers={"Retry-After": "1"}
                )
            passage.refuse_long_body()
            async with asyncio.timeout(self._settings.time_limit_seconds) as limit:
                await self._app(passage.scope, passage.receive, passage.send)
        except Problem as problem:
            await passage.answer(problem)
        except ClientDisconnect:
            passage.status = _CLIENT_LEFT
        except Exception as error:
            if isinstance(error, TimeoutError) and limit.expired():
                await passage.answer(self._late(passage))
                return
            _log.exception("A request failed.")
            await passage.answer(
                Problem(500, "Inkling made a mistake of its own; it is in the service's log.")
            )

    def _late(self, passage: "_Passage") -> Problem:
        limit = f"{self._settings.time_limit_seconds:g} seconds"
        if not passage.body_complete:
            return Problem(408, f"The request did not arrive whole within {limit}.")
        return Problem(
            503, f"The answer was not ready within {limit}.", headers={"Retry-After": "1"}
        )


class _Passage:
    """One request on its way through: how much of it came, and what was answered."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        settings: Settings,
        headers: list[tuple[bytes, bytes]],
    ) -> None:
        self.scope = scope
        self.body_complete = False
        self.status = 500
        self._receive = receive
        self._send = send
        self._headers = headers
        self._begun = False
        self._arrived = 0
        self._declared = 0
        self._chunked = False
        self._limit = settings.body_bytes
        for name, value in scope["headers"]:
            if name == b"content-type" and value.lower().startswith(b"application/json"):
                self._limit = settings.json_bytes
            elif name == b"content-length" and value.isdigit():
                self._declared = int(value)
            elif name == b"transfer-encoding":
                self._chunked = True

    def refuse_long_body(self) -> None:
        """Refuse a body whose declared length is too much."""
        if self._declared > self._limit:
            raise self._too_long()

    async def receive(self) -> Message:
        """Pass a part of the request on, until it is too much."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._arrived += len(message.get("body", b""))
            self.body_complete = not message.get("more_body", False)
            if self._arrived > self._limit:
                raise self._too_long()
        return message

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on, with the security headers."""
        if message["type"] == "http.response.start":
            self._begun = True
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._headers]
        await self._send(message)

    async def answer(self, problem: Problem) -> None:
        """Answer with a problem, unless another answer has begun already."""
        if self._begun:
            return
        response = problem_response(problem)
        if not self.body_complete and (self._declared or self._chunked):
            # What was not read must not be taken for the next request.
            response.headers["connection"] = "close"
        await response(self.scope, self.receive, self.send)

    def _too_long(self) -> Problem:
        return Problem(
            413, f"At most {self._limit:,} bytes are taken in one request of this content type."
        )
