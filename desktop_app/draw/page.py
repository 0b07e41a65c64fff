"""The Draw page: paper on the left, what the network makes of it on the right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QWidget

from desktop_app.draw.answer_card import AnswerCard
from desktop_app.draw.bars import ProbabilityBars
from desktop_app.draw.drawing import Drawing
from desktop_app.draw.history import History
from desktop_app.draw.history_strip import HistoryStrip
from desktop_app.draw.keeping import Keeping
from desktop_app.draw.pad import Pad
from desktop_app.draw.page_layout import lay_out_cards, lay_out_page
from desktop_app.draw.paper_reading import PaperReading, read_paper, warm_up
from desktop_app.draw.pictures import drawing_image, local_files, picture_area, picture_in
from desktop_app.draw.preview_card import PreviewCard
from desktop_app.draw.saving import save_image
from desktop_app.draw.stability_check import StabilityCheck
from desktop_app.draw.teaching import Teaching
from desktop_app.draw.tool_row import ToolRow
from desktop_app.draw.tools import NARROWEST_PEN_PX, WIDEST_PEN_PX, Tool
from desktop_app.draw.way_desk import WayDesk
from desktop_app.draw.wording import (
    EMPTY_PAPER,
    NOTHING_FOUND,
    describe,
    describe_number,
    digit_row,
)
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.settings import Settings
from desktop_app.theme import Theme
from desktop_app.widgets.banner import Banner, Tone
from desktop_app.widgets.card import Card
from nn_core.errors import DatasetError, ImageError

if TYPE_CHECKING:  # the first paint waits for no network
    from collections.abc import Callable

    from nn_core.digits.recognizer import Reading
    from nn_core.digits.stability import Stability
    from nn_core.ink.strokes import Stroke

__all__ = ["DrawPage"]

_WIDTH_STEP_PX: Final = 4.0
_FAST_MS: Final = 12.0
_LONGEST_PAUSE_MS: Final = 120

_IMAGE_FILES: Final = "Pictures (*.png *.jpg *.jpeg *.gif *.bmp *.webp *.tif *.tiff);;All files (*)"


class DrawPage(QWidget):
    """Draw, and watch the network make up its mind while the ink is wet.

    Attributes
    ----------
    pad
        The paper.
    answer, bars, preview
        What shows the reading.
    history
        The drawings of this session.
    keeping
        What keeps drawings with their right answers.
    teaching
        What lets the network in use learn them.
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
    read
        The paper was read anew, or found blank.
    detail_changed
        Something new to say in the status line; carries the words.
    files_dropped
        Files were dropped on the paper, pictures or others; carries their paths.
    """

    read = Signal()
    detail_changed = Signal(str)
    files_dropped = Signal(list)

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
        self.pad = Pad(theme, self)
        self.tools = ToolRow(theme, self)
        self.answer = AnswerCard(theme, self)
        self._bars_card = Card(padding_px=0, parent=self)
        self.bars = ProbabilityBars(theme)
        self.preview = PreviewCard(theme, self)
        self.history = History()
        self._strip = HistoryStrip(theme, self.history, self)
        self._way = WayDesk(theme, host, self.pad, self)
        self.keeping = Keeping(self.pad, self, self.read_now)
        self.teaching = Teaching(theme, host, self)
        self.banner = Banner(theme, self)
        self._bars_card.body.addWidget(self.bars)
        self._bars_card.body.setContentsMargins(0, 14, 0, 10)
        self._fill_save_menu()

        self.stability_check = StabilityCheck(self)
        self.stability_check.measured.connect(self._show_stability)

        # Events of the pen that come in a bunch are read once, after the last of them.
        self._reading_due = QTimer(self)
        self._reading_due.setSingleShot(True)
        self._reading_due.setInterval(0)
        self._reading_due.timeout.connect(self.read_now)

        self.pad.ink_changed.connect(self._read_soon)
        self.pad.drawing_changed.connect(self._read_at_once)
        self.pad.drawing_changed.connect(self._show_what_is_possible)
        self.pad.dropped.connect(self._take_dropped)
        host.changed.connect(self._take_network)
        self.tools.tool_chosen.connect(self.choose_tool)
        self.tools.width_chosen.connect(self._choose_width)
        self.tools.undo_asked.connect(self.pad.undo)
        self.tools.redo_asked.connect(self.pad.redo)
        self.tools.clearing_asked.connect(self.pad.clear)
        self.tools.opening_asked.connect(self.ask_for_picture)
        self.preview.copying_asked.connect(self.copy_pixels)
        self.preview.saving_asked.connect(self.ask_to_save_pixels)
        self._strip.chosen.connect(self._bring_back)
        self.preview.way_link.clicked.connect(self._way.open)
        self._way.closed.connect(self._leave_way)
        self.pad.drawing_changed.connect(self.keeping.refresh)
        self.keeping.failed.connect(self._warn)
        self.keeping.teaching_asked.connect(self.teaching.begin)
        self.teaching.failed.connect(self._warn)
        self.teaching.covering.connect(self.keeping.cover)
        self._listen_for_keys()
        self.pad.set_pen_width(settings.pen_width, show=False)
        self.tools.show_width(settings.pen_width)
        self.answer.show_answer(EMPTY_PAPER)
        self._show_what_is_possible()
        for before, after in (
            (self.pad, self.tools),
            (self.tools, self._strip),
            (self._strip, self.preview),
        ):
            QWidget.setTabOrder(before, after)

    # ---- reading

    @property
    def reading(self) -> Reading | None:
        """What the network makes of the one digit on the paper; None where it is blank."""
        return None if self.found is None else self.found.digit

    def strokes(self) -> tuple[Stroke, ...]:
        """Give the strokes on the paper, the one under the pen included."""
        return self.pad.strokes()

    @Slot()
    def read_now(self) -> None:
        """Read what is on the paper, and show it."""
        recognizer = self._host.recognizer
        if recognizer is None:
            return
        started = perf_counter()
        found: PaperReading | None = None
        failure = ""
        try:
            found = read_paper(recognizer, self.pad.drawing, self.pad.strokes())
        except ImageError as error:
            failure = str(error)
        milliseconds = 1000 * (perf_counter() - started)
        # A network that takes its time is asked less often, so that half of it is the pen's.
        pause_ms = 0 if milliseconds < _FAST_MS else min(round(milliseconds), _LONGEST_PAUSE_MS)
        self._reading_due.setInterval(pause_ms)
        self._reading_due.stop()
        self._show(found)
        if failure:
            self.banner.say(failure, Tone.WARNING)
        self.detail_changed.emit("" if found is None else f"{milliseconds:.1f} ms")

    @property
    def is_up_to_date(self) -> bool:
        """Whether what is shown is read from what is on the paper now."""
        return not self._reading_due.isActive() and self._host.recognizer is not None

    @Slot()
    def _read_soon(self) -> None:
        if not self._reading_due.isActive():
            self._reading_due.start()

    @Slot()
    def _read_at_once(self) -> None:
        self._reading_due.start(0)

    @Slot()
    def _take_network(self) -> None:
        """Read the paper anew; on a blank one, let the first stroke find everything loaded."""
        recognizer = self._host.recognizer
        self.keeping.load()
        if recognizer is not None and self.pad.is_blank:
            warm_up(recognizer)
        self._read_at_once()

    def stop_and_wait(self) -> None:
        """End what runs behind the window's back."""
        self._reading_due.stop()
        self.teaching.stop_and_wait()
        self.stability_check.stop_and_wait()

    @Slot(object, object)
    def _show_stability(self, reading: Reading, stability: Stability) -> None:
        if reading is self.reading:
            found = (stability.same, stability.versions)
            self.answer.show_answer(replace(self.answer.answer, stability=found))

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
        self._mark_digits(found)
        if not self.pad.is_wet:
            self._show_what_takes_its_time(found)
        self.read.emit()

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

    @Slot()
    def _leave_way(self) -> None:
        self.preview.way_link.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- several digits

    def _mark_digits(self, found: PaperReading | None) -> None:
        """Show on the paper what was taken for one digit, where there are several."""
        placed = () if found is None or found.number is None else found.number.digits
        marks = []
        for digit in placed:
            (left, top, right, bottom), words = digit.box, digit_row(digit.reading).label
            box = QRectF(QPointF(left, top), QPointF(right, bottom))
            marks.append((self._on_paper(box), words))
        self.pad.show_marks(marks)

    def _on_paper(self, box: QRectF) -> QRectF:
        """Find the place on the paper of a box on the paper, or on the picture that lies there."""
        picture = self.pad.drawing.picture
        if picture is None or self.pad.strokes():
            return box
        height, width = picture.shape
        area = picture_area(width, height)
        scale = area.width() / width
        return QRectF(
            area.x() + box.x() * scale,
            area.y() + box.y() * scale,
            box.width() * scale,
            box.height() * scale,
        )

    @Slot(Drawing)
    def _bring_back(self, drawing: Drawing) -> None:
        self.history.begin_anew()
        self.pad.show_drawing(drawing)

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
            ([standard.Open], self.ask_for_picture),
            ([standard.Save], self.ask_to_save_drawing),
            ([standard.Copy], self.copy_drawing),
            ([QKeySequence("Ctrl+Shift+C")], self.copy_pixels),
            ([standard.Paste], self.paste),
        ]
        for sequences, action in keys:
            shortcut = QShortcut(self)
            shortcut.setKeys([QKeySequence(sequence) for sequence in sequences])
            shortcut.activated.connect(action)

    def _fill_save_menu(self) -> None:
        menu = self.tools.save_menu
        menu.addAction("Save the drawing…\tCtrl+S").triggered.connect(self.ask_to_save_drawing)
        menu.addAction("Save the 28 × 28 image…").triggered.connect(self.ask_to_save_pixels)
        menu.addSeparator()
        menu.addAction("Copy the drawing\tCtrl+C").triggered.connect(self.copy_drawing)
        menu.addAction("Copy the 28 × 28 image\tCtrl+Shift+C").triggered.connect(self.copy_pixels)

    @Slot(str)
    def _warn(self, sentence: str) -> None:
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

    # ---- pictures in and out

    @Slot()
    def ask_for_picture(self) -> None:
        """Let the person choose a file, and put its picture on the paper."""
        from PySide6.QtWidgets import QFileDialog  # the first paint does without it

        name, _ = QFileDialog.getOpenFileName(
            self, "Open a picture of a digit", self._settings.folder, _IMAGE_FILES
        )
        if name:
            self._settings.folder = str(Path(name).parent)
            self.open_picture(Path(name))

    def open_picture(self, path: Path) -> None:
        """Put the picture or the strokes in a file on the paper; a sentence says if that fails."""
        # Loaded here: the first paint needs neither arrays nor Pillow.
        from desktop_app.draw.incoming import drawing_in

        try:
            drawing = drawing_in(path, self.pad.pen_width)
        except (ImageError, DatasetError) as error:
            self.banner.say(str(error), Tone.WARNING)
            return
        self._show_picture(drawing)

    @Slot()
    def paste(self) -> None:
        """Put the picture on the clipboard on the paper."""
        self._take(QGuiApplication.clipboard().mimeData(), "There is no picture to paste.")

    @Slot(object)
    def _take_dropped(self, mime: QMimeData) -> None:
        files = local_files(mime)
        if files:
            self.files_dropped.emit(files)
            return
        self._take(mime, "That is no picture. Drop an image file of a digit.")

    def _take(self, mime: QMimeData, otherwise: str) -> None:
        try:
            picture = picture_in(mime)
        except ImageError as error:
            self.banner.say(str(error), Tone.WARNING)
            return
        if picture is None:
            self.banner.say(otherwise)
            return
        self._show_picture(Drawing(picture=picture))

    def _show_picture(self, drawing: Drawing) -> None:
        self.banner.dismiss()
        self.history.begin_anew()
        self.pad.show_drawing(drawing)

    @Slot()
    def copy_drawing(self) -> None:
        """Put the drawing on the clipboard as an image."""
        if not self.pad.drawing.is_blank:
            QGuiApplication.clipboard().setImage(drawing_image(self.pad.drawing))
            self.banner.say("The drawing is on the clipboard.")

    @Slot()
    def copy_pixels(self) -> None:
        """Put what the network sees on the clipboard, 28 pixels wide and tall."""
        image = self.preview.pixels.image
        if image is not None:
            QGuiApplication.clipboard().setImage(image)
            self.banner.say("The 28 × 28 image is on the clipboard.")

    @Slot()
    def ask_to_save_drawing(self) -> None:
        """Let the person choose where the drawing is saved as a PNG file."""
        if not self.pad.drawing.is_blank:
            self._ask_to_save("Save the drawing", "drawing.png", drawing_image(self.pad.drawing))

    @Slot()
    def ask_to_save_pixels(self) -> None:
        """Let the person choose where what the network sees is saved as a PNG file."""
        image = self.preview.pixels.image
        if image is not None:
            self._ask_to_save("Save the 28 × 28 image", "digit-28x28.png", image)

    def _ask_to_save(self, title: str, name: str, image: QImage) -> None:
        save_image(self, self._settings, self.banner, title=title, name=name, image=image)

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
        self.teaching.place(truth.united(preview))
