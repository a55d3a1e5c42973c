#!/usr/bin/env bash
# Measures the post-renderer against cat, yq and kustomize, pipe to pipe, and prints Markdown. Flags: see --help.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-packages.sh test
scripts/build.sh release milvus-l7-postrender
helm=$(scripts/get-helm.sh 3)
python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
exec "$python" -B scripts/bench.py --helm "$helm" "$@"
