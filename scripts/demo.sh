#!/usr/bin/env bash
# demo.sh [gcp|aws]: puts a Milvus release behind a balancer and takes it back, on a real Kubernetes API server that it
# starts on this machine. The cloud's controllers are played by tests/cluster/controllers.py.
set -euo pipefail
cd "$(dirname "$0")/.."

cloud=${1:-gcp}
case $cloud in
  gcp) flags=() ;;
  aws) flags=(--host milvus.example.com) ;;
  *) echo "usage: $0 [gcp|aws]" >&2; exit 2 ;;
esac

scripts/install-packages.sh test
scripts/build.sh release kubectl-milvus_l7
python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3

dir=$(mktemp -d)
trap 'tests/cluster/stop.sh "$dir"; rm -rf "$dir"' EXIT
tests/cluster/start.sh "$dir" $$ >/dev/null
export KUBECONFIG=$dir/kubeconfig
"$dir/kubectl" create namespace milvus >/dev/null
"$dir/kubectl" config set-context --current --namespace=milvus >/dev/null
"$dir/kubectl" label namespace milvus elbv2.k8s.aws/pod-readiness-gate-inject=enabled >/dev/null
coproc controllers { exec "$python" tests/cluster/controllers.py "$KUBECONFIG" --cloud "$cloud" --owner $$ 2>&1; }
read -r _ <&"${controllers[0]}"
"$python" tests/cluster/releases.py "$KUBECONFIG" milvus >/dev/null

# As kubectl would run it.
run() {
  printf '\n$ kubectl milvus-l7 %s\n' "$*"
  build/release/kubectl-milvus_l7 "$@"
}
# Nobody listens at the address that the stand-in gives.
run enable --yes --verify=false "${flags[@]}"
run status
run check || true
run disable --yes
