#!/usr/bin/env bash
# For CI: renders the release, post-renders it, and pushes the result as the OCI artifact that milvus.yaml applies.
#
# Why not a HelmRelease: its postRenderers run inside the helm-controller and take kustomize's patches and images only, no
# program. Patches could not stand in for one: they add no object, and the balancer is objects that the chart lacks (Ingress,
# BackendConfig); and user.yaml is one text, so a patch would freeze all of Milvus' settings as they are today.
#
#   ./publish.sh oci://ghcr.io/your-organisation/milvus [FLAG OF HELM TEMPLATE ..]
#
# The variables of ../helm-template/render.sh choose chart, cloud and host.
set -euo pipefail

artifact=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$(dirname "$0")/../helm-template/render.sh" "$@" >"$work/milvus.yaml"
flux push artifact "$artifact:latest" --path="$work" \
  --source="$(git config --get remote.origin.url || echo unknown)" --revision="$(git rev-parse HEAD || echo unknown)"
