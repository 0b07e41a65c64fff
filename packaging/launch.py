"""Open the window from the source tree; where there is no display, run the self-test instead.

`make run` is this. The self-test draws a digit on the real window, drawn offscreen, reads it,
saves a picture and says what it read.
"""

import os
import subprocess
import sys
from pathlib import Path

from desktop_app.window_system import find_window_system


def main() -> int:
    """Run the app, or its self-test, in a process of its own; return its exit code."""
    environ = dict(os.environ)
    window_system = find_window_system(environ)
    command = [sys.executable, "-m", "desktop_app"]
    if window_system.obstacle:
        print(f"{window_system.obstacle} Running the self-test offscreen instead.", flush=True)
        environ["QT_QPA_PLATFORM"] = "offscreen"
        command.append("--self-test")
    elif window_system.platform:
        environ["QT_QPA_PLATFORM"] = window_system.platform
    checkout = Path(__file__).resolve().parent.parent
    return subprocess.run([*command, *sys.argv[1:]], env=environ, cwd=checkout).returncode


if __name__ == "__main__":
    raise SystemExit(main())
