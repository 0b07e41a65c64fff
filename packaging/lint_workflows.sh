#!/bin/sh
# Check the workflows against GitHub's schema and for known weaknesses, and with actionlint where
# it is installed. None of these asks anything of a network.
set -eu
cd "$(dirname "$0")/.."
set -- .github/workflows/*.yml
.venv/bin/check-jsonschema --builtin-schema vendor.github-workflows "$@"
.venv/bin/zizmor --offline --quiet --no-progress "$@"
if command -v actionlint >/dev/null 2>&1; then
    actionlint "$@"
fi
