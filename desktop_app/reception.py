"""The open window's ear for later starts of the program, which hand their files over to it."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from desktop_app.handover import ANSWER, LONGEST_LINE, meeting_place

__all__ = ["Reception", "files_in"]

_PIECE = 65_536
_CALLERS = 8

_log = logging.getLogger(__name__)


class Reception(QObject):
    """Listens for later starts, as long as no other window does.

    Signals
    -------
    asked
        A later start asks the window to come forward; carries the list of files to open.
    """

    asked = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = meeting_place()
        self._listener: _SocketListener | _PipeListener | None = None

    @property
    def is_open(self) -> bool:
        """Whether later starts find this window."""
        return self._listener is not None

    def open(self) -> None:
        """Listen from now on; where another window does already, or none can, say nothing."""
        if self._listener is not None or not self._place:
            return
        try:
            if sys.platform == "win32":
                self._listener = _PipeListener(self._place, self)
            else:
                self._listener = _SocketListener(self._place, self)
        except OSError as error:
            _log.info("Later starts open windows of their own: %s", error)
            return
        self._listener.line_came.connect(self._take)

    def close(self) -> None:
        """Listen no more; safe to call again."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    @Slot(bytes)
    def _take(self, line: bytes) -> None:
        try:
            files, token = files_in(line)
        except ValueError:
            _log.warning("A later start said what makes no sense: %.200r", line)
            return
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt takes it from there
        self.asked.emit(files)


def files_in(line: bytes) -> tuple[list[Path], str]:
    """Read what a later start asks for: the files to open, and the right to come forward.

    Raises
    ------
    ValueError
        If the line is nothing of the kind.
    """
    asked = json.loads(line)
    if not isinstance(asked, dict):
        raise ValueError("Not an object.")
    files, token = asked.get("files"), asked.get("token", "")
    if not isinstance(files, list) or not isinstance(token, str):
        raise ValueError("Not a list of files and a token.")
    if not all(isinstance(file, str) and "\0" not in file for file in files):
        raise ValueError("A file that is no path.")
    return [Path(file) for file in files], token


class _SocketListener(QObject):
    """Takes calls at a socket, within Qt's loop."""

    line_came = Signal(bytes)

    def __init__(self, place: str, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._calls: set[_Call] = set()
        self._socket = _listen(place)
        self._notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._take_call)

    @Slot()
    def _take_call(self) -> None:
        try:
            connection, _ = self._socket.accept()
        except OSError:
            return
        call = _Call(connection, self)
        self._calls.add(call)
        call.ended.connect(self._end_call)

    @Slot(object, bytes)
    def _end_call(self, call: _Call, line: bytes) -> None:
        self._calls.discard(call)
        if line:
            self.line_came.emit(line)

    def close(self) -> None:
        """Leave the place to others."""
        self._notifier.setEnabled(False)
        for call in list(self._calls):
            call.hang_up()
        self._socket.close()
        Path(self._place).unlink(missing_ok=True)


def _listen(place: str) -> socket.socket:
    """Make the socket; one that a window left behind when it came to a sudden end is replaced."""
    path = Path(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1.0)
            try:
                probe.connect(place)
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
            else:
                raise OSError("another window listens.")
    server = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)  # nobody else may write to it
    try:
        server.bind(place)
    except OSError:
        server.close()
        raise
    finally:
        os.umask(before)
    server.listen(_CALLERS)
    server.setblocking(False)
    return server


class _Call(QObject):
    """One later start on the line: takes what it says, as it comes, and answers."""

    ended = Signal(object, bytes)

    def __init__(self, connection: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._connection = connection
        self._connection.setblocking(False)
        self._heard = bytearray()
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._listen)

    @Slot()
    def _listen(self) -> None:
        try:
            piece = self._connection.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self._heard += piece
        if self._heard.endswith(b"\n"):
            self._answer()
            self.hang_up(bytes(self._heard))
        elif not piece or len(self._heard) > LONGEST_LINE:
            self.hang_up()

    def _answer(self) -> None:
        try:
            self._connection.sendall(ANSWER)
        except OSError as error:
            _log.info("A later start went before it was answered: %s", error)

    def hang_up(self, line: bytes = b"") -> None:
        """End the call."""
        self._notifier.setEnabled(False)
        self._connection.close()
        self.ended.emit(self, line)
        self.deleteLater()


class _PipeListener(QObject):
    """Takes calls at a named pipe of Windows, in a thread that waits for them."""

    line_came = Signal(bytes)

    def __init__(self, place: str, parent: QObject) -> None:
        # Loaded here: it brings much along, and only Windows needs it.
        from multiprocessing.connection import Listener

        super().__init__(parent)
        self._place = place
        self._closing = False
        self._listener = Listener(place, "AF_PIPE")  # fails where another window listens
        self._thread = threading.Thread(target=self._take_calls, name="reception", daemon=True)
        self._thread.start()

    def _take_calls(self) -> None:
        while not self._closing:
            # Bytes only: nothing of what comes is unpickled.
            with suppress(OSError, EOFError), self._listener.accept() as connection:
                line = connection.recv_bytes(LONGEST_LINE)
                connection.send_bytes(ANSWER)
                self.line_came.emit(line)

    def close(self) -> None:
        """Leave the place to others."""
        self._closing = True
        with suppress(OSError), Path(self._place).open("r+b", buffering=0):
            pass  # a call of our own, which ends the thread's wait
        self._thread.join(timeout=2.0)
        self._listener.close()
