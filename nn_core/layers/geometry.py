"""Where windows lie that slide over a picture."""

__all__ = ["positions"]


def positions(length: int, window: int, stride: int) -> int:
    """Count the places where a window fits along one side; 0 or less if it is too large."""
    return (length - window) // stride + 1
