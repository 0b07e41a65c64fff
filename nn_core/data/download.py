"""Fetching a dataset of the catalogue: from any mirror that answers, checked by its hash."""

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from nn_core.data.catalogue import CatalogueEntry, DatasetFile, Mirror, catalogue_entry
from nn_core.data.loading import find_files
from nn_core.data.readers.compressed import read_bytes, unwrap, unwrap_member
from nn_core.errors import DatasetError, InklingError
from nn_core.user_folders import datasets_folder

__all__ = [
    "DownloadCancelled",
    "download",
    "download_entry",
    "folder_of_whole_copy",
    "ignore_progress",
    "never_cancelled",
]

TIMEOUT_SECONDS = 20.0
"""How long a mirror may be silent before the next one is asked."""

Progress = Callable[[int, int], None]
"""Takes the bytes done and the bytes in all."""


class DownloadCancelled(InklingError):
    """The person who asked for a download called it off."""


def ignore_progress(done: int, total: int) -> None:
    """Do nothing with a report of progress."""


def never_cancelled() -> bool:
    """Say that nobody called the work off."""
    return False


def download(
    name: str,
    *,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never_cancelled,
) -> Path:
    """Fetch a dataset of the catalogue into the user's folder.

    Files that are there and whole are kept; so a download that was called off goes on at the file
    where it stopped.

    Parameters
    ----------
    name
        A name of `CATALOGUE`.
    progress
        Called with the bytes done and the bytes in all, many times a second.
    cancelled
        Asked as often; the download stops once it returns true.

    Returns
    -------
    Path
        The folder that now holds the dataset's files.

    Raises
    ------
    DatasetError
        If the name is unknown, or no mirror gave a file with the right hash.
    DownloadCancelled
        If `cancelled` returned true.
    """
    entry = catalogue_entry(name)
    folder = datasets_folder() / entry.name
    download_entry(entry, folder, progress=progress, cancelled=cancelled)
    return folder


def folder_of_whole_copy(entry: CatalogueEntry) -> Path | None:
    """Find a dataset that need not be downloaded, each of its files checked by its hash.

    Returns
    -------
    Path | None
        The folder that it is loaded from; None if there is none, or if a file in the user's own
        folder is damaged, which a download replaces.

    Raises
    ------
    DatasetError
        If a file is damaged in a folder that is looked at first: a download would not be used.
    """
    paths = find_files(entry)
    if paths is None:
        return None
    for file in entry.files:
        path = paths[file.name]
        try:
            is_whole = hashlib.sha256(read_bytes(path)).hexdigest() == file.sha256
        except DatasetError:
            is_whole = False
        if not is_whole and path.parent == datasets_folder() / entry.name:
            return None
        if not is_whole:
            raise DatasetError(
                f"{path} is damaged: it differs from the published file of {entry.title}; remove "
                "it, or take its folder out of INKLING_DATASETS, and download again."
            )
    return next(iter(paths.values())).parent


def download_entry(
    entry: CatalogueEntry,
    folder: Path,
    *,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never_cancelled,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> None:
    """Fetch the files of one entry into a folder; see `download`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatasetError(f"{folder} cannot be made: {error.strerror or error}.") from error
    done = 0
    try:
        for file in entry.files:
            start = done

            def report(received: int, *, start: int = start, size: int = file.size) -> None:
                progress(start + min(received, size), entry.download_size)

            if cancelled():
                raise DownloadCancelled(f"The download of {entry.title} was called off.")
            if not _is_whole(folder / file.name, file):
                _fetch(entry, file, folder, report, cancelled, timeout_seconds)
            done += file.size
            progress(done, entry.download_size)
    finally:
        with contextlib.suppress(OSError):
            folder.rmdir()  # an empty folder says nothing; one that holds anything stays


def _is_whole(path: Path, file: DatasetFile) -> bool:
    with contextlib.suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
    return False


def _fetch(
    entry: CatalogueEntry,
    file: DatasetFile,
    folder: Path,
    report: Callable[[int], None],
    cancelled: Callable[[], bool],
    timeout_seconds: float,
) -> None:
    """Fetch one file from the first mirror that gives the right bytes."""
    failures: list[str] = []
    part = folder / f"{file.name}.{os.getpid()}.part"
    try:
        for mirror in file.mirrors:
            try:
                raw = _raw_bytes(mirror, part, report, cancelled, timeout_seconds)
            except DownloadCancelled:
                raise DownloadCancelled(f"The download of {entry.title} was called off.") from None
            # requests and urllib3 raise many kinds; whichever it is, another mirror may answer.
            except Exception as error:
                failures.append(f"{_host(mirror)}: {_in_words(error)}")
                continue
            if hashlib.sha256(raw).hexdigest() != file.sha256:
                failures.append(f"{_host(mirror)}: the file differs from the published one")
                continue
            part.write_bytes(raw)
            part.replace(folder / file.name)
            return
    except OSError as error:
        raise DatasetError(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
    raise DatasetError(
        f"{entry.title} could not be downloaded: no mirror gave {file.name} "
        f"({'; '.join(failures)})."
    )


def _raw_bytes(
    mirror: Mirror,
    part: Path,
    report: Callable[[int], None],
    cancelled: Callable[[], bool],
    timeout_seconds: float,
) -> bytes:
    # Imported here: pooch brings in requests, a tenth of a second that only a download needs.
    import pooch

    downloader = pooch.HTTPDownloader(
        progressbar=_Watch(report, cancelled), timeout=timeout_seconds, chunk_size=1 << 16
    )
    downloader(mirror.url, str(part), None)
    content = part.read_bytes()
    if mirror.member:
        return unwrap_member(content, mirror.member, source=mirror.url)
    return unwrap(content, source=mirror.url)


class _Watch:
    """What pooch takes for a progress bar: reports each chunk, and may call the download off.

    Attributes
    ----------
    total
        The bytes that the mirror announced; set by pooch.
    """

    def __init__(self, report: Callable[[int], None], cancelled: Callable[[], bool]) -> None:
        self.total = 0
        self._report = report
        self._cancelled = cancelled
        self._received = 0

    def update(self, count: int) -> None:
        """Take note of `count` more bytes."""
        if self._cancelled():
            raise DownloadCancelled("The download was called off.")
        self._received += count
        self._report(self._received)

    def reset(self) -> None:
        """Go back to nothing received, as pooch does before it fills the bar for good."""
        self._received = 0

    def close(self) -> None:
        """End the progress; nothing is left to do."""


def _host(mirror: Mirror) -> str:
    return mirror.url.split("/")[2]


def _in_words(error: Exception) -> str:
    response = getattr(error, "response", None)
    if response is not None:
        return f"it answered {response.status_code}"
    if isinstance(error, DatasetError):
        return "the file is damaged"
    if "timed out" in str(error).lower():
        return "it was silent for too long"
    return "it could not be reached"
