#!/usr/bin/env bash
# corpus.sh NAME FOLDER: tries the programs in FOLDER on inputs that only some developers have, beside their checkout:
# fixtures, kubeconfig-corpus (kubeconfigs, and what kubectl does with them on the wire) or yaml-traps.
set -uo pipefail
corpus=$(cd "$(dirname "$0")/../.." && pwd)/../shared/$1
programs=$2
python=${PYTHON:-python3}

if [[ ! -d $corpus ]]; then
  echo "there is no $1 beside this checkout"
  exit 77
fi

fixtures() { "$python" "$corpus/check.py" --cmd "$programs/milvus-l7-postrender"; }

kubeconfig-corpus() {
  local code=0 said
  said=$("$python" "$corpus/run.py" --cmd "$programs/kubectl-milvus_l7 status {flags}" --skip-tag kubectl-prompt \
    --skip-tag kubectl-quirk 2>&1) || code=$?
  # Its last line counts in other words.
  sed -E '$s/^([0-9]+) ok, ([0-9]+) failed.*/\1 passed, \2 failed/' <<<"$said"
  return "$code"
}

# None of them is changed.
yaml-traps() {
  local file cloud passed=0 failed=0
  for file in "$corpus"/*.yaml; do
    for cloud in gcp aws; do
      if "$programs/milvus-l7-postrender" --cloud "$cloud" <"$file" 2>/dev/null | cmp - "$file"; then
        passed=$((passed + 1))
      else
        echo "not ok - --cloud $cloud changes $file"
        failed=$((failed + 1))
      fi
    done
  done
  echo "$passed passed, $failed failed"
  ((failed == 0))
}

"$1"
