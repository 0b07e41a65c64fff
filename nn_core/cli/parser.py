"""Command lines taken apart: help that teaches, and mistakes told in one sentence."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from nn_core.cli.command import Command, Examples
from nn_core.errors import ConfigError

__all__ = ["Parser", "add_commands", "command_parser", "examples_text"]


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `ConfigError` where argparse would print its usage."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line.

        Raises
        ------
        ConfigError
            Always.
        """
        raise ConfigError(f"{_sentence(message)} (`{self.prog} --help` explains).")


def command_parser(program: str, command: Command) -> Parser:
    """Make the parser of one command."""
    parser = Parser(
        prog=f"{program} {command.name}",
        description=command.description,
        epilog=examples_text(command.examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.configure(parser)
    return parser


def add_commands(
    parser: argparse.ArgumentParser, commands: Sequence[Command], *, usual: Command | None = None
) -> None:
    """Give a parser commands of its own, such as `list` and `download` after `data`.

    Parameters
    ----------
    parser
        What gets them.
    commands
        All of them.
    usual
        The one that is meant where none is named; None asks for one.
    """
    choices = parser.add_subparsers(
        title="commands",
        metavar="COMMAND",
        dest="subcommand",
        required=usual is None,
        parser_class=Parser,
    )
    if usual is not None:
        usual.configure(parser)
        parser.set_defaults(run_subcommand=usual.run)
    for command in commands:
        child = choices.add_parser(
            command.name,
            help=command.summary,
            description=command.description,
            epilog=examples_text(command.examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.configure(child)
        child.set_defaults(run_subcommand=command.run)


def examples_text(examples: Examples) -> str:
    """Lay examples out for the end of a help text."""
    if not examples:
        return ""
    lines = [f"  {line}\n      {meaning}" for line, meaning in examples]
    return "examples:\n" + "\n".join(lines)


def _sentence(message: str) -> str:
    message = message.rstrip(".")
    return message[:1].upper() + message[1:]
