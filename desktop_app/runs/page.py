"""The Runs page: what was trained, compared, used again, and tidied up."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.draw.drawing import Drawing
from desktop_app.recognizer_host import RecognizerHost, bundled_networks, title_of
from desktop_app.runs.colors import run_color
from desktop_app.runs.comparison_card import ComparisonCard
from desktop_app.runs.curves_panel import RunCurves
from desktop_app.runs.duel_panel import Fighter
from desktop_app.runs.export_desk import ExportDesk
from desktop_app.runs.list_card import ListCard
from desktop_app.runs.run_card import RunCard
from desktop_app.runs.shelf import RunShelf
from desktop_app.runs.wording import breakable
from desktop_app.settings import Settings
from desktop_app.theme import Theme
from desktop_app.widgets import Banner, Tone
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.digits.recognizer import DIGITS, Recognizer
from nn_core.errors import ConfigError, InklingError
from nn_core.model_file import Model
from nn_core.network_in_use import SHIPPED
from nn_core.runs import RUN_KEY, Run
from nn_core.training import TrainingConfig

__all__ = ["RunsPage"]

MARGIN_PX = 28
TOP_PX = 24
BOTTOM_PX = 14
SPACING_PX = 16
CARD_PX = 304
NARROW_CARD_PX = 268
NARROW_BELOW_PX = 960

MOST_COMPARED = 12
"""More lines than that upon each other tell nothing."""

NO_DIGITS = "This network tells other things apart than digits, so it cannot read drawings."


class RunsPage(QWidget):
    """A table of all runs, the curves of the chosen ones, and all about the one that is chosen.

    Parameters
    ----------
    theme
        The colours.
    settings
        Remembers where files were last saved.
    host
        The network in use.
    current_drawing
        Gives what is on the Draw page's paper now.

    Attributes
    ----------
    shelf
        The runs.
    list_card, comparison, run_card
        The table, the curves and the duel, and the chosen run.
    banner
        A sentence for the person.

    Signals
    -------
    network_chosen(Model)
        The person wants to read with this network from now on.
    training_asked(), repeat_asked(TrainingConfig)
        The person wants to train, or to train again with these settings.
    """

    network_chosen = Signal(Model)
    training_asked = Signal()
    repeat_asked = Signal(TrainingConfig)

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        host: RecognizerHost,
        current_drawing: Callable[[], Drawing],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._host = host
        self.shelf = RunShelf(self)
        self.banner = Banner(theme)
        self.list_card = ListCard(theme)
        self.comparison = ComparisonCard(theme, current_drawing)
        self.run_card = RunCard(theme)
        self.export = ExportDesk(settings, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACING_PX)
        left.addWidget(self.banner)
        left.addWidget(self.list_card, 1)
        left.addWidget(self.comparison, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN_PX, TOP_PX, MARGIN_PX, BOTTOM_PX)
        row.setSpacing(SPACING_PX)
        row.addLayout(left, 1)
        row.addWidget(self.run_card)

    def _connect(self) -> None:
        self.shelf.changed.connect(self._show_runs)
        self.shelf.failed.connect(self._warn)
        self._host.changed.connect(self._show_runs)
        self._theme.changed.connect(self._show_chosen)
        self.list_card.table.chosen.connect(self._on_chosen)
        self.list_card.table.renamed.connect(self.shelf.rename)
        self.list_card.table.deletion_asked.connect(self._delete)
        self.list_card.undo_asked.connect(self._bring_back)
        self.list_card.training_asked.connect(self.training_asked)
        self.list_card.shipped_asked.connect(self._use_shipped)
        card = self.run_card
        card.renamed.connect(self.shelf.rename)
        card.noted.connect(self.shelf.set_note)
        card.use_asked.connect(self._use)
        card.repeat_asked.connect(self._repeat)
        card.export_asked.connect(self._export)
        card.deletion_asked.connect(self._delete)
        self.export.done.connect(self._tell)
        self.export.failed.connect(self._warn)

    def stop_and_wait(self) -> None:
        """Write what is still to be written, and return when all has ended."""
        self.run_card.commit()
        self.export.stop_and_wait()
        self.shelf.blockSignals(True)
        self.shelf.close()

    # ---- what is shown

    @property
    def chosen_runs(self) -> list[Run]:
        """The chosen runs in the table's order."""
        found = (self.shelf.get(run_id) for run_id in self.list_card.table.chosen_ids())
        return [run for run in found if run is not None]

    def showEvent(self, event: QShowEvent) -> None:
        """Look for changes while the page is seen."""
        super().showEvent(event)
        first = not self.shelf.runs
        self.shelf.watch()
        if first:
            self._show_runs()
            if self.shelf.runs:
                self.list_card.table.choose([self.shelf.runs[0].id])

    def hideEvent(self, event: QHideEvent) -> None:
        """Take what was written as final, and look for changes no more."""
        self.run_card.commit()
        self.shelf.rest()
        self.list_card.show_deleted(None)
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the table more room where there is little."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_BELOW_PX
        self.run_card.setFixedWidth(NARROW_CARD_PX if narrow else CARD_PX)

    @property
    def _in_use(self) -> str:
        """The folder of the run whose network reads now; empty where it is another one."""
        model = self._host.model
        return "" if model is None else str(model.provenance.get(RUN_KEY, ""))

    @Slot()
    def _show_runs(self) -> None:
        shelf, host = self.shelf, self._host
        self.list_card.show_runs(
            shelf.runs,
            self._in_use,
            shelf.problem,
            host.model_name,
            is_shipped=host.bundled_name == SHIPPED,
        )
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        self._show(self.chosen_runs, wanted=[])

    @Slot(tuple)
    def _on_chosen(self, run_ids: tuple[int, ...]) -> None:
        runs = self.chosen_runs
        self._show(runs, wanted=[self._key(run) for run in runs[:2]])

    def _show(self, runs: list[Run], *, wanted: list[str]) -> None:
        """Show some runs as the chosen ones, those that are `wanted` in the duel too."""
        colors = {
            run.id: run_color(self._theme, place) for place, run in enumerate(runs[:MOST_COMPARED])
        }
        self.list_card.table.show_colors(colors)
        self.run_card.show_runs(runs, in_use=self._in_use, colors=list(colors.values()))
        self.comparison.show_curves(
            [
                RunCurves(run.name, colors[run.id], self.shelf.history(run))
                for run in runs[:MOST_COMPARED]
            ]
        )
        self.comparison.duel.offer(self._fighters(), wanted)

    @Slot(str)
    def _warn(self, sentence: str) -> None:
        self.banner.say(breakable(sentence), Tone.WARNING)

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        self.banner.say(breakable(sentence))

    # ---- the duel

    def _fighters(self) -> list[tuple[str, str, Fighter]]:
        """List all networks that can be put side by side, those that ship last."""
        runs: list[tuple[str, str, Fighter]] = [
            (self._key(run), run.name, partial(self._recognizer, run))
            for run in self.shelf.runs
            if not run.problem
        ]
        shipped: list[tuple[str, str, Fighter]] = [
            (name, f"Shipped: {title_of(name)}", partial(_shipped, name))
            for name in reversed(bundled_networks())
        ]
        return [*runs, *shipped]

    def _key(self, run: Run) -> str:
        return f"run/{run.folder.name}"

    def _recognizer(self, run: Run) -> Recognizer | None:
        model = self._digit_model(run)
        return None if model is None else Recognizer(model)

    def _digit_model(self, run: Run) -> Model | None:
        """Load a run's network if it reads digits; otherwise say why not."""
        model = self.shelf.model(run)
        if model is None:
            return None
        if model.class_names[:DIGITS] != DIGIT_NAMES:
            self._warn(NO_DIGITS)
            return None
        return model

    # ---- what is done with runs

    @Slot(object)
    def _use(self, run: Run) -> None:
        model = self._digit_model(run)
        if model is not None:
            self.network_chosen.emit(model)
            self._tell(f"{run.name} reads on the Draw page from now on.")

    @Slot()
    def _use_shipped(self) -> None:
        self._host.use_bundled(SHIPPED)
        self._tell(f"{self._host.model_name} reads on the Draw page from now on.")

    @Slot(object)
    def _repeat(self, run: Run) -> None:
        try:
            config = run.settings()
        except ConfigError as error:
            self._warn(str(error))
            return
        self.repeat_asked.emit(config)

    @Slot()
    def _export(self) -> None:
        parent = QFileDialog.getExistingDirectory(
            self, "Where to put the folders", self.export.proposed_folder()
        )
        if parent:
            self.export.start([run.id for run in self.chosen_runs], Path(parent))

    @Slot()
    def _delete(self) -> None:
        runs = self.chosen_runs
        if runs:
            self.shelf.hide(runs)
            self.list_card.show_deleted(self.shelf.hidden)

    @Slot()
    def _bring_back(self) -> None:
        runs = self.shelf.bring_back()
        self.list_card.show_deleted(None)
        self.list_card.table.choose([run.id for run in runs])


def _shipped(name: str) -> Recognizer | None:
    try:
        return Recognizer.bundled(name)
    except InklingError:
        return None
