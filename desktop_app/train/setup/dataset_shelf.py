"""The dataset that is at hand: loaded when it is chosen, fetched when it is missing."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.background import BackgroundJob, Job
from desktop_app.train.setup.dataset_jobs import (
    AdoptJob,
    DownloadJob,
    DownloadProgress,
    LoadedDataset,
    LoadJob,
    LoadProgress,
)
from desktop_app.wording import failure_sentence
from nn_core.data import MY_DIGITS, Dataset, DatasetMissing
from nn_core.data.shares import parse_shares
from nn_core.errors import ConfigError

__all__ = ["DatasetShelf"]


class DatasetShelf(QObject):
    """Loads, downloads and takes over datasets in the background, one at a time.

    Attributes
    ----------
    loaded
        The dataset at hand, or None.

    Signals
    -------
    loading(str)
        The dataset of this name is being loaded.
    load_progressed(LoadProgress)
        How far that has come, where it takes long.
    arrived(LoadedDataset)
        It is at hand.
    missing(str)
        It is not on this computer and must be fetched first.
    fetching(str), fetch_progressed(DownloadProgress), fetch_cancelled(), fetched()
        It is being fetched; how far that has come; the person called it off; it is there now.
    failed(str)
        It cannot be had; carries the sentence that says why.
    """

    loading = Signal(str)
    load_progressed = Signal(LoadProgress)
    arrived = Signal(LoadedDataset)
    missing = Signal(str)
    fetching = Signal(str)
    fetch_progressed = Signal(DownloadProgress)
    fetch_cancelled = Signal()
    fetched = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._loaded: LoadedDataset | None = None
        self._at_hand: dict[str, Dataset] = {}
        self._current: BackgroundJob | None = None
        self._alive: set[BackgroundJob] = set()

    @property
    def loaded(self) -> LoadedDataset | None:
        """The dataset at hand, or None."""
        return self._loaded

    def data_of(self, name: str) -> Dataset | None:
        """Give a dataset's pictures if they are at hand."""
        return self._loaded.data if self._loaded and self._loaded.name == name else None

    def lasting_data_of(self, name: str) -> Dataset | None:
        """Give a dataset's pictures if they are at hand and cannot have changed since."""
        return None if _grows(name) else self.data_of(name)

    def look_at(self, name: str) -> None:
        """Load a dataset, unless it is at hand or on its way already."""
        if self._loaded is not None and self._loaded.name == name and not _grows(name):
            self._name = name
            self.cancel()
            self.arrived.emit(self._loaded)
            return
        if name == self._name and self._current is not None:
            return
        self._name = name
        self.loading.emit(name)
        self._run(LoadJob(name, self._at_hand))

    def download(self, name: str) -> None:
        """Fetch a dataset of the catalogue; `fetched` follows."""
        self._name = ""
        self.fetching.emit(name)
        self._run(DownloadJob(name))

    def adopt(self, name: str, folder: Path) -> None:
        """Take a dataset of the catalogue over from a folder; `fetched` follows."""
        self._name = ""
        self.fetching.emit(name)
        self._run(AdoptJob(name, folder))

    def cancel(self) -> None:
        """Call off whatever is being done; nothing more is heard of it."""
        if self._current is not None:
            self._current.cancel()
            self._current = None

    def cancel_fetch(self) -> None:
        """Call a download off."""
        if self._current is not None:
            self.cancel()
            self.fetch_cancelled.emit()

    def stop_and_wait(self) -> None:
        """Call everything off and return when its threads have ended."""
        self.cancel()
        for job in list(self._alive):
            job.stop_and_wait()

    def _run(self, job: Job) -> None:
        self.cancel()
        background = BackgroundJob(job, self)
        background.reported.connect(self._on_report)
        background.succeeded.connect(self._on_succeeded)
        background.failed.connect(self._on_failed)
        background.finished.connect(self._on_finished)
        self._current = background
        self._alive.add(background)
        background.start()

    @Slot(object)
    def _on_report(self, report: object) -> None:
        if self.sender() is not self._current:
            return
        if isinstance(report, DownloadProgress):
            self.fetch_progressed.emit(report)
        elif isinstance(report, LoadProgress):
            self.load_progressed.emit(report)

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        if self.sender() is not self._current:
            return
        self._current = None
        if isinstance(result, LoadedDataset):
            self._loaded = result
            self.arrived.emit(result)
        else:
            self.fetched.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if self.sender() is not self._current:
            return
        self._current = None
        self._loaded = None
        if isinstance(error, DatasetMissing):
            self.missing.emit(error.name)
        else:
            self.failed.emit(failure_sentence(error))

    @Slot()
    def _on_finished(self) -> None:
        finished = self.sender()
        if isinstance(finished, BackgroundJob):
            self._alive.discard(finished)
            finished.deleteLater()


def _grows(name: str) -> bool:
    """Say whether it holds the person's own digits, of which there may be more by now."""
    try:
        return name == MY_DIGITS or any(part.name == MY_DIGITS for part in parse_shares(name))
    except ConfigError:
        return False  # loading it says what is wrong
