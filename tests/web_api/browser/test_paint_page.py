"""The paint page as people use it: mouse, finger, pen, keyboard, pictures; light, dark, small."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.web

Path = list[tuple[float, float]]

# In shares of the paper's side.
SEVEN: list[Path] = [
    [(0.28, 0.29), (0.42, 0.27), (0.56, 0.27), (0.7, 0.26), (0.6, 0.46), (0.5, 0.64), (0.44, 0.78)]
]
BAR_OF_SEVEN: Path = [(0.4, 0.54), (0.52, 0.52), (0.64, 0.51)]


def places(page: Page, path: Path) -> Path:
    box = page.locator("#pad").bounding_box()
    assert box is not None
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in path]


def draw(page: Page, path: Path, *, lift: bool = True) -> None:
    first, *others = places(page, path)
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=5)
    if lift:
        page.mouse.up()


def touch(page: Page, path: Path, *, fingers: int = 1) -> None:
    """Draw with a finger; Playwright itself can only tap."""
    chromium = page.context.new_cdp_session(page)
    kind = "touchStart"
    for x, y in places(page, path):
        points = [{"x": x + 40 * finger, "y": y, "id": finger} for finger in range(fingers)]
        chromium.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        kind = "touchMove"
    chromium.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def expect_answer(page: Page, digit: str) -> None:
    expect(page.locator("#numeral")).to_have_text(digit)
    expect(page.locator("#bars li.leading .digit")).to_have_text(digit)


def expect_empty(page: Page) -> None:
    expect(page.locator("#headline")).to_have_text("What will it be?")
    expect(page.locator("#numeral")).to_be_empty()
    expect(page.locator("#preview img")).to_have_count(0)
    expect(page.locator("#clear")).to_be_disabled()


def strokes_on(page: Page) -> int:
    """Count the strokes that the page last asked about."""
    with page.expect_request("**/predict?*draft=false") as request:
        pass
    body = request.value.post_data_json
    assert isinstance(body, dict)
    return len(body["strokes"])


def test_a_digit_drawn_with_the_mouse_is_read(page: Page) -> None:
    expect_empty(page)
    draw(page, SEVEN[0])

    expect_answer(page, "7")
    expect(page.locator("#headline")).to_contain_text("a seven")
    expect(page.locator("#detail")).to_contain_text("%")
    expect(page.locator("#bars .share")).to_have_count(10)
    expect(page.locator("#speed")).to_contain_text("ms")
    preview = page.locator("#preview img")
    expect(preview).to_be_visible()
    assert preview.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [28, 28]


def test_no_bar_contradicts_that_it_is_no_digit(page: Page) -> None:
    draw(page, [(0.3, 0.2), (0.3, 0.8)])
    draw(page, [(0.65, 0.2), (0.3, 0.5), (0.65, 0.8)])

    expect(page.locator("#headline")).to_have_text("That does not look like a digit")
    expect(page.locator("#bars li.leading")).to_have_count(0)
    expect(page.locator("#bars li.muted")).to_have_count(10)
    expect(page.locator("#bars .share")).to_have_text([""] * 10)
    heights = page.locator("#bars .fill").evaluate_all("fills => fills.map(f => f.clientHeight)")
    assert heights == [2] * 10


def test_the_answer_comes_while_the_pen_is_still_down(page: Page) -> None:
    draw(page, SEVEN[0], lift=False)

    expect_answer(page, "7")
    page.mouse.up()


def test_the_ink_shows_where_the_mouse_went(page: Page) -> None:
    draw(page, [(0.2, 0.5), (0.8, 0.5)])
    expect(page.locator("#preview img")).to_be_visible()

    ink_at = """(canvas, [x, y]) => canvas.getContext("2d").getImageData(
        x * canvas.width, y * canvas.height, 1, 1).data[3]"""
    assert page.locator("#pad").evaluate(ink_at, [0.5, 0.5]) == 255
    assert page.locator("#pad").evaluate(ink_at, [0.5, 0.2]) == 0


def test_several_digits_are_a_number(page: Page) -> None:
    draw(page, [(x * 0.5, y) for x, y in SEVEN[0]])
    draw(page, [(0.7, 0.28), (0.69, 0.5), (0.69, 0.78)])

    expect(page.locator("#numeral")).to_have_text("71")
    expect(page.locator("#headline")).to_contain_text("every digit")
    expect(page.locator("#bars li.leading .digit")).to_have_text(["7", "1"])
    expect(page.locator("#preview img")).to_have_count(2)


def test_undo_redo_and_clear(page: Page) -> None:
    draw(page, SEVEN[0])
    draw(page, BAR_OF_SEVEN)
    assert strokes_on(page) == 2

    page.click("#undo")
    assert strokes_on(page) == 1
    page.click("#redo")
    assert strokes_on(page) == 2
    page.click("#clear")
    expect_empty(page)
    page.click("#undo")
    assert strokes_on(page) == 2


def test_the_right_button_draws_nothing(page: Page) -> None:
    (x, y), *_ = places(page, SEVEN[0])
    page.mouse.click(x, y, button="right")

    expect_empty(page)


def test_a_finger_draws_and_does_not_scroll(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 664}, has_touch=True, is_mobile=True)
    touch(page, SEVEN[0])

    expect_answer(page, "7")
    assert page.evaluate("window.scrollY") == 0


def test_a_second_finger_draws_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    touch(page, SEVEN[0], fingers=2)

    assert strokes_on(page) == 1


def test_a_pen_draws(page: Page) -> None:
    chromium = page.context.new_cdp_session(page)
    kind = "mousePressed"
    for x, y in places(page, SEVEN[0]):
        event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
        chromium.send("Input.dispatchMouseEvent", event | {"pointerType": "pen", "force": 0.6})
        kind = "mouseMoved"
    chromium.send("Input.dispatchMouseEvent", event | {"type": "mouseReleased", "buttons": 0})

    expect_answer(page, "7")


def press_until(page: Page, key: str, reached: str) -> None:
    """Hold an arrow key until the pen is somewhere: `reached` is a condition on x and y."""
    page.keyboard.down(key)
    page.wait_for_function(
        """reached => {
            const place = new DOMMatrix(getComputedStyle(document.getElementById("pen")).transform);
            const side = document.getElementById("pad").clientWidth;
            return new Function("x", "y", `return ${reached}`)(place.e / side, place.f / side);
        }""",
        arg=reached,
    )
    page.keyboard.up(key)


def test_a_digit_is_drawn_with_the_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page(bypass_csp=True)  # for `press_until` alone, which makes a function of words
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "pad"
    page.keyboard.press("Space")
    press_until(page, "ArrowDown", "y > 0.75")
    page.keyboard.press("Space")

    expect_answer(page, "1")
    page.keyboard.press("Control+z")
    expect_empty(page)
    page.keyboard.press("Control+Shift+z")
    expect_answer(page, "1")
    page.keyboard.press("Delete")
    expect_empty(page)


def test_the_answer_is_told_to_those_who_hear_the_page(page: Page) -> None:
    draw(page, SEVEN[0])

    expect(page.locator("[aria-live]")).to_contain_text("a seven")


def picture_of_one() -> dict[str, Any]:
    image = Image.new("L", (200, 200), 240)
    ImageDraw.Draw(image).line([(100, 40), (98, 160)], fill=10, width=14)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return {"name": "one.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def test_a_picture_is_read_and_explained(page: Page) -> None:
    page.set_input_files("#file", files=[picture_of_one()])
    expect_answer(page, "1")

    page.click("#explain")
    expect(page.locator("#step-list li")).to_have_count(4)
    expect(page.locator("#steps")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#steps")).to_be_hidden()
    expect_answer(page, "1")


def test_what_is_no_picture_is_refused_in_words(page: Page) -> None:
    broken = picture_of_one() | {"buffer": b"no picture"}
    with page.expect_response("**/predict*"):
        page.set_input_files("#file", files=[broken])

    expect(page.locator("#headline")).to_have_text("The service will not read this")
    expect(page.locator("#detail")).to_contain_text("Expected a picture")


@pytest.mark.parametrize(
    ("scheme", "background"), [("light", "rgb(246, 245, 241)"), ("dark", "rgb(21, 22, 26)")]
)
def test_the_page_follows_the_systems_colours(
    open_page: Callable[..., Page], scheme: str, background: str
) -> None:
    page = open_page(color_scheme=scheme)

    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == (
        background
    )


def test_the_chosen_colours_stay(page: Page) -> None:
    page.click("#appearance")
    expect(page.locator("html")).to_have_attribute("data-appearance", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-appearance", "dark")


@pytest.mark.parametrize("width", [320, 390, 600, 820, 1180])
def test_nothing_is_cut_off_at_any_width(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    draw(page, SEVEN[0])
    expect_answer(page, "7")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_service_that_is_gone_is_told_in_words(
    open_page: Callable[..., Page], serve: Callable[..., Any]
) -> None:
    server = serve()
    page = open_page(server.url)
    server.stop()
    draw(page, SEVEN[0])

    expect(page.locator("#headline")).to_have_text("The service does not answer")
