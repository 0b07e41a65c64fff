import os
from pathlib import Path

import pytest


@pytest.fixture
def user_folder(tmp_path, monkeypatch):
    """Give the test a user folder of its own, and no datasets but those it makes."""
    monkeypatch.setenv("INKLING_DATA_DIR", str(tmp_path / "user"))
    monkeypatch.delenv("INKLING_DATASETS", raising=False)
    return tmp_path / "user"


@pytest.fixture(scope="session")
def datasets():
    """Find the folder that holds the real datasets."""
    for part in os.environ.get("INKLING_DATASETS", "").split(os.pathsep):
        if part and (Path(part) / "mnist").is_dir():
            return Path(part)
    raise FileNotFoundError("INKLING_DATASETS names no folder with the datasets.")
