import tracemalloc
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nn_core.errors import ImageError
from nn_core.ink.image_file import read_image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def with_bar(mode: str, paper: object, ink: object) -> Image.Image:
    """Draw a picture of 40×30 with an upright bar of 4×20 in it."""
    image = Image.new(mode, (40, 30), paper)
    image.paste(ink, (18, 5, 22, 25))
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM"])
def test_common_kinds_come_as_grey_of_their_size(kind: str) -> None:
    grey = read_image(encoded(with_bar("L", 250, 10), kind))
    assert grey.shape == (30, 40)
    assert grey.dtype == np.uint8
    assert grey[15, 20] < 40
    assert grey[15, 5] > 220


def test_reads_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "bar.png"
    path.write_bytes(encoded(with_bar("L", 255, 0)))
    assert read_image(path)[15, 20] == 0
    assert read_image(str(path))[15, 20] == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_undone(orientation: int) -> None:
    upright = Image.new("L", (40, 30), 255)
    upright.paste(0, (0, 0, 10, 5))
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turns[orientation]) if orientation in turns else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    grey = read_image(encoded(stored, "PNG", exif=exif))
    np.testing.assert_array_equal(grey, np.asarray(upright))


@pytest.mark.parametrize(
    ("ink", "paper_is_lighter"), [((0, 0, 0, 255), True), ((255, 255, 255, 255), False)]
)
def test_ink_on_clear_paper_stays_visible(ink: tuple[int, ...], paper_is_lighter: bool) -> None:
    grey = read_image(encoded(with_bar("RGBA", (0, 0, 0, 0), ink))).astype(int)
    difference = grey[0, 0] - grey[15, 20]
    assert abs(difference) == 255
    assert bool(difference > 0) is paper_is_lighter


def test_a_card_with_clear_corners_keeps_its_own_paper() -> None:
    card = with_bar("RGBA", (255, 255, 255, 255), (20, 20, 20, 255))
    for corner in [(0, 0), (39, 0), (0, 29), (39, 29)]:
        card.putpixel(corner, (0, 0, 0, 0))
    grey = read_image(encoded(card))
    assert grey[0, 0] == 255
    assert grey[15, 20] == 20


def test_wholly_transparent_picture_is_blank() -> None:
    grey = read_image(encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0))))
    assert np.ptp(grey) == 0


def test_palette_with_a_transparent_colour() -> None:
    image = Image.new("P", (40, 30), 0)
    image.putpalette([0, 0, 0, 10, 10, 10])
    image.paste(1, (18, 5, 22, 25))
    grey = read_image(encoded(image, "PNG", transparency=0))
    assert grey[0, 0] == 255
    assert grey[15, 20] == 10


@pytest.mark.parametrize("white", [4095, 65535])
def test_sixteen_bits_fill_eight(white: int) -> None:
    values = np.full((30, 40), white, dtype=np.uint16)
    values[5:25, 18:22] = 0
    grey = read_image(encoded(Image.fromarray(values)))
    assert grey[0, 0] == 255
    assert grey[15, 20] == 0


def test_a_large_picture_of_sixteen_bits_takes_little_memory() -> None:
    values = np.full((3000, 3000), 65535, dtype=np.uint16)
    values[500:2500, 1400:1600] = 0
    data = encoded(Image.fromarray(values))
    tracemalloc.start()
    grey = read_image(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (grey[0, 0], grey[750, 750]) == (255, 0)
    assert peak < 10 * values.size


def test_floating_tiff_fills_eight_bits() -> None:
    values = np.ones((30, 40), dtype=np.float32)
    values[5:25, 18:22] = 0
    grey = read_image(encoded(Image.fromarray(values), "TIFF"))
    assert (grey[0, 0], grey[15, 20]) == (255, 0)


def test_red_ink_on_green_of_the_same_lightness_is_seen() -> None:
    image = with_bar("RGB", (0, 130, 0), (255, 0, 0))
    grey = read_image(encoded(image)).astype(int)
    assert abs(grey[15, 20] - grey[0, 0]) > 100


def test_large_picture_comes_reduced() -> None:
    grey = read_image(encoded(Image.new("L", (5000, 1000), 255)))
    assert max(grey.shape) <= 2048
    assert grey.shape[1] == pytest.approx(5 * grey.shape[0], abs=5)


def test_more_pixels_than_allowed_are_refused_before_decoding() -> None:
    bomb = encoded(Image.new("1", (30_000, 30_000)))
    assert len(bomb) < 200_000
    with pytest.raises(ImageError, match="50 million pixels"):
        read_image(bomb)
    with pytest.raises(ImageError, match="50 million pixels"):
        read_image(encoded(Image.new("1", (8_000, 7_000))))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
def test_truncated_file_gets_a_sentence(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), kind)
    with pytest.raises(ImageError, match=r"^The image is .*\.$"):
        read_image(whole[: len(whole) // 2])


def test_damaged_bytes_never_raise_anything_else() -> None:
    rng = np.random.default_rng(1)
    for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF"):
        whole = np.frombuffer(encoded(with_bar("L", 255, 0), kind), dtype=np.uint8)
        for _ in range(60):
            damaged = whole.copy()
            damaged[rng.integers(0, len(whole), 6)] = rng.integers(0, 256, 6)
            try:
                grey = read_image(damaged.tobytes())
            except ImageError:
                continue
            assert grey.dtype == np.uint8
            assert grey.ndim == 2


@pytest.mark.parametrize("data", [b"", b"hello", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_image_gets_a_sentence(data: bytes) -> None:
    with pytest.raises(ImageError, match=r"^The image is .*\.$"):
        read_image(data)


def test_missing_file_and_folder_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="There is no file"):
        read_image(tmp_path / "none.png")
    with pytest.raises(ImageError, match="is a folder"):
        read_image(tmp_path)
