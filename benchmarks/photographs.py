"""Pictures of digits as people take them: scans, screenshots, photos on ruled paper.

    python -m benchmarks.photographs [--pictures 400] [--seed 1]

Such pictures are made of MNIST's test digits and of the strokes of writers who were held back from
training, each kind of trouble by itself and all at once, and it is counted how many are read
rightly: by MNIST's own rule alone, and as Inkling finds the ink.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nn_core.data import load_dataset, load_strokes
from nn_core.digits.recognizer import Recognizer
from nn_core.errors import DatasetError
from nn_core.ink.placing import crop_to_ink, place
from nn_core.ink.strokes import Stroke, bounding_box

Ink = NDArray[np.float32]
Camera = Callable[[Ink, np.random.Generator], NDArray[np.uint8]]


def ink_of_strokes(strokes: Sequence[Stroke], *, side: int, pen: float) -> Ink:
    """Draw strokes with a pen that is `pen` times as wide as the digit's longer side."""
    left, top, right, bottom = bounding_box(strokes)
    scale = 4 * side / max(right - left, bottom - top, 1e-6)
    width = max(1, round(pen * 4 * side))
    size = (round((right - left) * scale) + 2 * width, round((bottom - top) * scale) + 2 * width)
    sheet = Image.new("L", size)
    pencil = ImageDraw.Draw(sheet)
    for stroke in strokes:
        path = [
            (float(x - left) * scale + width, float(y - top) * scale + width)
            for x, y in stroke.points
        ]
        pencil.line(path, fill=255, width=width, joint="curve")
        for x, y in (path[0], path[-1]):
            pencil.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return np.asarray(sheet.reduce(4), dtype=np.float32) / 255


def ink_of_image(image: NDArray[np.uint8], *, side: int) -> Ink:
    """Enlarge one of MNIST's images so that its digit is some `side` pixels high."""
    size = round(side * 1.4)
    enlarged = Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(enlarged, dtype=np.float32) / 255


def lay(ink: Ink, rng: np.random.Generator, *, margin: float) -> Ink:
    """Put ink somewhere on a sheet with `margin` times its longer side to spare."""
    height, width = ink.shape
    spare = max(4, round(margin * max(ink.shape)))
    sheet = np.zeros((height + spare, width + spare), dtype=np.float32)
    top, left = rng.integers(2, spare - 1, 2)
    sheet[top : top + height, left : left + width] = ink
    return sheet


def _grey(levels: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.clip(np.round(levels), 0, 255).astype(np.uint8)


def _jpeg(grey: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    buffer = BytesIO()
    Image.fromarray(grey).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("L"))


def _ramp(shape: tuple[int, ...], rng: np.random.Generator) -> Ink:
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    return (x * np.cos(angle) + y * np.sin(angle)).astype(np.float32)


def _lines(shape: tuple[int, ...], rng: np.random.Generator, *, squares: bool) -> Ink:
    """Print the lines of a school book, tilted by up to two degrees."""
    pitch = rng.uniform(0.25, 0.5) * max(shape) * (0.5 if squares else 1)
    thickness = max(1.0, max(shape) / rng.uniform(120, 220))
    tilt = np.deg2rad(rng.uniform(-2, 2))
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    along, across = x + y * np.tan(tilt), y - x * np.tan(tilt)
    phases = rng.uniform(0, pitch, 2)
    printed = np.zeros(shape, dtype=np.float32)
    for places, phase in ((across, phases[0]), (along, phases[1])):
        distance = np.abs((places + phase) % pitch - pitch / 2)
        printed = np.maximum(printed, np.clip(thickness / 2 + 0.5 - distance, 0, 1))
        if not squares:
            break
    return printed


def screen(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Black on white, as a drawing program saves it."""
    return _grey(255 - 255 * lay(ink, rng, margin=0.5))


def board(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Chalk on a dark board."""
    return _grey(40 + 170 * lay(ink, rng, margin=0.5) + rng.normal(0, 5, ()))


def pencil(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Faint, with noise."""
    sheet = lay(ink, rng, margin=0.6)
    return _grey(215 - 60 * sheet + rng.normal(0, 5, sheet.shape))


def uneven_light(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Lit from one side, with noise, saved as JPEG."""
    sheet = lay(ink, rng, margin=0.8)
    light = 170 + 60 * _ramp(sheet.shape, rng)
    return _jpeg(_grey(light * (1 - 0.7 * sheet) + rng.normal(0, 6, sheet.shape)), 40)


def shadow(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Under a hand's shadow with a soft edge across the paper."""
    sheet = lay(ink, rng, margin=0.8)
    edge = np.clip((_ramp(sheet.shape, rng) - rng.uniform(-0.4, 0.4)) / 0.12 + 0.5, 0, 1)
    light = 120 + 100 * edge
    return _jpeg(_grey(light * (1 - 0.75 * sheet) + rng.normal(0, 4, sheet.shape)), 60)


def ruled(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """On the lines of a school book."""
    sheet = lay(ink, rng, margin=0.8)
    printed = _lines(sheet.shape, rng, squares=False) * rng.uniform(0.2, 0.5)
    return _grey(235 * (1 - np.maximum(0.85 * sheet, printed)) + rng.normal(0, 3, sheet.shape))


def squared(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """On squared paper."""
    sheet = lay(ink, rng, margin=0.8)
    printed = _lines(sheet.shape, rng, squares=True) * rng.uniform(0.2, 0.45)
    return _grey(235 * (1 - np.maximum(0.85 * sheet, printed)) + rng.normal(0, 3, sheet.shape))


def dark_lines(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """On lines as dark as the pen."""
    sheet = lay(ink, rng, margin=0.8)
    printed = _lines(sheet.shape, rng, squares=False)
    return _grey(235 * (1 - 0.85 * np.maximum(sheet, printed)) + rng.normal(0, 3, sheet.shape))


def specks(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """With dust and crumbs around."""
    sheet = lay(ink, rng, margin=0.8)
    side = max(sheet.shape)
    for _ in range(12):
        size = max(1, round(side * rng.uniform(0.003, 0.012)))
        top, left = (int(rng.integers(0, length - size)) for length in sheet.shape)
        sheet[top : top + size, left : left + size] = 1
    return _grey(240 - 200 * sheet + rng.normal(0, 3, sheet.shape))


def phone(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Everything at once: a ramp, a shadow, lines, noise, JPEG."""
    sheet = lay(ink, rng, margin=1.0)
    edge = np.clip((_ramp(sheet.shape, rng) - rng.uniform(-0.4, 0.4)) / 0.2 + 0.5, 0, 1)
    light = (140 + 60 * edge) * (1 + 0.2 * _ramp(sheet.shape, rng))
    printed = _lines(sheet.shape, rng, squares=bool(rng.random() < 0.5)) * 0.3
    levels = light * (1 - np.maximum(0.75 * sheet, printed)) + rng.normal(0, 5, sheet.shape)
    return _jpeg(_grey(levels), 50)


CAMERAS: tuple[Camera, ...] = (
    screen, board, pencil, uneven_light, shadow, ruled, squared, dark_lines, specks, phone,
)  # fmt: skip
ON_A_LARGE_SHEET = (ruled, squared, dark_lines, specks, phone)
SIDES = (20, 40, 120, 400)
PENS = (0.025, 0.06, 0.12, 0.2, 0.28)


def shrink_only(gray: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Make the network's image by MNIST's rule alone, taking one shade for the whole paper."""
    levels = gray.astype(np.float32)
    difference = levels - np.median(np.concatenate([levels[0], levels[-1]]))
    if -difference.min() > difference.max():
        difference = -difference
    ink = np.clip((difference / max(float(difference.max()), 1.0) - 0.1) / 0.9, 0, 1)
    cropped = crop_to_ink(ink.astype(np.float32))
    return None if cropped is None else np.round(255 * np.clip(place(cropped), 0, 1)).astype("u1")


def pictures(
    camera: Camera, count: int, *, rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Take pictures of MNIST's test digits and of held-back writers' digits by turns."""
    printed = load_dataset("mnist", split="test")
    written = load_strokes("pendigits", split="test") or []
    for turn in range(count):
        side = int(rng.choice(SIDES))
        if camera in ON_A_LARGE_SHEET:
            side = max(side, 40)
        if turn % 2:
            index = int(rng.integers(len(printed)))
            ink = ink_of_image(printed.images[index], side=side)
            label = int(printed.labels[index])
        else:
            sample = written[int(rng.integers(len(written)))]
            ink = ink_of_strokes(sample.strokes, side=side, pen=float(rng.choice(PENS)))
            label = sample.label
        yield camera(ink, rng), label


def main() -> None:
    """Measure, and print one line of JSON for each kind of trouble."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=400, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="inkling", help="the bundled network that reads")
    options = parser.parse_args()
    recognizer = Recognizer.bundled(options.model)
    for camera in CAMERAS:
        rng = np.random.default_rng(options.seed)
        before = after = 0
        seconds = []
        for gray, label in pictures(camera, options.pictures, rng=rng):
            plain = shrink_only(gray)
            before += plain is not None and recognizer.read_image(plain).digit == label
            began = time.perf_counter()
            reading = recognizer.read_pixels(gray)
            seconds.append(time.perf_counter() - began)
            after += reading is not None and reading.digit == label
        print(
            json.dumps(
                {
                    "trouble": camera.__name__,
                    "pictures": options.pictures,
                    "mnist_rule_alone": round(before / options.pictures, 4),
                    "accuracy": round(after / options.pictures, 4),
                    "median_ms": round(1e3 * float(np.median(seconds)), 1),
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    try:
        main()
    except DatasetError as error:
        raise SystemExit(str(error)) from None
