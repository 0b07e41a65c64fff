import os
import subprocess
import sys
from pathlib import Path

import pytest

FIRST_PAINT = """
import sys
from desktop_app.app import make_application
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Theme
app = make_application()
settings = Settings(open_store())
window = MainWindow(Theme(settings.appearance), settings)
window.show()
window.repaint()
later = ("PIL", "pyqtgraph", "nn_core.training", "sqlite3", "nn_core.teaching", "desktop_app.teach",
         "PySide6.QtSvg", "safetensors", "nn_core.fast.plan", "nn_core.ink.pixels", "configparser")
print([name for name in ("numpy", *later) if name in sys.modules])
while window.host.recognizer is None:
    app.processEvents()
print([name for name in later if name in sys.modules])
window.close()
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "INKLING_DATA_DIR": str(tmp_path)}


def run(*words: str, environ: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words], env=environ, capture_output=True, text=True, timeout=120
    )


def test_the_first_paint_waits_for_no_heavy_library(environ: dict[str, str]) -> None:
    done = run("-c", FIRST_PAINT, environ=environ)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_the_self_test_draws_reads_learns_trains_and_leaves_pictures(
    environ: dict[str, str], tmp_path: Path
) -> None:
    done = run("-m", "desktop_app", "--self-test", str(tmp_path), environ=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "read 7" in done.stdout
    assert "Taught 11 digits" in done.stdout
    assert "Trained" in done.stdout
    assert "exported curves.png" in done.stdout
    assert "About names version" in done.stdout
    assert "a dialog tells of it" in done.stdout
    for picture in ("draw.png", "teach.png", "train.png", "runs.png"):
        assert (tmp_path / picture).stat().st_size > 5000


def test_without_a_display_there_is_one_sentence_and_no_abort(environ: dict[str, str]) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        environ.pop(name, None)
    done = run("-m", "desktop_app", environ=environ)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "display" in done.stderr


def test_without_a_home_there_is_one_sentence_and_no_traceback(environ: dict[str, str]) -> None:
    environ["INKLING_DATA_DIR"] = "~nobody-of-that-name/digits"
    done = run("-m", "desktop_app", environ=environ)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "There is no home folder" in done.stderr


def test_a_command_runs_without_qt(environ: dict[str, str]) -> None:
    program = "import sys; from desktop_app.__main__ import main; main(['--help']); "
    done = run("-c", program + "print('PySide6' in sys.modules)", environ=environ)
    assert done.stdout.rstrip().endswith("False")
