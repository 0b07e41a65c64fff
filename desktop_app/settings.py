"""What the window remembers from one time to the next, each item with its type and default."""

import logging
from collections.abc import Callable
from enum import Enum
from typing import Generic, Self, TypeVar, overload

from PySide6.QtCore import QByteArray, QSettings

from desktop_app.theme import Appearance
from nn_core.user_folders import user_folder

__all__ = [
    "Option",
    "Settings",
    "SettingsGroup",
    "choice",
    "number",
    "open_store",
    "raw_bytes",
    "text",
]

T = TypeVar("T")
EnumT = TypeVar("EnumT", bound=Enum)

_log = logging.getLogger(__name__)


def open_store() -> QSettings:
    """Open the file of settings in the person's own folder; it is made when first written."""
    return QSettings(str(user_folder() / "settings.ini"), QSettings.Format.IniFormat)


class SettingsGroup:
    """Some settings that lie in one store; its options are declared in the class body.

    Parameters
    ----------
    store
        Where the values are read from and written to. Each page may make a group of its own on
        the same store.
    """

    def __init__(self, store: QSettings) -> None:
        self.store = store


class Option(Generic[T]):
    """One setting: a key, a default, and how a stored value becomes a typed one.

    Parameters
    ----------
    key
        Its name in the store, such as `draw/pen_width`.
    default
        Its value until it is changed, and whenever what is stored makes no sense.
    parse
        Makes a value of what the store holds, or raises ValueError.
    pack
        Makes of a value what the store is to hold.
    """

    def __init__(
        self,
        key: str,
        default: T,
        parse: Callable[[object], T],
        pack: Callable[[T], object] | None = None,
    ) -> None:
        self.key = key
        self.default = default
        self._parse = parse
        self._pack = pack

    @overload
    def __get__(self, group: None, owner: type[SettingsGroup]) -> Self: ...

    @overload
    def __get__(self, group: SettingsGroup, owner: type[SettingsGroup]) -> T: ...

    def __get__(self, group: SettingsGroup | None, owner: type[SettingsGroup]) -> Self | T:
        if group is None:
            return self
        if not group.store.contains(self.key):
            return self.default
        stored: object = group.store.value(self.key)
        try:
            return self._parse(stored)
        except (ValueError, TypeError):
            _log.warning(
                "The setting %s is %r, which makes no sense; %r is used instead.",
                self.key,
                stored,
                self.default,
            )
            return self.default

    def __set__(self, group: SettingsGroup, value: T) -> None:
        group.store.setValue(self.key, value if self._pack is None else self._pack(value))


def text(key: str, default: str) -> Option[str]:
    """Declare a setting that is any text."""

    def parse(stored: object) -> str:
        if not isinstance(stored, str):
            raise ValueError
        return stored

    return Option(key, default, parse)


def number(key: str, default: float, smallest: float, largest: float) -> Option[float]:
    """Declare a setting that is a number within a range, ends included."""

    def parse(stored: object) -> float:
        value = float(str(stored))
        if not smallest <= value <= largest:
            raise ValueError
        return value

    return Option(key, default, parse)


def choice(key: str, default: EnumT) -> Option[EnumT]:
    """Declare a setting that is one of an enumeration's members, stored by its value."""
    kind = type(default)
    return Option(key, default, kind, lambda member: member.value)


def raw_bytes(key: str) -> Option[QByteArray]:
    """Declare a setting that Qt makes and reads itself, such as a window's geometry."""

    def parse(stored: object) -> QByteArray:
        if not isinstance(stored, QByteArray):
            raise ValueError
        return stored

    return Option(key, QByteArray(), parse)


class Settings(SettingsGroup):
    """What the window and its Draw page remember.

    Attributes
    ----------
    appearance
        Light, dark, or as the system has it.
    geometry
        Where the window stood and how large it was.
    page
        The name of the page that was open.
    pen_width
        Width of the pen in pixels of the paper.
    folder
        Where a file was last opened or saved.
    """

    appearance = choice("window/appearance", Appearance.SYSTEM)
    geometry = raw_bytes("window/geometry")
    page = text("window/page", "draw")
    pen_width = number("draw/pen_width", 26.0, 8.0, 60.0)
    folder = text("files/folder", "")
