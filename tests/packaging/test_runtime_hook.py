import os
import subprocess
import sys
from pathlib import Path

import pytest

HOOK = Path(__file__).resolve().parents[2] / "packaging" / "runtime_hook.py"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="is about Linux")


def environment_after(tmp_path: Path, **environ: str) -> dict[str, str]:
    """Run the hook as the packaged program does, and have another program tell what it inherits."""
    (tmp_path / "fallback").mkdir()
    script = (
        f"import runpy, subprocess, sys; sys._MEIPASS = {str(tmp_path)!r}; "
        f"runpy.run_path({str(HOOK)!r}); subprocess.run(['env', '-0'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        # Python by itself would choose UTF-8 before the hook could.
        env={"PATH": os.environ["PATH"], "PYTHONCOERCECLOCALE": "0", **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split("=", 1) for line in result.stdout.split("\0") if line)


def test_a_program_that_the_packaged_one_opens_has_libraries_of_its_own(tmp_path: Path) -> None:
    environ = environment_after(
        tmp_path, LD_LIBRARY_PATH="/ours", _PYI_ARCHIVE_FILE="/ours/inkling"
    )
    assert not {"LD_LIBRARY_PATH", "_PYI_ARCHIVE_FILE"} & set(environ)


def test_libraries_that_a_person_chose_stay_chosen(tmp_path: Path) -> None:
    environ = environment_after(
        tmp_path, LD_LIBRARY_PATH="/ours:/theirs", LD_LIBRARY_PATH_ORIG="/theirs"
    )
    assert environ["LD_LIBRARY_PATH"] == "/theirs"


def test_where_no_language_is_set_the_text_is_utf_8(tmp_path: Path) -> None:
    environ = environment_after(tmp_path)
    assert environ["LC_CTYPE"] == "C.UTF-8"


def test_a_language_that_is_set_stays(tmp_path: Path) -> None:
    environ = environment_after(tmp_path, LANG="de_DE.UTF-8")
    assert "LC_CTYPE" not in environ
