"""Figures, names and failures as words for people."""

import errno
from pathlib import Path

from nn_core.architectures import PRESETS
from nn_core.data import CATALOGUE, MY_DIGITS, SIGNS, SYNTHETIC
from nn_core.data.shares import parse_shares
from nn_core.errors import ConfigError, InklingError

__all__ = [
    "NOTHING_LEARNT",
    "certainty",
    "dataset_description",
    "dataset_title",
    "duration",
    "failure_sentence",
    "network_title",
    "percent",
    "speed",
]

NOTHING_LEARNT = "It has learnt nothing yet, so the Draw page cannot use it"
"""Why a network is not offered whose training came to nothing."""

NETWORK_TITLES = {
    "small-30": "Small 30",
    "textbook-256-128": "Textbook 256-128",
    "wide-800-800": "Wide 800-800",
    "conv-32-64-128": "Convolutional 32-64-128",
    "inkling": "Inkling's own",
}
"""Short titles, for a narrow column."""


DATASET_TITLES = {
    "pendigits": "Pen strokes",
    SYNTHETIC: "Synthetic strokes",
    SIGNS: "Signs, no digits",
    MY_DIGITS: "My digits",
}
"""What the window calls datasets that are not in the catalogue, or have a plainer name here."""

DATASET_DESCRIPTIONS = {
    SYNTHETIC: "Digits that nobody wrote, made on the spot",
    SIGNS: "Scribbles, shapes and letters, to learn what is no digit; they make an eleventh class",
    MY_DIGITS: "The drawings that you gave the right answer to on the Draw page",
}


def duration(seconds: float) -> str:
    """Say a length of time as roughly as one would: "4 s", "2 min 10 s", "1 h 5 min".

    Its spaces do not break, so that no line ends within it.
    """
    return _rough_duration(seconds).replace(" ", "\u00a0")


def _rough_duration(seconds: float) -> str:
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        minutes, rest = divmod(round(whole / 10) * 10, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(whole / 60), 60)
    if hours == 0:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def speed(samples_per_second: float) -> str:
    """Say how fast the digits go by, with no more figures than mean something."""
    if samples_per_second >= 1000:
        rounded = round(samples_per_second, -2)
    elif samples_per_second >= 100:
        rounded = round(samples_per_second, -1)
    else:
        rounded = round(samples_per_second)
    return f"{rounded:,.0f} digits a second"


def percent(share: float, places: int = 1) -> str:
    """Write a share from 0 to 1 as a percentage, never rounding up to a perfect one."""
    value = share * 100
    if value < 100:
        value = min(value, 100 - 10**-places)
    return f"{value:.{places}f} %"


def certainty(share: float, places: int = 1) -> str:
    """Write how sure a network is as a percentage; none is ever wholly sure."""
    return percent(min(share, 1 - 1e-9), places)


def dataset_title(name: str) -> str:
    """Say what people call a dataset: its title, the last part of its path, or all of a mixture."""
    try:
        parts = parse_shares(name)
    except ConfigError:
        return name
    if parts:
        return ", ".join(f"{part.percent:g} % {dataset_title(part.name)}" for part in parts)
    if name in DATASET_TITLES:
        return DATASET_TITLES[name]
    if name in CATALOGUE:
        return CATALOGUE[name].title
    return Path(name).name or name


def dataset_description(name: str) -> str:
    """Say in a line what one dataset holds; the path of a file or folder speaks for itself."""
    if name in CATALOGUE:
        return CATALOGUE[name].description
    return DATASET_DESCRIPTIONS.get(name, name)


def network_title(architecture: object) -> str:
    """Say what people call a network: its title, or that its layers are one's own."""
    if isinstance(architecture, str) and architecture in PRESETS:
        return NETWORK_TITLES.get(architecture, PRESETS[architecture].title)
    return "Layers of your own"


def failure_sentence(error: BaseException) -> str:
    """Say in one sentence what went wrong and, where it is known, what helps."""
    if isinstance(error, InklingError):
        return str(error)
    if isinstance(error, MemoryError):
        return "The computer ran out of memory. A smaller network, batch or dataset will need less."
    if isinstance(error, OSError):
        if error.errno == errno.ENOSPC:
            return "The disk is full. Make some room and try again."
        where = f" ({error.filename})" if error.filename else ""
        return f"A file could not be read or written{where}: {error.strerror or error}."
    return f"Something unexpected went wrong ({type(error).__name__}: {error})."
