from pathlib import Path

import pytest


@pytest.fixture
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a user folder of its own, and no datasets but those it makes."""
    monkeypatch.setenv("INKLING_DATA_DIR", str(tmp_path / "user"))
    monkeypatch.delenv("INKLING_DATASETS", raising=False)
    return tmp_path / "user"
