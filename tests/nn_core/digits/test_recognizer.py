"""What a recognizer refuses to read with, and what it makes of an eleventh output."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from nn_core.digits import Recognizer
from nn_core.errors import ModelFileError, ShapeError
from nn_core.model_file import Model
from nn_core.network import Network

TEN = tuple("0123456789")
ELEVEN = (*TEN, "not a digit")


def model(
    classes: tuple[str, ...] = TEN,
    *,
    inputs: int = 784,
    calibration: Mapping[str, Any] | None = None,
) -> Model:
    network = Network.dense([inputs, len(classes)], rng=np.random.default_rng(3))
    return Model(network, "Tiny", classes, calibration=calibration or {})


def test_five_classes_are_no_digits() -> None:
    with pytest.raises(ModelFileError, match="5 classes"):
        Recognizer(model(tuple("abcde")))


def test_a_network_for_other_pictures_is_refused_at_once() -> None:
    with pytest.raises(ModelFileError, match="28 × 28"):
        Recognizer(model(inputs=64))


@pytest.mark.parametrize("key", ["temperature", "not_a_digit_odds", "refusal_threshold"])
@pytest.mark.parametrize("value", [0, -1.0, "warm", None])
def test_a_damaged_calibration_is_refused_at_once(key: str, value: object) -> None:
    with pytest.raises(ModelFileError, match=key):
        Recognizer(model(ELEVEN, calibration={key: value}))


def test_no_ink_is_no_reading() -> None:
    recognizer = Recognizer(model())
    assert recognizer.read_strokes([]) is None
    assert recognizer.read_pixels(np.full((60, 80), 255, np.uint8)) is None


def test_the_eleventh_output_decides_what_is_no_digit() -> None:
    image = np.random.default_rng(0).integers(0, 255, (28, 28), dtype=np.uint8)
    share = Recognizer(model(ELEVEN)).read_image(image).not_a_digit
    assert 0 < share < 1
    strict = Recognizer(model(ELEVEN, calibration={"refusal_threshold": 0.9 * share}))
    mild = Recognizer(model(ELEVEN, calibration={"refusal_threshold": min(1.1 * share, 1.0)}))
    assert not strict.read_image(image).is_digit
    reading = mild.read_image(image)
    assert reading.is_digit
    assert reading.digit == reading.probabilities.argmax()
    assert reading.probabilities.sum() + reading.not_a_digit == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("count", [1, 40])
def test_a_picture_is_read_alike_alone_and_among_others(count: int) -> None:
    recognizer = Recognizer(model())
    images = np.random.default_rng(1).integers(0, 255, (count, 28, 28), dtype=np.uint8)
    together = recognizer.read_images(images)
    alone = [recognizer.read_image(image) for image in images]
    assert [reading.digit for reading in together] == [reading.digit for reading in alone]
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-5)


def test_pictures_of_another_size_or_kind_are_refused() -> None:
    recognizer = Recognizer(model())
    with pytest.raises(ShapeError, match=r"\(1, 27, 28\)"):
        recognizer.read_image(np.zeros((27, 28), np.uint8))
    with pytest.raises(ShapeError, match="float32"):
        recognizer.read_images(np.zeros((1, 28, 28), np.float32))
