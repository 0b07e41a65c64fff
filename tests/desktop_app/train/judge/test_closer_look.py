"""A picture that is looked at closer, with what the network made of it."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.theme import Theme
from desktop_app.train.judge.closer_look import CloserLook
from desktop_app.train.judge.mistakes import Mistakes
from nn_core.data import Dataset

CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Ankle boot")


@pytest.mark.parametrize("width", [268, 300, 400])
def test_a_long_title_pushes_no_bar_out(qtbot: QtBot, theme: Theme, width: int) -> None:
    closer = CloserLook(theme)
    qtbot.addWidget(closer)
    data = Dataset(np.zeros((1, 28, 28), np.uint8), np.array([0]), CLOTHES, "made up")
    shares = np.array([[0.2, 0.1, 0.1, 0.6]], dtype=np.float32)
    closer.show_picture(Mistakes.of(data, shares), 0)
    closer.resize(width, closer.sizeHint().height())
    closer.show()
    bars = closer._bars
    assert bars.height() >= bars.sizeHint().height()
    assert bars.geometry().bottom() < closer.height()
