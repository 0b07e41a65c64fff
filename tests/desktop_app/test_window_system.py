import socket
import sys
from pathlib import Path

import pytest

from desktop_app import window_system
from desktop_app.window_system import WindowSystem, find_window_system


@pytest.fixture(autouse=True)
def complete_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(window_system, "_loads", lambda library: True)


def test_without_a_display_it_says_which_variables_are_missing() -> None:
    system = find_window_system({})
    assert system.obstacle == "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."


def test_a_display_that_does_not_answer_is_named(tmp_path: Path) -> None:
    system = find_window_system({"DISPLAY": f"{tmp_path}/nobody:7", "WAYLAND_DISPLAY": "gone"})
    assert system.obstacle == f"No display answers, not {tmp_path}/nobody:7 nor gone."


def test_a_platform_that_was_asked_for_is_left_alone() -> None:
    assert find_window_system({"QT_QPA_PLATFORM": "offscreen"}) == WindowSystem()


def test_a_platform_that_was_asked_for_and_has_no_display_is_an_obstacle(tmp_path: Path) -> None:
    asked = find_window_system({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-7"})
    assert asked.obstacle == "QT_QPA_PLATFORM is xcb, and DISPLAY is not set."
    environ = {"QT_QPA_PLATFORM": "wayland", "DISPLAY": ":0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert find_window_system(environ).obstacle == "No display answers, not wayland-0."


def test_a_platform_that_qt_does_not_know_is_an_obstacle() -> None:
    asked = find_window_system({"QT_QPA_PLATFORM": "nonsense", "DISPLAY": ":0"})
    assert asked.obstacle == (
        "QT_QPA_PLATFORM is nonsense, which Qt does not know here; unset it, or set it to xcb, "
        "wayland or offscreen."
    )


def test_platforms_that_only_some_qt_has_are_left_alone_where_it_has_them(tmp_path: Path) -> None:
    assert find_window_system({"QT_QPA_PLATFORM": "minimal"}) == WindowSystem()
    environ = {"QT_QPA_PLATFORM": "own", "QT_QPA_PLATFORM_PLUGIN_PATH": str(tmp_path)}
    assert find_window_system(environ).obstacle is not None
    (tmp_path / "libqown.so").touch()
    assert find_window_system(environ) == WindowSystem()


def test_of_platforms_that_were_asked_for_those_unknown_are_passed_over() -> None:
    assert find_window_system({"QT_QPA_PLATFORM": "nonsense;offscreen"}) == WindowSystem()
    asked = find_window_system({"QT_QPA_PLATFORM": "nonsense;xcb"})
    assert asked.obstacle == "QT_QPA_PLATFORM is nonsense;xcb, and DISPLAY is not set."


def test_of_platforms_that_were_asked_for_one_that_answers_is_enough(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        environ = {"QT_QPA_PLATFORM": "xcb:x;wayland-egl", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert find_window_system(environ) == WindowSystem()


def test_a_compositor_that_answers_is_used(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-7"))
        compositor.listen()
        environ = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert find_window_system(environ) == WindowSystem(platform="wayland")


def test_missing_libraries_are_named_with_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent = {"libGL.so.1", "libEGL.so.1", "libgthread-2.0.so.0", "libglib-2.0.so.0"}
    monkeypatch.setattr(window_system, "_loads", lambda library: library not in absent)
    obstacle = find_window_system({"QT_QPA_PLATFORM": "offscreen"}).obstacle
    assert obstacle is not None
    assert obstacle.endswith("type: sudo apt-get install libegl1 libgl1 libglib2.0-0")
    assert window_system.missing_packages() == ["libegl1", "libgl1", "libglib2.0-0"]


def test_without_the_library_that_reaches_x11_it_says_so_rather_than_blaming_the_display(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(window_system, "_loads", lambda library: library != "libxcb.so.1")
    obstacle = find_window_system({"DISPLAY": ":0"}).obstacle
    assert obstacle is not None
    assert "libxcb.so.1" in obstacle
