import numpy as np
import pytest
from numpy.typing import NDArray

from nn_core.errors import ImageError
from nn_core.ink.drawing import draw_lines
from nn_core.ink.line_width import line_width_px
from nn_core.ink.pixels import normalise_pixels


def three(size: int = 200, line_width: float = 18.0) -> NDArray[np.uint8]:
    """Draw a 3 in the upper left of a dark square, white ink on black."""
    angles = np.linspace(-2.4, 1.5, 40)
    upper = np.stack([60 + 22 * np.cos(angles), 50 + 22 * np.sin(angles)], axis=1)
    angles = np.linspace(-1.5, 2.4, 40)
    lower = np.stack([60 + 26 * np.cos(angles), 98 + 26 * np.sin(angles)], axis=1)
    line = np.concatenate([upper, lower]).astype(np.float32)
    return draw_lines([line * (size / 200)], line_width=line_width * size / 200, size_px=size)


def centre_of_mass(image: NDArray[np.uint8]) -> tuple[float, float]:
    ink = image / image.sum()
    places = np.arange(28) + 0.5
    return float(ink.sum(axis=1) @ places), float(ink.sum(axis=0) @ places)


def ink_box(image: NDArray[np.uint8]) -> tuple[int, int]:
    clear = image > 60
    return int(clear.any(axis=1).sum()), int(clear.any(axis=0).sum())


def difference(one: NDArray[np.uint8] | None, other: NDArray[np.uint8] | None) -> float:
    assert one is not None
    assert other is not None
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


def test_ink_is_twenty_pixels_high_with_its_mass_in_the_middle() -> None:
    image = normalise_pixels(three())
    assert image is not None
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert centre_of_mass(image) == pytest.approx((14.5, 14.5), abs=0.1)
    assert 19 <= max(ink_box(image)) <= 21


def test_dark_ink_on_light_paper_reads_the_same() -> None:
    assert difference(normalise_pixels(three()), normalise_pixels(255 - three())) < 2


def test_place_on_the_picture_does_not_matter() -> None:
    moved = np.roll(three(), (50, 90), axis=(0, 1))
    assert difference(normalise_pixels(three()), normalise_pixels(moved)) < 2


@pytest.mark.parametrize("size", [60, 400, 1500])
def test_size_does_not_matter(size: int) -> None:
    assert difference(normalise_pixels(three()), normalise_pixels(three(size))) < 8


@pytest.mark.parametrize("level", [0, 255, 128])
def test_blank_picture_is_blank(level: int) -> None:
    assert normalise_pixels(np.full((90, 120), level, dtype=np.uint8)) is None


def test_what_is_no_grey_picture_is_refused() -> None:
    with pytest.raises(ImageError, match="uint8 of shape"):
        normalise_pixels(np.zeros((4, 4, 3), dtype=np.uint8))
    with pytest.raises(ImageError, match="uint8 of shape"):
        normalise_pixels(np.zeros((0, 4), dtype=np.uint8))


@pytest.mark.parametrize("line_width", [2.0, 5.0, 9.0])
def test_thin_pens_come_as_wide_as_the_thinnest_of_mnist(line_width: float) -> None:
    thin = normalise_pixels(three(line_width=line_width))
    assert thin is not None
    assert line_width_px(thin.astype(np.float32) / 255) == pytest.approx(2.1, abs=0.3)
    assert thin.max() > 220


def test_image_laid_out_as_mnist_stays_as_it_is() -> None:
    ready = normalise_pixels(three())
    assert ready is not None
    np.testing.assert_array_equal(normalise_pixels(ready), ready)
    np.testing.assert_array_equal(normalise_pixels(255 - ready), ready)


def test_small_image_that_is_not_centred_is_laid_out_anew() -> None:
    ready = normalise_pixels(three())
    assert ready is not None
    corner = np.roll(ready, (-3, -5), axis=(0, 1))
    image = normalise_pixels(corner)
    assert image is not None
    assert centre_of_mass(image) == pytest.approx((14.5, 14.5), abs=0.1)
