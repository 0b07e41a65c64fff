"""Models on disk: weights in a safetensors file, everything else in its JSON header.

Nothing that is loaded can run code, and nothing is trusted before it is checked. The format is
described in `docs/model-file.md`.
"""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.atomic_write import write_atomically
from nn_core.errors import InklingError, ModelFileError, NewerFileError, ShapeError
from nn_core.layers import Conv2D, Dense, FloatArray, Shape, layer_from_config, softmax
from nn_core.network import Network
from nn_core.tensor_file import read_tensors

__all__ = ["FORMAT_VERSION", "Model", "load_model", "now", "save_model"]

FORMAT_NAME = "inkling-model"
FORMAT_VERSION = 1
"""The newest format that this version reads, and the one that it writes."""

_TEN = 10
"""Outputs from here on mean "no digit" where the calibration speaks of them."""

HEADER_KEY = "inkling"
"""The one key of the file's metadata; safetensors keeps several in no fixed order."""

LARGEST_HEADER = 8 * 1024**2


def now() -> str:
    """Tell the present time as it is written into a model: ISO 8601, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A network with all that it takes to use it and to know where it came from.

    Attributes
    ----------
    network
        The layers with their weights; the last one gives logits.
    name
        What people call it.
    class_names
        The names of the outputs in their order; an eleventh after ten digits means "no digit".
    ink
        How ink was made into pictures in training; empty means the usual way.
    calibration
        What turns logits into honest probabilities: `temperature`, `not_a_digit_odds`,
        `refusal_threshold`.
    training
        The training configuration as a plain dict.
    scores
        Measured shares by name, such as `test_accuracy`.
    provenance
        What it was trained on, by which versions of what.
    created
        When, as `now()` writes it.
    """

    network: Network
    name: str
    class_names: tuple[str, ...]
    ink: Mapping[str, Any] = field(default_factory=dict)
    calibration: Mapping[str, Any] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    created: str = ""

    def calibrated(self, key: str, *, default: float) -> float:
        """Look a number up in `calibration`.

        Raises
        ------
        ModelFileError
            If it is there and is no positive number.
        """
        value = self.calibration.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e9:
            raise ModelFileError(f"{self.name}: its {key} is {value!r}, not a positive number.")
        return float(value)

    def shares(self, logits: FloatArray) -> FloatArray:
        """Turn what the network gave into the calibrated share of every output.

        Logits are divided by `temperature`. The odds of an eleventh output are multiplied by
        `not_a_digit_odds`: by how much rarer drawings that are no digit are in use than they were
        among the training pictures.

        Parameters
        ----------
        logits
            ndarray of shape (samples, outputs), as `Network.logits` gives it; from a network that
            ends in a sigmoid, each output's own probability.

        Returns
        -------
        FloatArray
            ndarray of the same shape, each row adding up to 1.

        Raises
        ------
        ModelFileError
            If the calibration is damaged.

        References
        ----------
        Odds for other proportions of the classes: Saerens, Latinne, Decaestecker, "Adjusting the
        Outputs of a Classifier to New a Priori Probabilities", 2002
        """
        if self.network.layers[-1].kind == "sigmoid":
            totals = logits.sum(axis=1, keepdims=True)
            own: FloatArray = logits / np.maximum(totals, np.finfo(logits.dtype).tiny)
            return own
        scaled = logits / self.calibrated("temperature", default=1.0)
        scaled[:, _TEN:] += math.log(self.calibrated("not_a_digit_odds", default=1.0))
        shares: FloatArray = softmax(scaled)
        return shares


def save_model(path: str | os.PathLike[str], model: Model) -> None:
    """Write a model to a file, whole or not at all.

    The same model gives the same bytes.

    Parameters
    ----------
    path
        The file; one that exists is replaced in a single step once the new one is complete.
    model
        What to save.

    Raises
    ------
    ModelFileError
        If the file cannot be written, or the header holds what JSON cannot.
    """
    from safetensors.numpy import save  # reading does without it: nn_core/tensor_file.py

    path = Path(path)
    state = model.network.state()
    _check_outputs(path, model.network, model.class_names)
    _check_finite(path, state)
    content = save(
        {name: np.ascontiguousarray(array) for name, array in state.items()},
        metadata={HEADER_KEY: _header_text(path, model)},
    )
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ModelFileError(f"{path} cannot be written: {error.strerror or error}.") from error


def load_model(path: str | os.PathLike[str]) -> Model:
    """Read a model from a file, and check all of it.

    Raises
    ------
    ModelFileError
        If the file cannot be read, is damaged or cut short, is no model of Inkling, is of a newer
        format, or its weights do not fit its layers.
    """
    path = Path(path)
    state, metadata = _read_tensors(path)
    header = _parse_header(path, metadata)
    _check_finite(path, state)
    network = _build_network(path, header, state)
    class_names = tuple(_strings(path, header, "class_names"))
    _check_outputs(path, network, class_names)
    return Model(
        network=network,
        name=_string(path, header, "name"),
        class_names=class_names,
        ink=_mapping(path, header, "ink"),
        calibration=_mapping(path, header, "calibration"),
        training=_mapping(path, header, "training"),
        scores=_numbers(path, header, "scores"),
        provenance=_mapping(path, header, "provenance"),
        created=_string(path, header, "created"),
    )


def _header_text(path: Path, model: Model) -> str:
    header = {
        "format": FORMAT_NAME,
        "format_version": FORMAT_VERSION,
        "name": model.name,
        "created": model.created,
        "input_shape": list(model.network.input_shape),
        "layers": model.network.config(),
        "class_names": list(model.class_names),
        "ink": dict(model.ink),
        "calibration": dict(model.calibration),
        "training": dict(model.training),
        "scores": dict(model.scores),
        "provenance": dict(model.provenance),
    }
    try:
        return json.dumps(header, ensure_ascii=False, allow_nan=False, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise ModelFileError(
            f"{path} cannot be written: its header holds what JSON cannot ({error})."
        ) from error


def _read_tensors(path: Path) -> tuple[dict[str, np.ndarray[Any, Any]], Mapping[str, str]]:
    try:
        state, metadata = read_tensors(path)
    except OSError as error:
        reason = "there is no such file" if not path.exists() else error.strerror or str(error)
        raise ModelFileError(f"{path} cannot be read: {reason}.") from error
    except ValueError as error:  # a TensorFileError, unless the file is being written just now
        raise ModelFileError(
            f"{path} is no model of Inkling, or a damaged or incomplete one. {error}"
        ) from error
    if HEADER_KEY not in metadata:
        raise ModelFileError(
            f"{path} is a safetensors file, but no model of Inkling: it has no header."
        )
    return state, metadata


def _parse_header(path: Path, metadata: Mapping[str, str]) -> Mapping[str, Any]:
    text = metadata[HEADER_KEY]
    if len(text) > LARGEST_HEADER:
        raise ModelFileError(f"{path} has a header of {len(text):,} characters; that is too long.")
    try:
        header = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ModelFileError(f"{path} is damaged: its header is not JSON.") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT_NAME:
        raise ModelFileError(f"{path} is no model of Inkling: its header says something else.")
    version = header.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ModelFileError(f"{path} is damaged: its format version is {version!r}.")
    if version > FORMAT_VERSION:
        raise NewerFileError(
            f"{path} was made by a newer Inkling: it is of format {version}, and this version "
            f"reads formats up to {FORMAT_VERSION}."
        )
    return header


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")


def _build_network(
    path: Path, header: Mapping[str, Any], state: Mapping[str, np.ndarray[Any, Any]]
) -> Network:
    layers, shape = header.get("layers"), header.get("input_shape")
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise ModelFileError(f"{path} is damaged: its header names no layers.")
    if (
        not isinstance(shape, list)
        or not shape
        or not all(type(size) is int and 0 < size <= 1 << 16 for size in shape)
    ):
        raise ModelFileError(f"{path} is damaged: its input shape is {shape!r}.")
    weights = sum(array.size for array in state.values())
    try:
        numbers = (value for layer in layers for value in layer.values() if type(value) is int)
        if max(numbers, default=0) > weights or _weights_needed(layers, tuple(shape)) > weights:
            # Said before any layer is built, which could take all the memory there is.
            raise ShapeError("they need more weights.")
        network = Network.from_config(layers, input_shape=tuple(shape))
        network.load_state(dict(state))
    except (InklingError, TypeError, ValueError, KeyError, OverflowError, MemoryError) as error:
        raise ModelFileError(f"{path} does not fit its own layers: {_sentence(error)}") from error
    return network


def _weights_needed(layers: list[dict[str, Any]], shape: Shape) -> int:
    """Count the weights of dense and convolutional layers without making any."""
    needed = 0
    for config in layers:
        layer = layer_from_config(config)
        after = layer.output_shape(shape)
        if isinstance(layer, Dense):
            needed += shape[-1] * after[-1]
        elif isinstance(layer, Conv2D):
            needed += shape[0] * after[0] * math.prod(layer.kernel_size)
        shape = after
    return needed


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "they would need more memory than there is."
    text = str(error).strip() or type(error).__name__
    return text if text.endswith(".") else f"{text}."


def _check_outputs(path: Path, network: Network, class_names: tuple[str, ...]) -> None:
    if network.output_shape != (len(class_names),):
        raise ModelFileError(
            f"{path}: the network's output has the shape {network.output_shape}, but there are "
            f"{len(class_names)} class names."
        )


def _check_finite(path: Path, state: Mapping[str, np.ndarray[Any, Any]]) -> None:
    for name, array in state.items():
        if array.dtype.kind != "f":
            raise ModelFileError(f"{path}: {name} holds {array.dtype}, not floating-point numbers.")
        if not np.isfinite(array).all():
            raise ModelFileError(f"{path}: {name} holds values that are no finite numbers.")


def _string(path: Path, header: Mapping[str, Any], key: str) -> str:
    value = header.get(key)
    if not isinstance(value, str):
        raise ModelFileError(f"{path} is damaged: {key!r} in its header is no text.")
    return value


def _strings(path: Path, header: Mapping[str, Any], key: str) -> list[str]:
    value = header.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ModelFileError(f"{path} is damaged: {key!r} in its header is no list of texts.")
    return value


def _mapping(path: Path, header: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = header.get(key, {})
    if not isinstance(value, dict):
        raise ModelFileError(f"{path} is damaged: {key!r} in its header is no table.")
    return value


def _numbers(path: Path, header: Mapping[str, Any], key: str) -> dict[str, float]:
    value = _mapping(path, header, key)
    if not all(isinstance(item, int | float) for item in value.values()):
        raise ModelFileError(f"{path} is damaged: {key!r} in its header holds more than numbers.")
    return value
