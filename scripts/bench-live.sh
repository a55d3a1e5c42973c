#!/usr/bin/env bash
# Measures the kubectl plugin beside kubectl on an API server of its own, and prints Markdown. Flags: see --help.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-packages.sh test
scripts/build.sh release kubectl-milvus_l7
python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
cluster=$(mktemp -d)
trap 'tests/cluster/stop.sh "$cluster"; rm -rf "$cluster"' EXIT
tests/cluster/start.sh "$cluster" $$ >/dev/null
"$python" -B scripts/bench_live.py "$cluster/kubeconfig" "$@"
