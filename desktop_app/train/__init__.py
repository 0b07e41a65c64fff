"""The Train page: set a training up, watch it, and judge what it brought."""
