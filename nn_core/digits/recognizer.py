"""From a drawing or a picture to a reading: which digit it is, and how sure the network is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError, ModelFileError, ShapeError
from nn_core.ink.drawing import IMAGE_PX, draw_strokes
from nn_core.ink.strokes import Stroke
from nn_core.resources import asset_path

if TYPE_CHECKING:
    from nn_core.model_file import Model

__all__ = ["DIGITS", "REFUSAL_THRESHOLD", "Reading", "Recognizer"]

DIGITS = 10
"""The classes that are digits; a network's class after them means "not a digit"."""

REFUSAL_THRESHOLD = 0.5
"""The share of "not a digit" from which models that name none of their own refuse."""
_ONE_BY_ONE = 24
"""Up to so many images are read singly: as fast as together, and no thread has to be waited for."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the network makes of one image.

    Attributes
    ----------
    image
        uint8 ndarray of shape (28, 28), ink = 255: what the network saw.
    probabilities
        float32 ndarray of shape (10,), one for each digit; with `not_a_digit` they add up to 1.
    digit
        The likeliest digit.
    label
        Its name among the model's classes.
    confidence
        The likeliest digit's probability.
    runner_up
        The second likeliest digit.
    not_a_digit
        The probability that it is no digit at all; 0 from a network that knows digits only.
    is_digit
        Whether `not_a_digit` stays below the model's threshold.
    """

    image: NDArray[np.uint8]
    probabilities: NDArray[np.float32]
    digit: int
    label: str
    confidence: float
    runner_up: int
    not_a_digit: float
    is_digit: bool


class Recognizer:
    """Reads digits with one model: the one path for window, command line and service.

    Parameters
    ----------
    model
        The network with its classes and its calibration; its weights are to stay as they are. Of
        `model.calibration`, `temperature` divides the logits and `refusal_threshold` is the share
        of "not a digit" from which a drawing is refused.

    Raises
    ------
    ModelFileError
        If the model does not tell ten classes, or eleven, apart, takes pictures of another size
        than 28 × 28, or its calibration is damaged.
    """

    def __init__(self, model: Model) -> None:
        if len(model.class_names) not in (DIGITS, DIGITS + 1):
            raise ModelFileError(
                f"{model.name} tells {len(model.class_names)} classes apart; reading needs ten, "
                'and perhaps an eleventh for "not a digit".'
            )
        if math.prod(model.network.input_shape) != IMAGE_PX**2:
            raise ModelFileError(
                f"{model.name} takes samples of shape {model.network.input_shape}; reading needs a "
                f"network for {IMAGE_PX} × {IMAGE_PX} pixels."
            )
        self.model = model
        self._read_one: Callable[[NDArray[np.uint8]], NDArray[np.floating]] | None = None
        for key in ("temperature", "not_a_digit_odds"):
            model.calibrated(key, default=1.0)  # a damaged one is told now, not while reading
        self._refusal_threshold = model.calibrated("refusal_threshold", default=REFUSAL_THRESHOLD)

    @classmethod
    def bundled(cls, name: str = "inkling") -> Recognizer:
        """Load a model that travels with the program.

        Raises
        ------
        ConfigError
            If no bundled model has that name.
        ModelFileError
            If its file is damaged.
        """
        from nn_core.model_file import load_model

        try:
            path = asset_path("models", f"{name}.safetensors")
        except FileNotFoundError as error:
            if name == "inkling":
                return cls.bundled("textbook-256-128")
            raise ConfigError(f'There is no bundled model "{name}".') from error
        return cls(load_model(path))

    def read_strokes(self, strokes: Sequence[Stroke]) -> Reading | None:
        """Read one digit from pen movements.

        Returns
        -------
        Reading | None
            None where there is no ink.
        """
        image = draw_strokes(strokes)
        return None if image is None else self.read_image(image)

    def read_pixels(self, gray: NDArray[np.uint8]) -> Reading | None:
        """Read one digit from a picture of any size.

        Parameters
        ----------
        gray
            uint8 ndarray of shape (height, width): dark on light or light on dark.

        Returns
        -------
        Reading | None
            None where there is no ink.

        Raises
        ------
        ImageError
            If `gray` is no two-dimensional uint8 array.
        """
        from nn_core.ink.pixels import normalise_pixels  # strokes do without it

        image = normalise_pixels(gray)
        return None if image is None else self.read_image(image)

    def read_image(self, image: NDArray[np.uint8]) -> Reading:
        """Read an image that is laid out as MNIST's already.

        Parameters
        ----------
        image
            uint8 ndarray of shape (28, 28), ink = 255.

        Raises
        ------
        ShapeError
            If the image has another shape or dtype.
        """
        return self.read_images(image[None])[0]

    def read_images(self, images: NDArray[np.uint8]) -> list[Reading]:
        """Read many images in one go.

        Parameters
        ----------
        images
            uint8 ndarray of shape (images, 28, 28), ink = 255.

        Raises
        ------
        ShapeError
            If the images have another shape or dtype.
        """
        readings = []
        for image, shares in zip(images, self.probabilities(images), strict=True):
            digits = shares[:DIGITS]
            digit, runner_up = (int(index) for index in np.argsort(-digits, kind="stable")[:2])
            not_a_digit = float(shares[DIGITS:].sum())
            readings.append(
                Reading(
                    image=image,
                    probabilities=digits,
                    digit=digit,
                    label=self.model.class_names[digit],
                    confidence=float(digits[digit]),
                    runner_up=runner_up,
                    not_a_digit=not_a_digit,
                    is_digit=not_a_digit < self._refusal_threshold,
                )
            )
        return readings

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Give the calibrated share of every class for each image.

        Parameters
        ----------
        images
            uint8 ndarray of shape (images, 28, 28), ink = 255.

        Returns
        -------
        NDArray[np.float32]
            float32 ndarray of shape (images, classes), each row adding up to 1.

        Raises
        ------
        ShapeError
            If the images have another shape or dtype.
        """
        if images.ndim != 3 or images.shape[1:] != (28, 28) or images.dtype != np.uint8:
            raise ShapeError(
                "Images for the network come as uint8 of shape (images, 28, 28), "
                f"not {images.dtype} of shape {images.shape}."
            )
        return np.asarray(self.model.shares(self._logits(images)), dtype=np.float32)

    def _logits(self, images: NDArray[np.uint8]) -> NDArray[np.floating]:
        if not 0 < len(images) <= _ONE_BY_ONE:
            return self.model.network.logits(images)
        if self._read_one is None:
            self._read_one = self.model.network.one_image_reader(keeps_weights=True)
        return np.stack([self._read_one(image) for image in images])
