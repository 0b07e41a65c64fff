"""What a model makes of labelled samples: right, wrong, how sure, and what it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.data import Dataset
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.digits.recognizer import REFUSAL_THRESHOLD
from nn_core.errors import ConfigError
from nn_core.metrics import confusion_matrix
from nn_core.model_file import Model
from nn_core.reliability import RefusalPoint, calibration_error, refusal_curve

__all__ = [
    "Mistake",
    "ModelEvaluation",
    "classes_of",
    "evaluate_model",
    "judge",
    "list_classes",
    "position_note",
]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One sample that was read wrongly.

    Attributes
    ----------
    index
        Its place in the dataset, from 0.
    label, predicted
        The names of what it shows and of what it was taken for.
    confidence
        How sure the model was.
    """

    index: int
    label: str
    predicted: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class ModelEvaluation:
    """What a model made of a dataset.

    Attributes
    ----------
    samples
        How many samples were read.
    errors
        How many were read wrongly, refusals left aside.
    accuracy
        The share read rightly, refusals left aside: which of the classes is the likeliest.
    refused
        How many the model calls none of the classes; 0 from a model without such an output.
    accuracy_with_refusals
        The share that is read rightly and not refused.
    loss
        The mean cross-entropy of the right answers.
    calibration_error
        The expected calibration error of the stated confidence.
    confusion
        int64 ndarray of shape (classes, classes): true classes in rows, predictions in columns.
    class_names
        The classes' names in the order of `confusion`.
    mistakes
        What was read wrongly, the surest first.
    refusal_curve
        The accuracy when the least sure answers are withheld.
    """

    samples: int
    errors: int
    accuracy: float
    refused: int
    accuracy_with_refusals: float
    loss: float
    calibration_error: float
    confusion: NDArray[np.int64]
    class_names: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    refusal_curve: tuple[RefusalPoint, ...]


def evaluate_model(model: Model, dataset: Dataset) -> ModelEvaluation:
    """Let a model read a dataset's pictures as they are.

    Raises
    ------
    ConfigError
        If the dataset has classes that the model does not know, or no samples.
    ModelFileError
        If the model's calibration is damaged.
    ShapeError
        If its pictures have another size than the network takes.
    """
    labels = _labels_for(model, dataset)
    return judge(model, model.shares(model.network.logits(dataset.images)), labels)


def judge(
    model: Model, probabilities: NDArray[np.floating], labels: NDArray[np.int64]
) -> ModelEvaluation:
    """Compare a model's probabilities with labels.

    Parameters
    ----------
    model
        Gives the class names and the threshold from which a sample is refused.
    probabilities
        ndarray of shape (samples, outputs).
    labels
        int64 ndarray of shape (samples,), indices into the model's class names.

    Raises
    ------
    ConfigError
        If there are no samples.
    """
    samples = len(labels)
    if samples == 0:
        raise ConfigError("There is nothing to evaluate: the dataset is empty.")
    names = classes_of(model)
    shares = probabilities[:, : len(names)]
    predictions = shares.argmax(axis=1).astype(np.int64)
    confidences = shares[np.arange(samples), predictions]
    right = predictions == labels
    threshold = model.calibrated("refusal_threshold", default=REFUSAL_THRESHOLD)
    refused = probabilities[:, len(names) :].sum(axis=1) >= threshold
    of_truth = np.maximum(shares[np.arange(samples), labels], np.finfo(np.float32).tiny)
    wrong = np.flatnonzero(~right)
    wrong = wrong[np.argsort(-confidences[wrong], kind="stable")]
    return ModelEvaluation(
        samples=samples,
        errors=int((~right).sum()),
        accuracy=float(right.mean()),
        refused=int(refused.sum()),
        accuracy_with_refusals=float((right & ~refused).mean()),
        loss=-float(np.log(of_truth).mean()),
        calibration_error=calibration_error(confidences, right),
        confusion=confusion_matrix(labels, predictions, len(names)),
        class_names=names,
        mistakes=tuple(
            Mistake(
                int(index),
                names[labels[index]],
                names[predictions[index]],
                float(confidences[index]),
            )
            for index in wrong
        ),
        refusal_curve=refusal_curve(confidences, right),
    )


def classes_of(model: Model) -> tuple[str, ...]:
    """Name a model's classes, without an eleventh output after ten digits for "none of them"."""
    refusing = len(model.class_names) == len(DIGIT_NAMES) + 1
    return DIGIT_NAMES if refusing and model.class_names[:-1] == DIGIT_NAMES else model.class_names


def position_note(dataset_names: Sequence[str], model_names: Sequence[str]) -> str | None:
    """Say how a dataset's classes meet a model's where one side has numbers in place of names.

    Parameters
    ----------
    dataset_names, model_names
        The names of the classes in the order of the labels, and of the model's outputs.

    Returns
    -------
    str | None
        One sentence for people if the two are matched by their position; None if the names alone
        decide, be it that they go together or that they do not.
    """
    names = tuple(model_names)
    numbers = tuple(str(number) for number in range(len(names)))
    if set(dataset_names) <= set(names) or numbers not in (tuple(dataset_names), names):
        return None
    if len(dataset_names) != len(names):
        return None
    theirs, ours = next(
        pair for pair in zip(dataset_names, names, strict=True) if pair[0] != pair[1]
    )
    return (
        "The classes have other names in the dataset than in the model and are matched by their "
        f"position, so that {theirs!r} counts as {ours!r}; see that both mean the same by it."
    )


def _labels_for(model: Model, dataset: Dataset) -> NDArray[np.int64]:
    """Translate a dataset's labels into indices of the model's classes.

    By name; by number where one of the two has numbers in place of names, and as many.
    """
    names = classes_of(model)
    if set(dataset.class_names) <= set(names):
        return dataset.with_classes(names).labels
    if position_note(dataset.class_names, names) is not None:
        return dataset.labels
    raise ConfigError(
        f"{dataset.provenance} has the classes {list_classes(dataset.class_names)}, "
        f"but {model.name} tells {list_classes(names)} apart."
    )


def list_classes(names: Sequence[str]) -> str:
    """List the names of classes for people, the first dozen of them."""
    return ", ".join(names) if len(names) <= 12 else f"{', '.join(names[:12])}, …"
