"""The Draw page: paper, tools, and what the network makes of the ink while it is wet."""

from desktop_app.draw.page import DrawPage

__all__ = ["DrawPage"]
