"""What every answer carries, and what holds for every request."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from nn_core.digits import Recognizer
from web_api.app import create_app
from web_api.gate import Gate
from web_api.metrics import Metrics
from web_api.settings import Settings

Endpoint = Callable[[Request], Awaitable[Response]]


def gated(endpoint: Endpoint, **limits: Any) -> FastAPI:
    """Put one endpoint, and nothing else, behind the gate."""
    app = FastAPI(openapi_url=None)
    app.add_route("/", endpoint, methods=["POST"])
    app.add_middleware(
        Gate,
        settings=Settings(**limits),
        metrics=Metrics({"name": "none", "version": "0"}),
        paths=frozenset({"/"}),
    )
    return app


async def post(app: FastAPI, **request: Any) -> httpx2.Response:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.post("/", **request)


@pytest.mark.parametrize("path", ["/paint-screen", "/health-check", "/static/paint.js", "/nowhere"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_other_sites_may_not_ask_unless_named(recognizer: Recognizer) -> None:
    origin = {"origin": "https://example.org"}
    preflight = origin | {"access-control-request-method": "POST"}

    with TestClient(create_app(Settings(), recognizer=recognizer)) as closed:
        assert "access-control-allow-origin" not in closed.get("/drift", headers=origin).headers
        assert closed.options("/predict", headers=preflight).status_code == 405

    settings = Settings(allowed_origins=("https://example.org",))
    with TestClient(create_app(settings, recognizer=recognizer)) as opened:
        allowed = "access-control-allow-origin"
        assert opened.get("/drift", headers=origin).headers[allowed] == "https://example.org"
        assert opened.get("/nowhere", headers=origin).headers[allowed] == "https://example.org"
        other = {"origin": "https://example.net"}
        assert allowed not in opened.get("/drift", headers=other).headers


async def echo(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())}")


@pytest.mark.parametrize(
    ("length", "content_type", "status"),
    [
        (1000, "image/png", 200),
        (1001, "image/png", 413),
        (100, "application/json; charset=utf-8", 200),
        (101, "application/json; charset=utf-8", 413),
        (101, "Application/JSON", 413),
    ],
)
def test_a_body_may_be_as_long_as_its_limit(length: int, content_type: str, status: int) -> None:
    app = gated(echo, body_bytes=1000, json_bytes=100)

    answer = asyncio.run(post(app, content=bytes(length), headers={"content-type": content_type}))

    assert answer.status_code == status


async def statuses(app: FastAPI, parts: AsyncIterator[bytes]) -> list[int]:
    """Send a body part by part; httpx's own transport would gather the whole of it first."""
    answered = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": await anext(parts), "more_body": True}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    scope = {
        "type": "http", "http_version": "1.1", "scheme": "http", "server": ("test", 80),
        "method": "POST", "root_path": "", "path": "/", "query_string": b"", "headers": [],
    }  # fmt: skip
    await app(scope, receive, send)
    return answered


def test_a_body_without_a_length_is_read_no_further_than_its_limit() -> None:
    taken = 0

    async def parts() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield bytes(100)

    assert asyncio.run(statuses(gated(echo, body_bytes=1000), parts())) == [413]
    assert taken == 11


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    async def never(request: Request) -> Response:
        await request.body()
        await asyncio.Event().wait()
        raise AssertionError

    answer = asyncio.run(post(gated(never, time_limit_seconds=0.05)))

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "0.05 seconds" in answer.json()["detail"]


def test_a_body_that_never_ends_is_given_up() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"7"
        await asyncio.Event().wait()

    assert asyncio.run(statuses(gated(echo, time_limit_seconds=0.05), parts())) == [408]


def test_a_mistake_of_the_services_own_tells_nothing_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(_request: Request) -> Response:
        raise RuntimeError("a secret")

    answer = asyncio.run(post(gated(fail)))

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "a secret" in caplog.text


def test_one_request_too_many_is_told_to_come_back() -> None:
    async def ask() -> tuple[int, list[int]]:
        arrived, release = asyncio.Semaphore(0), asyncio.Event()

        async def wait(_request: Request) -> Response:
            arrived.release()
            await release.wait()
            return PlainTextResponse("")

        app = gated(wait, concurrency=2)
        first = [asyncio.create_task(post(app)) for _ in range(2)]
        for _ in first:
            await arrived.acquire()
        third = await post(app)
        release.set()
        return third.status_code, [answer.status_code for answer in await asyncio.gather(*first)]

    assert asyncio.run(ask()) == (503, [200, 200])
