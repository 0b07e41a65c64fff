"""Every failure that a caller or a user can bring about, under one base class.

A message says what was expected, what came, and in which file or layer, in words that a window
can show as they are.
"""

import contextlib

__all__ = [
    "ConfigError",
    "DatasetError",
    "ImageError",
    "InklingError",
    "ModelFileError",
    "NewerFileError",
    "RunStoreError",
    "ShapeError",
    "shown",
]


class InklingError(Exception):
    """Base of all errors that Inkling raises on purpose."""


class ShapeError(InklingError, ValueError):
    """An array has a shape or a dtype that a layer, a loss or a reader cannot take."""


class ConfigError(InklingError, ValueError):
    """A setting is unknown, out of range, or does not go with another one."""


class DatasetError(InklingError):
    """A dataset cannot be found, downloaded, checked or read."""


class ImageError(InklingError, ValueError):
    """A file or an array is no picture that ink can be taken from."""


class ModelFileError(InklingError):
    """A model file is damaged, of a newer format, or not a model at all."""


class NewerFileError(ModelFileError):
    """A newer Inkling wrote this file; it is whole, and is to be left as it is."""


class RunStoreError(InklingError):
    """The list of runs cannot be opened, read or written, or does not hold what is asked for."""


def shown(value: object) -> str:
    """Write for a message what came, the middle of something very long left out."""
    with contextlib.suppress(ValueError):  # Python writes no whole numbers of thousands of figures
        words = repr(value)
        return words if len(words) <= 80 else f"{words[:40]}…{words[-20:]}"
    return "a number of thousands of figures"
