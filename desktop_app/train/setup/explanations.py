"""What each setting does to learning, in one sentence."""

from nn_core.training.config import BALANCED

__all__ = ["CHOICES", "EXPLANATIONS", "LEARNING_RATES", "TITLES"]

TITLES = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "adagrad": "Adagrad",
    "constant": "Constant",
    "step": "In steps",
    "exponential": "Exponential",
    "linear": "Straight down",
    "cosine": "Cosine",
    "one-cycle": "One cycle",
    "cross-entropy": "Cross-entropy",
    "binary-cross-entropy": "Binary cross-entropy",
    "mean-squared-error": "Mean squared error",
    "he": "He, for ReLU",
    "glorot": "Glorot, for sigmoid and tanh",
    "lecun": "LeCun, for layers that stay linear",
    "uniform": "Evenly from -0.05 to 0.05",
    "normal": "From a bell curve of width 0.05",
    "zeros": "All zero",
    BALANCED: "Rare ones count more",
    "light": "Light",
    "standard": "Standard",
    "strong": "Strong",
}
"""What people call the choices of a setting."""

LEARNING_RATES = {
    "sgd": 0.1,
    "momentum": 0.05,
    "nesterov": 0.05,
    "adam": 0.001,
    "adamw": 0.001,
    "rmsprop": 0.001,
    "adagrad": 0.02,
}
"""A learning rate to begin with for each optimizer, at batches of about a hundred."""

EXPLANATIONS = {
    "dataset": "The pictures that the network learns from.",
    "architecture": "How many layers the network has, of which kind and how wide: more of them "
    "can learn more, and take longer.",
    "epochs": "How often all pictures are gone through; each time the network gets a little "
    "better, until it starts to learn them by heart.",
    "batch_size": "How many pictures it looks at before it changes its weights once: few make "
    "many restless steps, many make few calm ones.",
    "optimizer": "The rule by which the weights move; Adam finds a fitting step for each weight "
    "by itself.",
    "learning_rate": "How far the weights move in one step: too little takes for ever, too much "
    "overshoots and unlearns.",
    "schedule": "How the learning rate changes on the way; small steps towards the end settle "
    "the last tenths.",
    "warmup_epochs": "How many epochs the learning rate takes to rise from zero, so that the "
    "first, wildest steps do no harm.",
    "seed": "Decides everything that is left to chance; the same seed gives the same network "
    "again.",
    "validation_fraction": "The share of the pictures that is held back to check with; the "
    "network never learns from them.",
    "initializer": "How the weights begin: too small and nothing gets through the layers, too "
    "large and everything does.",
    "loss": "How wrongness is measured; cross-entropy punishes most what was wrong with "
    "confidence.",
    "class_weights": "Lets a mistake count more where a class has few pictures, so that none is "
    "neglected.",
    "label_smoothing": "Asks for a little less than full certainty, which keeps the network "
    "from being too sure of itself.",
    "momentum": "The share of the last movement that is kept, like a ball that rolls on downhill.",
    "beta1": "How much of the direction so far each step keeps: more runs smoother, and turns "
    "later.",
    "beta2": "How long the usual size of each gradient is remembered, by which its steps are "
    "measured.",
    "rho": "How long the usual size of each gradient is remembered, by which its steps are "
    "measured.",
    "epsilon": "Keeps the steps of weights that hardly ever get a gradient from becoming huge.",
    "weight_decay": "Shrinks all weights a little in each step, so that only what helps again "
    "and again stays large.",
    "l1": "Pulls weights towards exactly zero, which leaves fewer that matter.",
    "l2": "Pulls large weights down, which makes for smoother answers.",
    "clip_norm": "Shortens any step that is longer than this, so that one odd batch cannot "
    "throw the network off.",
    "ema_decay": "Keeps a running average of the weights, which usually reads better than the "
    "weights of any one step.",
    "augmentation": "Shifts, turns and bends the pictures a little each time, so that the "
    "network learns the digit and not the picture.",
    "patience": "Stops when so many epochs in a row have brought no better validation.",
    "tolerance": "Stops when the training loss falls by less than this in an epoch.",
    "schedule_decay": "By how much the schedule shrinks the learning rate, or what it ends at.",
    "schedule_step_epochs": "How many epochs lie between two steps of the schedule.",
    "threads": "How many processor cores share the work; sums round differently with another "
    "number, so it belongs to the recipe.",
}
"""One sentence for each setting of `TrainingConfig`."""

CHOICES = {
    "optimizer": ("sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop", "adagrad"),
    "schedule": ("constant", "step", "exponential", "linear", "cosine", "one-cycle"),
    "loss": ("cross-entropy", "binary-cross-entropy", "mean-squared-error"),
    "augmentation": ("light", "standard", "strong"),
}
"""What can be chosen for a setting, in the order of the window."""
