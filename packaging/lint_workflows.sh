#!/bin/sh
# Check the workflows: against GitHub's schema, with actionlint (which has shellcheck read their
# scripts), and for known weaknesses. None of these asks anything of a network.
set -eu
cd "$(dirname "$0")/.."
set -- .github/workflows/*.yml
.venv/bin/check-jsonschema --builtin-schema vendor.github-workflows "$@"
.venv/bin/actionlint -shellcheck .venv/bin/shellcheck -pyflakes "" "$@"
.venv/bin/zizmor --offline --quiet --no-progress "$@"
