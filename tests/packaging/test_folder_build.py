import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nn_core.data.synthetic import write_digit
from nn_core.ink import draw_strokes

RunBare = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.packages

LARGEST_FOLDER_BYTES = 150_000_000
LARGEST_DEBIAN_PACKAGE_BYTES = 42_000_000


def test_the_folder_and_the_debian_package_are_no_larger_than_promised(
    folder: Path, debian_package: Path
) -> None:
    size = sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    assert size <= LARGEST_FOLDER_BYTES
    assert debian_package.stat().st_size <= LARGEST_DEBIAN_PACKAGE_BYTES


def test_it_brings_no_development_package_and_no_library_of_another_toolkit(folder: Path) -> None:
    inside = folder / "_internal"
    tops = {path.name for path in inside.iterdir()}
    assert not tops & {"pytest", "mypy", "hypothesis", "setuptools", "matplotlib", "onnx", "scipy"}
    names = {path.name for path in inside.rglob("*.so*")}
    assert not [name for name in names if name.startswith(("libgtk", "libgdk", "libQt6Network"))]
    broken = [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]
    assert not broken


def test_without_a_display_it_says_so_in_one_sentence(folder: Path, run_bare: RunBare) -> None:
    result = run_bare([folder / "inkling"])
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "There is no display" in result.stderr


def test_it_draws_reads_learns_and_trains_offscreen(
    folder: Path, run_bare: RunBare, tmp_path: Path
) -> None:
    result = run_bare(
        [folder / "inkling", "--self-test", tmp_path], {"QT_QPA_PLATFORM": "offscreen"}
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "The self-test passed." in result.stdout
    assert list(tmp_path.glob("*.png"))


def test_it_draws_reads_learns_and_trains_on_a_screen(
    folder: Path, run_bare: RunBare, virtual_display: str, tmp_path: Path
) -> None:
    result = run_bare([folder / "inkling", "--self-test", tmp_path], {"DISPLAY": virtual_display})
    assert result.returncode == 0, result.stdout + result.stderr
    assert "The self-test passed." in result.stdout


def test_its_command_line_reads_pictures(folder: Path, run_bare: RunBare, tmp_path: Path) -> None:
    for digit in (1, 4, 7):
        drawn = draw_strokes(write_digit(digit, rng=np.random.default_rng(digit)))
        assert drawn is not None
        Image.fromarray(255 - drawn).resize((200, 200)).save(tmp_path / f"{digit}.png")
    paths = sorted(tmp_path.glob("*.png"))
    result = run_bare([folder / "inkling", "predict", "--json", *paths])
    assert result.returncode == 0, result.stderr
    assert [line["digit"] for line in map(json.loads, result.stdout.splitlines())] == [1, 4, 7]


def test_its_command_line_trains_lists_exports_and_reads_with_what_it_trained(
    folder: Path, run_bare: RunBare, tmp_path: Path
) -> None:
    home = {"INKLING_DATA_DIR": str(tmp_path / "home"), "LC_ALL": "C.UTF-8"}

    def inkling(*words: str | Path) -> str:
        result = run_bare([folder / "inkling", *words], home)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    settings = ["--data", "synthetic", "--network", "small-30", "--epochs", "1", "--name", "Try"]
    inkling("train", *settings, "--output", tmp_path / "try")
    assert "Try" in inkling("runs", "list")
    inkling("export", tmp_path / "weights.npz", "--model", "run:1")
    with np.load(tmp_path / "weights.npz") as weights:
        assert weights.files
    inkling("runs", "use", "1")
    drawn = draw_strokes(write_digit(1, rng=np.random.default_rng(1)))
    assert drawn is not None
    Image.fromarray(255 - drawn).resize((200, 200)).save(tmp_path / "1.png")
    assert "1.png: " in inkling("predict", tmp_path / "1.png")


def test_its_command_line_says_what_is_wrong_in_one_sentence(
    folder: Path, run_bare: RunBare
) -> None:
    result = run_bare([folder / "inkling", "predict", "/nowhere.png"])
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "/nowhere.png" in result.stderr


def test_licences_of_everything_travel_with_it(
    folder: Path, bill_of_materials: Path, checkout: Path
) -> None:
    licences = folder / "licences"
    for name in ("LGPL-3.0.txt", "numpy", "pillow", "pyqtgraph", "safetensors"):
        assert (licences / name).exists(), name
    assert "PYTHON SOFTWARE FOUNDATION" in (licences / "CPython" / "LICENSE.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (licences / "Inter" / "OFL.txt").read_text("utf-8")
    assert "NumPy Developers" in (licences / "numpy" / "LICENSE.txt").read_text("utf-8")
    # The licence of the ICU that the wheel brings; from ICU 74 on it is another.
    icu = (licences / "ICU" / "LICENSE.txt").read_text("utf-8")
    assert icu.startswith("UNICODE, INC. LICENSE AGREEMENT - DATA FILES AND SOFTWARE")
    within_qt = {path.stem for path in (licences / "Qt").iterdir()}
    assert {"pcre2", "double-conversion", "harfbuzz", "freetype", "libpng", "md4c"} <= within_qt
    bill = json.loads(bill_of_materials.read_text("utf-8"))
    components = {component["name"]: component for component in bill["components"]}
    assert {"CPython", "Inter", "PySide6_Essentials", "numpy", "pillow"} <= components.keys()
    assert components["ICU"]["licenses"] == [{"expression": "Unicode-DFS-2016"}]
    check = checkout / ".venv" / "bin" / "python"
    validate = (
        "import sys; from cyclonedx.schema import SchemaVersion; "
        "from cyclonedx.validation.json import JsonStrictValidator; "
        "sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read()))"
    )
    result = subprocess.run(
        [check, "-c", validate, bill_of_materials], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


def test_the_sums_are_those_of_the_packages(
    archive: Path, debian_package: Path, bill_of_materials: Path
) -> None:
    sums = archive.parent / "SHA256SUMS"
    named = dict(reversed(line.split("  ")) for line in sums.read_text().splitlines())
    assert {archive.name, debian_package.name, bill_of_materials.name} == set(named)
    for name, expected in named.items():
        path = sums.parent / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == expected
