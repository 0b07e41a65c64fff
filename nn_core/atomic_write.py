"""Files that are written whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path

__all__ = ["write_atomically"]


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file beside its place, and put it there in one step once it is complete.

    Parameters
    ----------
    path
        The file; one that exists is replaced. Folders are made as needed.
    content
        All of its bytes.

    Raises
    ------
    OSError
        If it cannot be written; what was there before then stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
