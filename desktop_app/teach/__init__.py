"""Teaching: a lesson for the network in use, the collection of one's own digits, a guided set."""
