"""Noticing that a network has begun to learn its pictures by heart."""

from collections.abc import Sequence

from nn_core.training import EpochReport

__all__ = ["overfitting_sentence"]

EPOCHS = 3
RISE = 1.05


def overfitting_sentence(history: Sequence[EpochReport]) -> str:
    """Say since when validation gets worse while training gets better; empty if it does not.

    Parameters
    ----------
    history
        The epochs so far. Validation must have been worse, by a twentieth, than at its best for
        three epochs, while the training loss went on falling.
    """
    losses = [report.validation_loss for report in history if report.validation_loss is not None]
    if len(losses) != len(history) or len(losses) <= EPOCHS:
        return ""
    best = losses.index(min(losses))
    since = losses[best + 1 :]
    if len(since) < EPOCHS or min(since[-EPOCHS:]) < RISE * losses[best]:
        return ""
    if history[-1].training_loss >= history[best].training_loss:
        return ""
    return (
        f"Since epoch {history[best].epoch} it gets better on what it learns from and worse on "
        "what it does not: it has begun to learn by heart."
    )
