"""The fonts that letters are printed with, to show what is no digit."""

from pathlib import Path

from nn_core.data.synthetic import HELD_BACK_FONTS, is_held_back
from nn_core.errors import ConfigError

__all__ = ["held_back_fonts", "training_fonts"]

FOLDER = Path("/usr/share/fonts/truetype")
"""Where Debian's fonts-dejavu and fonts-liberation put their files."""

TRAINING_FONTS = ("DejaVuSans", "LiberationSans")
"""How the names of the font files begin that may be learnt from."""


def training_fonts() -> list[Path]:
    """List the font files that may be learnt from, in a fixed order.

    Raises
    ------
    ConfigError
        If one of the families is missing: the others would give other figures.
    """
    return [path for path in _fonts(TRAINING_FONTS) if not is_held_back(path)]


def held_back_fonts() -> list[Path]:
    """List the font files that are kept for measuring, in a fixed order.

    Raises
    ------
    ConfigError
        If one of the families is missing: the others would give other figures.
    """
    return _fonts(HELD_BACK_FONTS)


def _fonts(names: tuple[str, ...]) -> list[Path]:
    files = [path for path in FOLDER.rglob("*.ttf") if path.name.startswith(names)]
    missing = [name for name in names if not any(path.name.startswith(name) for path in files)]
    if missing:
        raise ConfigError(
            f"{FOLDER} lacks {', '.join(missing)}: install Debian's fonts-dejavu and "
            "fonts-liberation."
        )
    return sorted(files, key=lambda path: path.name)
