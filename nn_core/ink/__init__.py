"""Ink: pen strokes and pictures, and the 28×28 image that is made of them."""

from nn_core.ink.drawing import draw_strokes
from nn_core.ink.image_file import read_image
from nn_core.ink.pixels import normalise_pixels
from nn_core.ink.strokes import Box, Stroke, bounding_box

__all__ = ["Box", "Stroke", "bounding_box", "draw_strokes", "normalise_pixels", "read_image"]
