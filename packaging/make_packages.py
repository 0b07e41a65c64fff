"""Make what people install: the folder build, and out of it the packages of this system.

    python packaging/make_packages.py [--folder-only]

Everything lies in dist/ afterwards. On Linux: a .tar.zst and a Debian package. On Windows and
macOS the release workflow goes on from the folder build. Beside them stand the bill of materials
and SHA256SUMS.
"""

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
BUILD, DIST = CHECKOUT / "build", CHECKOUT / "dist"
FOLDER = DIST / "inkling"
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION: str = PROJECT["version"]


def make_folder() -> None:
    """Run PyInstaller, and add the licences of everything inside."""
    # Without the column of each instruction, which takes 1.6 MB; tracebacks keep their lines.
    packager = [sys.executable, "-X", "no_debug_ranges", "-m", "PyInstaller"]
    run(*packager, "--noconfirm", "--log-level=ERROR", "build.spec")
    licences = FOLDER / "licences"
    bill = DIST / f"inkling-{VERSION}-{system_name()}.cdx.json"
    make_sbom = CHECKOUT / "packaging" / "make_sbom.py"
    run(sys.executable, make_sbom, BUILD / "build" / "contents.json", bill, licences)
    shutil.copytree(CHECKOUT / "packaging" / "licences", licences, dirs_exist_ok=True)
    shutil.copy2(CHECKOUT / "LICENSE", FOLDER)
    if sys.platform == "darwin":  # what people get there is the application alone
        shutil.copytree(licences, DIST / "Inkling.app" / "Contents" / "Resources" / "licences")


def make_archive() -> None:
    """Pack the folder build as it is, to be unpacked anywhere."""
    target = DIST / f"inkling-{VERSION}-{system_name()}.tar.zst"
    run("tar", "-C", DIST, "--sort=name", "--owner=0", "--group=0", "--numeric-owner",
        "--use-compress-program=zstd -15 -T0 -q", "-cf", target, FOLDER.name)  # fmt: skip


def write_sums() -> None:
    """Write the SHA-256 of each package, as `sha256sum --check` reads it."""
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(DIST.iterdir())
        if path.is_file() and path.name != "SHA256SUMS"
    ]
    (DIST / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def report() -> None:
    """Print what was made and how large it is."""
    files = [path for path in FOLDER.rglob("*") if path.is_file() and not path.is_symlink()]
    total = sum(path.stat().st_size for path in files)
    print(f"{total / 1e6:7.1f} MB  dist/{FOLDER.name}/, in {len(files)} files; the ten largest:")
    for path in sorted(files, key=lambda path: -path.stat().st_size)[:10]:
        print(f"{path.stat().st_size / 1e6:15.1f} MB  {path.relative_to(FOLDER)}")
    for path in sorted(DIST.iterdir()):
        if path.is_file():
            print(f"{path.stat().st_size / 1e6:7.1f} MB  dist/{path.name}")


def system_name() -> str:
    """Name this system and processor, as in "linux-x86_64"."""
    return f"{platform.system().lower()}-{platform.machine().lower()}"


def run(*command: str | Path) -> None:
    """Run a command in the checkout, and stop if it fails."""
    subprocess.run([str(word) for word in command], check=True, cwd=CHECKOUT)


def main() -> None:
    """Make everything, in order."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder-only", action="store_true", help="no packages")
    options = parser.parse_args()
    shutil.rmtree(DIST, ignore_errors=True)
    make_folder()
    if sys.platform.startswith("linux") and not options.folder_only:
        make_archive()
        run(sys.executable, CHECKOUT / "packaging" / "linux" / "make_deb.py", VERSION, DIST)
    write_sums()
    report()


if __name__ == "__main__":
    main()
