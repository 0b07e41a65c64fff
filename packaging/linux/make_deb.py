"""Make the Debian package out of the folder build.

    python packaging/linux/make_deb.py VERSION DIST

The program goes to /usr/lib/inkling with a link in /usr/bin; beside it a menu entry, the icon, the
file type of networks and a man page. No scripts: Debian's own triggers keep the caches of menus,
icons and file types.
"""

import gzip
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent
ICON_SIZES_PX = (16, 32, 48, 64, 128, 256, 512)

# What the folder build takes from the system where it is there. (It has copies of the libraries
# for systems that no package manager looks after.)
DEPENDS = "libegl1, libgl1, libxcb1, xkb-data"

CONTROL = """\
Package: inkling
Version: {version}
Architecture: {architecture}
Maintainer: Inkling contributors <inkling@localhost>
Installed-Size: {kibibytes}
Depends: libc6 (>= {glibc}), {depends}
Section: education
Priority: optional
Description: draw a digit and watch a neural network read it
 Inkling reads handwritten digits while they are drawn, with a neural network
 written from scratch on NumPy. It shows what the network sees and how sure it
 is, and trains other networks in the same window.
 .
 The same networks read image files from the command line: see inkling(1).
"""

COPYRIGHT = """\
Inkling. The licences of what travels with it lie in /usr/lib/inkling/licences.

{licence}"""


def stage(version: str, folder: Path, root: Path) -> None:
    """Lay out in `root` everything that is to be installed."""
    program = root / "usr" / "lib" / "inkling"
    shutil.copytree(folder, program, symlinks=True)
    link = root / "usr" / "bin" / "inkling"
    link.parent.mkdir(parents=True)
    link.symlink_to("../lib/inkling/inkling")

    share = root / "usr" / "share"
    install(HERE / "inkling.desktop", share / "applications" / "inkling.desktop")
    install(HERE / "inkling.xml", share / "mime" / "packages" / "inkling.xml")
    install(HERE / "inkling.metainfo.xml", share / "metainfo" / "inkling.metainfo.xml")
    icons = share / "icons" / "hicolor"
    vector = CHECKOUT / "assets" / "icons" / "inkling.svg"
    install(vector, icons / "scalable" / "apps" / "inkling.svg")
    for size in ICON_SIZES_PX:
        drawn = CHECKOUT / "build" / "build" / "icons" / f"inkling-{size}.png"
        install(drawn, icons / f"{size}x{size}" / "apps" / "inkling.png")

    manual = (HERE / "inkling.1").read_text(encoding="utf-8").replace("@VERSION@", version)
    write_compressed(manual, share / "man" / "man1" / "inkling.1.gz")
    documents = share / "doc" / "inkling"
    changes = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    write_compressed(changes, documents / "changelog.gz")
    licence = (CHECKOUT / "LICENSE").read_text(encoding="utf-8")
    (documents / "copyright").write_text(COPYRIGHT.format(licence=licence), encoding="utf-8")


def install(source: Path, target: Path) -> None:
    """Copy one file to where it belongs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def write_compressed(text: str, target: Path) -> None:
    """Write a text as Debian wants its manuals: compressed, and the same bytes every time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


def needed_glibc(root: Path) -> str:
    """Find the newest version of the C library that any file in `root` asks for."""
    libraries = [
        str(path)
        for path in root.rglob("*")
        if path.is_file() and (".so" in path.name or path.name == "inkling")
    ]
    listing = subprocess.run(
        ["objdump", "-T", *libraries], capture_output=True, text=True, errors="replace"
    ).stdout
    versions = set(re.findall(r"GLIBC_(\d+\.\d+)", listing))
    return max(versions, key=lambda version: [int(part) for part in version.split(".")])


def pack(root: Path, package: Path) -> None:
    """Build the package, its content compressed with machine code in mind.

    dpkg-deb itself does not offer xz's filter for jumps and calls, which makes 4% of difference,
    but reads it like anything else that xz writes.
    """
    filters = ["--lzma2=preset=9"]
    if platform.machine() == "x86_64":
        filters.insert(0, "--x86")
    members = ["debian-binary", "control.tar.xz", "data.tar.xz"]
    with tempfile.TemporaryDirectory(dir=package.parent) as folder:
        plain = Path(folder, "plain.deb")
        build = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", root, plain]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["ar", "x", plain.name], check=True, cwd=folder)
        subprocess.run(["xz", *filters, "control.tar", "data.tar"], check=True, cwd=folder)
        subprocess.run(["ar", "qcD", "packed.deb", *members], check=True, cwd=folder)
        Path(folder, "packed.deb").replace(package)


def main(version: str, dist: Path) -> None:
    """Stage and build the package."""
    root = CHECKOUT / "build" / "deb"
    shutil.rmtree(root, ignore_errors=True)
    stage(version, dist / "inkling", root)
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()
    control = CONTROL.format(
        version=version,
        architecture=architecture,
        kibibytes=-(-size // 1024),
        glibc=needed_glibc(root),
        depends=DEPENDS,
    )
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    package = dist / f"inkling_{version}_{architecture}.deb"
    pack(root, package)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve())
