import os
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DIST = CHECKOUT / "dist"
SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def only(pattern: str) -> Path:
    """Find the one file in dist/ of the present version that `make package` made."""
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    (path,) = DIST.glob(pattern.format(version))
    return path


@pytest.fixture(scope="session")
def checkout() -> Path:
    return CHECKOUT


@pytest.fixture(scope="session")
def folder() -> Path:
    return DIST / "inkling"


@pytest.fixture(scope="session")
def archive() -> Path:
    return only("inkling-{}-linux-*.tar.zst")


@pytest.fixture(scope="session")
def debian_package() -> Path:
    return only("inkling_{}_*.deb")


@pytest.fixture(scope="session")
def bill_of_materials() -> Path:
    return only("inkling-{}-*.cdx.json")


RunBare = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run_bare() -> RunBare:
    """Runs a command with no environment but a search path, a home, and what is given."""

    def run(
        command: Sequence[str | Path], environ: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in command],
            env={"PATH": SEARCH_PATH, "HOME": os.environ["HOME"], **(environ or {})},
            capture_output=True,
            text=True,
            timeout=280,
        )

    return run


@pytest.fixture(scope="session")
def virtual_display() -> Iterator[str]:
    """A screen that nobody looks at; gives its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=30)
