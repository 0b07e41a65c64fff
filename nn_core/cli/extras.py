"""Parts of Inkling that are installed only when asked for, and what to say where one is missing."""

import sys

from nn_core.errors import ConfigError

__all__ = ["missing_extra"]


def missing_extra(what: str, extra: str) -> ConfigError:
    """Make the error that says how to come by a part of Inkling.

    Parameters
    ----------
    what
        What was asked for, as the beginning of a sentence.
    extra
        The name of the extra in `pyproject.toml` that brings it.
    """
    command = f"pip install 'inkling[{extra}]'"
    if getattr(sys, "frozen", False):
        return ConfigError(
            f"{what} is not part of the packaged program; an Inkling that pip installs has it: "
            f"{command}."
        )
    return ConfigError(f"{what} needs the extra `{extra}`: {command} installs it.")
