"""What a taught network was before: each lesson begins there, with all of the collection.

A lesson that went on from a taught network would have learnt the digits that it holds back, and
each would take a little more from what was known. So the network of before is kept beside.
"""

import hashlib
from pathlib import Path

from nn_core.errors import ModelFileError
from nn_core.model_file import Model, load_model, save_model
from nn_core.user_folders import models_folder

__all__ = ["TAUGHT_KEY", "fingerprint", "is_taught", "keep_origin", "origin_of", "origin_path"]

TAUGHT_KEY = "taught"
"""Where a model's provenance tells that it was taught, and from which network."""


def origin_path() -> Path:
    """Say where the network of before is kept."""
    return models_folder() / "before-teaching.safetensors"


def fingerprint(model: Model) -> str:
    """Sum a network's weights up in a few letters, to know it again."""
    content = hashlib.sha256()
    for name, values in sorted(model.network.state().items()):
        content.update(name.encode())
        content.update(values.tobytes())
    return content.hexdigest()[:16]


def is_taught(model: Model) -> bool:
    """Tell whether a network was taught a person's own digits."""
    return isinstance(model.provenance.get(TAUGHT_KEY), dict)


def keep_origin(origin: Model) -> None:
    """Keep a network that a taught one is put in the place of.

    Raises
    ------
    ModelFileError
        If it cannot be written.
    """
    save_model(origin_path(), origin)


def origin_of(model: Model) -> Model | None:
    """Find what a network was before it was taught.

    Returns
    -------
    Model | None
        The network itself where it was not taught; None where it was, and the one of before is
        gone.
    """
    if not is_taught(model):
        return model
    try:
        origin = load_model(origin_path())
    except ModelFileError:
        return None
    taught = model.provenance[TAUGHT_KEY]
    return origin if fingerprint(origin) == taught.get("origin") else None
