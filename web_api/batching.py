"""Pictures of requests that wait at the same time, read in one pass through the network."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nn_core.digits import Reading, Recognizer

__all__ = ["Batcher", "JoiningRecognizer"]


class _Waiting(NamedTuple):
    image: NDArray[np.uint8]
    answer: "asyncio.Future[Reading]"


class Batcher:
    """Joins the pictures of concurrent requests.

    No request ever waits for the clock: the pass begins as soon as a turn of the event loop brings
    nothing more to read. The busier the service, the more pictures come together, and a picture in
    a batch costs a fraction of a picture alone.

    Parameters
    ----------
    recognizer
        Reads the pictures, on the event loop's own thread.
    largest
        The most pictures in one pass, so that the loop is never held up for long.
    observe
        Told the number of pictures of each pass.
    """

    def __init__(
        self, recognizer: Recognizer, *, largest: int, observe: Callable[[int], None]
    ) -> None:
        self._recognizer = recognizer
        self._largest = largest
        self._observe = observe
        self._waiting: deque[_Waiting] = deque()
        self._scheduled = False

    async def read(self, images: Sequence[NDArray[np.uint8]]) -> list[Reading]:
        """Read pictures of one request, each a uint8 ndarray of shape (28, 28), ink = 255."""
        loop = asyncio.get_running_loop()
        answers = []
        for image in images:
            answer: asyncio.Future[Reading] = loop.create_future()
            self._waiting.append(_Waiting(image, answer))
            answers.append(answer)
        self._schedule(loop)
        return [await answer for answer in answers]

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._waiting and not self._scheduled:
            self._scheduled = True
            loop.call_soon(self._look, loop, len(self._waiting))

    def _look(self, loop: asyncio.AbstractEventLoop, seen: int) -> None:
        """Begin a pass once it is full, or the loop's last turn brought nothing more."""
        waiting = len(self._waiting)
        if seen < waiting < self._largest:
            loop.call_soon(self._look, loop, waiting)
        else:
            self._read_waiting(loop)

    def _read_waiting(self, loop: asyncio.AbstractEventLoop) -> None:
        self._scheduled = False
        batch: list[_Waiting] = []
        while self._waiting and len(batch) < self._largest:
            waiting = self._waiting.popleft()
            if not waiting.answer.done():  # its request may have run out of time
                batch.append(waiting)
        self._schedule(loop)
        if not batch:
            return
        try:
            readings = self._recognizer.read_images(np.stack([waiting.image for waiting in batch]))
        except Exception as error:
            for waiting in batch:
                waiting.answer.set_exception(error)
                waiting.answer.exception()  # seen: a request of many awaits the first alone
            return
        self._observe(len(batch))
        for waiting, reading in zip(batch, readings, strict=True):
            waiting.answer.set_result(reading)


class JoiningRecognizer(Recognizer):
    """The recognizer for worker threads: what they read joins the event loop's own passes.

    Parameters
    ----------
    recognizer
        What it stands for.
    batcher
        Reads the pictures.
    loop
        The event loop that the batcher works on.
    timeout_seconds
        How long a thread waits for a pass at most.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        batcher: Batcher,
        loop: asyncio.AbstractEventLoop,
        *,
        timeout_seconds: float,
    ) -> None:
        super().__init__(recognizer.model)
        self._batcher = batcher
        self._loop = loop
        self._timeout_seconds = timeout_seconds

    def read_images(self, images: NDArray[np.uint8]) -> list[Reading]:
        """Read many images, from any thread but the event loop's."""
        reading = asyncio.run_coroutine_threadsafe(self._batcher.read(list(images)), self._loop)
        return reading.result(self._timeout_seconds)
