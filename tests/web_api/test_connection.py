"""Heads that are too long or too slow, on real sockets."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from web_api import connection
from web_api.connection import HEAD_BYTES, Connection

RESET = b"HTTP/1.1 431 (or so it would have been)"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Any]]


async def count_body(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the length of the body."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    content = str(length).encode()
    headers = [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def converse(talk: Talk) -> bytes:
    """Say something on a connection, and give all that is answered until it closes.

    A connection that is closed while the client still sends may be reset, its answer lost.
    """

    async def run() -> bytes:
        config = uvicorn.Config(count_body, log_config=None, lifespan="off")
        config.load()
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(config=config, server_state=ServerState(), app_state={}),
            "127.0.0.1",
            0,
        )
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
            talking = asyncio.create_task(talk(reader, writer))
            try:
                answer = await reader.read()
            except ConnectionResetError:
                answer = RESET
            await asyncio.gather(talking, return_exceptions=True)
            writer.close()
        return answer

    return asyncio.run(asyncio.wait_for(run(), 20))


def say(*words: bytes) -> Talk:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for word in words:
            writer.write(word)
            await writer.drain()

    return talk


LAST = b"connection: close\r\n\r\n"


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\nx: ", b"GET /"])
def test_a_head_without_an_end_is_refused(start: bytes) -> None:
    answer = converse(say(start, *[b"a" * HEAD_BYTES] * 40))
    assert answer.startswith(b"HTTP/1.1 431")


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nhost:"])
def test_a_head_that_never_comes_is_given_up(start: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.1)
    assert converse(say(start)).startswith(b"HTTP/1.1 408")


def test_a_long_body_is_no_long_head() -> None:
    length = 20 * HEAD_BYTES
    head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n" % length
    answer = converse(say(head + LAST, b"a" * length))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"%d" % length)


def test_a_body_in_the_smallest_chunks_is_taken() -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n"
    answer = converse(say(head + LAST, b"1\r\na\r\n" * 50_000, b"0\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"50000")


def test_trailers_without_an_end_are_refused() -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n"
    answer = converse(say(head + LAST, b"0\r\nx: ", *[b"a" * HEAD_BYTES] * 40))
    assert answer.startswith(b"HTTP/1.1 431")


def test_many_requests_on_one_connection_each_have_their_own_head() -> None:
    padding = b"x: " + b"a" * (HEAD_BYTES // 2) + b"\r\n"
    first = b"GET / HTTP/1.1\r\nhost: x\r\n" + padding + b"\r\n"
    last = b"GET / HTTP/1.1\r\nhost: x\r\n" + padding + LAST
    answer = converse(say(*[first] * 5, last))
    assert answer.count(b"HTTP/1.1 200") == 6
