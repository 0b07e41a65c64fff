#!/bin/sh
# Make the private environment in .venv and bring it to what one list in constraints/ pins:
#
#   sh packaging/environment.sh app    what the window needs
#   sh packaging/environment.sh dev    that, and what tests, checks and packages need
#
# The Makefile runs this when .venv is missing or older than the list. Where apt may be used (as
# root, or with a sudo that asks no password) it installs what the system lacks; elsewhere it
# names the one line to type and stops.
set -eu

list=${1:?"say which list: app or dev"}
cd "$(dirname "$0")/.."
here=$(pwd)
python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# install_packages WHY PACKAGE...
install_packages() {
    why=$1
    shift
    if ! command -v apt-get >/dev/null 2>&1; then
        say "$why; install, by your system's own names for them: $*"
        exit 1
    fi
    if ! as_root true; then
        say "$why; type: sudo apt-get install $*"
        exit 1
    fi
    say "$why; installing $*"
    told=$(as_root apt-get update -qq 2>&1 && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" 2>&1) || {
        say "$told"
        exit 1
    }
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    install_packages "Inkling needs Python 3.11 or newer" python3 python3-venv
    command -v python3
}

# A copied or moved checkout, or one whose Python has gone, starts over.
if ! "$python" -c 'import pip' 2>/dev/null || [ "$(cat .venv/checkout 2>/dev/null)" != "$here" ]
then
    base=$(find_python)
    if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$base" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "This Python cannot make environments" "python$version-venv"
    fi
    say "Making .venv with $("$base" --version) (once; this takes a minute or two)."
    if [ -L .venv ]; then rm .venv; fi  # what it leads to is another checkout's
    "$base" -m venv --clear .venv
    printf '%s' "$here" >.venv/checkout
fi

say "Installing what constraints/$list.txt pins."
# The lists are complete. Older pips look for newer releases of what is asked for with an extra,
# and then complain that these have no hash: https://github.com/pypa/pip/issues/9644
"$python" -m pip --disable-pip-version-check install --quiet --no-deps --only-binary :all: \
    --require-hashes --requirement "constraints/$list.txt"
"$python" -m pip --disable-pip-version-check install --quiet --no-index --no-deps \
    --no-build-isolation --editable .

missing=$("$python" desktop_app/window_system.py)
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086  # one word a package
    install_packages "Qt needs libraries that this system lacks" $missing
fi

if [ "$list" = web-tests ] && [ ! -x "${INKLING_CHROMIUM:-/usr/bin/chromium}" ]; then
    install_packages "The paint page's tests need a browser" chromium
fi

touch .venv/app.stamp
[ "$list" = app ] || touch ".venv/$list.stamp"
