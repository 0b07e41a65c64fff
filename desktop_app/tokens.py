"""The design's colours and measures, by what they are for."""

from dataclasses import dataclass
from typing import Final

__all__ = ["DARK", "LIGHT", "Tokens"]
__all__ += ["CARD_RADIUS_PX", "CONTROL_RADIUS_PX", "PAPER_RADIUS_PX"]

PAPER_RADIUS_PX: Final = 18
CARD_RADIUS_PX: Final = 16
CONTROL_RADIUS_PX: Final = 9


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour, as `#RRGGBB`, for each purpose.

    Attributes
    ----------
    background, card, hairline
        Surfaces, and the line around them.
    text, muted, faint
        Words that matter, words beside them, and what is disabled or only a hint.
    accent, accent_tint, on_accent, accent_pressed
        What is active or leading, its quiet background, text upon it, and its pressed state.
    track
        The empty part of a bar or a slider.
    validation, good, warning
        The second curve, and the two states that have a colour of their own.
    paper, ink
        What is drawn on, and what is drawn with.
    hover
        The background of a control under the pointer.
    """

    background: str
    card: str
    hairline: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_tint: str
    on_accent: str
    accent_pressed: str
    track: str
    validation: str
    good: str
    warning: str
    paper: str
    ink: str
    hover: str


LIGHT: Final = Tokens(
    background="#F6F5F1",
    card="#FFFFFF",
    hairline="#E4E2DA",
    text="#1C1D22",
    muted="#686A74",
    faint="#9A9CA5",
    accent="#3F51E0",
    accent_tint="#E9EBFC",
    on_accent="#FFFFFF",
    accent_pressed="#3343C4",
    track="#EEEDE8",
    validation="#CE7925",
    good="#2A7F4F",
    warning="#A26117",
    paper="#FFFFFF",
    ink="#1C1D22",
    hover="#EDECE6",
)

DARK: Final = Tokens(
    background="#15161A",
    card="#1D1F24",
    hairline="#2C2F37",
    text="#ECEDF1",
    muted="#A0A3AE",
    faint="#70737E",
    accent="#8E9BFF",
    accent_tint="#272B45",
    on_accent="#14151C",
    accent_pressed="#A3ADFF",
    track="#2A2D34",
    validation="#F0A75A",
    good="#5FC48D",
    warning="#E3A052",
    paper="#101114",
    ink="#ECEDF1",
    hover="#24262D",
)
