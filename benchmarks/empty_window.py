"""The smallest PySide6 program with a window: what benchmarks/first_paint.py measures against."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow


def main() -> int:
    """Open an empty window."""
    app = QApplication(sys.argv)
    window = QMainWindow()
    window.resize(1180, 760)  # as Inkling's is at its first start
    window.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
