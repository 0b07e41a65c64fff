"""Settings that belong together, by name: a network, its data, and how it learns from them."""

from dataclasses import dataclass

from nn_core.training.config import TrainingConfig

__all__ = ["RECIPES", "Recipe"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A training that is known to go well.

    Attributes
    ----------
    name
        What the command line calls it.
    title
        What the window calls it.
    description
        What comes of it, in a sentence or two for people.
    config
        Every setting.
    """

    name: str
    title: str
    description: str
    config: TrainingConfig


RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            "inkling",
            "The shipped recipe",
            "As the network that ships was trained, in one go: on MNIST, pen strokes, synthetic "
            "strokes and signs that are no digits, which become an eleventh class.",
            TrainingConfig(
                architecture="inkling",
                dataset="mnist 72%, pendigits 10%, synthetic 9%, signs 9%",
                epochs=20,
                batch_size=128,
                optimizer="adamw",
                learning_rate=0.004,
                weight_decay=0.01,
                schedule="one-cycle",
                warmup_epochs=3.0,
                ema_decay=0.999,
                augmentation="standard",
            ),
        ),
    )
}
"""Every recipe by its name."""
