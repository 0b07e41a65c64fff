import contextlib
import gzip
import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nn_core.data.catalogue import CATALOGUE, CatalogueEntry, DatasetFile, Mirror
from nn_core.data.download import (
    DownloadCancelled,
    download,
    download_entry,
    folder_of_whole_copy,
)
from nn_core.errors import DatasetError

CONTENT = bytes(range(256)) * 2000


def zipped(member: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, content)
    return buffer.getvalue()


ANSWERS = {
    "/good.gz": gzip.compress(CONTENT),
    "/plain": CONTENT,
    "/archive.zip": zipped("inside/file", gzip.compress(CONTENT)),
    "/wrong": CONTENT[:-1] + b"!",
    "/damaged.gz": gzip.compress(CONTENT)[:-20],
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/slow":
            self.server.released.wait(10)
            return
        if self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT)))
            self.end_headers()
            self.wfile.write(CONTENT[:1000])
            return
        if self.path not in ANSWERS:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWERS[self.path])))
        self.end_headers()
        # A client that calls the download off closes the connection.
        with contextlib.suppress(ConnectionError):
            self.wfile.write(ANSWERS[self.path])

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        server.released = threading.Event()
        server.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


def entry(*files: tuple[str, tuple[Mirror, ...]]) -> CatalogueEntry:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    return CatalogueEntry(
        name="tiny",
        title="Tiny",
        description="",
        licence="",
        class_names=("0",),
        files=tuple(DatasetFile(name, sha256, len(CONTENT), mirrors) for name, mirrors in files),
        folder_names=("tiny",),
    )


def mirrors(server, *paths: str) -> tuple[Mirror, ...]:
    return tuple(Mirror(server.address + path) for path in paths)


def test_the_raw_bytes_of_the_first_good_mirror_are_kept(server, tmp_path):
    download_entry(entry(("file", mirrors(server, "/good.gz", "/plain"))), tmp_path)
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert server.asked == ["/good.gz"]


def test_mirrors_that_fail_or_lie_are_passed_over(server, tmp_path):
    paths = ("/missing", "/wrong", "/damaged.gz", "/short", "/good.gz")
    nobody = Mirror("http://127.0.0.1:1/file")
    download_entry(entry(("file", (nobody, *mirrors(server, *paths)))), tmp_path)
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert server.asked == list(paths)


def test_a_mirror_that_stays_silent_is_left_for_the_next(server, tmp_path):
    download_entry(
        entry(("file", mirrors(server, "/slow", "/plain"))), tmp_path, timeout_seconds=0.2
    )
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_file_inside_an_archive_is_taken_out(server, tmp_path):
    mirror = Mirror(f"{server.address}/archive.zip", member="inside/file")
    download_entry(entry(("file", (mirror,))), tmp_path)
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_when_no_mirror_is_good_each_ones_failure_is_told(server, tmp_path):
    with pytest.raises(DatasetError, match=r"Tiny could not .* answered 404; .* differs from"):
        download_entry(entry(("file", mirrors(server, "/missing", "/wrong"))), tmp_path / "tiny")
    assert list(tmp_path.iterdir()) == []


def test_progress_runs_to_the_whole_size(server, tmp_path):
    reports = []
    files = [(name, mirrors(server, "/plain")) for name in ("first", "second")]
    download_entry(
        entry(*files), tmp_path, progress=lambda done, total: reports.append((done, total))
    )
    done = [report[0] for report in reports]
    assert done == sorted(done)
    assert len(done) > 10
    assert reports[-1] == (2 * len(CONTENT), 2 * len(CONTENT))


def test_a_download_that_is_called_off_leaves_no_part_and_resumes_by_file(server, tmp_path):
    files = [(name, mirrors(server, "/plain")) for name in ("first", "second")]
    seen = []

    def progress(done, total):
        seen.append(done)

    def cancelled():
        return bool(seen) and seen[-1] > len(CONTENT)

    with pytest.raises(DownloadCancelled, match="called off"):
        download_entry(entry(*files), tmp_path, progress=progress, cancelled=cancelled)
    assert [path.name for path in tmp_path.iterdir()] == ["first"]
    download_entry(entry(*files), tmp_path)
    assert server.asked == ["/plain"] * 3


def test_a_damaged_file_from_before_is_fetched_anew(server, tmp_path):
    (tmp_path / "file").write_bytes(CONTENT[:100])
    download_entry(entry(("file", mirrors(server, "/plain"))), tmp_path)
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_download_that_brought_something_keeps_it(server, tmp_path):
    files = (("one", mirrors(server, "/plain")), ("two", mirrors(server, "/wrong")))
    with pytest.raises(DatasetError, match="no mirror gave two"):
        download_entry(entry(*files), tmp_path / "tiny")
    assert [path.name for path in (tmp_path / "tiny").iterdir()] == ["one"]


@pytest.mark.parametrize("content", [CONTENT, gzip.compress(CONTENT)], ids=["plain", "packed"])
def test_a_whole_copy_is_found_wherever_it_is_loaded_from(
    user_folder, tmp_path, monkeypatch, content
):
    tiny = entry(("file", ()))
    assert folder_of_whole_copy(tiny) is None
    ending = "" if content == CONTENT else ".gz"
    own = user_folder / "datasets" / "tiny"
    own.mkdir(parents=True)
    (own / f"file{ending}").write_bytes(content)
    assert folder_of_whole_copy(tiny) == own
    named = tmp_path / "named" / "tiny"
    named.mkdir(parents=True)
    (named / f"file{ending}").write_bytes(content)
    monkeypatch.setenv("INKLING_DATASETS", str(named.parent))
    assert folder_of_whole_copy(tiny) == named


def test_a_damaged_copy_is_fetched_again_only_where_the_download_replaces_it(
    user_folder, tmp_path, monkeypatch
):
    tiny = entry(("file", ()))
    for folder in (user_folder / "datasets" / "tiny", tmp_path / "named" / "tiny"):
        folder.mkdir(parents=True)
        (folder / "file.gz").write_bytes(gzip.compress(CONTENT)[:-20])
    assert folder_of_whole_copy(tiny) is None
    monkeypatch.setenv("INKLING_DATASETS", str(tmp_path / "named"))
    with pytest.raises(DatasetError, match=r"named/tiny/file.gz is damaged.* INKLING_DATASETS"):
        folder_of_whole_copy(tiny)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(DatasetError, match=r"taken.* cannot be made"):
        download_entry(entry(), tmp_path / "taken" / "folder")


def test_a_dataset_that_nobody_knows_is_refused_with_the_names_known():
    with pytest.raises(DatasetError, match=r"'imagenet'.*mnist, fashion-mnist, pendigits"):
        download("imagenet")


@pytest.mark.parametrize("known", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_every_file_of_the_catalogue_has_a_hash_and_two_mirrors(known):
    for file in known.files:
        assert len(bytes.fromhex(file.sha256)) == 32
        assert len(file.mirrors) >= 2
