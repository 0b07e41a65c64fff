import json

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nn_core.cli import main
from nn_core.data.readers.idx import write_idx


@pytest.fixture(autouse=True)
def _private_folders(tmp_path, monkeypatch):
    """Give each test a user folder, a place to work in and no datasets but those it makes."""
    monkeypatch.setenv("INKLING_DATA_DIR", str(tmp_path / "user"))
    monkeypatch.delenv("INKLING_DATASETS", raising=False)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


class Outcome:
    """What one command line left on the two streams."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self):
        """The one JSON value on standard output, which must hold nothing else."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    @property
    def sentence(self) -> str:
        """The one sentence of a failure, which must be all of standard error."""
        assert self.code == 1
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("inkling: ")
        assert line.endswith(".")
        return line


@pytest.fixture
def inkling(capsys):
    """Run a command line in this process."""

    def run(*words: object) -> Outcome:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def bars(tmp_path):
    """Make a dataset of upright and level bars that any network tells apart at once."""
    folder = tmp_path / "bars"
    folder.mkdir()
    rng = np.random.default_rng(3)
    for prefix, count in (("train", 200), ("t10k", 40)):
        labels = (np.arange(count) % 2).astype(np.uint8)
        images = np.zeros((count, 12, 10), dtype=np.uint8)
        for image, label in zip(images, labels, strict=True):
            place = int(rng.integers(2, 8))
            if label:
                image[place] = 255
            else:
                image[:, place] = 255
        write_idx(folder / f"{prefix}-images-idx3-ubyte", images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", labels)
    return folder


def draw(path, lines, *, size=(120, 160), paper="white", ink="black", width=12):
    """Save an image of a few thick lines."""
    image = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(image)
    for line in lines:
        pen.line(line, fill=ink, width=width, joint="curve")
    image.save(path)
    return path


SEVEN = [[(25, 30), (95, 30), (50, 130)]]
ONE = [[(60, 20), (60, 140)]]


@pytest.fixture
def seven(tmp_path):
    """Draw a seven."""
    return draw(tmp_path / "seven.png", SEVEN)


@pytest.fixture
def one(tmp_path):
    """Draw a one, light on dark, in another format."""
    return draw(tmp_path / "one.bmp", ONE, paper="navy", ink="yellow")


@pytest.fixture
def beside(tmp_path):
    """Draw lines beside a seven, to the right of it."""

    def beside(lines):
        moved = [[(x + 110, y) for x, y in line] for line in lines]
        return draw(tmp_path / "beside.png", [*SEVEN, *moved], size=(230, 160))

    return beside
