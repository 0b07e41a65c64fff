"""A folder of pictures: one folder in it for each class, named for it."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nn_core.data.dataset import Dataset
from nn_core.errors import DatasetError, ImageError
from nn_core.ink.image_file import read_image

__all__ = [
    "class_folders",
    "fit_picture",
    "ink_on_paper",
    "part_folder",
    "picture_files",
    "read_image_folder",
]

PARTS = {"train": ("train", "training"), "test": ("test", "testing", "val", "validation")}

USUAL_SIZE = (28, 28)
"""Height and width that pictures of different sizes are brought to."""


def part_folder(folder: Path, split: str) -> Path:
    """Find the folder of one part, or the folder itself where it has no parts."""
    for name in PARTS[split]:
        if class_folders(folder / name):
            return folder / name
    return folder


def class_folders(folder: Path) -> list[Path]:
    """List the folders with files in them, numbers in their order and then names in theirs."""
    return [path for path in _folders_in(folder) if _holds_files(path)]


def _folders_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: _order(path.name))


def _holds_files(folder: Path) -> bool:
    return any(child.is_file() for child in folder.iterdir())


def _order(name: str) -> tuple[int, int, str]:
    """Put numbers in their order before names in theirs."""
    return (0, int(name), name) if name.isdecimal() else (1, 0, name)


def _class_names(folder: Path) -> tuple[str, ...]:
    """Name the classes of all parts, so that a label means the same in each of them."""
    train, test = part_folder(folder, "train"), part_folder(folder, "test")
    parts = [train] if test == folder else [train, test]
    return tuple(sorted({path.name for part in parts for path in class_folders(part)}, key=_order))


def picture_files(folder: Path) -> list[Path]:
    """List a class's files by name, hidden ones left out."""
    return sorted(
        path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")
    )


def read_image_folder(
    folder: Path, *, split: str, prepare: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
) -> Dataset:
    """Read every picture of a folder that has one folder for each class.

    The folder may hold such folders itself, or parts named "train" and "test" that do. Pictures of
    one size keep it; where sizes differ, all are brought to 28×28. Colour is made grey. Files that
    are no pictures are passed over, and counted in the provenance, which names empty folders too.

    Parameters
    ----------
    folder
        The folder.
    split
        "train" or "test"; without such parts, either gives everything.
    prepare
        Makes the picture for the dataset, ink = 255, out of grey pixels: `ink_on_paper` to keep
        them as they are.

    Raises
    ------
    DatasetError
        If there is no picture in it.
    """
    part = part_folder(folder, split)
    classes = class_folders(part)
    names = _class_names(folder)
    pictures: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    passed_over = 0
    for class_folder in classes:
        for path in picture_files(class_folder):
            try:
                pictures.append(prepare(read_image(path)))
            except ImageError:
                passed_over += 1
                continue
            labels.append(names.index(class_folder.name))
    if not pictures:
        raise DatasetError(f"{folder} holds no pictures in one folder per class.")
    sizes = Counter(picture.shape for picture in pictures)
    if len(sizes) > 1:
        pictures = [fit_picture(picture, USUAL_SIZE) for picture in pictures]
    return Dataset(
        np.stack(pictures),
        np.array(labels, dtype=np.int64),
        names,
        f"pictures in {part}{_without(part, passed_over)}",
        passed_over=passed_over,
    )


def _without(part: Path, passed_over: int) -> str:
    """Say what of a folder is not among its pictures."""
    left_out = []
    if passed_over:
        files = "file that is no picture" if passed_over == 1 else "files that are no pictures"
        left_out.append(f"{passed_over:,} {files}")
    if empty := [path.name for path in _folders_in(part) if not _holds_files(path)]:
        folders, hold = ("folder", "holds") if len(empty) == 1 else ("folders", "hold")
        left_out.append(f"the {folders} {', '.join(empty)}, which {hold} no files")
    return f", without {' and '.join(left_out)}" if left_out else ""


def fit_picture(
    picture: NDArray[np.uint8], size: tuple[int, int], *, smooth: bool = False
) -> NDArray[np.uint8]:
    """Scale a picture into a height and a width, its proportions kept, paper around it.

    Parameters
    ----------
    picture
        uint8 ndarray of shape (height, width), ink = 255.
    size
        Height and width to fill.
    smooth
        Whether a picture is made larger without steps, and smaller by a finer filter than the
        mean of what falls into each pixel.

    Returns
    -------
    uint8 ndarray of shape `size`
    """
    height, width = picture.shape
    scale = min(size[0] / height, size[1] / width)
    new = (max(1, round(height * scale)), max(1, round(width * scale)))
    filtered = Image.Resampling.BICUBIC if smooth else Image.Resampling.BOX
    scaled = np.asarray(Image.fromarray(picture).resize((new[1], new[0]), filtered), dtype=np.uint8)
    top, left = (size[0] - new[0]) // 2, (size[1] - new[1]) // 2
    fitted = np.zeros(size, dtype=np.uint8)
    fitted[top : top + new[0], left : left + new[1]] = scaled
    return fitted


def ink_on_paper(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Turn a picture around whose rim is light, so that ink is 255 and paper 0."""
    rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    return 255 - picture if np.median(rim) > 127 else picture
