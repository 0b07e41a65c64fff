"""`inkling data`: which datasets there are, and what is in them."""

import argparse
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.cli.command import Command
from nn_core.cli.output import counted, print_json
from nn_core.cli.parser import add_commands
from nn_core.cli.progress import ProgressBar
from nn_core.data import (
    CATALOGUE,
    MY_DIGITS,
    SIGNS,
    SYNTHETIC,
    CatalogueEntry,
    Dataset,
    available_splits,
    catalogue_entry,
    dataset_names,
    download,
    find_files,
    folder_of_whole_copy,
    imported_path,
    load_dataset,
)
from nn_core.errors import ConfigError

__all__ = ["COMMAND"]

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")
MEGABYTE = 1_000_000


def _configure_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def _list(arguments: argparse.Namespace) -> int:
    rows = [_known(name) for name in dataset_names()]
    if arguments.json:
        for row in rows:
            print_json(row)
        return 0
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        print(f"{row['name']:<{width}}  {row['description']}")
        where = row["path"] or row["state"]
        print(f"{'':<{width}}  {where}" + (f"; {row['licence']}" if row["licence"] else ""))
    return 0


def _known(name: str) -> dict[str, Any]:
    """Describe one name that `load_dataset` takes."""
    row: dict[str, Any] = {"name": name, "state": "here", "path": None, "licence": None}
    if name in CATALOGUE:
        entry = CATALOGUE[name]
        paths = find_files(entry)
        if paths is None:
            row["state"] = f"not here yet; a download of {entry.download_size / MEGABYTE:.0f} MB"
        else:
            row["path"] = str(next(iter(paths.values())).parent)
        return row | {"description": entry.description, "licence": entry.licence}
    if name == SYNTHETIC:
        description = "digits written by a generator of pen strokes"
        return row | {"description": description, "state": "made on the spot"}
    if name == SIGNS:
        description = "signs that are no digits, to mix with digits as an eleventh class"
        return row | {"description": description, "state": "made on the spot"}
    if name == MY_DIGITS:
        from nn_core.teaching import Collection

        collection = Collection()
        description = f"digits of your own hand, {len(collection):,} of them"
        return row | {"description": description, "path": str(collection.path)}
    return row | {"description": "imported", "path": str(imported_path(name))}


def _configure_download(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="+", metavar="NAME", help=f"{', '.join(CATALOGUE)}, or all")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def _download(arguments: argparse.Namespace) -> int:
    names = list(CATALOGUE) if "all" in arguments.names else arguments.names
    for entry in [catalogue_entry(name) for name in names]:
        found = folder_of_whole_copy(entry)
        folder = found or _fetched(entry)
        if arguments.json:
            print_json({"name": entry.name, "path": str(folder)})
        elif found is not None:
            print(f"{entry.title} is here already, in {folder}, its files checked by their hashes.")
        else:
            print(f"{entry.title} is in {folder}, its files checked by their hashes.")
    return 0


def _fetched(entry: CatalogueEntry) -> Path:
    """Fetch a dataset under a bar, and give the folder that it is in."""
    with ProgressBar(entry.title) as bar:

        def show(done: int, total: int) -> None:
            bar.show(done / total, f"{done / MEGABYTE:.1f} of {total / MEGABYTE:.1f} MB")

        return download(entry.name, progress=show)


def _configure_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        type=Path,
        metavar="PATH",
        help="IDX files, mnist.pkl.gz, a CSV file, an NPZ file, a UNIPEN file, or a folder of "
        "images in one folder per class",
    )
    parser.add_argument(
        "--name", help="what to call it from now on (default: the file's or folder's name)"
    )
    parser.add_argument("--replace", action="store_true", help="replace one of the same name")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _import(arguments: argparse.Namespace) -> int:
    from nn_core.data.readers.npz import write_npz

    path: Path = arguments.path
    name = arguments.name or path.name.split(".")[0].lower().replace(" ", "-")
    if not NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} is no name for a dataset: it has small letters, figures, dots, - and _ only "
            "(--name gives another)."
        )
    if name in CATALOGUE or name in (SYNTHETIC, SIGNS, MY_DIGITS):
        raise ConfigError(f"{name!r} is the name of a known dataset; --name gives another.")
    target = imported_path(name)
    if target.exists() and not arguments.replace:
        raise ConfigError(f"{name!r} is there already; --replace replaces it.")
    train = load_dataset(path, split="train")
    test = load_dataset(path, split="test") if "test" in available_splits(path) else None
    write_npz(target, train, test)
    if arguments.json:
        print_json({"name": name, "path": str(target), **_summary(train)})
    else:
        print(f"{name}: {_in_words(train)}. `inkling train --data {name}` learns from it.")
    return 0


def _configure_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", metavar="NAME-OR-PATH", help="a dataset's name, file or folder")
    parser.add_argument("--split", choices=("train", "test"), default="train", help="which part")
    parser.add_argument(
        "--pictures",
        type=int,
        default=5,
        metavar="N",
        help="how many pictures to draw with letters (default: 5)",
    )
    parser.add_argument("--save", type=Path, metavar="PNG", help="save a sheet of pictures")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _show(arguments: argparse.Namespace) -> int:
    dataset = load_dataset(arguments.data, split=arguments.split)
    if arguments.save is not None:
        _save_sheet(arguments.save, dataset)
    note = dataset.note_on_labels()
    if note is not None:
        print(f"note: {note}", file=sys.stderr)
    if arguments.json:
        splits = list(available_splits(arguments.data))
        notes = [] if note is None else [note]
        print_json({"name": arguments.data, "splits": splits, **_summary(dataset), "notes": notes})
        return 0
    print(f"{dataset.provenance}: {_in_words(dataset)}")
    counts = np.bincount(dataset.labels, minlength=len(dataset.class_names))
    width = max(len(name) for name in dataset.class_names)
    for name, count in zip(dataset.class_names, counts, strict=True):
        print(f"  {name:<{width}}  {count:>7,}")
    for index in range(min(arguments.pictures, len(dataset))):
        print(f"\npicture {index}: {dataset.class_names[dataset.labels[index]]}")
        print(_drawn(dataset.images[index]))
    return 0


def _summary(dataset: Dataset) -> dict[str, Any]:
    counts = np.bincount(dataset.labels, minlength=len(dataset.class_names))
    return {
        "what": dataset.provenance,
        "samples": len(dataset),
        "height": dataset.images.shape[1],
        "width": dataset.images.shape[2],
        "classes": [
            {"name": name, "samples": count}
            for name, count in zip(dataset.class_names, counts, strict=True)
        ],
    }


def _in_words(dataset: Dataset) -> str:
    samples, height, width = dataset.images.shape
    pictures = f"{counted(samples, 'picture')} of {height}×{width}"
    return f"{pictures} in {counted(len(dataset.class_names), 'class', 'classes')}"


def _drawn(picture: NDArray[np.uint8]) -> str:
    """Draw a picture with letters, two rows of it in each line."""
    letters = " .:-=+*#%@"
    if picture.shape[0] % 2:
        picture = np.vstack([picture, np.zeros_like(picture[:1])])
    pairs = picture.astype(np.float32).reshape(-1, 2, picture.shape[1]).mean(axis=1)
    levels = (pairs / 256 * len(letters)).astype(int)
    return "\n".join("".join(letters[level] for level in row).rstrip() for row in levels)


def _save_sheet(path: Path, dataset: Dataset) -> None:
    """Save ten pictures of each class, a row each, dark on light."""
    from PIL import Image

    height, width = dataset.images.shape[1:]
    rows = []
    for label in range(len(dataset.class_names)):
        pictures = dataset.images[np.flatnonzero(dataset.labels == label)[:10]]
        row = np.zeros((height, 10 * width), dtype=np.uint8)
        for place, picture in enumerate(pictures):
            row[:, place * width : (place + 1) * width] = picture
        rows.append(row)
    try:
        Image.fromarray(255 - np.vstack(rows)).save(path)
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        raise ConfigError(f"{path} cannot be written as an image: {reason}.") from error
    print(f"{path} holds up to ten pictures of each class.", file=sys.stderr)


SUBCOMMANDS = (
    Command(
        name="list",
        summary="list the datasets that have a name, and where they are",
        description="List the datasets that have a name, and where on this computer they are.",
        examples=(),
        configure=_configure_list,
        run=_list,
    ),
    Command(
        name="download",
        summary="fetch a known dataset",
        description=(
            "Fetch a known dataset from the first mirror that gives its published bytes, checked\n"
            "by their SHA-256. What is there already is not fetched again."
        ),
        examples=(("inkling data download mnist", "the digits that everybody begins with"),),
        configure=_configure_download,
        run=_download,
    ),
    Command(
        name="import",
        summary="take over a dataset of your own under a name",
        description=(
            "Read a dataset in any known format, told by its content, and keep it under a name.\n"
            "(Every command takes the path itself just as well.)"
        ),
        examples=(
            ("inkling data import train.csv --name kaggle", "Kaggle's table of MNIST"),
            ("inkling data import photos/", "a folder with one folder of images for each class"),
        ),
        configure=_configure_import,
        run=_import,
    ),
    Command(
        name="show",
        summary="look into a dataset",
        description=(
            "Tell a dataset's size, shape and classes, and draw its first pictures, grey as they\n"
            "are learnt from: the colour of image files is made grey when they are read."
        ),
        examples=(
            ("inkling data show mnist", "the training images of MNIST"),
            (
                "inkling data show mnist.pkl.gz --split test --pictures 1",
                "the test images in the textbooks' file",
            ),
            ("inkling data show synthetic --save sheet.png", "ten pictures of each class"),
        ),
        configure=_configure_show,
        run=_show,
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the commands after `data`."""
    add_commands(parser, SUBCOMMANDS)


def run(arguments: argparse.Namespace) -> int:
    """Run the command after `data`."""
    code: int = arguments.run_subcommand(arguments)
    return code


COMMAND = Command(
    name="data",
    summary="list, download, import and show datasets",
    description=(
        "Datasets are looked for in the folders that INKLING_DATASETS names, then in Inkling's\n"
        "own folder (INKLING_DATA_DIR moves it)."
    ),
    examples=(
        ("inkling data list", "which datasets there are"),
        ("inkling data show fashion-mnist", "what one looks like"),
    ),
    configure=configure,
    run=run,
)
