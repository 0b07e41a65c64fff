"""Parts of Inkling that are installed only when asked for, and what to say where one is missing."""

import shlex
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
    if getattr(sys, "frozen", False):
        return ConfigError(
            f"{what} is not part of the packaged program; Inkling from its source has it, after "
            f'pip install ".[{extra}]" in the source folder.'
        )
    # By this very Python: another's pip knows no Inkling, and would ask a package index for one.
    python = shlex.quote(sys.executable)
    return ConfigError(
        f"{what} needs the extra `{extra}`, which "
        f'{python} -m pip install "inkling[{extra}]" installs.'
    )
