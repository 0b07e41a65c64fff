"""Pictures of concurrent requests share a pass through the network, and answers find their way."""

import asyncio

import numpy as np
import pytest

from nn_core.digits import Reading, Recognizer
from nn_core.errors import ShapeError
from web_api.batching import Batcher


def images(count: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (count, 28, 28), dtype=np.uint8)


def together(recognizer: Recognizer, requests: list[np.ndarray], largest: int) -> list[int]:
    """Read requests at once, check every answer, and return the size of each pass."""
    passes: list[int] = []

    async def ask() -> list[list[Reading]]:
        batcher = Batcher(recognizer, largest=largest, observe=passes.append)
        return await asyncio.gather(*(batcher.read(list(request)) for request in requests))

    for request, readings in zip(requests, asyncio.run(ask()), strict=True):
        for image, reading in zip(request, readings, strict=True):
            np.testing.assert_array_equal(reading.image, image)
            expected = recognizer.read_image(image).probabilities
            np.testing.assert_allclose(reading.probabilities, expected, atol=1e-6)
    return passes


def test_requests_of_one_moment_share_a_pass(recognizer: Recognizer) -> None:
    assert together(recognizer, [image[None] for image in images(12)], largest=32) == [12]


def test_no_pass_is_larger_than_allowed(recognizer: Recognizer) -> None:
    passes = together(recognizer, [images(7), images(1), images(6)], largest=4)

    assert sum(passes) == 14
    assert max(passes) == 4


def test_a_request_without_pictures_needs_no_pass(recognizer: Recognizer) -> None:
    assert together(recognizer, [images(0)], largest=4) == []


def test_a_request_that_was_given_up_does_not_trouble_the_others(recognizer: Recognizer) -> None:
    passes: list[int] = []

    async def ask() -> Reading:
        batcher = Batcher(recognizer, largest=8, observe=passes.append)
        given_up, kept = (asyncio.create_task(batcher.read([image])) for image in images(2))
        await asyncio.sleep(0)
        given_up.cancel()
        return (await kept)[0]

    np.testing.assert_array_equal(asyncio.run(ask()).image, images(2)[1])
    assert sum(passes) in (1, 2)


def test_a_picture_that_fails_fails_its_requests_and_no_later_one(recognizer: Recognizer) -> None:
    async def ask() -> Reading:
        batcher = Batcher(recognizer, largest=8, observe=lambda _pictures: None)
        with pytest.raises(ShapeError):
            await batcher.read([np.zeros((5, 5), dtype=np.uint8)])
        return (await batcher.read([images(1)[0]]))[0]

    np.testing.assert_array_equal(asyncio.run(ask()).image, images(1)[0])
