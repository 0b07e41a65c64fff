"""The Draw page: paper on the left, what the network makes of it on the right."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.draw.answer_card import AnswerCard
from desktop_app.draw.bars import ProbabilityBars, digit_row
from desktop_app.draw.drawing import Drawing
from desktop_app.draw.history import History
from desktop_app.draw.history_strip import HistoryStrip
from desktop_app.draw.keeping import Keeping
from desktop_app.draw.number_marks import marks_on
from desktop_app.draw.pad import Pad
from desktop_app.draw.page_layout import lay_out_cards, lay_out_page
from desktop_app.draw.paper_reader import PaperReader
from desktop_app.draw.paper_reading import PaperReading, warm_up
from desktop_app.draw.picture_desk import PictureDesk
from desktop_app.draw.preview_card import PreviewCard
from desktop_app.draw.stability_check import StabilityCheck
from desktop_app.draw.tool_row import ToolRow
from desktop_app.draw.tools import NARROWEST_PEN_PX, WIDEST_PEN_PX, Tool
from desktop_app.draw.way_desk import WayDesk
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.settings import Settings
from desktop_app.theme import Theme
from desktop_app.widgets.banner import Banner, Tone
from desktop_app.widgets.card import Card, CoveringCard
from nn_core.wording import EMPTY_PAPER, NOTHING_FOUND, describe, describe_number

if TYPE_CHECKING:  # the first paint waits for no network
    from collections.abc import Callable

    from nn_core.digits.recognizer import Reading
    from nn_core.digits.stability import Stability

__all__ = ["DrawPage"]

_WIDTH_STEP_PX: Final = 4.0


class DrawPage(QWidget):
    """Draw, and watch the network make up its mind while the ink is wet.

    Attributes
    ----------
    pad
        The paper.
    reader
        What reads it.
    answer, bars, preview
        What shows the reading.
    pictures
        What brings pictures onto the paper and takes them away.
    history
        The drawings of this session.
    keeping
        What keeps drawings with their right answers.
    stability_check
        What finds out whether the answer stands when the drawing changes a little.
    banner
        Where a sentence appears when something went wrong.
    found
        What the network makes of the paper now; None while it is blank.
    reading
        The reading of the one digit on it; None while it is blank, or holds several.

    Signals
    -------
    teaching_asked
        The network in use is to learn the digits that were kept.
    """

    teaching_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        host: RecognizerHost,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._host = host
        self.found: PaperReading | None = None
        self._over: CoveringCard | None = None
        self._place_over = QRect()
        self.pad = Pad(theme, self)
        self.tools = ToolRow(theme, self)
        self.answer = AnswerCard(theme, self)
        self._bars_card = Card(padding_px=0, parent=self)
        self.bars = ProbabilityBars(theme)
        self.preview = PreviewCard(theme, self)
        self.history = History()
        self._strip = HistoryStrip(theme, self.history, self)
        self.banner = Banner(theme, self)
        self.reader = PaperReader(self.pad, host, self)
        self.pictures = PictureDesk(self.pad, self.preview, settings, self.banner, self)
        self._way = WayDesk(theme, host, self.pad, self)
        self.keeping = Keeping(self.pad, self, self.reader.read_now)
        self.stability_check = StabilityCheck(self)
        self._bars_card.body.addWidget(self.bars)
        self._bars_card.body.setContentsMargins(0, 14, 0, 10)
        self._connect_reading()
        self._connect_tools()
        self._listen_for_keys()
        self.pad.set_pen_width(settings.pen_width, show=False)
        self.tools.show_width(settings.pen_width)
        self._show_what_is_possible()
        self._order_tabs()

    @Slot()
    def _order_tabs(self) -> None:
        """Have the Tab key go from the upper left to the lower right, also to what came later."""
        stops: list[QWidget] = [self.pad]
        for part in (self.tools, self._strip, self.keeping.row, self.preview, self.banner):
            if part is not None:
                stops += part.findChildren(QWidget)
        stops = [stop for stop in stops if stop.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _connect_reading(self) -> None:
        self._host.changed.connect(self._take_network)
        self.reader.read.connect(self._show)
        self.reader.failed.connect(self.warn)
        self.stability_check.measured.connect(self._show_stability)
        self.pad.drawing_changed.connect(self._show_what_is_possible)
        self.pad.drawing_changed.connect(self.keeping.refresh)
        self.keeping.failed.connect(self.warn)
        self.keeping.teaching_asked.connect(self.teaching_asked)
        self.preview.way_link.clicked.connect(self._way.open)
        self._way.covering.connect(self._cover_cards)
        self._way.closed.connect(self._leave_way)

    def _connect_tools(self) -> None:
        self.tools.tool_chosen.connect(self.choose_tool)
        self.tools.width_chosen.connect(self._choose_width)
        self.tools.undo_asked.connect(self.pad.undo)
        self.tools.redo_asked.connect(self.pad.redo)
        self.tools.clearing_asked.connect(self.pad.clear)
        self.tools.opening_asked.connect(self.pictures.ask_what_to_open)
        self.pictures.fill_menu(self.tools.save_menu)
        self.pictures.brought.connect(self._take_brought)
        self._strip.chosen.connect(self._bring_back)
        self._strip.grown.connect(self._order_tabs)

    # ---- reading

    @property
    def reading(self) -> Reading | None:
        """What the network makes of the one digit on the paper; None where it is blank."""
        return None if self.found is None else self.found.digit

    @Slot()
    def _take_network(self) -> None:
        """Read the paper anew; on a blank one, let the first stroke find everything loaded."""
        recognizer = self._host.recognizer
        if self.keeping.row is None:
            self.keeping.load()
            self._order_tabs()
        if recognizer is not None and self.pad.is_blank:
            warm_up(recognizer)
        self.reader.read_at_once()

    @Slot(object, object)
    def _show_stability(self, reading: Reading, stability: Stability) -> None:
        if reading is self.reading:
            self.answer.show_stability(stability.same, stability.versions)

    @Slot(object)
    def _show(self, found: PaperReading | None) -> None:
        self.found = found
        readings = [] if found is None else found.readings
        if found is None:
            self.answer.show_answer(EMPTY_PAPER if self.pad.is_blank else NOTHING_FOUND)
            self.bars.show_probabilities((), None)
        elif found.number is not None:
            self.answer.show_answer(describe_number(found.number))
            self.bars.show_rows([digit_row(reading) for reading in readings])
        else:
            leader = readings[0].digit if readings[0].is_digit else None
            self.answer.show_answer(describe(readings[0]))
            self.bars.show_probabilities(readings[0].probabilities.tolist(), leader)
        self.preview.show_images([reading.image for reading in readings])
        self.pad.show_marks(marks_on(self.pad, found))
        if not self.pad.is_wet:
            self._show_what_takes_its_time(found)

    def _show_what_takes_its_time(self, found: PaperReading | None) -> None:
        """Do what is not done at every move of the pen, now that it is lifted."""
        recognizer = self._host.recognizer
        reading = self.reading
        if reading is not None and reading.is_digit and recognizer is not None:
            self.stability_check.ask(reading, recognizer)
        numeral = "" if found is None else found.numeral
        if self.history.remember(self.pad.drawing, numeral):
            self._strip.refresh()
        self.bars.speak()
        self.keeping.show_found(found)
        self._way.show_found(found)

    @Slot(Drawing)
    def _take_brought(self, drawing: Drawing) -> None:
        self.banner.dismiss()
        self._bring_back(drawing)

    @Slot(Drawing)
    def _bring_back(self, drawing: Drawing) -> None:
        self.history.begin_anew()
        self.pad.show_drawing(drawing)

    # ---- what covers the cards

    def lay_over(self, card: CoveringCard) -> None:
        """Let a card cover what is beneath the answer, while it is shown."""
        self._over = card
        card.setGeometry(self._place_over)
        card.covering.connect(self.keeping.cover)
        card.covering.connect(self._cover_cards)

    @Slot()
    def _cover_cards(self) -> None:
        """Put away what another card covers: the Tab key would lead to it all the same."""
        covered = self._way.is_open or (self._over is not None and self._over.isVisibleTo(self))
        for card in (self._bars_card, self.preview):
            card.setVisible(not covered)

    @Slot()
    def _leave_way(self) -> None:
        self.preview.way_link.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_and_wait(self) -> None:
        """End what runs behind the window's back."""
        self.reader.stop()
        self.stability_check.stop_and_wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Look whether what is on the paper is still kept: other pages change that."""
        super().showEvent(event)
        self.keeping.refresh()

    # ---- tools and keys

    def _listen_for_keys(self) -> None:
        standard = QKeySequence.StandardKey
        keys: list[tuple[list[QKeySequence | QKeySequence.StandardKey], Callable[[], object]]] = [
            ([QKeySequence("Ctrl+Z")], self.pad.undo),
            ([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")], self.pad.redo),
            ([QKeySequence("Del"), QKeySequence("Esc"), QKeySequence("Backspace")], self.clear),
            ([QKeySequence("E")], self._take_eraser),
            ([QKeySequence("P"), QKeySequence("B")], self._take_pen),
            ([QKeySequence("[")], self._narrow),
            ([QKeySequence("]")], self._widen),
            ([standard.Open], self.pictures.ask_what_to_open),
            ([standard.Save], self.pictures.ask_to_save_drawing),
            ([standard.Copy], self.pictures.copy_drawing),
            ([QKeySequence("Ctrl+Shift+C")], self.pictures.copy_pixels),
            ([standard.Paste], self.pictures.paste),
        ]
        for sequences, action in keys:
            shortcut = QShortcut(self)
            shortcut.setKeys([QKeySequence(sequence) for sequence in sequences])
            shortcut.activated.connect(action)

    @Slot(str)
    def warn(self, sentence: str) -> None:
        """Say that something went wrong."""
        self.banner.say(sentence, Tone.WARNING)

    @Slot()
    def clear(self) -> None:
        """Take everything off the paper; if a sentence is shown, take that away first."""
        if self.banner.words:
            self.banner.dismiss()
        else:
            self.pad.clear()

    @Slot(Tool)
    def choose_tool(self, tool: Tool) -> None:
        """Take up the pen or the eraser."""
        self.pad.set_tool(tool)
        self.tools.show_tool(tool)

    @Slot()
    def _take_eraser(self) -> None:
        self.choose_tool(Tool.ERASER)

    @Slot()
    def _take_pen(self) -> None:
        self.choose_tool(Tool.PEN)

    @Slot(float)
    def _choose_width(self, width_px: float) -> None:
        width_px = min(max(width_px, NARROWEST_PEN_PX), WIDEST_PEN_PX)
        self.pad.set_pen_width(width_px)
        self.tools.show_width(width_px)
        self._settings.pen_width = width_px

    @Slot()
    def _narrow(self) -> None:
        self._choose_width(self.pad.pen_width - _WIDTH_STEP_PX)

    @Slot()
    def _widen(self) -> None:
        self._choose_width(self.pad.pen_width + _WIDTH_STEP_PX)

    @Slot()
    def _show_what_is_possible(self) -> None:
        self.tools.set_available(
            undo=self.pad.can_undo, redo=self.pad.can_redo, ink=not self.pad.is_blank
        )

    # ---- layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the paper the largest square, and the cards the rest."""
        places = lay_out_page(event.size(), self._strip.sizeHint().height())
        self.pad.setGeometry(places.paper)
        self.tools.setGeometry(places.tools)
        self._strip.setGeometry(places.strip)
        self.banner.float_at(*places.banner)
        self.preview.fit(places.column.width(), places.column.height())
        answer, truth, bars, preview = lay_out_cards(
            places.column, self.preview.sizeHint().height()
        )
        self.answer.setGeometry(answer)
        self.keeping.place(truth)
        self._bars_card.setGeometry(bars)
        self.preview.setGeometry(preview)
        # Each covers the cards below the answer.
        self._way.place(bars.united(preview))
        self._place_over = truth.united(preview)
        if self._over is not None:
            self._over.setGeometry(self._place_over)
