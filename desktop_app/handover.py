"""A second start hands over to the window that is open already: where that one is to be found.

Nothing here loads Qt, and a start that finds no window pays for one look at a file's name.

A window listens at a socket in a folder of the person's own, or on Windows at a named pipe. It is
sent one line of JSON, `{"files": [...], "token": "..."}`, and answers `opened`. Paths of files are
all that can be asked for, and only the person's own programs can reach the socket.
"""

import os
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from nn_core.user_folders import user_folder

__all__ = ["ANSWER", "LONGEST_LINE", "hand_over", "meeting_place"]

ANSWER = b"opened\n"
LONGEST_LINE = 1_000_000
"""How many bytes a line may have; some thousand files."""

_PATIENCE_SECONDS = 3.0
# The system has room for so many bytes of a socket's path.
_LONGEST_PATH = 100
_ANYONE = -1


def meeting_place(environ: Mapping[str, str] = os.environ) -> str:
    """Name the socket, or on Windows the pipe, of this person's window on this screen.

    Parameters
    ----------
    environ
        The environment variables to go by.

    Returns
    -------
    str
        Empty where there can be none.
    """
    screen = environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY") or ""
    # Windows with other folders for what they keep do not take each other's place.
    key = f"{user_folder().absolute()}\n{screen}\n{environ.get('USERNAME', '')}"
    name = f"inkling-{zlib.crc32(key.encode()):08x}"
    if sys.platform == "win32":
        return rf"\\.\pipe\{name}"
    runtime = environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) if runtime and Path(runtime).is_dir() else user_folder()
    path = str(folder.absolute() / f"{name}.socket")
    return path if len(os.fsencode(path)) <= _LONGEST_PATH else ""


def hand_over(files: Sequence[Path], place: str | None = None) -> bool:
    """Have the window that is open already come forward, and open files.

    Parameters
    ----------
    files
        What it is to open; none only brings it forward.
    place
        Where it listens; None takes `meeting_place()`.

    Returns
    -------
    bool
        Whether there is such a window and it answered. If not, this start opens one.
    """
    place = meeting_place() if place is None else place
    if not place or (sys.platform != "win32" and not Path(place).exists()):
        return False
    import json

    # On Wayland only a program that was just started may come forward; the token passes that on.
    token = os.environ.get("XDG_ACTIVATION_TOKEN", "")
    asked = {"files": [str(file.absolute()) for file in files], "token": token}
    line = json.dumps(asked).encode("ascii") + b"\n"
    try:
        answer = _ask_pipe(place, line) if sys.platform == "win32" else _ask_socket(place, line)
    except OSError:
        return False  # whoever listened there is gone, or does not answer
    return answer == ANSWER


def _ask_socket(place: str, line: bytes) -> bytes:
    import socket

    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE_SECONDS)
        connection.connect(place)
        connection.sendall(line)
        return connection.recv(len(ANSWER))


def _ask_pipe(place: str, line: bytes) -> bytes:
    import ctypes

    if sys.platform == "win32":
        # Windows lets only the program that was started last give a window the foreground.
        ctypes.windll.user32.AllowSetForegroundWindow(_ANYONE)
    with Path(place).open("r+b", buffering=0) as pipe:
        pipe.write(line)
        return pipe.read(len(ANSWER)) or b""
