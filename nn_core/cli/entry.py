"""The way in: finds the command, runs it, and turns every failure into one sentence."""

import importlib
import io
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from nn_core.cli.command import Command, Stopped
from nn_core.cli.extras import missing_extra
from nn_core.cli.parser import command_parser
from nn_core.errors import ConfigError, InklingError

__all__ = ["COMMAND_NAMES", "main"]

PROGRAM = "inkling"
INTERRUPTED = 130
"""What shells expect of a program that Ctrl-C ended: 128 and the signal's number."""

EXTENSIONS = "inkling.commands"

MODULES: Mapping[str, str] = {
    "predict": "nn_core.cli.predict",
    "evaluate": "nn_core.cli.evaluate",
    "train": "nn_core.cli.train",
    "tune": "nn_core.cli.tune",
    "runs": "nn_core.cli.runs",
    "teach": "nn_core.cli.teach",
    "export": "nn_core.cli.export",
    "data": "nn_core.cli.data",
}
"""Each command's module, imported only when it is called for."""

COMMAND_NAMES = tuple(MODULES)
"""The commands that are always there; packages may add more."""

OPENING = """\
Inkling reads handwritten digits with a neural network written from scratch on NumPy.
`inkling` alone opens the window; these commands do without one."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line.

    Parameters
    ----------
    argv
        The words after `inkling`; None takes the program's own.

    Returns
    -------
    int
        The exit code: 0, or after one sentence on standard error 130 where Ctrl-C ended the
        command, and 1 where it failed.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file's name may hold what the terminal's encoding lacks; no output fails over it.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(words)
        if sys.stdout is not None:  # a windowed program on Windows has none
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough, as in `inkling predict *.png | head`. Python
        # must not flush into the closed pipe on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _fail("Stopped.", INTERRUPTED)
    except Stopped as stopped:
        return _fail(str(stopped), INTERRUPTED)
    except InklingError as error:
        return _fail(str(error))
    except MemoryError:
        return _fail("There is not enough memory for this.")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}.")
    except SystemExit as leaving:  # argparse leaves this way after --help
        return leaving.code if isinstance(leaving.code, int) else 0
    except Exception as error:
        if os.environ.get("INKLING_TRACEBACK"):
            raise
        return _fail(
            f"Inkling made a mistake of its own ({type(error).__name__}: {error}); "
            "with INKLING_TRACEBACK=1 it shows where."
        )
    return code


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(_overview())
        return 0
    if words[0] in ("-V", "--version"):
        # Imported here: no other command asks for the version.
        from nn_core.versions import program_version

        print(f"{PROGRAM} {program_version()}")
        return 0
    command = _find(words[0])
    arguments = command_parser(PROGRAM, command).parse_args(words[1:])
    return command.run(arguments)


def _find(word: str) -> Command:
    if word in MODULES:
        return _as_command(importlib.import_module(MODULES[word]).COMMAND, word)
    extension = _extensions().get(word)
    if extension is None:
        if Path(word).suffix and not Path(word).exists():
            raise ConfigError(f"There is no file {word}, and no command is called so.")
        names = ", ".join([*MODULES, *_extensions()])
        raise ConfigError(f"There is no command {word!r}; the commands are {names}.")
    try:
        return _as_command(extension.load(), word)
    except ImportError as error:
        if getattr(sys, "frozen", False):  # `serve` is the only one that can be named there
            raise missing_extra(f"The command {word!r}", "web") from error
        raise ConfigError(f"The command {word!r} lacks a package: {error}.") from error
    except AttributeError as error:
        raise ConfigError(f"The command {word!r} is not in its package: {error}.") from error


def _extensions() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=EXTENSIONS)}


def _as_command(found: object, word: str) -> Command:
    if not isinstance(found, Command):
        raise ConfigError(f"The command {word!r} comes from a package that does not fit this one.")
    return found


def _overview() -> str:
    lines = [f"usage: {PROGRAM} COMMAND ...", "", OPENING, "", "commands:"]
    lines += [f"  {name:<10} {_find(name).summary}" for name in MODULES]
    for name in _extensions():
        try:
            lines.append(f"  {name:<10} {_find(name).summary}")
        except InklingError as error:
            lines.append(f"  {name:<10} not usable here: {error}")
    lines += ["", f"`{PROGRAM} COMMAND --help` explains each, with examples."]
    return "\n".join(lines)


def _fail(sentence: str, code: int = 1) -> int:
    line = " ".join(sentence.split())
    print(f"{PROGRAM}: {line}{'' if line.endswith('.') else '.'}", file=sys.stderr)
    return code
