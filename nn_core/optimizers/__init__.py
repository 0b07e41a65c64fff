"""How the parameters move: every rule from plain gradient descent to AdamW."""

from nn_core.optimizers.adaptive import Adagrad, Adam, AdamW, RMSprop
from nn_core.optimizers.base import CHUNK, Optimizer
from nn_core.optimizers.descent import SGD, Momentum, Nesterov
from nn_core.optimizers.registry import OPTIMIZERS, make_optimizer

__all__ = [
    "CHUNK",
    "OPTIMIZERS",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSprop",
    "make_optimizer",
]
