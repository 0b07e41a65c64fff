"""Several datasets as one, each with its share: "mnist 60%, synthetic 40%"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nn_core.data.dataset import Dataset
from nn_core.errors import ConfigError, DatasetError

__all__ = ["SharedPart", "mix_by_share", "parse_shares", "shares_text"]

_BETWEEN_PARTS = re.compile(r"(?<=%)\s*,")
_PART = re.compile(r"(?P<name>.*\S)\s+(?P<percent>\d+(?:\.\d+)?)\s*%")

_ROUNDING = 1.0
"""By how many points the shares may miss 100: three thirds are 99 %."""


@dataclass(frozen=True, slots=True)
class SharedPart:
    """One dataset of a mixture.

    Attributes
    ----------
    name
        Its name or path, as `load_dataset` takes it.
    percent
        Its share of the mixture, above 0 and up to 100.
    """

    name: str
    percent: float


def parse_shares(text: str) -> tuple[SharedPart, ...]:
    """Read what a mixture is made of.

    Parameters
    ----------
    text
        Such as "mnist 60%, synthetic 20%, my-digits 20%". Names may hold commas and spaces.

    Returns
    -------
    tuple[SharedPart, ...]
        Empty where the text names one dataset alone.

    Raises
    ------
    ConfigError
        If a part has no share, comes twice, or the shares do not come to 100 %.
    """
    pieces = [piece.strip() for piece in _BETWEEN_PARTS.split(text)]
    if len(pieces) < 2:
        return ()
    parts = []
    for piece in pieces:
        found = _PART.fullmatch(piece)
        if found is None:
            raise ConfigError(
                f"Each dataset of a mixture needs its share, as in mnist 60%, synthetic 40%; "
                f"{piece!r} has none."
            )
        parts.append(SharedPart(found["name"], float(found["percent"])))
    names = [part.name for part in parts]
    if twice := [name for name in names if names.count(name) > 1]:
        raise ConfigError(f"{twice[0]} comes twice in the mixture; once will do.")
    if empty := [part.name for part in parts if part.percent <= 0]:
        raise ConfigError(f"{empty[0]} has no share in the mixture; leave it out or give it one.")
    total = sum(part.percent for part in parts)
    if abs(total - 100.0) > _ROUNDING:
        raise ConfigError(f"The shares of a mixture come to 100 %, not to {total:g} %.")
    return tuple(parts)


def shares_text(parts: Sequence[SharedPart]) -> str:
    """Write a mixture as `parse_shares` reads it."""
    return ", ".join(f"{part.name} {part.percent:g}%" for part in parts)


def mix_by_share(
    parts: Sequence[tuple[SharedPart, Dataset]],
    *,
    repeat: bool,
    rng: np.random.Generator,
    size: tuple[int, ...] | None = None,
) -> Dataset:
    """Put datasets together so that each has its share of the whole.

    Pictures of another size than the mixture's are brought to it, their proportions kept.

    Parameters
    ----------
    parts
        Each part with its pictures.
    repeat
        Whether pictures may come more than once. Then the part with the greatest share comes
        whole, and of the others some come again or are left out until the shares are right.
        Otherwise the mixture is the largest one in which no picture comes twice.
    rng
        Decides which pictures come again or are left out, and on the order.
    size
        Height and width of the pictures; None for those of the first part.

    Returns
    -------
    Dataset
        With the classes of the part that has most of them; `originals` tells copies where there
        are any.

    Raises
    ------
    DatasetError
        If a part has no pictures, or shows something that the part with the most classes does
        not.
    """
    names = _common_classes(parts)
    size = size or parts[0][1].images.shape[1:]
    shares = np.array([part.percent for part, _ in parts], dtype=np.float64)
    shares /= shares.sum()
    sizes = np.array([len(data) for _, data in parts])
    if repeat:
        greatest = max(range(len(parts)), key=lambda place: (shares[place], sizes[place]))
        whole = sizes[greatest] / shares[greatest]
    else:
        whole = (sizes / shares).min()
    counts = [max(round(whole * share), 1) for share in shares]
    chosen = [_choose(int(there), count, rng) for there, count in zip(sizes, counts, strict=True)]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    originals = np.concatenate(
        [start + places for start, places in zip(starts, chosen, strict=True)]
    )
    order = rng.permutation(len(originals))
    taken = [
        _take(data.with_classes(names), places, size)
        for (_, data), places in zip(parts, chosen, strict=True)
    ]
    has_copies = any(count > there for count, there in zip(counts, sizes, strict=True))
    return Dataset(
        np.concatenate([data.images for data in taken])[order],
        np.concatenate([data.labels for data in taken])[order],
        names,
        "; ".join(
            f"{100 * share:.3g} % {some.provenance} ({count:,} from {len(data):,})"
            for (_, data), some, share, count in zip(parts, taken, shares, counts, strict=True)
        ),
        originals[order] if has_copies else None,
        sum(data.passed_over for _, data in parts),
    )


def _choose(size: int, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Choose samples: all of them as often as they fit in, and some once more."""
    times, rest = divmod(count, size)
    some = np.sort(rng.permutation(size)[:rest])
    return np.concatenate([np.tile(np.arange(size), times), some])


def _common_classes(parts: Sequence[tuple[SharedPart, Dataset]]) -> tuple[str, ...]:
    """Find the classes of the whole, and see that the parts go together."""
    fullest, names = max(
        ((part, data.class_names) for part, data in parts), key=lambda pair: len(pair[1])
    )
    for part, data in parts:
        if not len(data):
            raise DatasetError(f"{part.name} has no pictures, so it cannot be mixed with others.")
        if unknown := [name for name in data.class_names if name not in names]:
            raise DatasetError(
                f"{fullest.name} and {part.name} cannot be mixed: the one shows "
                f"{_some(names)}, the other {_some(unknown)}."
            )
    return names


def _take(data: Dataset, places: NDArray[np.intp], size: tuple[int, ...]) -> Dataset:
    """Take samples in a size, which their provenance says where it is another one than before."""
    was = data.images.shape[1:]
    if was == size:
        return data.take(places)
    # Imported here: it needs Pillow, which most mixtures do without.
    from nn_core.data.readers.image_folder import fit_picture

    once, copies = np.unique(places, return_inverse=True)
    images = np.zeros((len(once), *size), np.uint8)
    for image, picture in zip(images, data.images[once], strict=True):
        image[...] = fit_picture(picture, (size[0], size[1]), smooth=True)
    provenance = f"{data.provenance}, brought from {_size(was)} to {_size(size)} pixels"
    return replace(data.take(once), images=images, provenance=provenance).take(copies)


def _size(size: tuple[int, ...]) -> str:
    height, width = size
    return f"{width}×{height}"


def _some(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and more" if len(names) > most else shown
