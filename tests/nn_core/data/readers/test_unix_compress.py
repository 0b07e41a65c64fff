import numpy as np
import pytest

from nn_core.data.readers.unix_compress import uncompress
from nn_core.errors import DatasetError


def compress(content: bytes, widest: int) -> bytes:
    """Write what Unix `compress -b WIDEST` reads back, emptying the table once when it is full."""
    table = {bytes([value]): value for value in range(256)}
    free, bits, out, group, filled, word = 257, 9, bytearray(), 0, 0, 0

    def put(code):
        nonlocal word, filled, group
        word |= code << filled
        filled += bits
        group += 1

    def pad():
        nonlocal word, filled, group
        while group % 8:
            put(0)
        group = 0

    def flush():
        nonlocal word, filled
        while filled >= 8:
            out.append(word & 255)
            word >>= 8
            filled -= 8

    start = b""
    for value in content:
        longer = start + bytes([value])
        if longer in table:
            start = longer
            continue
        put(table[start])
        if free < 1 << widest:
            table[longer] = free
            free += 1
            if free > 1 << bits and bits < widest:
                pad()
                flush()
                bits += 1
        else:
            put(256)
            pad()
            flush()
            table = {bytes([value]): value for value in range(256)}
            free, bits = 257, 9
        flush()
        start = bytes([value])
    if start:
        put(table[start])
    filled += -filled % 8
    flush()
    return bytes([0x1F, 0x9D, 0x80 | widest]) + bytes(out)


@pytest.mark.parametrize("widest", [10, 12, 16])
@pytest.mark.parametrize("alphabet", [1, 4, 200])
def test_what_is_compressed_comes_back(widest, alphabet):
    rng = np.random.default_rng(widest)
    content = rng.integers(0, alphabet, 30_000, dtype=np.uint8).tobytes()
    assert uncompress(compress(content, widest), source="x") == content


def test_a_file_that_gzip_reads_too_is_read():
    made = bytes.fromhex("1f9d90549e0829f2448a932754020e2ca890a04184")
    assert uncompress(made, source="x") == b"TOBEORNOTTOBEORTOBEORNOT"


def test_damage_is_named():
    with pytest.raises(DatasetError, match=r"strokes\.Z is a damaged"):
        uncompress(b"\x1f\x9d\x90" + b"\xff" * 40, source="strokes.Z")
    with pytest.raises(DatasetError, match="no file of Unix compress"):
        uncompress(b"\x1f\x9d", source="strokes.Z")


def test_a_bomb_stops_before_memory_is_full():
    bomb = compress(bytes(50_000), 16)
    with pytest.raises(DatasetError, match="unpacks to more than 10,000 bytes"):
        uncompress(bomb, source="x", most=10_000)
