"""A client's connection: how much, and for how long, may come before a request is known."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["HEAD_BYTES", "HEAD_SECONDS", "Connection"]

HEAD_BYTES = 64 * 1024
"""The longest head of a request: its first line and its headers."""

HEAD_SECONDS = 10.0
"""How long a head may take to arrive, and how long a new connection may stay silent."""

_FRAMING = 8
"""Bytes of framing that come with each byte of a body sent in the smallest chunks, at most."""


class Connection(HttpToolsProtocol):
    """Uvicorn's connection, which by itself takes heads of any length and waits for ever.

    What comes after the head is the gate's business. A head that is too long or too slow is
    answered in one line, and the connection closed.
    """

    _received = 0
    _body = 0
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own narrowing
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless more came around the body than belongs there."""
        self._received += len(data)
        super().data_received(data)
        too_much = self._received - self._body > HEAD_BYTES + _FRAMING * self._body
        if too_much and not self.transport.is_closing():
            self._refuse("431 Request Header Fields Too Large", "The request's head is too long.")

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a head."""
        self._received = self._body = 0
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Wait no longer: the gate looks after the rest."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Count what belongs to the body."""
        self._body += len(body)
        super().on_body(body)

    def _wait(self) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait()  # the request before this one is still being answered
        elif not self.transport.is_closing():
            self._refuse("408 Request Timeout", "The request's head did not arrive in time.")

    def _refuse(self, status: str, sentence: str) -> None:
        self._stop_waiting()
        head = (
            f"HTTP/1.1 {status}\r\n"
            "content-type: text/plain; charset=utf-8\r\n"
            f"content-length: {len(sentence)}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write((head + sentence).encode("ascii"))
        self.transport.close()
