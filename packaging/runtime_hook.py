"""What the packaged program does before anything else.

It makes good what a bare system lacks, and leaves out what Inkling does without.
"""

import ctypes
import os
import sys
from pathlib import Path
from types import ModuleType


def loads(library: str) -> bool:
    """Load a shared library for all that comes after; tell whether there is one of that name."""
    try:
        ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def load_fallback_libraries(folder: Path) -> None:
    """Load our copy of each library in `folder` that the system has none of.

    Once a library of some name is in memory, whatever needs that name finds it there. They may
    need each other, so it goes on for as long as one more loads.
    """
    waiting = list(folder.iterdir())
    before = None
    while waiting != before:
        before = waiting
        waiting = [path for path in waiting if not loads(path.name) and not loads(str(path))]


def take_back_loader_settings() -> None:
    """Keep what PyInstaller has set for this program from the programs that it opens.

    The loader has read LD_LIBRARY_PATH by now. A file manager that inherits it would be given our
    libraries in place of its own. Another Inkling sets all of it anew once all of it is gone.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]


def choose_utf8() -> None:
    """Have UTF-8 where no language is set, as Python does by itself and a packaged one does not.

    Qt would do so as well, with four lines of complaint.
    """
    usual = os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "C"
    if not os.environ.get("LC_ALL") and usual in {"C", "POSIX"}:
        os.environ["LC_CTYPE"] = "C.UTF-8"


def open_missing_streams() -> None:
    """Give a program without a console somewhere to print to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 -- stays open
            setattr(sys, name, stream)


def stand_in_for_opengl() -> None:
    """Let pyqtgraph start without Qt's OpenGL modules, 10 MB that only drawing by OpenGL needs.

    It imports them at its own start, and then asks of each curve whether its view is drawn that
    way; none is.
    """
    sys.modules["PySide6.QtOpenGL"] = ModuleType("PySide6.QtOpenGL")
    widgets = sys.modules["PySide6.QtOpenGLWidgets"] = ModuleType("PySide6.QtOpenGLWidgets")
    widgets.QOpenGLWidget = type("QOpenGLWidget", (), {})


def stand_in_for_docstrings() -> None:
    """Let NumPy start without the texts that explain its functions at a prompt, 1 MB of memory."""
    for name in ("_add_newdocs", "_add_newdocs_scalars"):
        sys.modules[f"numpy._core.{name}"] = ModuleType(name)


class AnyType:
    """Stands for every type of NumPy's that only type checkers look into."""

    def __class_getitem__(cls, parameters: object) -> type:
        """Stay what it is, as in `NDArray[np.uint8]`."""
        return cls


def stand_in_for_types() -> None:
    """Let NumPy start without its dozen modules of types that are read by type checkers alone."""
    module = sys.modules["numpy._typing"] = ModuleType("numpy._typing")
    for kind in ("ArrayLike", "DTypeLike", "NBitBase", "NDArray"):
        setattr(module, kind, AnyType)


open_missing_streams()
stand_in_for_docstrings()
stand_in_for_types()
stand_in_for_opengl()
if sys.platform.startswith("linux"):
    take_back_loader_settings()
    choose_utf8()
    bundle = Path(sys._MEIPASS)
    load_fallback_libraries(bundle / "fallback")
    if not Path("/etc/fonts/fonts.conf").exists():
        os.environ.setdefault("FONTCONFIG_FILE", str(bundle / "fonts.conf"))
