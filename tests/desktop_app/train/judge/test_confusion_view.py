"""The confusion matrix, as it is painted: every count is to be seen."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop_app.theme import Appearance, Theme
from desktop_app.train.judge.confusion_view import ConfusionView
from desktop_app.train.judge.mistakes import Mistakes
from nn_core.data import Dataset

CLOTHES = (
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Bag",
    "Hat",
    "Ankle boot",
)
DIGITS = tuple("0123456789")


def counted(names: tuple[str, ...], confusion: dict[tuple[int, int], int]) -> Mistakes:
    """Give the answers of a network that took so many of one class for another."""
    pairs = [pair for pair, count in confusion.items() for _ in range(count)]
    labels = np.array([truth for truth, _ in pairs], dtype=np.int64)
    images = np.zeros((len(pairs), 28, 28), dtype=np.uint8)
    shares = np.full((len(pairs), len(names)), 0.01)
    shares[np.arange(len(pairs)), [answer for _, answer in pairs]] = 0.91
    return Mistakes.of(Dataset(images, labels, names, "made up"), shares)


def contrast(view: ConfusionView, truth: int, answer: int) -> float:
    """Measure how much the lightest and the darkest pixel within a cell differ."""
    place = view.place_of(truth, answer)
    image = view.grab().toImage()
    ratio = image.devicePixelRatio()
    lights = [
        _light(image.pixelColor(round((place.x() + x) * ratio), round((place.y() + y) * ratio)))
        for x in range(-7, 8)
        for y in range(-4, 5)
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def _light(color: QColor) -> float:
    """Give the relative luminance, as the W3C's guidelines for contrast define it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("names", [DIGITS, CLOTHES])
@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_large_counts_are_seen_in_the_usual_window(
    qtbot: QtBot, theme: Theme, names: tuple[str, ...], appearance: Appearance
) -> None:
    theme.set_appearance(appearance)
    view = ConfusionView(theme)
    qtbot.addWidget(view)
    view.resize(344, 440)
    view.show_mistakes(counted(names, {(1, 1): 1135, (7, 2): 10, (6, 0): 194}))
    view.show()
    assert contrast(view, 1, 1) > 3, "the digits that were read right"
    assert contrast(view, 7, 2) > 3, "a few mistakes"
    assert contrast(view, 6, 0) > 3, "many mistakes"


def test_a_class_without_pictures_has_no_share_that_was_found(qtbot: QtBot, theme: Theme) -> None:
    view = ConfusionView(theme)
    qtbot.addWidget(view)
    view.show_mistakes(counted(DIGITS, {(7, 7): 3, (7, 2): 1}))
    assert view.figures_of(7) == ("75.0", "100.0")
    assert view.figures_of(2) == ("–", "0.0")
    assert view.figures_of(4) == ("–", "–")
