"""The wide side of the Train page: the dataset before a run, the run itself, or the layers."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.judge.result_card import ResultCard
from desktop_app.train.reports import TrainedNetwork
from desktop_app.train.setup.layer_editor import LayerEditor
from desktop_app.train.setup.preview_card import PreviewCard
from desktop_app.train.setup.unfinished_card import UnfinishedCard
from desktop_app.train.unfinished import UnfinishedRun
from desktop_app.train.watch.watch_column import WatchColumn
from desktop_app.widgets import Banner

__all__ = ["Stage"]

SPACING_PX = 16


class Stage(QWidget):
    """Shows one thing at a time, and a banner above it when there is something to say.

    Attributes
    ----------
    banner
        A sentence for the person.
    preview, unfinished_card
        What there is to learn from, and the offer to go on with a training that was cut short.
    watch, result
        A network that learns, and what came of it.
    editor
        The layers, to be put together by hand.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner(theme)
        self.preview = PreviewCard(theme)
        self.unfinished_card = UnfinishedCard()
        self.watch = WatchColumn(theme)
        self.result = ResultCard(theme)
        self.editor = LayerEditor(theme)
        self._start = QWidget()
        start = QVBoxLayout(self._start)
        start.setContentsMargins(0, 0, 0, 0)
        start.setSpacing(SPACING_PX)
        start.addWidget(self.unfinished_card)
        start.addWidget(self.preview, 1)
        self.unfinished_card.hide()
        self.watch.top.addWidget(self.result)
        self.result.hide()
        self._stack = QStackedWidget()
        for part in (self._start, self.watch, self.editor):
            self._stack.addWidget(part)
        self._edited_from: QWidget = self._start
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)

    @property
    def is_at_start(self) -> bool:
        """Whether the dataset is shown, and neither a run nor the layers."""
        return self._stack.currentWidget() is self._start

    @property
    def is_editing(self) -> bool:
        """Whether the layers are shown."""
        return self._stack.currentWidget() is self.editor

    def warm_up(self) -> None:
        """Do now, while nothing runs, what would make the first training stutter."""
        self.result.show()
        self.watch.warm_up(self._stack.size())
        self.result.hide()

    def show_start(self) -> None:
        """Show what there is to learn from."""
        self._stack.setCurrentWidget(self._start)

    def offer(self, run: UnfinishedRun | None) -> None:
        """Offer to go on with a run, or with none."""
        if run is not None:
            self.unfinished_card.show_run(run)
        self.unfinished_card.setVisible(run is not None)

    @property
    def is_offering(self) -> bool:
        """Whether a run is offered to be gone on with, before a training begins."""
        is_running = self._stack.currentWidget() is self.watch
        return not is_running and not self.unfinished_card.isHidden()

    def show_run(self) -> None:
        """Show a training that is under way."""
        self._stack.setCurrentWidget(self.watch)
        self.watch.progress.show()
        self.watch.show_board(False)
        self.result.hide()

    def show_result(self, trained: TrainedNetwork, *, stopped: bool, why_unusable: str) -> None:
        """Show what came of a training, in the place of its progress."""
        # The words are arranged for the room they will have, so that nothing moves twice.
        self.result.setGeometry(self.watch.progress.geometry())
        self.result.show_result(trained, stopped=stopped, why_unusable=why_unusable)
        self.watch.progress.hide()
        self.result.show()

    def show_editor(self) -> None:
        """Show the layers; `leave_editor` goes back to what is shown now."""
        self._edited_from = self._stack.currentWidget() or self._start
        self._stack.setCurrentWidget(self.editor)

    def leave_editor(self) -> None:
        """Show again what was there before the layers."""
        if self.is_editing:
            self._stack.setCurrentWidget(self._edited_from)
