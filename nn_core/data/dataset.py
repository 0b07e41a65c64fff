"""A dataset: pictures, what each one shows, and where they came from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError, DatasetError

__all__ = ["Dataset"]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Labelled pictures, all of one size.

    Attributes
    ----------
    images
        uint8 ndarray of shape (samples, height, width), ink = 255, paper = 0.
    labels
        int64 ndarray of shape (samples,), each an index into `class_names`.
    class_names
        The classes' names in the order of the network's outputs.
    provenance
        Where the pictures came from, in one line for people.
    originals
        int64 ndarray of shape (samples,): the same number for all copies of one picture; None
        where no picture comes twice. Copies are never divided: a picture that is held back is not
        learnt from either.
    passed_over
        How many files could not be read as pictures and are therefore not among them.

    Raises
    ------
    DatasetError
        If the arrays do not go together or a label lies outside `class_names`.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    class_names: tuple[str, ...]
    provenance: str
    originals: NDArray[np.int64] | None = None
    passed_over: int = 0

    def __post_init__(self) -> None:
        if self.images.ndim != 3 or self.images.dtype != np.uint8:
            raise DatasetError(
                f"{self.provenance}: pictures come as uint8 of shape (samples, height, width), "
                f"not {self.images.dtype} of shape {self.images.shape}."
            )
        if self.labels.shape != (len(self.images),) or self.labels.dtype != np.int64:
            raise DatasetError(
                f"{self.provenance}: {len(self.images)} pictures need as many int64 labels, "
                f"not {self.labels.dtype} of shape {self.labels.shape}."
            )
        if len(self.labels) and not (
            self.labels.min() >= 0 and self.labels.max() < len(self.class_names)
        ):
            raise DatasetError(
                f"{self.provenance}: labels run from {self.labels.min()} to {self.labels.max()}, "
                f"but there are {len(self.class_names)} classes."
            )
        if self.originals is not None and self.originals.shape != (len(self.images),):
            raise DatasetError(
                f"{self.provenance}: {len(self.images)} pictures need as many numbers of "
                f"originals, not {self.originals.shape}."
            )

    def __len__(self) -> int:
        return len(self.images)

    def note_on_labels(self) -> str | None:
        """Say which of the classes that are called by numbers no picture belongs to.

        Returns
        -------
        str | None
            One sentence for people; None if each class occurs, or if classes have names.
        """
        count = len(self.class_names)
        if not len(self) or self.class_names != tuple(str(label) for label in range(count)):
            return None
        occurs = np.bincount(self.labels, minlength=count) > 0
        used, unused = (np.flatnonzero(which).tolist() for which in (occurs, ~occurs))
        if not unused:
            return None
        if len(used) == 1:
            return f"Label {used[0]} alone occurs, and a network tells at least two classes apart."
        if len(used) <= len(unused):
            told = f"Labels {_enumerated(used)} alone occur"
        elif len(unused) == 1:
            told = f"No picture has the label {unused[0]}"
        else:
            told = f"No picture has one of the labels {_enumerated(unused)}"
        return (
            f"{told}; a network that learns from this gets {count:,} outputs, 0 to {count - 1:,}."
        )

    def require_two_classes(self) -> None:
        """Make sure that there is something to tell apart.

        Raises
        ------
        ConfigError
            If all pictures are of one class, however many classes have names.
        """
        used = np.unique(self.labels)
        if len(used) == 1:
            raise ConfigError(
                f"{self.provenance}: all pictures are of one class, "
                f"{self.class_names[used[0]]!r}, and a network tells at least two classes apart; "
                "add pictures of another class, or labels where there are none."
            )

    def take(self, indices: NDArray[np.intp] | slice) -> "Dataset":
        """Make a dataset of some of the samples, in the order of `indices`."""
        return Dataset(
            self.images[indices],
            self.labels[indices],
            self.class_names,
            self.provenance,
            None if self.originals is None else self.originals[indices],
            self.passed_over,
        )

    def with_classes(self, class_names: tuple[str, ...]) -> "Dataset":
        """Make the same dataset with its labels counted in another order of the classes.

        Parameters
        ----------
        class_names
            All of this dataset's classes, in any order, and perhaps more.

        Raises
        ------
        DatasetError
            If a class of this dataset is not among them.
        """
        if class_names == self.class_names:
            return self
        if unknown := [name for name in self.class_names if name not in class_names]:
            raise DatasetError(
                f"{self.provenance}: the class {unknown[0]!r} is none of {', '.join(class_names)}."
            )
        places = np.array([class_names.index(name) for name in self.class_names], dtype=np.int64)
        labels = places[self.labels]
        return replace(self, labels=labels, class_names=class_names)

    def split(self, fraction: float, *, rng: np.random.Generator) -> tuple["Dataset", "Dataset"]:
        """Divide at random into what is learnt from and what is held back.

        Parameters
        ----------
        fraction
            The share that is held back, above 0 and below 1.
        rng
            Decides which samples are held back.

        Returns
        -------
        tuple[Dataset, Dataset]
            The larger part first.

        Raises
        ------
        ConfigError
            If `fraction` leaves one part empty.
        """
        learnt, held_back = self.divide(fraction, rng=rng)
        if not len(learnt) or not len(held_back):
            raise ConfigError(
                f"A share of {fraction} of {len(self)} samples leaves one part empty."
            )
        return self.take(learnt), self.take(held_back)

    def divide(
        self, fraction: float, *, rng: np.random.Generator
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Choose at random which samples are held back; all copies of a picture go together.

        Parameters
        ----------
        fraction
            The share that is held back.
        rng
            Decides which.

        Returns
        -------
        tuple[NDArray[np.intp], NDArray[np.intp]]
            The indices of what is learnt from, and of what is held back.
        """
        if self.originals is None:
            order = rng.permutation(len(self))
            count = round(len(self) * fraction)
            return order[count:], order[:count]
        known = np.unique(self.originals)
        chosen = rng.permutation(known)[: round(len(known) * fraction)]
        is_held_back = np.isin(self.originals, chosen)
        return np.flatnonzero(~is_held_back), np.flatnonzero(is_held_back)


def _enumerated(labels: Sequence[int]) -> str:
    """Write numbers as in "0, 1 and 2", the first dozen of many."""
    words = [f"{label:,}" for label in labels]
    if len(words) > 12:
        return f"{', '.join(words[:12])}, …"
    return f"{', '.join(words[:-1])} and {words[-1]}"
