import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from desktop_app.fonts import MEDIUM, make_font
from desktop_app.theme import Theme
from desktop_app.train.judge.share_bars import TEXT_PX, Share, ShareBars


@pytest.mark.parametrize(("share", "figure"), [(1.0, "> 99.9 %"), (0.985, "98.5 %")])
def test_the_figure_of_a_full_bar_keeps_clear_of_it(
    share: float, figure: str, theme: Theme, qtbot: QtBot
) -> None:
    bars = ShareBars(theme)
    qtbot.addWidget(bars)
    bars.show_shares([Share("7", share, "accent"), Share("1", 1 - share, "faint")])
    assert figure in bars.accessibleName()
    written = QFontMetrics(make_font(TEXT_PX, MEDIUM)).horizontalAdvance(figure)
    assert bars.figure_px >= written + 6
