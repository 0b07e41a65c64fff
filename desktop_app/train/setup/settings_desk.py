"""Everything that a change in the form sets off: checking, remembering, files, the layers."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.save_dialog import ask_where_to_save
from desktop_app.train.setup.dataset_desk import DatasetDesk
from desktop_app.train.setup.settings_column import SettingsColumn
from desktop_app.train.setup.settings_file import open_settings, save_settings
from desktop_app.train.stage import Stage
from desktop_app.train.train_settings import TrainSettings
from desktop_app.widgets import Tone
from nn_core.errors import ConfigError
from nn_core.training import TrainingConfig

__all__ = ["SettingsDesk"]


class SettingsDesk(QObject):
    """Keeps the form, its files, the editor of layers and the window's memory together.

    Parameters
    ----------
    setup
        The form and the buttons at its foot.
    stage
        Where the layers are edited, and where sentences are said.
    datasets
        What is set off by choosing a dataset.
    settings
        Remembers the form, and where files were opened.
    window
        What dialogs belong to.
    """

    def __init__(
        self,
        setup: SettingsColumn,
        stage: Stage,
        datasets: DatasetDesk,
        settings: TrainSettings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._setup = setup
        self._form = setup.form
        self._stage = stage
        self._datasets = datasets
        self._settings = settings
        self._window = window
        form = setup.form
        form.changed.connect(self.check)
        form.layers_asked.connect(self._edit_layers)
        form.open_asked.connect(self._ask_what_to_open)
        form.save_asked.connect(self._ask_where_to_save)
        stage.editor.layers_changed.connect(form.network.choose_layers)
        stage.editor.closed.connect(self._leave_editor)

    def config(self) -> TrainingConfig | None:
        """Read the form; None where two settings do not go together, which is said then."""
        try:
            config = self._form.config()
        except ConfigError as error:
            self._setup.show_problem(str(error))
            return None
        self._setup.show_problem("")
        return config

    @Slot()
    def check(self) -> None:
        """Look whether the settings go together, and remember them if they do."""
        config = self.config()
        if config is not None:
            self._settings.save_config(config)
            self._datasets.show_counts()

    def open(self, path: Path) -> None:
        """Fill the form in from a TOML file."""
        try:
            config = open_settings(path)
        except ConfigError as error:
            self._stage.banner.say(str(error), Tone.WARNING)
            return
        self._settings.folder = str(path.parent)
        self._stage.banner.dismiss()  # it may tell of a file that could not be read
        self.show(config)

    def show(self, config: TrainingConfig) -> None:
        """Fill the form in with these settings."""
        self._form.show_config(config)
        self._datasets.choose(config.dataset)

    def save(self, path: Path) -> None:
        """Write the form to a TOML file."""
        try:
            save_settings(path, self._form.config())
        except ConfigError as error:
            self._stage.banner.say(str(error), Tone.WARNING)
            return
        self._settings.folder = str(path.parent)
        self._stage.banner.say(f"Saved as {path}; “inkling train --config” takes it too.")

    @Slot()
    def _ask_what_to_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._window, "Open settings", self._settings.folder, "Settings (*.toml)"
        )
        if path:
            self.open(Path(path))

    @Slot()
    def _ask_where_to_save(self) -> None:
        proposed = Path(self._settings.folder) / "run.toml"
        path = ask_where_to_save(self._window, "Save these settings", proposed, "Settings")
        if path is not None:
            self.save(path)

    @Slot()
    def _edit_layers(self) -> None:
        if self._stage.is_editing:
            self._stage.leave_editor()
            return
        network = self._form.network
        self._stage.editor.edit(network.layers(), shape=network.shape, classes=network.classes)
        self._stage.show_editor()

    @Slot()
    def _leave_editor(self) -> None:
        self._stage.leave_editor()
