"""The window: a pad to draw on, a network that reads along, and a place to train another one."""
