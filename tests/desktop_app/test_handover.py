"""A second start of the program: real processes, and the window's ear by itself."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.handover import hand_over, meeting_place
from desktop_app.reception import Reception
from nn_core.resources import asset_path

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the tests speak to the socket itself, which is a pipe there"
)

PATIENCE_SECONDS = 60.0
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment in which no window is open yet."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return dict(os.environ)


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Start]:
    """Start the program; whatever still runs in the end is stopped."""
    started: list[subprocess.Popen[str]] = []

    def begin(*words: str | Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "desktop_app", *map(str, words)]
        process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def wait(process: "subprocess.Popen[str]", done: Callable[[], bool]) -> None:
    """Wait for something that a process, which goes on, brings about."""
    deadline = monotonic() + PATIENCE_SECONDS
    while not done():
        assert monotonic() < deadline
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            assert process.stderr is not None
            raise AssertionError(process.stderr.read())


def open_window(start: Start) -> "subprocess.Popen[str]":
    process = start()
    place = meeting_place()

    def listens() -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return Path(place).exists() and probe.connect_ex(place) == 0

    wait(process, listens)
    return process


def test_a_second_start_hands_its_files_over_and_ends(
    start: Start, own_folder: Path, tmp_path: Path
) -> None:
    first = open_window(start)
    network = tmp_path / "mine.safetensors"
    shutil.copy(asset_path("models", "textbook-256-128.safetensors"), network)

    second = start(network)
    assert second.wait(PATIENCE_SECONDS) == 0
    # The window keeps a copy of what it was given to read with.
    wait(first, (own_folder / "models" / "in-use.safetensors").exists)


def test_a_window_apart_is_opened_when_asked_for(start: Start) -> None:
    first = open_window(start)
    apart = start("--new-window")
    third = start()
    assert third.wait(PATIENCE_SECONDS) == 0
    assert first.poll() is None
    assert apart.poll() is None


def test_after_a_sudden_end_the_next_start_opens_a_window_and_listens(start: Start) -> None:
    first = open_window(start)
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE_SECONDS)
    assert Path(meeting_place()).exists()

    second = open_window(start)
    assert start().wait(PATIENCE_SECONDS) == 0
    assert second.poll() is None


@pytest.fixture
def reception(qtbot: QtBot, environ: dict[str, str]) -> Iterator[Reception]:
    reception = Reception()
    reception.open()
    yield reception
    reception.close()


def call(content: bytes) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(meeting_place())
    connection.sendall(content)
    return connection


def test_nobody_else_may_speak_to_the_window(reception: Reception) -> None:
    mode = Path(meeting_place()).stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_what_comes_in_pieces_is_put_together(reception: Reception, qtbot: QtBot) -> None:
    with call(b'{"files": ["/a.png", ') as connection, qtbot.waitSignal(reception.asked) as asked:
        connection.sendall(b'"/b.png"]}\n')
    assert asked.args == [[Path("/a.png"), Path("/b.png")]]


@pytest.mark.parametrize(
    "line",
    [b"\n", b"[]\n", b'{"files": 3}\n', b'{"files": ["\\u0000"]}\n', b"\xff\xfe\n", b"GET /\n"],
)
def test_nonsense_is_passed_over(reception: Reception, qtbot: QtBot, line: bytes) -> None:
    nonsense = call(line)
    with call(b'{"files": []}\n'), qtbot.waitSignal(reception.asked) as asked:
        pass
    nonsense.close()
    assert asked.args == [[]]


def test_who_says_nothing_holds_nobody_up(reception: Reception, qtbot: QtBot) -> None:
    with call(b""), call(b'{"files": []}\n'), qtbot.waitSignal(reception.asked):
        pass


def test_a_second_window_leaves_the_place_to_the_first(reception: Reception) -> None:
    other = Reception()
    other.open()
    assert not other.is_open
    reception.close()
    assert not Path(meeting_place()).exists()
    other.open()
    assert other.is_open
    other.close()


def test_without_a_window_there_is_nobody_to_hand_over_to(environ: dict[str, str]) -> None:
    assert not hand_over([])


def test_a_path_too_long_for_a_socket_leaves_each_window_alone(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    assert meeting_place() == ""
    assert not hand_over([])
