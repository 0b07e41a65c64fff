"""Digits: from ink to an answer and how sure it is."""

from nn_core.digits.recognizer import Reading, Recognizer

__all__ = ["Reading", "Recognizer"]
