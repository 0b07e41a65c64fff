"""How Qt's own widgets look: one stylesheet for the whole window, made from the colours."""

from string import Template
from typing import Final

from desktop_app.fonts import CAPTION_PX, TEXT_PX, TITLE_PX
from desktop_app.tokens import CARD_RADIUS_PX, CONTROL_RADIUS_PX, Tokens

__all__ = ["stylesheet"]

# A stylesheet has braces of its own, so its blanks are `$name`.
_TEMPLATE: Final = Template("""
QMainWindow, QDialog, QMessageBox { background: $background; }
QLabel { color: $text; background: transparent; }
QLabel[role="title"] { font-size: ${title_px}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: ${caption_px}px; font-weight: 500; }
QLabel[role="figure"] { color: $text; font-size: ${caption_px}px; font-weight: 500; }
QLabel[tone="warning"] { color: $warning; }
QLabel:disabled { color: $faint; }

QFrame#card { background: $card; border: 1px solid $hairline; border-radius: ${card_radius}px; }
QFrame#tile { background: $card; border: 1px solid $hairline; border-radius: ${radius}px; }
QFrame#tile[tone="warning"] { border: 1px solid $warning; }
QFrame#separator { background: $hairline; border: none; }
QFrame#rail { background: $background; border: none; border-right: 1px solid $hairline; }
QFrame#statusLine { background: $background; border: none; border-top: 1px solid $hairline; }
QFrame#statusLine QLabel { color: $muted; font-size: ${caption_px}px; }

QFrame#banner { background: $card; border: 1px solid $hairline; border-radius: ${radius}px; }
QFrame#banner[tone="warning"] { border: 1px solid $warning; }

QToolButton { color: $text; background: transparent; border: 2px solid transparent;
    border-radius: ${radius}px; padding: 0; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $track; }
QToolButton:checked { background: $accent_tint; color: $accent; }
QToolButton:disabled { color: $faint; background: transparent; }
QToolButton:focus { border: 2px solid $accent; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[role="rail"] { color: $muted; font-size: ${caption_px}px; font-weight: 500;
    border-radius: 10px; padding: 6px 0 5px 0; }
QToolButton[role="rail"]:checked { color: $accent; }
QToolButton[role="labelled"] { padding: 0 10px 0 8px; color: $muted; }
QToolButton[role="labelled"]:hover, QToolButton[role="rail"]:hover,
QToolButton[role="status"]:hover { color: $text; }
QToolButton[role="rail"]:checked { color: $accent; }
QToolButton[role="labelled"]:disabled { color: $faint; }
QToolButton[role="status"] { color: $muted; font-size: ${caption_px}px; padding: 1px 6px;
    border-radius: 7px; }

QPushButton { color: $text; background: $card; border: 1px solid $hairline;
    border-radius: ${radius}px; padding: 0 14px; min-height: 34px; font-weight: 600; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $track; }
QPushButton:focus { border: 2px solid $accent; padding: 0 13px; min-height: 32px; }
QPushButton:disabled { color: $faint; background: $background; }
QPushButton[role="primary"] { color: $on_accent; background: $accent; border: 1px solid $accent; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed {
    background: $accent_pressed; border: 1px solid $accent_pressed; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { color: $faint; background: $track;
    border: 1px solid $track; }
QPushButton[role="link"] { color: $accent; background: transparent; border: 2px solid transparent;
    border-radius: 6px; padding: 1px 3px; min-height: 15px; font-size: ${caption_px}px;
    font-weight: 500; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 2px solid $accent; }
QPushButton[role="link"]:disabled { color: $faint; }
QPushButton[role="truth"] { color: $muted; background: transparent; border: 1px solid $hairline;
    border-radius: 7px; padding: 0; min-height: 0; font-size: ${caption_px}px; font-weight: 500; }
QPushButton[role="truth"]:hover { color: $accent; background: $accent_tint;
    border: 1px solid $accent; }
QPushButton[role="truth"]:focus { border: 2px solid $accent; }
QPushButton[role="segment"] { color: $muted; background: transparent; border: none;
    border-radius: 7px; padding: 0 10px; min-height: 28px; font-weight: 500; }
QPushButton[role="segment"]:hover { color: $text; }
QPushButton[role="segment"]:checked { color: $text; background: $card; }
QPushButton[role="segment"]:focus { border: 2px solid $accent; padding: 0 8px;
    min-height: 24px; }
QPushButton[role="segment"]:disabled { color: $faint; }
QFrame#segments { background: $track; border: none; border-radius: ${radius}px; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { color: $text; background: $card;
    border: 1px solid $hairline; border-radius: ${radius}px; padding: 0 12px; min-height: 34px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover {
    border: 1px solid $faint; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
    border: 2px solid $accent; padding: 0 11px; min-height: 32px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    color: $faint; background: $background; border: 1px solid $hairline; }
QLineEdit[invalid="true"], QSpinBox[invalid="true"], QDoubleSpinBox[invalid="true"] {
    border: 2px solid $warning; padding: 0 11px; min-height: 32px; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:hover, QAbstractSpinBox QLineEdit:focus,
QAbstractSpinBox QLineEdit:disabled { background: transparent; border: none; padding: 0;
    min-height: 0; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button { width: 0; height: 0; border: none; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: none; width: 0; height: 0; }
QComboBox QAbstractItemView { color: $text; background: $card; border: 1px solid $hairline;
    border-radius: 0; padding: 4px; outline: none; }
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 8px; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected, QComboBox QAbstractItemView::item:hover {
    background: $accent_tint; color: $accent; }

QCheckBox { color: $text; spacing: 8px; border: 2px solid transparent; border-radius: 6px;
    padding: 1px; }
QCheckBox:focus { border: 2px solid $accent; }
QCheckBox:disabled { color: $faint; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $faint; border-radius: 5px;
    background: $card; }
QCheckBox::indicator:hover { border: 1px solid $accent; }
QCheckBox::indicator:checked { border: 1px solid $accent; background: $accent; }
QCheckBox::indicator:disabled { border: 1px solid $hairline; background: $track; }

QSlider { min-height: 24px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $track; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -7px 0; border-radius: 9px;
    border: 2px solid $accent; background: $card; }
QSlider::handle:horizontal:hover { background: $accent_tint; }
QSlider::handle:horizontal:focus { background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $faint; }
QSlider::handle:horizontal:disabled { border: 2px solid $faint; }

QProgressBar { background: $track; border: none; border-radius: 4px; min-height: 8px;
    max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QToolTip { color: $text; background: $card; border: 1px solid $hairline; padding: 5px 8px;
    font-size: ${caption_px}px; }
QMenu { color: $text; background: $card; border: 1px solid $hairline; padding: 6px; }
QMenu::item { padding: 6px 22px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $accent_tint; color: $accent; }
QMenu::item:disabled { color: $faint; background: transparent; }
QMenu::separator { height: 1px; background: $hairline; margin: 6px 8px; }
QMenu::indicator { width: 14px; height: 14px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollArea[role="wall"] { border: 2px solid transparent; border-radius: ${radius}px; }
QScrollArea[role="wall"]:focus { border: 2px solid $accent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar::handle:vertical { background: $hairline; border-radius: 3px; min-height: 28px; }
QScrollBar::handle:vertical:hover { background: $faint; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle:horizontal { background: $hairline; border-radius: 3px; min-width: 28px; }
QScrollBar::handle:horizontal:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def stylesheet(tokens: Tokens) -> str:
    """Write the stylesheet of the whole window in some colours."""
    colors = {name: getattr(tokens, name) for name in tokens.__slots__}
    return _TEMPLATE.substitute(
        colors,
        caption_px=CAPTION_PX,
        text_px=TEXT_PX,
        title_px=TITLE_PX,
        radius=CONTROL_RADIUS_PX,
        card_radius=CARD_RADIUS_PX,
    )
