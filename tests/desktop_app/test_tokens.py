import pytest

from desktop_app.tokens import DARK, LIGHT, Tokens

WORDS = ("text", "muted", "accent", "warning", "good")
LINES = ("accent", "validation", "warning", "good")


def luminance(color: str) -> float:
    shares = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast as the Web Content Accessibility Guidelines define it, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("surface", ["card", "background"])
class TestContrast:
    @pytest.mark.parametrize("words", WORDS)
    def test_words_are_easily_read(self, tokens: Tokens, surface: str, words: str) -> None:
        assert contrast(getattr(tokens, words), getattr(tokens, surface)) >= 4.5

    @pytest.mark.parametrize("line", LINES)
    def test_lines_are_easily_seen(self, tokens: Tokens, surface: str, line: str) -> None:
        assert contrast(getattr(tokens, line), getattr(tokens, surface)) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_on_tinted_controls_are_easily_read(tokens: Tokens) -> None:
    assert contrast(tokens.muted, tokens.track) >= 4.5
    assert contrast(tokens.accent, tokens.accent_tint) >= 4.5
    for surface in (tokens.accent, tokens.accent_pressed):
        assert contrast(tokens.on_accent, surface) >= 4.5
