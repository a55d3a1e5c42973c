#!/usr/bin/env bash
# Manifests without Helm's part in the cluster: for a Git repository, a review, or kubectl.
#
#   ./render.sh > milvus.yaml
#   ./render.sh | kubectl apply -n milvus -f -
#
# CHART is a folder, or a chart of a repository: CHART=milvus/milvus. What stands after the script's name goes to helm:
# --version 5.0.19, --values values.yaml. MILVUS_L7_CLOUD, MILVUS_L7_HOST and so on choose what the post-renderer does.
set -euo pipefail

: "${RELEASE:=demo}" "${NAMESPACE:=milvus}" "${CHART:=$(dirname "$0")/../chart}"
: "${MILVUS_L7_CLOUD:=gcp}" "${MILVUS_L7_HOST:=milvus.example.com}"
export MILVUS_L7_CLOUD MILVUS_L7_HOST

# A value that takes Milvus out of the chart must not go unnoticed: --require-milvus.
helm template "$RELEASE" "$CHART" --namespace "$NAMESPACE" "$@" | milvus-l7-postrender --require-milvus
