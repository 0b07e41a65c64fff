"""Digits from files and into files, in the background."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.background import BackgroundJob, BackgroundJobs, JobControl
from desktop_app.wording import failure_sentence
from nn_core.teaching import OwnDigit

__all__ = ["Exchange"]


class Exchange(QObject):
    """Imports and exports, one after the other.

    Signals
    -------
    imported(list, str)
        Digits were read; carries them and the file's name.
    exported(str)
        Digits were written; carries where.
    failed(str)
        A file could not be read or written; carries the sentence that says why.
    """

    imported = Signal(list, str)
    exported = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = BackgroundJobs(self)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read or written."""
        return self._jobs.are_busy

    def import_from(self, path: Path) -> None:
        """Read the digits of a file or folder."""

        def read(control: JobControl) -> tuple[list[OwnDigit], str]:
            # Loaded here: the wall needs no readers.
            from nn_core.teaching.importing import digits_from

            return digits_from(path), path.name

        job = self._make(read)
        job.succeeded.connect(self._tell_imported)
        self._jobs.start(job)

    def export_to(
        self,
        path: Path,
        digits: Sequence[OwnDigit],
        export: Callable[[Path, Sequence[OwnDigit]], Path],
    ) -> None:
        """Write digits in one of the ways of `nn_core.teaching.exporting`."""
        job = self._make(lambda control: export(path, digits))
        job.succeeded.connect(self._tell_exported)
        self._jobs.start(job)

    def stop_and_wait(self) -> None:
        """Return when nothing is read or written any more."""
        self.blockSignals(True)
        self._jobs.stop_and_wait()

    def _make(self, work: Callable[[JobControl], object]) -> BackgroundJob:
        job = BackgroundJob(work, self)
        job.failed.connect(self._tell_failure)
        return job

    @Slot(object)
    def _tell_imported(self, found: tuple[list[OwnDigit], str]) -> None:
        self.imported.emit(*found)

    @Slot(object)
    def _tell_exported(self, path: Path) -> None:
        self.exported.emit(str(path))

    @Slot(object)
    def _tell_failure(self, error: Exception) -> None:
        self.failed.emit(failure_sentence(error))
