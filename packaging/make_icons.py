"""Draw the program's icon at the sizes that desktops ask for, from its vector image."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES_PX = (16, 32, 48, 64, 128, 256, 512)
SOURCE = Path(__file__).resolve().parent.parent / "assets" / "icons" / "inkling.svg"


def main(folder: Path) -> None:
    """Write `inkling-SIZE.png` for each size into `folder`."""
    application = QGuiApplication(sys.argv)
    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(SOURCE))
    for size in SIZES_PX:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        if not image.save(str(folder / f"inkling-{size}.png")):
            raise SystemExit(f"Cannot write icons to {folder}.")
    application.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
