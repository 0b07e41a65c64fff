"""Unix `compress` (.Z), in which the UCI archive keeps its pen strokes."""

from nn_core.errors import DatasetError

__all__ = ["COMPRESS_MAGIC", "uncompress"]

COMPRESS_MAGIC = b"\x1f\x9d"

FIRST_CODE_BITS = 9
CLEAR_CODE = 256


def uncompress(content: bytes, *, source: str, most: int = 4 * 1024**3) -> bytes:
    """Undo the Lempel-Ziv-Welch coding of Unix `compress`.

    Codes are written least significant bit first, in groups of eight codes of one width; whenever
    the width changes, the rest of the group is padding.

    Parameters
    ----------
    content
        The whole file, its three bytes of header included.
    source
        Where it was read, for messages.
    most
        How many bytes may come out: a bomb stops there, not when memory is full.

    Raises
    ------
    DatasetError
        If the bytes are no such file, a damaged one, or one that unpacks to more than `most` bytes.

    References
    ----------
    T. A. Welch, "A Technique for High-Performance Data Compression", IEEE Computer 17(6), 1984.
    """
    if len(content) < 3 or not content.startswith(COMPRESS_MAGIC):
        raise DatasetError(f"{source} is no file of Unix compress.")
    widest, block_mode = content[2] & 0x1F, bool(content[2] & 0x80)
    if not FIRST_CODE_BITS <= widest <= 16:
        raise DatasetError(f"{source} is a damaged file of Unix compress.")
    first_free = CLEAR_CODE + 1 if block_mode else CLEAR_CODE
    table = [bytes([value]) for value in range(256)] + [b""] * (first_free - 256)
    bits, group_start, position = FIRST_CODE_BITS, 24, 24  # positions in bits
    end = 8 * len(content)
    pieces: list[bytes] = []
    size = 0
    previous = b""
    while position + bits <= end:
        byte, shift = divmod(position, 8)
        code = int.from_bytes(content[byte : byte + 4], "little") >> shift & ((1 << bits) - 1)
        position += bits
        if code == CLEAR_CODE and block_mode:
            del table[first_free:]
            position = _end_of_group(group_start, position, bits)
            group_start, bits, previous = position, FIRST_CODE_BITS, b""
            continue
        if code < len(table):
            entry = table[code]
        elif code == len(table) and previous:
            entry = previous + previous[:1]
        else:
            raise DatasetError(f"{source} is a damaged file of Unix compress.")
        pieces.append(entry)
        size += len(entry)
        if size > most:
            raise DatasetError(f"{source} unpacks to more than {most:,} bytes.")
        if previous and len(table) < 1 << widest:
            table.append(previous + entry[:1])
        previous = entry
        # The table runs one entry behind the writer's: it is the next code that needs more bits.
        if len(table) + 1 > 1 << bits and bits < widest:
            position = _end_of_group(group_start, position, bits)
            group_start, bits = position, bits + 1
    return b"".join(pieces)


def _end_of_group(start: int, position: int, bits: int) -> int:
    """Round a position up to the end of its group of eight codes."""
    group = 8 * bits
    return start + -(-(position - start) // group) * group
