from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from desktop_app.teach.report_files import save_report
from desktop_app.teach.report_sheet import ReportSheet
from nn_core.data.synthetic import write_digit
from nn_core.digits.recognizer import Recognizer
from nn_core.errors import ImageError
from nn_core.teaching import new_digit
from nn_core.teaching.handwriting_report import report_on

resource = pytest.importorskip("resource", reason="Windows has no limit for a file's size")


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file become larger than so many bytes, as on a disk that is all but full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_a_report_that_does_not_fit_on_the_disk_leaves_the_earlier_one_whole(
    qapp: object, tmp_path: Path, kind: str
) -> None:
    rng = np.random.default_rng(0)
    digits = [new_digit(digit, strokes=write_digit(digit, rng=rng)) for digit in range(3)]
    report = report_on(digits, Recognizer.bundled("textbook-256-128"))
    sheet = ReportSheet(report, datetime(2026, 1, 2))
    path = tmp_path / f"report.{kind}"
    path.write_bytes(b"the earlier report")
    with room_for(2_000), pytest.raises(ImageError, match="cannot be written"):
        save_report(sheet, path)
    assert path.read_bytes() == b"the earlier report"
    save_report(sheet, path)
    assert path.stat().st_size > 10_000
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
