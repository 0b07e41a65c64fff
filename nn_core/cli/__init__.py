"""The command line: train, evaluate, predict, export and look after data."""

from nn_core.cli.command import Command
from nn_core.cli.entry import COMMAND_NAMES, main

__all__ = ["COMMAND_NAMES", "Command", "main"]
