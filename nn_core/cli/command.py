"""What one command of the command line is made of."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from nn_core.errors import InklingError

__all__ = ["Command", "Examples", "Stopped"]


class Stopped(InklingError):
    """Ctrl-C ended a command; the message says what was kept of its work."""


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `inkling`.

    Another package adds a command by an entry point in the group "inkling.commands" that leads to
    such an object.

    Attributes
    ----------
    name
        The word.
    summary
        What it does, in half a line.
    description
        What `--help` opens with.
    examples
        What `--help` closes with: command lines, each with what it does.
    configure
        Adds the arguments to a parser.
    run
        Does the work and returns the exit code.
    """

    name: str
    summary: str
    description: str
    examples: "Examples"
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


Examples = tuple[tuple[str, str], ...]
"""Pairs of a command line and what it does."""
