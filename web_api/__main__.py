"""`python -m web_api`: the same as `inkling serve`, without the desktop's packages."""

import sys

from nn_core.cli.parser import command_parser
from nn_core.errors import InklingError
from web_api.command import COMMAND


def main() -> int:
    """Run the service and return the exit code."""
    try:
        return COMMAND.run(command_parser("inkling", COMMAND).parse_args())
    except InklingError as error:
        print(f"inkling: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
