"""Teaching: the digits of a person's own hand, and a network that learns from them in seconds."""

from nn_core.teaching.collection import Collection, collection_path
from nn_core.teaching.own_digit import DRAWN, GUIDED, IMPORTED, OwnDigit, new_digit

__all__ = ["DRAWN", "GUIDED", "IMPORTED", "Collection", "OwnDigit", "collection_path", "new_digit"]
