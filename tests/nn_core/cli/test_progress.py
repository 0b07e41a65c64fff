import io

import pytest

from nn_core.cli import main
from nn_core.cli.progress import ProgressBar, duration


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class OldTerminal(Terminal):
    encoding = "ascii"


def test_a_terminal_gets_a_bar_that_is_redrawn_in_place():
    stream = Terminal()
    bar = ProgressBar("working", stream=stream)
    bar.show(0.5, "half")
    assert stream.getvalue().startswith("\rworking ████████████░░░░░░░░░░░░  50%  half")
    bar.clear()
    assert stream.getvalue().endswith("\r")


def test_a_line_that_stays_wipes_the_bar_first():
    stream = Terminal()
    bar = ProgressBar("working", stream=stream)
    bar.show(0.5)
    bar.say("done with one")
    assert stream.getvalue().endswith("\rdone with one\n")


def test_a_terminal_without_blocks_gets_plain_letters():
    stream = OldTerminal()
    ProgressBar("working", stream=stream).show(0.25)
    assert "######.................." in stream.getvalue()


def test_the_bar_is_not_redrawn_at_every_call():
    stream = Terminal()
    bar = ProgressBar("working", stream=stream)
    for step in range(1000):
        bar.show(step / 1000)
    assert stream.getvalue().count("\r") < 20


def test_a_file_gets_plain_lines_now_and_then(monkeypatch):
    clock = iter(range(0, 1000, 4))
    monkeypatch.setattr("nn_core.cli.progress.time.monotonic", lambda: next(clock))
    stream = io.StringIO()
    bar = ProgressBar("working", stream=stream)
    for step in range(7):
        bar.show(step / 10)
    assert stream.getvalue() == "working  20%\nworking  50%\n"


def test_a_quiet_bar_shows_nothing():
    stream = Terminal()
    with ProgressBar("working", quiet=True, stream=stream) as bar:
        bar.show(0.5)
        bar.say("hello")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (3900, "1 h 5 min")],
)
def test_lengths_of_time_are_written_for_people(seconds, text):
    assert duration(seconds) == text


def test_a_program_without_streams_still_runs_its_commands(monkeypatch, bars):
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)
    words = ("--network", "small-30", "--epochs", "1", "--output", "run")
    assert main(["train", "--data", str(bars), *words]) == 0
