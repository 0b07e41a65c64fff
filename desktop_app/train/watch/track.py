"""What a network in the making took one's own drawing for, epoch after epoch."""

from collections.abc import Sequence
from dataclasses import dataclass

from nn_core.wording import with_article

__all__ = ["TrackEntry", "known_since", "track_sentence"]

UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class TrackEntry:
    """One reading of the drawing.

    Attributes
    ----------
    epoch
        The epoch that had just ended, counted from 1.
    label
        What the network took the drawing for, or empty where there was no drawing.
    confidence
        How sure it was, from 0 to 1.
    drawing
        Which drawing it was; another number means that the person drew something else.
    """

    epoch: int
    label: str
    confidence: float
    drawing: int = 0


def known_since(entries: Sequence[TrackEntry]) -> int | None:
    """Find the epoch from which on the drawing was always read as it is now.

    Returns
    -------
    int | None
        None where there is no drawing now.
    """
    if not entries or not entries[-1].label:
        return None
    latest = entries[-1]
    since = latest.epoch
    for entry in reversed(entries):
        if (entry.label, entry.drawing) != (latest.label, latest.drawing):
            break
        since = entry.epoch
    return since


def track_sentence(entries: Sequence[TrackEntry]) -> str:
    """Say since when the network knows the drawing, in words that follow a heading."""
    since = known_since(entries)
    if since is None:
        return "draw something on the Draw page to see when it is learnt"
    latest = entries[-1]
    if latest.confidence < UNSURE:
        return f"it takes it for {with_article(latest.label)}, but is not sure yet"
    if since == latest.epoch and len(entries) > 1:
        return f"it now reads {with_article(latest.label)}"
    return f"it knew your {latest.label} from epoch {since} on"
