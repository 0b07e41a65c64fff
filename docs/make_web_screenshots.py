"""Draw the pictures of the paint page in docs/screenshots: desktop and phone, light and dark.

Needs the extras `web` and `web-tests` and a Chromium (`INKLING_CHROMIUM`, by default Debian's).
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

FOLDER = Path(__file__).resolve().parent / "screenshots"
CHROMIUM = os.environ.get("INKLING_CHROMIUM", "/usr/bin/chromium")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
DESKTOP = {"viewport": {"width": 1180, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}

# Curves as (start, control, control, end), in shares of the paper's side.
Point = tuple[float, float]
SEVEN = [
    [((0.27, 0.29), (0.38, 0.25), (0.55, 0.28), (0.71, 0.25)),
     ((0.71, 0.25), (0.63, 0.42), (0.52, 0.58), (0.45, 0.79))],
    [((0.37, 0.55), (0.46, 0.52), (0.56, 0.54), (0.64, 0.50))],
]  # fmt: skip


@contextmanager
def service() -> Iterator[str]:
    """Run the service on a free port and give its address."""
    command = [sys.executable, "-m", "web_api", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"running on (http://\S+)", line):
                yield found[1]
                break
        process.terminate()


def draw(page: Page, strokes: list[list[tuple[Point, Point, Point, Point]]]) -> None:
    """Draw curves with the mouse."""
    box = page.locator("#pad").bounding_box()
    assert box is not None
    for stroke in strokes:
        for index, (start, *others) in enumerate(stroke):
            for step in range(1 if index else 0, 13):
                x, y = on_curve((start, *others), step / 12)
                page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
                if index == step == 0:
                    page.mouse.down()
        page.mouse.up()
    expect(page.locator("#numeral")).not_to_be_empty()
    page.mouse.move(2, 2)
    page.wait_for_load_state("networkidle")


def on_curve(curve: tuple[Point, ...], t: float) -> Point:
    """Find the place at `t` on a cubic Bézier curve."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (
        sum(w * point[axis] for w, point in zip(weights, curve, strict=True)) for axis in (0, 1)
    )
    return x, y


def shoot(browser: Browser, url: str) -> None:
    """Take all pictures."""
    for device, options in (("desktop", DESKTOP), ("phone", PHONE)):
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme, **options)
            page.goto(f"{url}/paint-screen")
            draw(page, SEVEN)
            page.screenshot(path=FOLDER / f"web-{device}-{scheme}.png", full_page=device == "phone")
            if device == "desktop" and scheme == "light":
                page.click("#explain")
                expect(page.locator("#steps")).to_be_visible()
                page.screenshot(path=FOLDER / "web-steps.png")
            page.close()


def main() -> None:
    """Draw the pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    with service() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        shoot(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
