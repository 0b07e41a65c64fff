"""Colours of the light and the dark window, and the switch between them."""

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.fonts import make_font
from desktop_app.stylesheet import stylesheet
from desktop_app.tokens import DARK, LIGHT, Tokens

__all__ = ["Appearance", "Theme"]


class Appearance(Enum):
    """Which colours the person asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The colours in use, for stylesheets and for whatever paints itself.

    Attributes
    ----------
    appearance
        What the person asked for.
    tokens
        The colours in use now.
    is_dark
        Whether they are the dark ones.

    Signals
    -------
    changed
        All that was drawn ahead is out of date: the colours in use became others, and the
        stylesheet is in place already, or the screen has another density.
    """

    changed = Signal()

    def __init__(
        self, appearance: Appearance = Appearance.SYSTEM, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._tokens = LIGHT
        hints = QGuiApplication.styleHints()
        self._system_scheme = hints.colorScheme()
        hints.colorSchemeChanged.connect(self._follow_system)
        self._ask_platform()
        self._apply(self._wanted())

    @property
    def appearance(self) -> Appearance:
        """What the person asked for."""
        return self._appearance

    @property
    def tokens(self) -> Tokens:
        """The colours in use now."""
        return self._tokens

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use."""
        return self._tokens is DARK

    def set_appearance(self, appearance: Appearance) -> None:
        """Follow the system, or keep to the light or the dark colours."""
        self._appearance = appearance
        self._ask_platform()
        self._use(self._wanted())

    def draw_anew(self) -> None:
        """Have everyone draw anew, as when the window came to a screen of another density."""
        self.changed.emit()

    def _ask_platform(self) -> None:
        """Let the title bar and native dialogs follow, where the platform has that."""
        schemes = {
            Appearance.SYSTEM: Qt.ColorScheme.Unknown,
            Appearance.LIGHT: Qt.ColorScheme.Light,
            Appearance.DARK: Qt.ColorScheme.Dark,
        }
        QGuiApplication.styleHints().setColorScheme(schemes[self._appearance])

    def _wanted(self) -> Tokens:
        if self._appearance is Appearance.SYSTEM:
            return DARK if self._system_scheme == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._appearance is Appearance.DARK else LIGHT

    @Slot(Qt.ColorScheme)
    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        self._system_scheme = scheme
        self._use(self._wanted())

    def _use(self, tokens: Tokens) -> None:
        if tokens is not self._tokens:
            self._apply(tokens)
            self.changed.emit()

    def _apply(self, tokens: Tokens) -> None:
        self._tokens = tokens
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setFont(make_font())
            app.setPalette(_palette(tokens))
            app.setStyleSheet(stylesheet(tokens))


def _palette(tokens: Tokens) -> QPalette:
    """One colour for each role of Qt's palette that a native widget might ask for."""
    role = QPalette.ColorRole
    colors = {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.card,
        role.AlternateBase: tokens.background,
        role.Text: tokens.text,
        role.Button: tokens.card,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.text,
        role.ToolTipBase: tokens.card,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.faint,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.card,
        role.Midlight: tokens.track,
        role.Mid: tokens.hairline,
        role.Dark: tokens.faint,
        role.Shadow: tokens.hairline,
    }
    palette = QPalette()
    for name, color in colors.items():
        palette.setColor(name, QColor(color))
    for name in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.faint))
    return palette
