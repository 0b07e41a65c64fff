"""The network that reads for the window: which one it is, and the switch to another."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from nn_core.errors import InklingError
from nn_core.network_in_use import SHIPPED, choose, choose_bundled, chosen_name, load_chosen
from nn_core.resources import asset_path

if TYPE_CHECKING:  # the first paint waits for no network
    from nn_core.digits.recognizer import Recognizer
    from nn_core.model_file import Model

__all__ = ["RecognizerHost", "bundled_networks", "describe_scores", "title_of"]

_ENDING: Final = ".safetensors"

_SCORES: Final = {
    "test_accuracy": "{share:.1f} % on {data}",
    "mnist_test_accuracy": "{share:.1f} % on MNIST",
    "unseen_writers_accuracy": "{share:.1f} % on unseen hands",
}
_DATA: Final = {
    "mnist": "MNIST",
    "fashion-mnist": "Fashion-MNIST",
    "pendigits": "pen strokes",
    "synthetic": "made-up digits",
}

_log = logging.getLogger(__name__)


def bundled_networks() -> list[str]:
    """List the names of the networks that travel with the program, the default one first."""
    try:
        folder = asset_path("models")
    except FileNotFoundError:
        return []
    names = sorted(path.stem for path in folder.glob(f"*{_ENDING}"))
    return sorted(names, key=lambda name: name != SHIPPED)


@cache
def title_of(name: str) -> str:
    """Look up what people call a bundled network, in its file; a damaged one keeps its name."""
    from nn_core.model_file import load_model

    try:
        return load_model(asset_path("models", f"{name}{_ENDING}")).name
    except InklingError as error:
        _log.warning("%s", error)
        return name


def describe_scores(model: Model) -> str:
    """Say in a few words how well a network did where it was measured; empty if nowhere."""
    dataset = model.provenance.get("dataset")
    name = dataset.get("name") if isinstance(dataset, Mapping) else None
    data = _DATA.get(str(name), "its test")
    known = [
        words.format(share=100 * model.scores[key], data=data)
        for key, words in _SCORES.items()
        if key in model.scores
    ]
    return ", ".join(known[:2])


class RecognizerHost(QObject):
    """Holds the recogniser in use, and remembers which it is from one start to the next.

    Attributes
    ----------
    recognizer
        What reads; None until `load` has found a network.
    model
        The network behind it; None until then.
    model_name
        What people call it; empty until then.

    Signals
    -------
    changed
        Another network reads from now on.
    failed
        A network could not be loaded or kept; carries the sentence that says why.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recognizer: Recognizer | None = None
        self._bundled: str | None = None

    @property
    def recognizer(self) -> Recognizer | None:
        """What reads; None until `load` has found a network."""
        return self._recognizer

    @property
    def model(self) -> Model | None:
        """The network in use."""
        return None if self._recognizer is None else self._recognizer.model

    @property
    def model_name(self) -> str:
        """What people call the network in use."""
        return "" if self._recognizer is None else self._recognizer.model.name

    @property
    def bundled_name(self) -> str | None:
        """The bundled network in use, by the name of its file; None if it is another one."""
        return self._bundled

    def load(self) -> None:
        """Load the network that was used last; if it is gone, the bundled one."""
        try:
            recognizer, name = load_chosen(), chosen_name()
        except InklingError as error:
            _log.warning("The network that was used last cannot be loaded: %s", error)
            self.failed.emit(f"The network used last cannot be loaded. {error}")
            self.use_bundled(SHIPPED)
        else:
            self._take(recognizer, name)

    def use(self, model: Model) -> None:
        """Read with `model` from now on, and keep a copy of it for the next start.

        Raises
        ------
        ModelFileError
            If it does not read digits. What was in use stays in use.
        """
        from nn_core.digits.recognizer import Recognizer

        recognizer = Recognizer(model)
        try:
            choose(model)
        except InklingError as error:
            self._tell_forgotten(error)
        self._take(recognizer, None)

    def use_bundled(self, name: str) -> None:
        """Read with a network that travels with the program, from now on and after a restart."""
        from nn_core.digits.recognizer import Recognizer

        try:
            recognizer = Recognizer.bundled(name)
        except InklingError as error:
            self.failed.emit(str(error))
            return
        try:
            choose_bundled(name)
        except InklingError as error:
            self._tell_forgotten(error)
        self._take(recognizer, name)

    def open_file(self, path: Path) -> None:
        """Read with the network in a file, from now on and after a restart."""
        from nn_core.model_file import load_model

        try:
            self.use(load_model(path))
        except InklingError as error:
            self.failed.emit(str(error))

    def _tell_forgotten(self, error: InklingError) -> None:
        self.failed.emit(f"It is in use now, but not after the next start. {error}")

    def _take(self, recognizer: Recognizer, bundled: str | None) -> None:
        there = bundled_networks()
        # Where the shipped one is not there, the first one reads in its place.
        self._bundled = there[0] if bundled == SHIPPED and there else bundled
        self._recognizer = recognizer
        self.changed.emit()
