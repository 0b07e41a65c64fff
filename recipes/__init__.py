"""How the networks that ship were made: commands to run by hand, seeded, to be repeated."""
