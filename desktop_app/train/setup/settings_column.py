"""The narrow column of the Train page: the form, and the buttons that start and stop."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.run_queue import RunQueue
from desktop_app.train.session import RunState
from desktop_app.train.setup.form import SettingsForm
from desktop_app.train.setup.queue_list import QueueList
from desktop_app.widgets import Card, PrimaryButton, SecondaryButton, Text, TextRole

__all__ = ["NARROW_WIDTH_PX", "WIDTH_PX", "SettingsColumn"]

WIDTH_PX = 312
NARROW_WIDTH_PX = 284
PADDING_PX = 20
SCROLLBAR_PX = 12


class SettingsColumn(Card):
    """Settings, and the buttons at their foot.

    Attributes
    ----------
    form
        The settings.
    queue_list
        The trainings that wait.

    Signals
    -------
    start_asked, stop_asked, pause_asked, resume_asked, queue_asked
        The person pressed a button; the last one wants these settings trained afterwards.
    """

    start_asked = Signal()
    stop_asked = Signal()
    pause_asked = Signal()
    resume_asked = Signal()
    queue_asked = Signal()

    def __init__(self, theme: Theme, queue: RunQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.form = SettingsForm(theme)
        self.queue_list = QueueList(theme, queue)
        self._queue = FlushLink("Train these settings afterwards")
        self._queue.clicked.connect(self._ask_queue)
        self._problem = Text("", TextRole.CAPTION, wrap=True)
        self._problem.setProperty("tone", "warning")
        self._problem.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._problem.hide()
        self._start = PrimaryButton("Start training")
        self._pause = SecondaryButton("Pause")
        self._stop = PrimaryButton("Stop")
        self._start.setToolTip("Train a network as set above")
        self._stop.setToolTip("Stop, and keep the best network so far")
        self._start.clicked.connect(self._ask_start)
        self._stop.clicked.connect(self._ask_stop)
        self._pause.clicked.connect(self._ask_pause)
        self._is_paused = False
        self._lay_out()
        self.set_width(WIDTH_PX)
        self.show_state(RunState.IDLE)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # The scroll bar stands in the card's own edge, so that the form is as wide with it as
        # without.
        whole = self.layout()
        if whole is not None:
            edges = whole.contentsMargins()
            edges.setRight(PADDING_PX - SCROLLBAR_PX)
            whole.setContentsMargins(edges)
        self.body.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, SCROLLBAR_PX, 0)
        foot.setSpacing(12)
        foot.addWidget(self._problem)
        foot.addWidget(self.queue_list)
        foot.addWidget(self._queue)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        for button in (self._start, self._pause, self._stop):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button, 1)
        foot.addLayout(buttons)
        self.body.addLayout(foot)

    def set_width(self, width_px: int) -> None:
        """Become as wide as that, and the form with it."""
        self.setFixedWidth(width_px)
        self.form.setFixedWidth(width_px - 2 * PADDING_PX - 2)

    def show_state(self, state: RunState) -> None:
        """Offer what can be done in a state; the focus stays at the buttons if it is there."""
        idle = state is RunState.IDLE
        buttons = (self._start, self._pause, self._stop)
        focused = next((button for button in buttons if button.hasFocus()), None)
        self._is_paused = state is RunState.PAUSED
        self.form.show_running(state in (RunState.TRAINING, RunState.PAUSED))
        self._queue.setVisible(not idle)
        self.queue_list.set_idle(idle)
        self._start.setVisible(idle)
        self._pause.setVisible(not idle)
        self._stop.setVisible(not idle)
        self._pause.setEnabled(state in (RunState.TRAINING, RunState.PAUSED))
        self._pause.setText("Resume" if self._is_paused else "Pause")
        self._stop.setEnabled(state is not RunState.STOPPING)
        usable = [button for button in buttons if not button.isHidden() and button.isEnabled()]
        if focused is not None and focused not in usable and usable:
            usable[0].setFocus()

    def show_problem(self, sentence: str) -> None:
        """Say what does not fit together in the form; nothing can start until it does."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._start.setEnabled(not sentence)
        self._queue.setEnabled(not sentence)

    @Slot()
    def _ask_start(self) -> None:
        self.start_asked.emit()

    @Slot()
    def _ask_stop(self) -> None:
        self.stop_asked.emit()

    @Slot()
    def _ask_queue(self) -> None:
        self.queue_asked.emit()

    @Slot()
    def _ask_pause(self) -> None:
        if self._is_paused:
            self.resume_asked.emit()
        else:
            self.pause_asked.emit()
