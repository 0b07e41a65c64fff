"""Lessons in the window: one at a time, in the background, kept or undone by the person."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.background import BackgroundJob
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.teach.lesson_job import LessonJob
from desktop_app.teach.teach_card import TeachCard
from desktop_app.theme import Theme
from desktop_app.wording import failure_sentence
from nn_core.errors import InklingError
from nn_core.model_file import Model
from nn_core.teaching import Collection
from nn_core.teaching.origin import keep_origin
from nn_core.teaching.outcome import TeachingProgress, TeachingResult

__all__ = ["TeachDesk"]


class TeachDesk(QObject):
    """Runs a lesson, shows it on a card, and puts the taught network in use if that is wanted.

    Parameters
    ----------
    theme
        The colours.
    host
        The network in use, which is taught.
    page
        Where the card stands.

    Attributes
    ----------
    card
        What is shown of it.

    Signals
    -------
    failed
        A lesson could not be given or kept; carries the sentence that says why.
    """

    failed = Signal(str)

    def __init__(self, theme: Theme, host: RecognizerHost, page: QWidget) -> None:
        super().__init__(page)
        self._host = host
        self.card = TeachCard(theme, page)
        self._job: BackgroundJob | None = None
        self._before: tuple[Model | None, str | None] = (None, None)
        self.card.cancel_asked.connect(self.cancel)
        self.card.keep_asked.connect(self.keep)
        self.card.undo_asked.connect(self.undo)
        self.card.closing_asked.connect(self.card.hide)

    @property
    def is_busy(self) -> bool:
        """Whether a lesson is being given."""
        return self._job is not None

    @Slot()
    def begin(self) -> None:
        """Teach the network in use all digits of the collection."""
        model = self._host.model
        if self.is_busy or model is None:
            return
        try:
            digits = Collection().digits()
        except InklingError as error:
            self.failed.emit(str(error))
            return
        self._job = BackgroundJob(LessonJob(model, digits), self)
        self._job.reported.connect(self._show_progress)
        self._job.succeeded.connect(self._show_result)
        self._job.cancelled.connect(self._hide)
        self._job.failed.connect(self._tell_failure)
        self._job.finished.connect(self._forget_job)
        self.card.begin(len(digits))
        self._job.start()

    @Slot()
    def cancel(self) -> None:
        """Call the lesson off."""
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def keep(self) -> None:
        """Read with the taught network from now on, also after a restart."""
        result = self.card.result
        if result is None:
            return
        before = (self._host.model, self._host.bundled_name)
        try:
            # The person has read what speaks against it: the button says so.
            model = result.model_to_keep(anyway=True)
            keep_origin(result.origin)
            self._host.use(model)
        except InklingError as error:
            self.failed.emit(str(error))
            return
        self._before = before
        self.card.show_kept()

    @Slot()
    def undo(self) -> None:
        """Leave or make everything as it was before the lesson."""
        model, bundled = self._before
        self._before = (None, None)
        self.card.hide()
        try:
            if bundled is not None:
                self._host.use_bundled(bundled)
            elif model is not None:
                self._host.use(model)
        except InklingError as error:
            self.failed.emit(str(error))

    def stop_and_wait(self) -> None:
        """Call a lesson off, and return when its thread has ended."""
        if self._job is not None:
            self._job.blockSignals(True)
            self._job.stop_and_wait()

    @Slot(object)
    def _show_progress(self, progress: TeachingProgress) -> None:
        self.card.show_progress(progress)

    @Slot(object)
    def _show_result(self, result: TeachingResult) -> None:
        self._before = (None, None)
        self.card.show_result(result)

    @Slot(object)
    def _hide(self, nothing: object) -> None:
        self.card.hide()

    @Slot(object)
    def _tell_failure(self, error: Exception) -> None:
        self.card.hide()
        self.failed.emit(failure_sentence(error))

    @Slot()
    def _forget_job(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
