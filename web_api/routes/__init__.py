"""What the service answers to, a path or a few that belong together in each module."""
