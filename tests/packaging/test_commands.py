import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.packages


def test_without_a_display_the_run_command_says_so_and_runs_the_self_test(checkout: Path) -> None:
    unset = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environ = {name: value for name, value in os.environ.items() if name not in unset}
    result = subprocess.run(
        [sys.executable, checkout / "packaging" / "launch.py"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    first, *others = result.stdout.splitlines()
    assert first == (
        "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. "
        "Running the self-test offscreen instead."
    )
    assert others[-1] == "The self-test passed."
    assert result.stderr == ""


def test_a_wheel_in_a_clean_environment_finds_its_assets_from_any_folder(
    checkout: Path, tmp_path: Path
) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*build, "--no-build-isolation", "--wheel-dir", tmp_path, checkout], check=True)
    (wheel,) = tmp_path.glob("inkling-*.whl")
    installed = tmp_path / "installed"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", installed, wheel], check=True)
    command = (
        "import nn_core, sys; from nn_core.digits import Recognizer; "
        "Recognizer.bundled(); print(nn_core.__file__); "
        "from desktop_app.__main__ import main; sys.exit(main(['--help']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(str(installed))
    assert "inkling COMMAND" in result.stdout
