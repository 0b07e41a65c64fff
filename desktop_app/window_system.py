"""Whether Qt can open a window here, asked before it is loaded: where it cannot, Qt aborts.

Run as a script, this file names the Debian packages that Qt still needs on this machine, one
line; `packaging/environment.sh` installs them.
"""

import ctypes
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["WindowSystem", "find_window_system", "missing_packages"]

_FOR_EVERY_WINDOW = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""The shared libraries that every Qt program loads, with the Debian package of each."""

_FOR_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

_FOR_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}

_PACKAGED = {"xcb", "wayland", "offscreen"}
"""Qt's platforms that come with Inkling in any case; PySide6's wheel has more."""

_USUAL_COMPOSITOR = "wayland-0"
"""Where Wayland looks for the compositor by itself."""


@dataclass(frozen=True, slots=True)
class WindowSystem:
    """What a window can be opened with.

    Attributes
    ----------
    platform
        The Qt platform to ask for ("xcb", "wayland"), or None where Qt's own choice is right.
    obstacle
        Why no window can be opened, as one sentence that says what would help; None if one can.
    """

    platform: str | None = None
    obstacle: str | None = None


def find_window_system(environ: Mapping[str, str] = os.environ) -> WindowSystem:
    """Find out how a window can be opened here, or why none can.

    Parameters
    ----------
    environ
        The environment variables to go by.
    """
    if not sys.platform.startswith("linux"):
        return WindowSystem()
    asked = environ.get("QT_QPA_PLATFORM", "")
    names = {
        entry.partition(":")[0].partition("-")[0].lower() for entry in asked.split(";") if entry
    }
    known = {name for name in names if name in _PACKAGED or _has_plugin(name, environ)}
    if names and not known:
        return WindowSystem(
            obstacle=f"QT_QPA_PLATFORM is {asked}, which Qt does not know here; unset it, or set "
            "it to xcb, wayland or offscreen."
        )
    names = known  # Qt, too, passes over what it does not know
    if not names <= {"xcb", "wayland"}:  # such as "offscreen", which needs no display
        return _if_complete(None, _FOR_EVERY_WINDOW)
    x11, wayland = environ.get("DISPLAY"), environ.get("WAYLAND_DISPLAY")
    if names:
        x11 = x11 if "xcb" in names else None
        wayland = wayland or _USUAL_COMPOSITOR if "wayland" in names else None
    if not x11 and not wayland:
        return WindowSystem(
            obstacle=f"QT_QPA_PLATFORM is {asked}, and DISPLAY is not set."
            if names
            else "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."
        )
    reached = _reached(x11, wayland, environ)
    if not reached:
        tried = " nor ".join(name for name in (x11, wayland) if name)
        return WindowSystem(obstacle=f"No display answers, not {tried}.")
    preferred = "wayland" if environ.get("XDG_SESSION_TYPE") == "wayland" else "xcb"
    best = min(
        reached, key=lambda system: (system.obstacle is not None, system.platform != preferred)
    )
    # What was asked for stays as it is: it may be a list, and have options.
    return replace(best, platform=None) if names else best


def _reached(
    x11: str | None, wayland: str | None, environ: Mapping[str, str]
) -> list[WindowSystem]:
    """Tell which displays answer, and what Qt would still lack for each."""
    reached = []
    if wayland and _wayland_answers(wayland, environ):
        reached.append(_if_complete("wayland", _FOR_EVERY_WINDOW | _FOR_WAYLAND))
    missing_xcb = x11 and not _loads("libxcb.so.1")
    if x11 and (missing_xcb or _x11_answers(x11)):
        reached.append(_if_complete("xcb", _FOR_EVERY_WINDOW | _FOR_X11))
    return reached


def _has_plugin(name: str, environ: Mapping[str, str]) -> bool:
    """Tell whether Qt would find a platform of that name, in its own folder or in one's own."""
    from importlib.util import find_spec  # for the few who ask for a platform that is seldom used

    own = [Path(folder) for folder in environ.get("QT_PLUGIN_PATH", "").split(":") if folder]
    spec = find_spec("PySide6")
    if spec is not None:
        own += [Path(folder, "Qt", "plugins") for folder in spec.submodule_search_locations or ()]
    folders = [folder / "platforms" for folder in own]
    if "QT_QPA_PLATFORM_PLUGIN_PATH" in environ:
        folders.append(Path(environ["QT_QPA_PLATFORM_PLUGIN_PATH"]))
    files = [f"libq{name}.so", f"lib{name}.so"]
    return any((folder / file).is_file() for folder in folders for file in files)


def missing_packages() -> list[str]:
    """Name the Debian packages that Qt needs here for a window of any kind and that are absent."""
    if not sys.platform.startswith("linux"):
        return []
    return _packages_of(_missing(_FOR_EVERY_WINDOW | _FOR_X11 | _FOR_WAYLAND))


def _if_complete(platform: str | None, libraries: Mapping[str, str]) -> WindowSystem:
    """Say that `platform` can be used, or which of its `libraries` this machine lacks."""
    missing = _missing(libraries)
    if not missing:
        return WindowSystem(platform=platform)
    return WindowSystem(
        platform=platform,
        obstacle=f"Qt needs {', '.join(missing)}, which this system lacks; on Debian or Ubuntu "
        f"type: sudo apt-get install {' '.join(_packages_of(missing))}",
    )


def _missing(libraries: Mapping[str, str]) -> dict[str, str]:
    return {name: package for name, package in libraries.items() if not _loads(name)}


def _packages_of(libraries: Mapping[str, str]) -> list[str]:
    return sorted(set(libraries.values()))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x11_answers(display: str) -> bool:
    """Connect to the X server as Qt would, authority file included."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    if xcb.xcb_connection_has_error(connection):
        xcb.xcb_disconnect(connection)
        return False
    # It stays open to the end. A server without any other client starts anew when the last one
    # leaves, and would turn Qt away in that moment; Qt aborts then.
    return True


def _wayland_answers(display: str, environ: Mapping[str, str]) -> bool:
    """Connect to the compositor's socket, as its name or path says."""
    import socket  # takes two milliseconds of every start, and few need it

    path = Path(environ.get("XDG_RUNTIME_DIR", "/nonexistent"), display)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    print(*missing_packages())
