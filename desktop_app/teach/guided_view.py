"""The guided set: thirty digits asked for one after the other, written on the Draw page's pad."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop_app.draw.drawing import BLANK, Drawing
from desktop_app.draw.pad import Pad
from desktop_app.fonts import BOLD, make_font
from desktop_app.theme import Theme
from desktop_app.widgets import Card, LinkButton, PrimaryButton, SecondaryButton, Text, TextRole
from nn_core.teaching import GUIDED, new_digit
from nn_core.teaching.guided_set import GuidedSet
from nn_core.wording import with_article

__all__ = ["GuidedView"]

_PANEL_PX = 300
_GAP_PX = 28
_NUMERAL_PX = 96


class GuidedView(QWidget):
    """Asks for digits, and collects what is written.

    Attributes
    ----------
    pad
        What is written on.
    guided
        Which digits are asked for.

    Signals
    -------
    written(list)
        The set is through, or was stopped; carries the digits, those that were skipped left out.
    left
        The person wants no more of it, and has written nothing.
    """

    written = Signal(list)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.guided = GuidedSet(rng=np.random.default_rng())
        self._drawings: dict[int, Drawing] = {}
        self.pad = Pad(theme, self)
        self.pad.setAcceptDrops(False)
        self.pad.hint = ("Write it here", "Enter or Space goes on")
        self._panel = Card(parent=self)
        self._place = Text("", TextRole.CAPTION)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How far the set is")
        self._wish = Text("", TextRole.TITLE)
        self._numeral = Text("")
        self._numeral.setFont(make_font(_NUMERAL_PX, BOLD))
        self._numeral.setStyleSheet(f"font-size: {_NUMERAL_PX}px; font-weight: 700;")
        self.next = PrimaryButton("Next")
        self.back = SecondaryButton("Back")
        self.skip = SecondaryButton("Skip")
        self._lay_out()

        self.next.clicked.connect(self.go_on)
        self.back.clicked.connect(self.go_back)
        self.skip.clicked.connect(self.pass_over)
        self.pad.drawing_changed.connect(self._show_what_is_possible)
        for sequences, action in (
            ((Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space), self.go_on),
            (("Ctrl+Z",), self.pad.undo),
            (("Ctrl+Shift+Z", "Ctrl+Y"), self.pad.redo),
            (("Del", "Backspace"), self.pad.clear),
        ):
            shortcut = QShortcut(self.pad)
            shortcut.setKeys([QKeySequence(keys) for keys in sequences])
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)

    def _lay_out(self) -> None:
        stop = LinkButton("Stop")
        stop.clicked.connect(self._stop)
        top = QHBoxLayout()
        top.addWidget(self._place)
        top.addStretch(1)
        top.addWidget(stop)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.next, self.back, self.skip):
            buttons.addWidget(button)
        buttons.addStretch(1)
        words = Text(
            "Write it as you always do, not as neatly as you can. What you write is read only "
            "when the set is through.",
            TextRole.MUTED,
            wrap=True,
        )
        clear = LinkButton("Clear the paper")
        clear.clicked.connect(self.pad.clear)
        body = self._panel.body
        body.addLayout(top)
        body.addWidget(self._bar)
        body.addSpacing(10)
        body.addWidget(self._wish)
        body.addWidget(self._numeral)
        body.addWidget(words)
        body.addWidget(clear)
        body.addStretch(1)
        body.addLayout(buttons)

    def begin(self) -> None:
        """Ask for a new set, from its beginning."""
        self.guided = GuidedSet(rng=np.random.default_rng())
        self._drawings = {}
        self._bar.setRange(0, len(self.guided))
        self._show_position()

    @Slot()
    def go_on(self) -> None:
        """Keep what is on the paper, and ask for the next digit; without ink nothing happens."""
        if self.pad.is_blank or self.pad.is_wet:
            return
        self._drawings[self.guided.position] = self.pad.drawing
        self._advance()

    @Slot()
    def pass_over(self) -> None:
        """Leave this digit out."""
        self._drawings.pop(self.guided.position, None)
        self._advance()

    @Slot()
    def go_back(self) -> None:
        """Show the digit before once more, with what was written."""
        self._take_down()
        self.guided.go_back()
        self._show_position()

    def _take_down(self) -> None:
        """Keep what is on the paper, be it nothing, in place of what was written before."""
        if self.pad.drawing.is_blank:
            self._drawings.pop(self.guided.position, None)
        else:
            self._drawings[self.guided.position] = self.pad.drawing

    def _advance(self) -> None:
        self.guided.advance()
        if self.guided.wanted is None:
            self._hand_over()
        else:
            self._show_position()

    def _hand_over(self) -> None:
        self.written.emit(
            [
                new_digit(self.guided.order[place], strokes=drawing.strokes, source=GUIDED)
                for place, drawing in sorted(self._drawings.items())
            ]
        )

    def _show_position(self) -> None:
        place = self.guided.position
        # Undo takes back what was written for this digit, and nothing of the one before.
        self.pad.begin_anew(BLANK)
        if place in self._drawings:
            self.pad.show_drawing(self._drawings[place])
        self._place.setText(f"{place + 1} of {len(self.guided)}")
        self._bar.setValue(place)
        wanted = with_article(str(self.guided.wanted))
        self._wish.setText(f"Write {wanted.split()[0]}")
        self._numeral.setText(str(self.guided.wanted))
        self.pad.setAccessibleDescription(f"Write {wanted} here.")
        self._show_what_is_possible()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_what_is_possible(self) -> None:
        self.next.setEnabled(not self.pad.is_blank)
        self.back.setEnabled(self.guided.position > 0)
        last = self.guided.position + 1 == len(self.guided)
        self.next.setText("Finish" if last else "Next")

    @Slot()
    def _stop(self) -> None:
        """End the set here: what was written so far is not lost."""
        self._take_down()
        if self._drawings:
            self._hand_over()
        else:
            self.left.emit()

    def sizeHint(self) -> QSize:
        """Ask for the paper and the panel."""
        return QSize(860, 560)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the paper the largest square beside the panel."""
        width, height = self.width(), self.height()
        side = min(height, width - _PANEL_PX - _GAP_PX)
        left = (width - side - _GAP_PX - _PANEL_PX) // 2
        self.pad.setGeometry(left, 0, side, side)
        panel_px = min(max(side, 380), height)
        self._panel.setGeometry(QRect(left + side + _GAP_PX, 0, _PANEL_PX, panel_px))
