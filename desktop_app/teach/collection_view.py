"""The wall with what can be done with the collection, or in words that it is empty."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.teach.choice_bar import ChoiceBar
from desktop_app.teach.collection_desk import CollectionDesk
from desktop_app.teach.digit_wall import DigitWall
from desktop_app.theme import Theme
from desktop_app.widgets import Card, LinkButton, PrimaryButton, SecondaryButton, Text, TextRole
from nn_core.teaching import OwnDigit

__all__ = ["CollectionView"]

_EMPTY_PX = 430
_EMPTY = (
    "On the Draw page, say what a drawing was, and it is kept here with its strokes. Or write a "
    "set of thirty: it ends in a report on your handwriting. What is kept stays on this computer."
)


class CollectionView(QWidget):
    """Shows the collection.

    Parameters
    ----------
    theme
        The colours.
    desk
        What changes the collection.

    Attributes
    ----------
    wall
        The thumbnails.
    bar
        What can be done with the chosen ones.

    Signals
    -------
    guided_set_asked, teaching_asked
        A set of thirty is to be written; the network is to learn the collection.
    import_asked(bool)
        Digits are to come from a file or, where it is true, from a folder.
    export_asked(str)
        Digits are to go out as "pictures", "csv" or "idx".
    """

    guided_set_asked = Signal()
    teaching_asked = Signal()
    import_asked = Signal(bool)
    export_asked = Signal(str)

    def __init__(self, theme: Theme, desk: CollectionDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wall = DigitWall(theme)
        self.bar = ChoiceBar()
        self._count = Text("", TextRole.MUTED)
        self.teach = SecondaryButton("Teach")
        self.write = PrimaryButton("Write a set of 30")
        self._export = self._menu_button("Export", self._fill_export_menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(self._make_head())
        self._sides = QStackedWidget()
        self._full = self._make_full()
        self._empty = self._make_empty()
        self._sides.addWidget(self._full)
        self._sides.addWidget(self._empty)
        column.addWidget(self._sides, 1)
        column.addWidget(self.bar)

        self.wall.selection_changed.connect(self._offer)
        self.wall.gone_to.connect(self._scroll_to)
        self.wall.deleting_asked.connect(self._delete)
        self.wall.answered.connect(self._relabel)
        self.bar.deleting_asked.connect(self._delete)
        self.bar.answered.connect(self._relabel)
        self.bar.undo_asked.connect(self._undo)
        self.teach.clicked.connect(self._teach_clicked)
        self.write.clicked.connect(self._write_clicked)
        desk.done.connect(self._tell_done)
        desk.changed.connect(self.refresh)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self._undo_if_offered)

    # ---- what it consists of

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text("My digits", TextRole.TITLE))
        words.addWidget(self._count)
        head.addLayout(words)
        head.addStretch(1)
        head.addWidget(self._menu_button("Import", self._fill_import_menu))
        head.addWidget(self._export)
        head.addWidget(self.teach)
        head.addWidget(self.write)
        return head

    def _make_full(self) -> QWidget:
        card = Card(padding_px=16)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.wall)
        card.body.addWidget(area)
        return card

    def _make_empty(self) -> QWidget:
        card = Card()
        inside = QVBoxLayout()
        inside.setSpacing(10)
        title = Text("No digits of yours yet", TextRole.TITLE)
        words = Text(_EMPTY, TextRole.MUTED, wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setFixedWidth(_EMPTY_PX)
        words.setMinimumHeight(words.heightForWidth(_EMPTY_PX))
        begin = LinkButton("Write a set of 30")
        begin.clicked.connect(self._write_clicked)
        inside.addStretch(1)
        for widget in (title, words, begin):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(2)
        card.body.addLayout(inside)
        return card

    def _menu_button(self, words: str, fill: Callable[[QMenu], None]) -> QPushButton:
        button = SecondaryButton(words)
        menu = QMenu(button)
        fill(menu)
        button.setMenu(menu)
        return button

    def _fill_import_menu(self, menu: QMenu) -> None:
        for words, folder in (("From a file…", False), ("From a folder of pictures…", True)):
            action = menu.addAction(words)
            action.setData(folder)
            action.triggered.connect(self._import_chosen)

    def _fill_export_menu(self, menu: QMenu) -> None:
        for words, kind in (
            ("As pictures, in a folder…", "pictures"),
            ("As a table (CSV)…", "csv"),
            ("As IDX, like MNIST…", "idx"),
        ):
            action = menu.addAction(words)
            action.setData(kind)
            action.triggered.connect(self._export_chosen)

    # ---- what is shown

    @Slot()
    def refresh(self) -> None:
        """Show the collection as it is now."""
        digits = self._desk.digits()
        self.wall.show_digits(digits)
        count = len(digits)
        self._count.setText(
            f"{count:,} digit{'s'[: count != 1]} of your hand, on this computer only"
            if count
            else "The digits of your own hand"
        )
        self.teach.setEnabled(bool(count))
        self._export.setEnabled(bool(count))
        self._sides.setCurrentWidget(self._full if count else self._empty)

    def digits_to_export(self) -> list[OwnDigit]:
        """Give the chosen digits, or all where none is chosen."""
        chosen = self.wall.chosen
        return [digit for digit in self.wall.digits if not chosen or digit.key in chosen]

    @Slot()
    def _offer(self) -> None:
        if self.wall.chosen:
            self.bar.offer(len(self.wall.chosen))
        elif self.bar.words.endswith("chosen"):
            self.bar.say("")

    @Slot(QRect)
    def _scroll_to(self, place: QRect) -> None:
        middle = place.center()
        self._area.ensureVisible(middle.x(), middle.y(), place.width(), place.height())

    @Slot(str)
    def _tell_done(self, words: str) -> None:
        self.bar.say(words, undo=True)

    # ---- what is done

    @Slot()
    def _delete(self) -> None:
        self._desk.delete(sorted(self.wall.chosen))

    @Slot(int)
    def _relabel(self, label: int) -> None:
        keys = sorted(self.wall.chosen)
        self.wall.choose([])
        self._desk.relabel(keys, label)

    @Slot()
    def _undo(self) -> None:
        self.bar.say("")
        self._desk.undo()

    @Slot()
    def _undo_if_offered(self) -> None:
        if self.bar.offers_undo:
            self._undo()

    @Slot()
    def _teach_clicked(self) -> None:
        self.teaching_asked.emit()

    @Slot()
    def _write_clicked(self) -> None:
        self.guided_set_asked.emit()

    @Slot()
    def _import_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.import_asked.emit(bool(action.data()))

    @Slot()
    def _export_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.export_asked.emit(str(action.data()))
