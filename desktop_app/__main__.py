"""The program `inkling`: the window by itself, or one of the commands that need none."""

import builtins
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nn_core.errors import InklingError
from nn_core.user_folders import user_folder

__all__ = ["main"]

_SELF_TEST = "--self-test"
_NEW_WINDOW = "--new-window"
_SHARE_BATCHES = "--share-batches"


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, run its self-test, or hand over to the command line.

    Parameters
    ----------
    argv
        The words after `inkling`; None takes the program's own. None at all, or files to open,
        mean the window: the one that is open already, unless the first is `--new-window`.

    Returns
    -------
    int
        The exit code.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == [_SELF_TEST]:
        return _open_window(words)
    if words[:1] == [_SHARE_BATCHES]:  # how the packaged program starts itself for a training
        from nn_core.fast.batch_worker import main as share_batches

        return share_batches(words[1:])
    apart = words[:1] == [_NEW_WINDOW]
    files = [Path(word) for word in words[apart:]]
    if not all(file.is_file() for file in files):
        # Each way loads only what it needs: a command starts without Qt, the window without NumPy.
        from nn_core.cli import main as run_command

        return run_command(words[apart:])
    try:
        user_folder()
    except InklingError as error:
        _complain(f"Inkling cannot open a window. {error}")
        return 1
    if not apart:
        from desktop_app.handover import hand_over

        if hand_over(files):
            return 0
    return _open_window(words[apart:])


def _open_window(words: list[str]) -> int:
    from desktop_app.window_system import find_window_system

    window_system = find_window_system()
    if window_system.obstacle:
        _complain(f"Inkling cannot open a window. {window_system.obstacle}")
        return 1
    if window_system.platform:
        os.environ["QT_QPA_PLATFORM"] = window_system.platform
    _import_as_python_does()
    if words[:1] == [_SELF_TEST]:
        from desktop_app.self_test import run_self_test

        return run_self_test(words[1:])
    # Hardly anything is thrown away before the first paint; `run_window` has it collected then.
    gc.disable()
    from desktop_app.app import run_window

    return run_window([Path(word) for word in words])


def _import_as_python_does() -> None:
    """Take PySide's hand off Python's imports.

    From its own import on it looks up the source text of every module that is imported, to see
    whether that uses PySide, for the sake of `from __feature__ import snake_case`. Nothing here
    does, and it takes a tenth of the start and 9 MB.
    """
    import PySide6.QtCore  # noqa: F401 -- puts its own import in place of Python's

    pythons_own = getattr(builtins, "__orig_import__", None)
    if pythons_own is not None:
        builtins.__import__ = pythons_own


def _complain(sentence: str) -> None:
    # A windowed program on Windows has no standard error.
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
