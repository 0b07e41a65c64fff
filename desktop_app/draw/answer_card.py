"""The answer: one very large numeral, and beside it what Inkling makes of it in words."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.fonts import BOLD, CAPTION_PX, MEDIUM, SEMIBOLD, TEXT_PX, TITLE_PX, make_font
from desktop_app.theme import Theme
from desktop_app.widgets.card import Card
from nn_core.wording import EMPTY_PAPER, Words

__all__ = ["AnswerCard"]

_NUMERAL_SHARE: Final = 0.87
_LARGEST_NUMERAL_PX: Final = 190
_INSET_PX: Final = 6
_EDGE_PX: Final = 28.0
_GAP_PX: Final = 30.0
_NARROW_PX: Final = 340
_NARROW_EDGE_PX: Final = 20.0
_NARROW_GAP_PX: Final = 16.0
_LINE_GAP_PX: Final = 7.0
_LEAST_EDGE_PX: Final = 8
_NARROW_LINE_GAP_PX: Final = 4.0
_LOW_PX: Final = 130
_PILL_HEIGHT_PX: Final = 25.0
_FEWEST_SHARE_TO_HOLD: Final = 0.8


class AnswerCard(Card):
    """The card with the answer.

    Attributes
    ----------
    answer
        What it says.
    stability
        How many of how many small changes of the drawing give the same answer; None until that
        is known.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(padding_px=0, parent=parent)
        self._face = _AnswerFace(theme)
        # The card's round corners stay free of the face, which paints all of itself.
        self.body.setContentsMargins(_INSET_PX, _INSET_PX, _INSET_PX, _INSET_PX)
        self.body.addWidget(self._face)
        self._speak()

    @property
    def answer(self) -> Words:
        """What it says."""
        return self._face.answer

    @property
    def stability(self) -> tuple[int, int] | None:
        """How many of how many small changes of the drawing give the same answer."""
        return self._face.stability

    def show_answer(self, answer: Words) -> None:
        """Show another answer, of which nobody knows yet how firm it is."""
        self._show(answer, None)

    def show_stability(self, same: int, versions: int) -> None:
        """Show that so many of the drawing's changed versions give the same answer."""
        self._show(self.answer, (same, versions))

    def _show(self, answer: Words, stability: tuple[int, int] | None) -> None:
        if (answer, stability) != (self.answer, self.stability):
            self._face.answer, self._face.stability = answer, stability
            self._face.update()
            self._speak()

    def _speak(self) -> None:
        self.setAccessibleName(f"Answer: {self.spoken()}")

    def spoken(self) -> str:
        """Say all of it in one line, for those who hear the window."""
        answer = self.answer
        firm = _stability_words(self.stability)
        parts = [answer.numeral, answer.headline, answer.detail, firm]
        return ". ".join(part for part in parts if part)


class _AnswerFace(QWidget):
    """Paints the answer: at every move of the pen, hence without labels and layouts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.answer = EMPTY_PAPER
        self.stability: tuple[int, int] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._repaint)

    def sizeHint(self) -> QSize:
        """Ask for the room that the design gives the answer."""
        return QSize(400, 150)

    @Slot()
    def _repaint(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numeral, and the lines centred beside it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        narrow = self.width() < _NARROW_PX
        left = _NARROW_EDGE_PX if narrow else _EDGE_PX
        if self.answer.numeral:
            gap = _NARROW_GAP_PX if narrow else _GAP_PX
            left = self._paint_numeral(painter, left) + gap
        right = 10 if narrow else 18
        self._paint_words(painter, QRectF(left, 0, self.width() - left - right, self.height()))
        painter.end()

    def _paint_numeral(self, painter: QPainter, left: float) -> float:
        """Paint the numeral, and return where it ends."""
        size = min(_LARGEST_NUMERAL_PX, round(self.height() * _NUMERAL_SHARE))
        font = make_font(size, BOLD)
        metrics = QFontMetricsF(font)
        widest = self.width() * 0.5
        if metrics.horizontalAdvance(self.answer.numeral) > widest:
            size = round(size * widest / metrics.horizontalAdvance(self.answer.numeral))
            font = make_font(size, BOLD)
            metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.tokens.text))
        baseline = self.height() / 2 + metrics.capHeight() / 2
        edge = left - size * 0.06
        painter.drawText(round(edge), round(baseline), self.answer.numeral)
        return edge + metrics.horizontalAdvance(self.answer.numeral)

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        tokens, answer = self._theme.tokens, self.answer
        headline = _Line(answer.headline, make_font(TITLE_PX, SEMIBOLD), room.width())
        detail = _Line(answer.detail, make_font(TEXT_PX), room.width())
        pill = _stability_words(self.stability)
        if _pill_width(pill) > room.width():
            pill = _stability_words(self.stability, short=True)
        gap = _LINE_GAP_PX if self.height() >= _LOW_PX else _NARROW_LINE_GAP_PX
        below = gap + detail.height if answer.detail else 0.0
        # Its room is kept free while the answer is young, so that nothing moves when it comes.
        below += 2 * gap + _PILL_HEIGHT_PX if len(answer.numeral) == 1 else 0
        if headline.height + below > room.height() - 2 * _LEAST_EDGE_PX:
            headline = _Line(answer.headline, make_font(TEXT_PX, SEMIBOLD), room.width())
        top = room.center().y() - (headline.height + below) / 2
        top = headline.paint(painter, room.left(), top, tokens.text)
        if answer.detail:
            top = detail.paint(painter, room.left(), top + gap, tokens.muted)
        if pill and self.stability is not None:
            held, of = self.stability
            color = tokens.good if held >= _FEWEST_SHARE_TO_HOLD * of else tokens.warning
            self._paint_pill(painter, room.left(), top + 2 * gap, pill, color)

    def _paint_pill(
        self, painter: QPainter, left: float, top: float, words: str, color: str
    ) -> None:
        tokens = self._theme.tokens
        area = QRectF(left, top, _pill_width(words), _PILL_HEIGHT_PX)
        shape = QPainterPath()
        shape.addRoundedRect(area, _PILL_HEIGHT_PX / 2, _PILL_HEIGHT_PX / 2)
        painter.fillPath(shape, QColor(tokens.track))
        dot = QPainterPath()
        dot.addEllipse(QRectF(left + 11, area.center().y() - 3.5, 7, 7))
        painter.fillPath(dot, QColor(color))
        painter.setFont(_pill_font())
        painter.setPen(QColor(tokens.text))
        painter.drawText(
            area.adjusted(25, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            words,
        )


class _Line:
    """Words in one font, broken over as many lines as the width asks for."""

    _FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def __init__(self, words: str, font: QFont, width: float) -> None:
        self._words, self._font, self._width = words, font, width
        bounds = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1000), self._FLAGS, words)
        self.height = bounds.height()

    def paint(self, painter: QPainter, left: float, top: float, color: str) -> float:
        """Paint the words, and return where they end."""
        painter.setFont(self._font)
        painter.setPen(QColor(color))
        area = QRectF(left, top, self._width, self.height + 1)
        painter.drawText(area, self._FLAGS, self._words)
        return top + self.height


def _pill_font() -> QFont:
    return make_font(CAPTION_PX, MEDIUM)


def _pill_width(words: str) -> float:
    return QFontMetricsF(_pill_font()).horizontalAdvance(words) + 37


def _stability_words(stability: tuple[int, int] | None, *, short: bool = False) -> str:
    if stability is None:
        return ""
    held, of = stability
    if short:
        return f"holds in {held} of {of}"
    return f"holds in {held} of {of} small changes"
