"""What stands on the page before a training: what there is to learn from, or how to get it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.elided_text import ElidedText
from desktop_app.train.setup.dataset_jobs import DownloadProgress, LoadedDataset, LoadProgress
from desktop_app.train.setup.missing_panel import MissingPanel
from desktop_app.train.setup.sample_rows import SampleRows
from desktop_app.train.watch.wall_scroll import WallScroll
from desktop_app.widgets import Card, Text, TextRole
from desktop_app.wording import dataset_title
from nn_core.data import SYNTHETIC

__all__ = ["PreviewCard", "balance_words", "passed_over_sentence"]

EVEN_FROM = 0.75
"""From which ratio of the rarest class to the commonest on the classes count as even."""

WELCOME = "Watch a network learn to read"
INVITATION = (
    "Choose on the left what it learns from and how, and press Start. Here is what it will look at."
)


def balance_words(counts: Sequence[int]) -> str:
    """Say whether the classes have about as many pictures each."""
    present = [count for count in counts if count]
    if len(present) < len(counts):
        missing = len(counts) - len(present)
        return "one class has none" if missing == 1 else f"{missing} classes have none"
    fewest, most = min(present), max(present)
    if fewest == most:
        return "as many of each"
    if fewest >= EVEN_FROM * most:
        return "about as many of each"
    return f"{fewest:,} to {most:,} of each"


def passed_over_sentence(count: int) -> str:
    """Say that files are left out; nothing where all were read."""
    if not count:
        return ""
    files = "One file" if count == 1 else f"{count:,} files"
    return f"{files} could not be read as {'a picture' if count == 1 else 'pictures'}."


class PreviewCard(Card):
    """Samples of the chosen dataset; or, where it is missing, the ways to come by it.

    Attributes
    ----------
    missing
        The panel that stands in the samples' place where there are none.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.missing = MissingPanel(theme)
        self._samples = QWidget()
        self._heading = ElidedText("", TextRole.CAPTION)
        self._total = Text("", TextRole.CAPTION)
        self._passed_over = Text("", TextRole.CAPTION, wrap=True)
        self._passed_over.setProperty("tone", "warning")
        self._passed_over.hide()
        self._rows = SampleRows(theme)
        sentence = Text(INVITATION, TextRole.MUTED, wrap=True)
        sentence.setMinimumWidth(200)
        heading = QHBoxLayout()
        heading.addWidget(self._heading, 1)
        heading.addWidget(self._total)
        column = QVBoxLayout(self._samples)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Text(WELCOME, TextRole.TITLE))
        column.addWidget(sentence)
        column.addSpacing(6)
        column.addLayout(heading)
        column.addWidget(self._passed_over)
        column.addWidget(WallScroll(self._rows), 1)
        self._stack = QStackedLayout()
        # Before its widgets: a stack without a parent shows the first one as a window.
        self.body.addLayout(self._stack, 1)
        self._stack.addWidget(self._samples)
        self._stack.addWidget(self.missing)

    @property
    def words(self) -> str:
        """What the card says about the dataset."""
        if self._stack.currentWidget() is self.missing:
            return self.missing.words
        return f"{self._heading.text()} {self._total.text()} {self._passed_over.text()}".rstrip()

    def show_loading(self, name: str) -> None:
        """Show that a dataset is being loaded."""
        title = dataset_title(name)
        self._heading.setText("Writing digits…" if name == SYNTHETIC else f"Reading {title}…")
        self._total.setText("")
        self._say_passed_over(0)
        self._rows.show_dataset(None)
        self._stack.setCurrentWidget(self._samples)

    def show_load_progress(self, progress: LoadProgress) -> None:
        """Show how many samples there are already."""
        self._total.setText(f"{progress.done:,} of {progress.total:,}")

    def show_dataset(self, loaded: LoadedDataset) -> None:
        """Show samples of a dataset."""
        title = dataset_title(loaded.name)
        self._heading.setText(f"{title}, a few of each")
        self._heading.setToolTip(loaded.data.provenance)
        self._total.setText(f"{len(loaded.data):,} in all, {balance_words(loaded.counts)}")
        self._say_passed_over(loaded.data.passed_over)
        self._rows.show_dataset(loaded)
        self._stack.setCurrentWidget(self._samples)

    def _say_passed_over(self, count: int) -> None:
        self._passed_over.setText(passed_over_sentence(count))
        self._passed_over.setVisible(bool(count))

    def show_missing(self, name: str) -> None:
        """Offer the ways to come by a dataset of the catalogue."""
        self.missing.show_missing(name)
        self._stack.setCurrentWidget(self.missing)

    def show_fetching(self, name: str) -> None:
        """Show that a dataset is being fetched."""
        self.missing.show_fetching(name)
        self._stack.setCurrentWidget(self.missing)

    def show_fetch_progress(self, progress: DownloadProgress) -> None:
        """Show how far the download has come."""
        self.missing.show_fetch_progress(progress)

    def show_problem(self, name: str, sentence: str) -> None:
        """Say why a dataset cannot be had."""
        self.missing.show_problem(name, sentence)
        self._stack.setCurrentWidget(self.missing)
