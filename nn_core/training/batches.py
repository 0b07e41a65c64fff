"""The batches of an epoch, in an order left to chance, made ready ahead of time."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.data.augmentation import Augmentation, augment
from nn_core.losses import Targets

__all__ = ["Batches", "Upcoming"]

AHEAD = 3
"""How many batches are made ready before they are needed."""

Batch = tuple[NDArray[Any], Targets]
"""Pictures, and what the network should make of them."""

Maker = Callable[[NDArray[Any] | None], Batch]
"""Makes a batch, its pictures in the given place if they fit there."""


class Upcoming(Iterator[Batch]):
    """Batches one after the other, of which the next can be looked at before it is taken.

    Parameters
    ----------
    makers
        What makes each of them.
    """

    def __init__(self, makers: Generator[Maker]) -> None:
        self._makers = makers
        self._seen: Batch | None = None
        self._failure: Exception | None = None

    def __next__(self) -> Batch:
        batch, self._seen = self.peek(), None
        if self._failure is not None:
            raise self._failure
        if batch is None:
            raise StopIteration
        return batch

    def peek(self, place: NDArray[Any] | None = None) -> Batch | None:
        """Make the next batch ready and show it, the same as often as it is asked for.

        Whoever looks ahead is in the middle of something else, so a failure waits until the batch
        is taken.

        Parameters
        ----------
        place
            Where its pictures may be written, if they are as they are in the dataset. What lay
            there is lost, be it the batch before.

        Returns
        -------
        Batch | None
            None if there is none any more, or it could not be made ready.
        """
        if self._seen is None and self._failure is None:
            try:
                maker = next(self._makers, None)
                self._seen = maker(place) if maker else None
            except Exception as failure:  # whatever may go wrong with pictures
                self._failure = failure
        return self._seen

    def close(self) -> None:
        """Give no more batches, not even one that was looked at, and make none ready."""
        self._seen = None
        self._makers.close()


@dataclass(frozen=True, slots=True)
class Batches:
    """Cuts epochs into batches.

    Order and variation depend on the seed, the epoch and the batch alone, so that training which
    goes on from a checkpoint sees what it would have seen.

    Attributes
    ----------
    images
        Every picture, uint8 ndarray of shape (samples, height, width).
    targets
        What the network should make of each: labels, or rows of probabilities.
    chosen
        The indices of the samples that are learnt from.
    size
        How many samples a batch has; the last of an epoch may have fewer.
    augmentation
        How pictures are varied, each time anew; None leaves them as they are.
    seed
        Decides everything that is left to chance.
    """

    images: NDArray[Any]
    targets: Targets
    chosen: NDArray[np.intp]
    size: int
    augmentation: Augmentation | None
    seed: int

    def __len__(self) -> int:
        return -(-len(self.chosen) // self.size)

    def of_epoch(self, epoch: int, *, start: int = 0) -> Upcoming:
        """Go through the batches of one epoch.

        Varying pictures takes time, so it is done ahead in a thread of its own, which ends when
        the iterator is exhausted or closed.

        Parameters
        ----------
        epoch
            Which one, from 1.
        start
            How many batches to leave out, because they were learnt from before.
        """
        return Upcoming(self._of_epoch(epoch, start))

    def _of_epoch(self, epoch: int, start: int) -> Generator[Maker]:
        order = np.random.default_rng([self.seed, epoch]).permutation(self.chosen)
        numbers = range(start, len(self))
        if self.augmentation is None:
            yield from (partial(self._batch, order, number) for number in numbers)
            return
        with ThreadPoolExecutor(1, thread_name_prefix="batches") as pool:
            futures: list[Future[Batch]] = []
            try:
                upcoming = iter(numbers)
                while True:
                    futures.extend(
                        pool.submit(self._varied, order, epoch, number, self.augmentation)
                        for number in islice(upcoming, AHEAD - len(futures))
                    )
                    if not futures:
                        return
                    yield partial(_result_of, futures.pop(0))
            finally:
                for future in futures:
                    future.cancel()

    def _batch(
        self, order: NDArray[np.intp], number: int, place: NDArray[Any] | None = None
    ) -> Batch:
        chosen = order[number * self.size : (number + 1) * self.size]
        if place is not None and not self._fits(len(chosen), place):
            place = None
        out = None if place is None else place[: len(chosen)]
        # The indices are right; to look for wrong ones, NumPy would write elsewhere first.
        images = self.images.take(chosen, axis=0, out=out, mode="clip")
        return images, self.targets[chosen]

    def _fits(self, samples: int, place: NDArray[Any]) -> bool:
        return (
            len(place) >= samples
            and place.shape[1:] == self.images.shape[1:]
            and place.dtype == self.images.dtype
        )

    def _varied(
        self, order: NDArray[np.intp], epoch: int, number: int, augmentation: Augmentation
    ) -> Batch:
        images, targets = self._batch(order, number)
        rng = np.random.default_rng([self.seed, epoch, number + 1])
        return augment(images, augmentation, rng=rng), targets


def _result_of(future: Future[Batch], place: NDArray[Any] | None) -> Batch:
    """Wait for a batch, which lies where it was made."""
    return future.result()
