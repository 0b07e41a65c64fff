"""Everything that choosing a dataset sets off: loading, offering, fetching, asking for a folder."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop_app.train.setup.dataset_jobs import LoadedDataset
from desktop_app.train.setup.dataset_shelf import DatasetShelf
from desktop_app.train.setup.form import SettingsForm
from desktop_app.train.setup.preview_card import PreviewCard
from desktop_app.train.train_settings import TrainSettings
from nn_core.data import SYNTHETIC, Dataset

__all__ = ["DatasetDesk"]


class DatasetDesk(QObject):
    """Keeps form, shelf and preview together about the chosen dataset.

    Parameters
    ----------
    form
        Where the dataset is chosen.
    preview
        Where it is shown.
    settings
        Remembers where files were opened.
    window
        What dialogs belong to.

    Attributes
    ----------
    shelf
        Loads and fetches.

    Signals
    -------
    chosen()
        Another dataset was chosen.
    """

    chosen = Signal()

    def __init__(
        self,
        form: SettingsForm,
        preview: PreviewCard,
        settings: TrainSettings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._form = form
        self._preview = preview
        self._settings = settings
        self._window = window
        self.shelf = DatasetShelf(self)
        form.dataset_changed.connect(self._on_changed)
        form.dataset.browse_asked.connect(self._browse)
        shelf = self.shelf
        shelf.loading.connect(preview.show_loading)
        shelf.load_progressed.connect(preview.show_load_progress)
        shelf.arrived.connect(self._on_arrived)
        shelf.missing.connect(self._on_missing)
        shelf.fetching.connect(preview.show_fetching)
        shelf.fetch_progressed.connect(preview.show_fetch_progress)
        shelf.fetch_cancelled.connect(self.look)
        shelf.fetched.connect(self.look)
        shelf.failed.connect(self._on_failed)
        preview.missing.download_asked.connect(shelf.download)
        preview.missing.folder_asked.connect(self._adopt_folder)
        preview.missing.synthetic_asked.connect(self._choose_synthetic)
        preview.missing.cancel_asked.connect(shelf.cancel_fetch)

    def data(self) -> Dataset | None:
        """Give the chosen dataset's pictures if they are at hand."""
        return self.shelf.data_of(self._form.dataset.value())

    @Slot()
    def look(self) -> None:
        """Load the chosen dataset, to show it."""
        self.shelf.look_at(self._form.dataset.value())

    def choose(self, name_or_path: str) -> None:
        """Learn from a dataset that is named, or that lies in a file or folder."""
        path = Path(name_or_path)
        if path.is_absolute() and path.exists():
            self._settings.folder = str(path.parent)
        self._form.dataset.show_value(name_or_path)
        self._on_changed()

    def show_counts(self) -> None:
        """Fit the form to the pictures, as far as they are known."""
        self._form.show_data(self.data())

    @Slot()
    def _on_changed(self) -> None:
        self.show_counts()
        self.chosen.emit()

    @Slot(LoadedDataset)
    def _on_arrived(self, loaded: LoadedDataset) -> None:
        self._preview.show_dataset(loaded)
        self.show_counts()

    @Slot(str)
    def _on_missing(self, name: str) -> None:
        self._preview.show_missing(name)
        self.show_counts()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._preview.show_problem(self._form.dataset.value(), sentence)
        self.show_counts()

    @Slot()
    def _choose_synthetic(self) -> None:
        self.choose(SYNTHETIC)

    @Slot()
    def _browse(self) -> None:
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.NoIcon)
        question.setWindowTitle("Learn from your own pictures")
        question.setText("Are your pictures in one file, or in a folder?")
        question.setInformativeText(
            "A file may be CSV, NPZ, IDX or mnist.pkl.gz; a folder holds one folder of pictures "
            "for each class, or IDX files."
        )
        file = question.addButton("A file…", QMessageBox.ButtonRole.AcceptRole)
        folder = question.addButton("A folder…", QMessageBox.ButtonRole.AcceptRole)
        question.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        question.exec()
        path = ""
        if question.clickedButton() is file:
            path, _ = QFileDialog.getOpenFileName(
                self._window, "Learn from a file", self._settings.folder
            )
        elif question.clickedButton() is folder:
            path = QFileDialog.getExistingDirectory(
                self._window, "Learn from a folder", self._settings.folder
            )
        if path:
            self._settings.folder = str(Path(path).parent)
            self._form.dataset.put(path)
            self._on_changed()

    @Slot(str)
    def _adopt_folder(self, name: str) -> None:
        folder = QFileDialog.getExistingDirectory(
            self._window, "The folder that holds the files", self._settings.folder
        )
        if folder:
            self._settings.folder = folder
            self.shelf.adopt(name, Path(folder))
