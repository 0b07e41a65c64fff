"""The bytes of a file, whatever it is wrapped in: gzip, zip, Unix `compress` or nothing."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

from nn_core.data.readers.unix_compress import COMPRESS_MAGIC, uncompress
from nn_core.errors import DatasetError

__all__ = ["LARGEST_CONTENT", "read_bytes", "unwrap", "unwrap_member"]

GZIP_MAGIC = b"\x1f\x8b"

LARGEST_CONTENT = 4 * 1024**3
"""Bytes that a wrapped file may grow to: a bomb stops here, not when memory is full."""


def read_bytes(path: Path) -> bytes:
    """Read a file and take it out of the wrapping that its first bytes show.

    Raises
    ------
    DatasetError
        If the file cannot be read or its wrapping is damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror or error}.") from error
    return unwrap(content, source=str(path))


def unwrap(content: bytes, *, source: str) -> bytes:
    """Take bytes out of gzip or Unix `compress`; return others as they are.

    Parameters
    ----------
    content
        What was read.
    source
        Where it was read, for messages.

    Raises
    ------
    DatasetError
        If the wrapping is damaged or cut short, or holds more than `LARGEST_CONTENT` bytes.
    """
    if content.startswith(COMPRESS_MAGIC):
        return uncompress(content, source=source, most=LARGEST_CONTENT)
    if not content.startswith(GZIP_MAGIC):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            raw = file.read(LARGEST_CONTENT + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(f"{source} is a damaged or incomplete gzip file.") from error
    if len(raw) > LARGEST_CONTENT:
        raise DatasetError(f"{source} unpacks to more than {LARGEST_CONTENT:,} bytes.")
    return raw


def unwrap_member(archive: bytes, member: str, *, source: str) -> bytes:
    """Take one file out of a zip archive, and out of its own wrapping.

    Parameters
    ----------
    archive
        The bytes of the zip archive.
    member
        The file's path inside it.
    source
        Where the archive was read, for messages.

    Raises
    ------
    DatasetError
        If this is no zip archive, or one without that file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as file:
            content = file.read(member)
    except KeyError as error:
        raise DatasetError(f"{source} does not hold {member}.") from error
    except (zipfile.BadZipFile, OSError, zlib.error, NotImplementedError) as error:
        raise DatasetError(f"{source} is not a whole zip archive.") from error
    return unwrap(content, source=f"{source}/{member}")
