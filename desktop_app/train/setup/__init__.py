"""Setting a training up: what to learn from, which network, and how."""
