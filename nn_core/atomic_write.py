"""Files that are written whole or not at all."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["write_atomically", "written_atomically"]


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
    with written_atomically(path) as part:
        part.write_bytes(content)


@contextlib.contextmanager
def written_atomically(path: Path) -> Iterator[Path]:
    """Give a place beside a file to write to; what was written there takes the file's place.

    Parameters
    ----------
    path
        The file; one that exists is replaced when the block ends without an error. Folders are
        made as needed.

    Raises
    ------
    OSError
        If it cannot be written; what was there before then stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
