"""Leave out of ICU's data library what Inkling never asks Qt for.

Of all that ICU offers, QtCore calls four things (`nm -D libQt6Core.so.6 | grep _73` lists the
calls): the order of words in each language, letters' upper and lower case, which needs no data,
the names of time zones, and converters for encodings that Qt does not know by itself. File
dialogs use the first. No time zone is shown, and Qt on Linux insists on UTF-8. The rest of the
library's 32 MB is names of languages, countries, currencies and units, dictionaries for breaking
lines, transliteration and number spelling, for which there is no call at all.

The library is one read-only symbol, an archive of named items behind a table of contents; the
archive is written anew with fewer items, and binutils make a library of it again.
"""

import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

_UNREACHABLE_FOLDERS = {"brkitr", "curr", "lang", "rbnf", "region", "translit", "unit", "zone"}
_UNREACHABLE_ENDINGS = {".cnv", ".spp", ".cfu"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(_\w+)?\.res")  # calendars and number formats
_ALIGNMENT = 16
_ASSEMBLY = """\
    .section .rodata
    .globl {symbol}
    .type {symbol}, @object
    .balign {alignment}
{symbol}:
    .incbin "archive"
    .size {symbol}, . - {symbol}
"""


def is_reachable(name: str) -> bool:
    """Say whether Qt can come to ask for the item `name`, such as "icudt73l/coll/de.res"."""
    _, *folders, file = name.split("/")
    if not folders and _LANGUAGE.fullmatch(file):
        return False
    return not (
        _UNREACHABLE_FOLDERS.intersection(folders) or Path(file).suffix in _UNREACHABLE_ENDINGS
    )


def trim(archive: bytes) -> bytes:
    """Write an ICU archive anew with its reachable items only.

    Parameters
    ----------
    archive
        A header whose first two bytes give its size; then the number of items, an offset of the
        name and one of the content for each, the names, and the contents. Offsets count from the
        header's end. Whole numbers are little-endian, and items are in the order of their names.
    """
    (start,) = struct.unpack_from("<H", archive)
    header, body = archive[:start], archive[start:]
    (count,) = struct.unpack_from("<I", body)
    offsets = list(struct.iter_unpack("<II", body[4 : 4 + 8 * count]))
    ends = [content for _, content in offsets[1:]] + [len(body)]
    kept = []
    for (name_at, content_at), end in zip(offsets, ends, strict=True):
        name = body[name_at : body.index(b"\0", name_at) + 1]
        if is_reachable(name[:-1].decode("ascii")):
            kept.append((name, body[content_at:end]))

    names, contents = bytearray(), bytearray()
    table = bytearray(struct.pack("<I", len(kept)))
    names_at = 4 + 8 * len(kept)
    contents_at = _aligned(names_at + sum(len(name) for name, _ in kept))
    for name, content in kept:
        table += struct.pack("<II", names_at + len(names), contents_at + len(contents))
        names += name
        contents += content + bytes(_aligned(len(content)) - len(content))
    padding = bytes(contents_at - names_at - len(names))
    return bytes(header + table + names + padding + contents)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def main(source: Path, target: Path) -> None:
    """Write the library `source`, with its archive trimmed, to `target`."""
    library = source.read_bytes()
    listing = subprocess.run(
        ["readelf", "--dyn-syms", "--wide", source], check=True, capture_output=True, text=True
    ).stdout
    found = re.search(r"([0-9a-f]+) +(\w+) OBJECT .* (icudt\d+_dat)$", listing, re.MULTILINE)
    if not found:
        raise SystemExit(f"{source} holds no ICU data.")
    # The symbol lies in the first segment, where addresses and places in the file are the same.
    address, size, symbol = int(found[1], 16), int(found[2], 0), found[3]
    archive = trim(library[address : address + size])
    assembly = _ASSEMBLY.format(symbol=symbol, alignment=_ALIGNMENT)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "archive").write_bytes(archive)
        Path(folder, "archive.s").write_text(assembly)
        subprocess.run(["as", "archive.s", "-o", "archive.o"], check=True, cwd=folder)
        link = ["ld", "-shared", "-z", "noexecstack", f"-soname={source.name}", "archive.o"]
        subprocess.run([*link, "-o", target.resolve()], check=True, cwd=folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
