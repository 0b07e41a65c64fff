"""The packages on a Debian system with nothing else: no fonts, no graphics, no Python.

It takes root, to make such a system and to go into it.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.packages, pytest.mark.timeout(1200)]

SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class System:
    """A bare system in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside, with no environment but what is given."""
        settings = [f"{name}={value}" for name, value in environ.items()]
        inside = ["chroot", str(self.root), "/usr/bin/env", "-i", f"PATH={SEARCH_PATH}"]
        return subprocess.run(
            [*inside, "HOME=/root", *settings, *command],
            capture_output=True,
            text=True,
            timeout=600,
            stdin=subprocess.DEVNULL,
        )

    def files(self) -> set[str]:
        """List everything but what apt and dpkg keep for themselves."""
        kept = ("var/", "tmp/", "proc/", "dev/", "sys/", "run/", "root/")
        names = (str(path.relative_to(self.root)) for path in self.root.rglob("*"))
        return {name for name in names if not f"{name}/".startswith(kept)}


@pytest.fixture(scope="session")
def base(checkout: Path) -> Path:
    target = checkout / "build" / "bare-system"
    target.parent.mkdir(exist_ok=True)
    script = checkout / "packaging" / "linux" / "make_bare_system.sh"
    subprocess.run(["sh", script, target], check=True)
    return target


@pytest.fixture
def system(base: Path, tmp_path: Path) -> Iterator[System]:
    root = tmp_path / "system"
    subprocess.run(["cp", "-a", base, root], check=True)
    yield System(root)
    subprocess.run(["rm", "-rf", root], check=True)


def test_the_unpacked_archive_runs_offscreen_with_an_empty_environment(
    system: System, archive: Path
) -> None:
    subprocess.run(["tar", "-C", system.root / "opt", "-xf", archive], check=True)
    result = system.run("/opt/inkling/inkling", "--self-test", QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "The self-test passed." in result.stdout


def test_the_unpacked_archive_runs_on_a_screen_without_any_library_for_it(
    system: System, archive: Path, virtual_display: str
) -> None:
    subprocess.run(["tar", "-C", system.root / "opt", "-xf", archive], check=True)
    result = system.run("/opt/inkling/inkling", "--self-test", DISPLAY=virtual_display)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "The self-test passed." in result.stdout


def test_apt_installs_the_package_and_removes_all_of_it(
    system: System, debian_package: Path
) -> None:
    assert system.run("apt-get", "update").returncode == 0
    (system.root / "tmp" / "inkling.deb").write_bytes(debian_package.read_bytes())
    dependencies = system.run(
        "apt-get", "install", "-y", "--no-install-recommends",
        "libegl1", "libgl1", "libxcb1", "xkb-data",
    )  # fmt: skip
    assert dependencies.returncode == 0, dependencies.stderr
    before = system.files()

    installed = system.run("apt-get", "install", "-y", "/tmp/inkling.deb")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    for name in (
        "usr/bin/inkling",
        "usr/share/applications/inkling.desktop",
        "usr/share/icons/hicolor/scalable/apps/inkling.svg",
        "usr/share/icons/hicolor/256x256/apps/inkling.png",
        "usr/share/mime/packages/inkling.xml",
    ):
        assert (system.root / name).is_file() or (system.root / name).is_symlink(), name
    result = system.run("inkling", "--self-test", QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 0, result.stdout + result.stderr

    removed = system.run("apt-get", "remove", "-y", "inkling")
    assert removed.returncode == 0, removed.stderr
    assert system.files() == before


def test_the_menu_entry_is_valid(debian_package: Path, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "-x", debian_package, tmp_path], check=True)
    entry = tmp_path / "usr" / "share" / "applications" / "inkling.desktop"
    result = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    manual = tmp_path / "usr" / "share" / "man" / "man1" / "inkling.1.gz"
    assert manual.read_bytes()[:2] == b"\x1f\x8b"
