import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF

from desktop_app.fonts import BOLD, FAMILY, MEDIUM, REGULAR, SEMIBOLD, make_font
from desktop_app.tokens import DARK, LIGHT, Tokens


def luminance(color: str) -> float:
    shares = [QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF()]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(tokens: Tokens) -> None:
    for surface in (tokens.background, tokens.card, tokens.paper):
        assert contrast(tokens.text, surface) > 7
        assert contrast(tokens.muted, surface) > 4.5
        assert contrast(tokens.accent, surface) > 4.5
    assert contrast(tokens.accent, tokens.accent_tint) > 4.5
    assert contrast(tokens.on_accent, tokens.accent) > 4.5
    for state in (tokens.good, tokens.warning):
        assert contrast(state, tokens.card) > 3


@pytest.mark.parametrize("weight", [REGULAR, MEDIUM, SEMIBOLD, BOLD])
def test_the_typeface_travels_along_in_every_weight(qapp: object, weight: int) -> None:
    font = make_font(14, weight)
    assert QFontInfo(font).family() == FAMILY
    assert QFontInfo(font).weight() == weight


def test_all_figures_are_equally_wide(qapp: object) -> None:
    metrics = QFontMetricsF(make_font(14))
    assert len({metrics.horizontalAdvance(str(digit) * 10) for digit in range(10)}) == 1
