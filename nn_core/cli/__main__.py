"""`python -m nn_core.cli`: the same as `inkling` with a command, without the window."""

import sys

from nn_core.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
