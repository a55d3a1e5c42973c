# Shared by the end-to-end tests: where things are, and a line per case. Source it from a bash script.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=${POSTRENDER:-$root/build/release/milvus-l7-postrender}
plugin=${PLUGIN:-$root/build/release/kubectl-milvus_l7}
export POSTRENDER=$program PLUGIN=$plugin
if [[ ! -x $program ]]; then
  echo "not ok - $program is not built"
  echo "0 passed, 1 failed"
  exit 1
fi

# A python3 from a version manager often has no PyYAML; the system's own one does once it is installed there.
for python in "${PYTHON:-python3}" /usr/bin/python3; do
  if "$python" -c 'import yaml' 2>/dev/null; then break; fi
done
export python

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

# The variables would change what the program does, and the runs below say themselves what they want.
for variable in "${!MILVUS_L7_@}"; do
  [[ $variable == MILVUS_L7_CACHE ]] || unset "$variable"
done

# check NAME COMMAND..: one case, which passes when the command does; what the command printed is the detail.
check() {
  local name=$1 detail
  shift
  if detail=$("$@" 2>&1); then
    echo "ok - $name"
    passed=$((passed + 1))
  else
    echo "not ok - $name: $(tail -n 3 <<<"${detail:-failed: $*}" | tr '\n' ' ' | cut -c 1-400)"
    failed=$((failed + 1))
  fi
}

manifests() {
  "$python" "$root/tests/e2e/manifests.py" "$@"
}

finish() {
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
