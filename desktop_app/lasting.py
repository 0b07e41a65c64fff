"""What stays until the program ends, and what no collection of garbage goes through again."""

import gc

from PySide6.QtCore import QObject, Slot

from desktop_app.main_window import MainWindow
from desktop_app.pages import PageEntry

__all__ = ["Lasting"]


class Lasting(QObject):
    """Keeps collections of garbage short, which hold the window up wherever they fall.

    What stands at the first paint stays to the end, and so does what each page brings along when
    it is first visited. A collection that went through all of it would take 100 ms, in the middle
    of a stroke. What was garbage at these few moments stays as well, which is little.

    Parameters
    ----------
    window
        Whose first paint and whose pages count.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._visited: set[str] = set()
        window.painted.connect(self._begin)
        window.pages.opened.connect(self._leave_page_out)

    @Slot()
    def _begin(self) -> None:
        gc.freeze()
        gc.enable()  # the start does without

    @Slot(PageEntry)
    def _leave_page_out(self, page: PageEntry) -> None:
        if page.name not in self._visited:
            self._visited.add(page.name)
            gc.freeze()
