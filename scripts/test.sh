#!/usr/bin/env bash
# test.sh [PART ..]: all but the last seven when none is named: asan fuzz tsan e2e format tidy corpora, and beside them
# - unit, what asan runs as well;
# - matrix, of which e2e has a part, and mutants, which spoils a thousand answers: minutes each;
# - glbc, which builds GKE's ingress controller and runs the plugin with it, and alb, which does that with the controller
#   of AWS, where MILVUS_L7_ALB_CONTROLLER and MILVUS_L7_ALB_SOURCE name one;
# - release, which builds one twice, and portability, which compiles for Windows and macOS and runs what is for Windows
#   under Wine: half an hour each.
# A part is a label of ctest's. The last line counts the checks.
set -euo pipefail
cd "$(dirname "$0")/.."

all=(asan fuzz tsan e2e format tidy corpora)
others=(unit matrix mutants glbc alb release portability)
parts=("$@")
((${#parts[@]})) || parts=("${all[@]}")
# The labels that are run in each preset's build.
declare -A labels
for part in "${parts[@]}"; do
  case $part in
    asan | fuzz | mutants) labels[asan]+="|$part" ;;
    tsan) labels[tsan]+="|$part" ;;
    e2e | format | tidy | corpora | unit | matrix | glbc | alb | release | portability) labels[release]+="|$part" ;;
    *) echo "usage: $0 [${all[*]} ${others[*]}]" >&2; exit 2 ;;
  esac
done
named() { [[ " ${parts[*]} " == *" $1 "* ]]; }

scripts/install-packages.sh test
for part in release portability; do
  ! named "$part" || scripts/install-packages.sh "$part"
done

declare -A target=([release]=tested [asan]=all [tsan]=kube_test)
! named unit || target[release]=all
results=()
for preset in release asan tsan; do
  [[ -n ${labels[$preset]:-} ]] || continue
  result=$PWD/build/$preset/tests.xml
  results+=("$result")
  rm -f "$result"
  # More at a time than there are cores: many wait more than they work. A run that fails is told by its result.
  scripts/build.sh "$preset" "${target[$preset]}" "-DMILVUS_L7_WERROR=${CI:+ON}" &&
    ctest --test-dir "build/$preset" -L "^(${labels[$preset]#|})$" --no-tests=error -j $(($(getconf _NPROCESSORS_ONLN) + 2)) \
      --resource-spec-file "$PWD/tests/resources.json" --output-junit "$result" --test-output-size-passed 10000000 \
      --test-output-size-failed 10000000 || true
done
exec python3 tests/sum_checks.py "${results[@]}"
