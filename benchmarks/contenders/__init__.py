"""Those who run the races: Inkling and its peers, each in a process of its own."""
