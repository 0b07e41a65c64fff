"""Models as the command line names them: a file, one that ships, or one of the person's own."""

import argparse
from pathlib import Path

from nn_core.errors import ModelFileError
from nn_core.model_file import Model, load_model
from nn_core.resources import asset_path
from nn_core.user_folders import models_folder

__all__ = ["add_model_argument", "bundled_names", "find_model"]

PREFERRED = ("inkling", "textbook-256-128")
"""The model that is used where none is named: the first of these that ships."""

ENDING = ".safetensors"
RUN_PREFIX = "run:"


def add_model_argument(parser: argparse.ArgumentParser) -> None:
    """Let a command take `--model`."""
    parser.add_argument(
        "--model",
        metavar="FILE",
        help="a model file, the name of a model that ships or of one of your own, or run:NUMBER "
        f"of `inkling runs` (default: {PREFERRED[0]})",
    )


def bundled_names() -> tuple[str, ...]:
    """List the models that travel with the program, the preferred ones first."""
    try:
        found = sorted(path.stem for path in asset_path("models").glob(f"*{ENDING}"))
    except FileNotFoundError:
        return ()
    return tuple(sorted(found, key=lambda name: (name not in PREFERRED, name)))


def find_model(named: str | None) -> tuple[Model, str]:
    """Load the model that a command line names.

    Parameters
    ----------
    named
        What came after `--model`; None takes the model that ships.

    Returns
    -------
    tuple[Model, str]
        The model, and its path or name for the answer.

    Raises
    ------
    ModelFileError
        If there is no such model, or its file is damaged.
    RunStoreError
        If there is no such run, or its network is gone.
    """
    bundled = bundled_names()
    if named is None:
        if not bundled:
            raise ModelFileError("No model ships with this installation; name one with --model.")
        named = bundled[0]
    if named.startswith(RUN_PREFIX):
        return _model_of_run(named), named
    if named in bundled:  # before any file or folder that happens to be called the same
        return load_model(asset_path("models", f"{named}{ENDING}")), named
    path = Path(named).expanduser()
    if path.is_file() or path.suffix == ENDING:
        return load_model(path), str(path)
    if (path / "model.safetensors").is_file():
        return load_model(path / "model.safetensors"), str(path / "model.safetensors")
    own = models_folder() / f"{named}{ENDING}"
    if path.name == named and own.is_file():
        return load_model(own), str(own)
    raise ModelFileError(
        f"There is no model {named!r}; name a file, or one of {', '.join(bundled) or 'none'}."
    )


def _model_of_run(named: str) -> Model:
    # Loaded when a run is named: the list of runs is a database.
    from nn_core.runs import RunStore

    with RunStore() as store:
        return store.model(store.find(named.removeprefix(RUN_PREFIX)).id)
