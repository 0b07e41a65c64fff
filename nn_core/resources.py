"""Where the files that travel with the program lie: in a checkout, a wheel or an executable."""

import sys
from functools import cache
from pathlib import Path

__all__ = ["asset_path", "licences_folder"]


def asset_path(*parts: str) -> Path:
    """Find a file or folder of `assets/`.

    Parameters
    ----------
    *parts
        The path below `assets/`, one argument a step.

    Raises
    ------
    FileNotFoundError
        If the installation lacks it.
    """
    for assets in _possible_folders():
        path = assets.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"This installation of Inkling lacks assets/{'/'.join(parts)}.")


def licences_folder() -> Path | None:
    """Find the licence texts of everything inside, which travel with the packaged program.

    Returns
    -------
    Path or None
        The folder; None where Inkling runs from a checkout or a wheel, beside what pip installed.
    """
    if not getattr(sys, "frozen", False):
        return None
    program = Path(sys.executable).resolve().parent
    for folder in (program / "licences", program.parent / "Resources" / "licences"):
        if folder.is_dir():
            return folder
    return None


@cache
def _possible_folders() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parent
    bundle = Path(getattr(sys, "_MEIPASS", package))
    return bundle / "assets", package / "assets", package.parent / "assets"
