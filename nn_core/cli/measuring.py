"""What `inkling train` measures of the network that it trained."""

from nn_core.cli.progress import ProgressBar
from nn_core.data import Dataset, available_splits, load_dataset
from nn_core.errors import InklingError
from nn_core.model_file import Model
from nn_core.network import Network
from nn_core.reliability import fit_temperature
from nn_core.runs.scores import test_scores
from nn_core.training import Trainer

__all__ = ["fit_calibration", "measure"]


def fit_calibration(trainer: Trainer, network: Network) -> dict[str, float]:
    """Fit the temperature on what was held back; without that, there is nothing to fit it on."""
    if trainer.validation is None:
        return {}
    logits = network.logits(trainer.validation.images)
    return {"temperature": round(fit_temperature(logits, trainer.validation.labels), 4)}


def measure(trainer: Trainer, model: Model, bar: ProgressBar) -> dict[str, float]:
    """Read what was held back, and the test part of the dataset where it has one.

    Returns
    -------
    dict[str, float]
        `validation_accuracy`, and what `test_scores` gives.
    """
    scores: dict[str, float] = {}
    if trainer.validation is not None:
        scores["validation_accuracy"] = model.network.evaluate(trainer.validation).accuracy
    try:
        test = _test_part(trainer.config.dataset, model.class_names)
        if test is not None:
            shares = model.shares(model.network.logits(test.images))
            scores.update(test_scores(shares, test.labels))
    except InklingError as error:
        # A test part that cannot be read is no reason to lose what was learnt.
        bar.say(f"note: the test part was not measured: {error}")
    return scores


def _test_part(dataset: str, class_names: tuple[str, ...]) -> Dataset | None:
    if "test" not in available_splits(dataset):
        return None
    return load_dataset(dataset, split="test").with_classes(class_names)
