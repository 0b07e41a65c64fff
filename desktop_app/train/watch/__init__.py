"""Watching a network learn."""
