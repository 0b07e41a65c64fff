"""Everything that a training sets off: its start and end, the queue, and going on with it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.question import ask
from desktop_app.train.outcome_desk import OutcomeDesk
from desktop_app.train.own_drawing import OwnDrawing
from desktop_app.train.reports import TrainedNetwork, TrainingBegun
from desktop_app.train.run_queue import RunQueue
from desktop_app.train.session import RunState, TrainingSession
from desktop_app.train.setup.dataset_shelf import DatasetShelf
from desktop_app.train.setup.settings_column import SettingsColumn
from desktop_app.train.setup.settings_desk import SettingsDesk
from desktop_app.train.setup.unfinished_card import unfinished_sentence
from desktop_app.train.stage import Stage
from desktop_app.train.unfinished import UnfinishedRun, load_unfinished
from desktop_app.widgets import Tone
from desktop_app.wording import failure_sentence
from nn_core.ink.strokes import Stroke
from nn_core.training import BatchReport, TrainingConfig
from nn_core.training.checkpoint import Checkpoint

__all__ = ["RunDesk"]


class RunDesk(QObject):
    """Keeps the training, the queue, the buttons and what is watched together.

    Parameters
    ----------
    setup
        The form's column, with the buttons that start and stop.
    settings
        Gives the configuration.
    shelf
        Gives the dataset if it is at hand.
    queue
        The trainings that wait.
    stage
        Where the training is watched.
    outcome
        What the finished network is handed to.
    current_drawing
        Gives the strokes that stand on the Draw page now.
    window
        The owner.

    Attributes
    ----------
    session
        The training itself.

    Signals
    -------
    left()
        There is nothing of a training to be seen any more.
    """

    left = Signal()

    def __init__(
        self,
        setup: SettingsColumn,
        settings: SettingsDesk,
        shelf: DatasetShelf,
        queue: RunQueue,
        stage: Stage,
        outcome: OutcomeDesk,
        current_drawing: Callable[[], Sequence[Stroke]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._setup = setup
        self._settings = settings
        self._shelf = shelf
        self._queue = queue
        self._stage = stage
        self._outcome = outcome
        self._drawing = OwnDrawing(current_drawing)
        self._unfinished: UnfinishedRun | None = None
        self._was_stopped = False
        self.session = TrainingSession(self)
        self._connect_buttons()
        self._connect_session()

    def _connect_buttons(self) -> None:
        setup, session, outcome = self._setup, self.session, self._outcome
        setup.start_asked.connect(self.start)
        setup.stop_asked.connect(session.stop)
        setup.pause_asked.connect(session.pause)
        setup.resume_asked.connect(session.resume)
        setup.queue_asked.connect(self._queue_settings)
        setup.queue_list.next_asked.connect(self._start_next)
        setup.form.rate_changed.connect(session.set_learning_rate)
        self._stage.unfinished_card.resume_asked.connect(self.resume)
        self._stage.unfinished_card.forget_asked.connect(self._forget_unfinished)
        outcome.resume_asked.connect(self.resume)
        outcome.discarded.connect(self._on_discarded)
        outcome.tested.connect(self._go_on_with_queue)
        outcome.finished.kept.connect(self._on_kept)
        outcome.finished.keeping_failed.connect(self._on_keeping_failed)

    def _connect_session(self) -> None:
        session, watch = self.session, self._stage.watch
        session.state_changed.connect(self._on_state_changed)
        session.preparing.connect(watch.prepare)
        session.begun.connect(self._on_begun)
        session.progressed.connect(self._on_progressed)
        session.wall_read.connect(watch.show_wall_reading)
        session.weights_seen.connect(watch.learning.weights.show_weights)
        session.rate_changed.connect(watch.show_rate)
        session.epoch_finished.connect(watch.finish_epoch)
        session.ended.connect(self._on_ended)
        session.stopped.connect(self._on_stopped)
        session.failed.connect(self._on_failed)

    def look_for_unfinished(self) -> None:
        """Offer to go on with a training that was cut short when the program last ran."""
        self._unfinished = load_unfinished()
        self._stage.offer(self._unfinished)

    @Slot()
    def start(self) -> None:
        """Begin a training as the form says, unless there is a reason not to."""
        config = self._settings.config()
        if config is not None and self._may_begin():
            self._begin(config)

    def _may_begin(self) -> bool:
        """Ask whether what a new training takes the place of may go.

        That is a training that was cut short, while it is on offer, and the last network. One that
        the person has stopped just now goes unasked, as the result says.
        """
        run = self._unfinished
        if run is None or run.checkpoint is None or not self._stage.is_offering:
            return self._outcome.may_begin()
        may_go = ask(
            self._window,
            "Discard the training that is not finished?",
            unfinished_sentence(run, datetime.now()),
            more="A new training takes its place. “Go on” would finish it first.",
            yes="Discard it",
            no="Keep it",
        )
        return may_go and self._outcome.may_begin()

    @Slot()
    def resume(self) -> None:
        """Go on with the training that was cut short or stopped."""
        run = self._unfinished
        if run is not None:
            self._setup.form.show_config(run.config)
            self._begin(run.config, run.checkpoint)

    def _begin(self, config: TrainingConfig, checkpoint: Checkpoint | None = None) -> None:
        self._stage.banner.dismiss()
        self._outcome.finished.forget()
        self._unfinished = None
        self._stage.offer(None)
        self._shelf.cancel()
        self.session.start(config, self._shelf.lasting_data_of(config.dataset), checkpoint)
        self._drawing.forget()
        self._share_drawing()

    @Slot()
    def _forget_unfinished(self) -> None:
        self._unfinished = None
        self.session.forget_stopped()
        self._stage.offer(None)

    # ---- on its way

    @Slot()
    def _on_state_changed(self) -> None:
        state = self.session.state
        self._setup.show_state(state)
        if state is not RunState.IDLE:
            self._stage.show_run()
        if state is RunState.PAUSED:
            self._stage.watch.progress.show_title("Paused")
        elif state is RunState.STOPPING:
            self._stage.watch.progress.show_title("Stopping…")

    @Slot(TrainingBegun)
    def _on_begun(self, begun: TrainingBegun) -> None:
        self._stage.watch.begin(begun)
        self._share_drawing()

    @Slot(BatchReport)
    def _on_progressed(self, report: BatchReport) -> None:
        if self.session.state is RunState.TRAINING:
            self._stage.watch.show_progress(report)
        self._share_drawing()

    def _share_drawing(self) -> None:
        """Hand the present drawing to the training if it is another one than before."""
        if self._drawing.has_changed():
            self.session.show_drawing(self._drawing.image)

    # ---- the end

    @Slot(TrainedNetwork)
    def _on_ended(self, trained: TrainedNetwork) -> None:
        self._was_stopped = False
        self._outcome.take(trained, stopped=False)

    @Slot(object)
    def _on_stopped(self, trained: TrainedNetwork | None) -> None:
        checkpoint = self.session.take_checkpoint()
        if checkpoint is not None:
            self._unfinished = UnfinishedRun(checkpoint.config, checkpoint, datetime.now())
        if trained is None:
            self._offer_what_is_kept()
            self._stage.banner.say(
                "Stopped before the first epoch was over, so there is no network yet."
            )
        else:
            self._was_stopped = True
            self._outcome.take(trained, stopped=True)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._offer_what_is_kept()
        self._stage.banner.say(failure_sentence(error), Tone.WARNING)

    def _offer_what_is_kept(self) -> None:
        """Leave a training that came to nothing; one that was to go on with it is still there."""
        if self._unfinished is None:
            self._unfinished = load_unfinished()
        self._leave()

    @Slot()
    def _on_discarded(self) -> None:
        self._forget_unfinished()
        self._leave()

    def _leave(self) -> None:
        self._stage.offer(self._unfinished)
        self._stage.show_start()
        self.left.emit()

    # ---- the queue

    @Slot()
    def _queue_settings(self) -> None:
        config = self._settings.config()
        if config is not None:
            self._queue.add(config)

    @Slot()
    def _go_on_with_queue(self) -> None:
        """After a training that ran to its end, begin the next one, its network in good hands."""
        if not self._queue.waiting or self._was_stopped:
            return
        if self._outcome.finished.is_undecided:
            self._outcome.finished.keep()
        else:
            self._start_next()
            self._stage.banner.say("The network before this one is kept on the Runs page.")

    @Slot(str)
    def _on_kept(self, path: str) -> None:
        self._start_next()
        self._stage.banner.say(f"The network before this one is kept as {path}.")

    @Slot(Exception)
    def _on_keeping_failed(self, error: Exception) -> None:
        self._stage.banner.say(
            f"The next training waits, because this network cannot be kept. "
            f"{failure_sentence(error)}",
            Tone.WARNING,
        )

    @Slot()
    def _start_next(self) -> None:
        if self.session.is_busy or not self._queue.waiting:
            return
        if self._may_begin():
            # Begun before it is taken out: whenever the program is killed, one of the two is kept.
            self._begin(self._queue.waiting[0])
            self._queue.take_next()
