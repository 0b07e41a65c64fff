"""The question where a file is to be saved, with one rule for names that are typed in."""

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.question import ask

__all__ = ["ask_where_to_save", "with_ending"]

_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]*")


def ask_where_to_save(parent: QWidget, title: str, proposed: Path, kind: str) -> Path | None:
    """Ask for the place of a file.

    Parameters
    ----------
    parent
        Who asks.
    title
        What the dialog is called.
    proposed
        The place that is proposed. Its ending is added to a name that has none.
    kind
        What such files are called, in the plural where there may be several: "Table", "Networks".

    Returns
    -------
    Path | None
        None where the person thought better of it.
    """
    ending = proposed.suffix
    words = f"{kind} (*{ending})"
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(proposed), words)
    if not chosen:
        return None
    path = with_ending(Path(chosen), ending)
    # The dialog asked about the name that was typed, not about the one with its ending.
    if path != Path(chosen) and path.exists() and not _may_replace(parent, path):
        return None
    return path


def with_ending(path: Path, ending: str) -> Path:
    """Give a file's name an ending where it has none: "report v1.2" has none, "report.pdf" has.

    Parameters
    ----------
    path
        The file.
    ending
        With its dot.
    """
    name = path.name.rstrip(".") or path.name
    return path if _ENDING.fullmatch(path.suffix) else path.with_name(f"{name}{ending}")


def _may_replace(parent: QWidget, path: Path) -> bool:
    return ask(
        parent,
        "Replace the file?",
        f"There is a file {path.name} already. Replace it?",
        yes="Replace",
        no="Keep it",
    )
