"""Everything that needs no window: the network, its training, its data; NumPy is its engine."""
