"""`inkling export`: a model in the formats of other programs."""

import argparse
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from nn_core.atomic_write import write_atomically
from nn_core.cli.command import Command
from nn_core.cli.extras import missing_extra
from nn_core.cli.models import add_model_argument, find_model
from nn_core.cli.output import print_json
from nn_core.errors import ConfigError
from nn_core.model_file import Model

__all__ = ["COMMAND"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("output", type=Path, metavar="FILE", help="the file to write")
    add_model_argument(parser)
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        help="onnx (needs the extra `onnx`), npz or json (default: by the file's ending)",
    )
    parser.add_argument(
        "--replace", action="store_true", help="replace a file that is there already"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Write the model in another format."""
    output: Path = arguments.output
    chosen = arguments.format or output.suffix.lstrip(".").lower()
    if chosen not in FORMATS:
        raise ConfigError(
            f"{output} does not tell the format by its ending; --format names one of "
            f"{', '.join(FORMATS)}."
        )
    if output.exists() and not arguments.replace:
        raise ConfigError(f"{output} exists already; --replace lets it be replaced.")
    model, where = find_model(arguments.model)
    try:
        FORMATS[chosen](output, model)
    except OSError as error:
        raise ConfigError(f"{output} cannot be written: {error.strerror or error}.") from error
    size = output.stat().st_size
    if arguments.json:
        print_json({"model": where, "path": str(output), "format": chosen, "bytes": size})
    else:
        print(f"{output}: {model.name} as {chosen}, {size:,} bytes")
    return 0


def _write_onnx(path: Path, model: Model) -> None:
    try:
        from nn_core.onnx_export import export_onnx
    except ImportError as error:
        raise missing_extra("ONNX", "onnx") from error
    export_onnx(path, model)


def _write_npz(path: Path, model: Model) -> None:
    names = np.array(model.class_names, dtype=np.str_)
    layers = np.array(json.dumps(model.network.config()), dtype=np.str_)
    arrays = {"class_names": names, "layers": layers, **model.network.state()}
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    write_atomically(path, content.getvalue())


def _write_json(path: Path, model: Model) -> None:
    table = {
        "name": model.name,
        "input_shape": list(model.network.input_shape),
        "layers": model.network.config(),
        "class_names": list(model.class_names),
        "weights": {
            name: {"shape": list(array.shape), "values": array.ravel().tolist()}
            for name, array in model.network.state().items()
        },
    }
    write_atomically(path, json.dumps(table, ensure_ascii=False).encode())


FORMATS: Mapping[str, Callable[[Path, Model], None]] = {
    "onnx": _write_onnx,
    "npz": _write_npz,
    "json": _write_json,
}

COMMAND = Command(
    name="export",
    summary="write a model for other programs",
    description=(
        "Write a model as ONNX (for onnxruntime and many others), as NumPy arrays, or as JSON.\n"
        "The model file itself is a safetensors file: its weights open in any program that reads\n"
        "those, under the names that PyTorch gives them."
    ),
    examples=(
        ("inkling export digits.onnx", "the model that ships, for onnxruntime"),
        (
            "inkling export weights.npz --model runs/mine/model.safetensors",
            "the arrays of another one, for NumPy",
        ),
    ),
    configure=configure,
    run=run,
)
