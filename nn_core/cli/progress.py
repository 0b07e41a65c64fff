"""Progress on standard error: a bar on a terminal, a plain line now and then elsewhere."""

import io
import sys
import time
from types import TracebackType
from typing import Self, TextIO

__all__ = ["ProgressBar", "duration"]

BAR_WIDTH = 24
REDRAW_SECONDS = 0.1
LINE_SECONDS = 10.0


class ProgressBar:
    """Shows how far some work is; use it as a context manager.

    Parameters
    ----------
    title
        What is being done.
    quiet
        Whether to show nothing at all.
    stream
        Where to write; standard error unless named.
    """

    def __init__(self, title: str, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self._title = title
        self._quiet = quiet
        # A windowed program on Windows has no standard error.
        self._stream = stream or sys.stderr or io.StringIO()
        self._is_terminal = self._stream.isatty()
        self._full, self._empty = _block_letters(self._stream)
        self._shown_at = time.monotonic() if not self._is_terminal else float("-inf")
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.clear()

    def show(self, fraction: float, note: str = "") -> None:
        """Redraw the bar, unless it was drawn a moment ago.

        Parameters
        ----------
        fraction
            The share that is done, from 0 to 1.
        note
            What stands beside the bar.
        """
        now = time.monotonic()
        pause = REDRAW_SECONDS if self._is_terminal else LINE_SECONDS
        if self._quiet or now - self._shown_at < pause:
            return
        self._shown_at = now
        fraction = min(max(fraction, 0.0), 1.0)
        line = f"{self._title} {fraction:4.0%}"
        if self._is_terminal:
            filled = round(fraction * BAR_WIDTH)
            bar = self._full * filled + self._empty * (BAR_WIDTH - filled)
            line = f"{self._title} {bar} {fraction:4.0%}"
        if note:
            line += f"  {note}"
        if self._is_terminal:
            self._stream.write(f"\r{line:<{self._width}}")
            self._width = len(line)
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()

    def say(self, line: str) -> None:
        """Write a line that stays, above the bar."""
        if self._quiet:
            return
        self.clear()
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def clear(self) -> None:
        """Wipe the bar off the terminal."""
        if self._is_terminal and self._width:
            self._stream.write(f"\r{'':<{self._width}}\r")
            self._stream.flush()
            self._width = 0
            self._shown_at = float("-inf")


def _block_letters(stream: TextIO) -> tuple[str, str]:
    """Choose what a bar is drawn with: blocks where the stream's encoding has them."""
    try:
        "█░".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "#", "."
    return "█", "░"


def duration(seconds: float) -> str:
    """Write a length of time for people: "8 s", "3 min 20 s", "1 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"
