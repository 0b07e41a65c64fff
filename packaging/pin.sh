#!/bin/sh
# Pin anew what constraints/ holds: the newest versions that pyproject.toml admits, for every
# platform and every Python from 3.11 on, with the hashes of their files. Run as `make pin`.
set -eu
cd "$(dirname "$0")/.."
uv=.venv-pin/bin/uv
if [ ! -x "$uv" ]; then
    .venv/bin/python -m venv --clear .venv-pin
    .venv-pin/bin/python -m pip --disable-pip-version-check install --quiet uv
fi

# pin LIST ARGUMENT...: what the arguments ask for goes to constraints/LIST.txt
pin() {
    list=$1
    shift
    {
        echo '# Made from pyproject.toml by packaging/pin.sh: edit the former, not this.'
        "$uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy requires-python \
            --generate-hashes --no-annotate --no-header --no-emit-index-url "$@"
    } >"constraints/$list.txt.new"
    mv "constraints/$list.txt.new" "constraints/$list.txt"
}

mkdir -p constraints
pin dev pyproject.toml --extra dev --extra web --extra onnx --extra tune --extra package
# hatchling installs this project into .venv without a further download.
echo hatchling | pin app pyproject.toml - --constraints constraints/dev.txt
pin bench pyproject.toml --extra bench --extra docs --constraints constraints/dev.txt
pin web-tests pyproject.toml --extra web-tests --constraints constraints/dev.txt
# The service by itself, as in its container: all but the window's packages.
pin service pyproject.toml --extra web --constraints constraints/dev.txt \
    --no-emit-package pyside6-essentials --no-emit-package shiboken6 --no-emit-package pyqtgraph
echo hatchling | pin build - --constraints constraints/dev.txt
wc -l constraints/*.txt
