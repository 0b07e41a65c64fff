"""Teaching: the digits of a person's own hand, and a network that learns from them in seconds."""

from nn_core.teaching.collection import Collection, collection_path
from nn_core.teaching.own_digit import DRAWN, GUIDED, IMPORTED, OwnDigit, new_digit

# The lesson itself is in `lesson`, and is not loaded along: keeping a digit needs no training code.
__all__ = ["DRAWN", "GUIDED", "IMPORTED", "Collection", "OwnDigit", "collection_path", "new_digit"]
