"""Runs as folders to give away, written in the background."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.background import BackgroundJob, JobControl
from desktop_app.settings import Settings
from desktop_app.wording import failure_sentence
from nn_core.runs import RunStore

__all__ = ["ExportDesk"]


class ExportDesk(QObject):
    """Exports runs, one order after the other.

    Signals
    -------
    done(str), failed(str)
        The folders are written, or could not be; carries the sentence for the person.
    """

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._alive: set[BackgroundJob] = set()

    def proposed_folder(self) -> str:
        """Name the folder where files were last saved."""
        return self._settings.folder

    def start(self, run_ids: Sequence[int], parent: Path) -> None:
        """Write a folder for each run into another folder."""
        self._settings.folder = str(parent)
        job = BackgroundJob(partial(_export, tuple(run_ids), parent), self)
        job.succeeded.connect(self._on_written)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)
        self._alive.add(job)
        job.start()

    def stop_and_wait(self) -> None:
        """Return when nothing is being written any more."""
        for job in list(self._alive):
            job.stop_and_wait()

    @Slot(object)
    def _on_written(self, folders: list[Path]) -> None:
        first, several = folders[0], f"{len(folders)} folders in {folders[0].parent}"
        self.done.emit(f"Exported to {first if len(folders) == 1 else several}.")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(f"It could not be exported. {failure_sentence(error)}")

    @Slot()
    def _on_finished(self) -> None:
        finished = self.sender()
        if isinstance(finished, BackgroundJob):
            self._alive.discard(finished)
            finished.deleteLater()


def _export(run_ids: tuple[int, ...], parent: Path, control: JobControl) -> list[Path]:
    # Loaded here: the picture of the curves brings a library with it.
    from nn_core.runs.export import export_run

    folders = []
    with RunStore() as store:
        for run_id in run_ids:
            control.raise_if_cancelled()
            folders.append(export_run(store, run_id, parent))
    return folders
