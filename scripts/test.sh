#!/usr/bin/env bash
# test.sh [asan|fuzz|tsan|e2e|format|tidy|corpora|unit|matrix|release|portability ..]: all but the last four when none is
# named. Of these unit is what asan runs as well; matrix, of which e2e has a part, takes minutes, and half an hour each
# release, which builds one twice, and portability, which compiles for Windows and macOS and runs what is for Windows under
# Wine. The last line counts the checks.
set -euo pipefail
cd "$(dirname "$0")/.."

all=(asan fuzz tsan e2e format tidy corpora)
others=(unit matrix release portability)
parts=("$@")
((${#parts[@]})) || parts=("${all[@]}")
for part in "${parts[@]}"; do
  if [[ " ${all[*]} ${others[*]} " != *" $part "* ]]; then
    echo "usage: $0 [${all[*]} ${others[*]}]" >&2
    exit 2
  fi
done

program=build/release/milvus-l7-postrender
jobs=$(nproc 2>/dev/null || sysctl -n hw.ncpu)
log=$(mktemp)
tidied=$(mktemp)
tidy_job=
tools_job=
# Each is a group of processes, so that all of it ends when this script does.
end_jobs() {
  local job
  for job in $tidy_job $tools_job; do
    kill -- "-$job" 2>/dev/null || true
  done
  rm -f "$log" "$tidied"
}
trap end_jobs EXIT
passed=0
failed=0

ok() { passed=$((passed + 1)); }
not_ok() {
  failed=$((failed + 1))
  echo "FAILED: $*"
}

# count CODE LOG COMMAND: of a command that has ended, whose last line is "N passed, N failed". Prints what failed.
count() {
  local code=$1 said=$2 line
  shift 2
  line=$(tail -n 1 "$said")
  if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
    ((code == 0)) || grep -v '^ok ' "$said" || true
  else
    cat "$said"
    not_ok "$* (exit $code)"
  fi
}

# counted COMMAND..: runs it.
counted() {
  local code=0
  "$@" >"$log" 2>&1 || code=$?
  count "$code" "$log" "$@"
}

# counted_together: the commands of stdin, a line each, two at a time: they wait more than they work.
counted_together() {
  local commands number
  mapfile -t commands
  for number in "${!commands[@]}"; do
    printf '%s\0%s\0' "$number" "${commands[number]}"
  done | log=$log xargs -0 -P 2 -n 2 bash -c '
    SECONDS=0
    code=0
    $1 >"$log.$0" 2>&1 || code=$?
    echo "$code" >"$log.$0.code"
    echo "   $SECONDS s: $1" >&2'
  for number in "${!commands[@]}"; do
    count "$(<"$log.$number.code")" "$log.$number" "${commands[number]}"
    rm -f "$log.$number" "$log.$number.code"
  done
}

build() {
  scripts/build.sh "$@" || { not_ok "build of $1"; return 1; }
}

# cases PRESET: every case of ctest counts.
cases() {
  local code=0 line
  ctest --test-dir "build/$1" --output-on-failure --timeout 300 -j "$jobs" >"$log" 2>&1 || code=$?
  line=$(grep -E '^[0-9]+% tests passed, ' "$log" || true)
  if [[ $line =~ ([0-9]+)\ tests\ failed\ out\ of\ ([0-9]+) ]]; then
    passed=$((passed + BASH_REMATCH[2] - BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[1]))
    ((code == 0)) || grep -vE ' +Passed +|^ +Start ' "$log" || true
  else
    cat "$log"
    not_ok "ctest in build/$1 (exit $code)"
  fi
}

sources() { find "$@" \( -name '*.cc' -o -name '*.h' \) -print 2>/dev/null || true; }

# on_each TOOL FILES: runs the function of that name on every file, side by side, and prints how each went.
on_each() {
  log=$log xargs -P "$jobs" -I{} bash -c \
    "$1 {} >\"\$log.\$(tr / _ <<<{})\" 2>&1 && echo ok {} || echo failed {}" <<<"$2"
}
# count_each TOOL: each file is a check. What the tool says is shown when it fails, the end of it at least.
count_each() {
  local result file
  while read -r result file; do
    if [[ $result == ok ]]; then
      ok
    else
      not_ok "$1 $file"
      tail -n 100 "$log.${file//\//_}"
    fi
    rm -f "$log.${file//\//_}"
  done
}
each_file() { count_each "$1" < <(on_each "$1" "$2"); }
format_file() { clang-format --dry-run --Werror "$1"; }
# The flags are GCC's; clang need not know all of them.
tidy_file() {
  # clang itself finds reserved names in a fifth of the time. The limit is far off, since others go first.
  nice -n 19 timeout --foreground 3600 clang-tidy -p build/release --quiet --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-Wreserved-identifier "$1"
}
fuzz_briefly() {
  local name=${1##*/}
  local corpus=build/asan/corpus/$name
  rm -rf "$corpus"
  mkdir -p "$corpus"
  # Always the same inputs, so that a change is to blame for what it finds; other seeds are for long runs by hand.
  "$1" -seed=1 -max_total_time=20 -timeout=10 -artifact_prefix="$corpus." "$corpus" "tests/fuzz/seeds/${name%_fuzzer}" \
    examples
}
export -f format_file tidy_file fuzz_briefly

unit() { build release && cases release; }

# matrix_commands [FLAGS]: every request of enable and disable fails, in every way unless the flags say less.
matrix_commands() {
  local cloud verb
  for cloud in gcp aws; do
    for verb in enable disable; do
      echo "$python tests/e2e/fault_matrix.py --program build/release/kubectl-milvus_l7 --cloud $cloud --verb $verb $*"
    done
  done
}
matrix() { counted_together < <(matrix_commands); }

release() {
  scripts/install-packages.sh release
  counted "$python" tests/release/release_test.py
}

portability() {
  local step
  scripts/install-packages.sh portability
  for step in scripts/check-portability.sh 'scripts/release.sh windows_amd64'; do
    if $step >"$log" 2>&1; then
      ok
    else
      tail -n 60 "$log"
      not_ok "$step"
    fi
  done
  counted "$python" tests/e2e/windows_test.py
}

# What e2e needs and no package has: fetched and built while the compiler works, since half of that is waiting.
# A test whose tool is missing says so itself.
get_tools() {
  local tool
  for tool in 'helm.sh 3' 'helm.sh 4' kube-apiserver.sh milvus.sh aws-tools.sh 'sdks.sh go' 'sdks.sh java' 'sdks.sh node' \
    example-tools.sh; do
    # shellcheck disable=SC2086  # a program and its argument
    scripts/get-$tool >/dev/null || true
  done
}
begin_getting_tools() {
  set -m
  get_tools </dev/null &
  tools_job=$!
  set +m
}

e2e() {
  wait "$tools_job" || true
  tools_job=
  counted tests/e2e/start_test.sh
  # For acm_answers_test.py.
  build release aws_signer || return 0
  counted_together < <(
    printf '%s\n' tests/e2e/{helm_test.sh,examples_test.sh,postrender_test.sh,stream_test.py}
    printf "$python tests/e2e/%s_test.py\n" wire cluster gke aws live guide refusal status agreement cert acm \
      acm_answers aws_credentials verify connect proof completion shells docs rbac workflows krew
    matrix_commands --faults cut-after,kill-before
  )
}

format() { each_file format_file "$(sources src postrender plugin tests docs)"; }

# It needs nothing but time, which other parts leave while they wait.
begin_tidy() {
  set -m
  # Windows' files are in no build on other systems.
  on_each tidy_file "$(sources src postrender plugin docs | grep '\.cc$' | grep -v '_windows\.cc$')" >"$tidied" &
  tidy_job=$!
  set +m
}
tidy() {
  wait "$tidy_job"
  tidy_job=
  count_each tidy_file <"$tidied"
}

asan() {
  build asan || return 0
  cases asan
  export POSTRENDER=$PWD/build/asan/milvus-l7-postrender SANITIZED=yes
  counted tests/e2e/postrender_test.sh
  counted tests/e2e/stream_test.py
  unset POSTRENDER SANITIZED
  PLUGIN=$PWD/build/asan/kubectl-milvus_l7 counted "$python" tests/e2e/wire_test.py
}

# Only the tests of the client have threads: its servers.
tsan() {
  build tsan kube_test || return 0
  if build/tsan/kube_test >"$log" 2>&1; then
    ok
  else
    tail -n 60 "$log"
    not_ok build/tsan/kube_test
  fi
}

fuzz() {
  build asan || return 0
  each_file fuzz_briefly "$(find build/asan -maxdepth 1 -name '*_fuzzer')"
}

# Kubeconfigs, and what kubectl does with them on the wire.
kubeconfigs() {
  local code=0
  "$python" "$1/run.py" --cmd "$PWD/build/release/kubectl-milvus_l7 status {flags}" --skip-tag kubectl-prompt \
    --skip-tag kubectl-quirk >"$log" 2>&1 || code=$?
  if [[ $(tail -n 1 "$log") =~ ^([0-9]+)\ ok,\ ([0-9]+)\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
    ((code == 0)) || grep -vE '^(ok|SKIP) ' "$log" || true
  else
    cat "$log"
    not_ok "$1 (exit $code)"
  fi
}

# Inputs that only some developers have, beside their checkout.
corpora() {
  local shared=../shared file cloud
  if [[ -f $shared/fixtures/check.py ]]; then
    counted "$python" "$shared/fixtures/check.py" --cmd "./$program"
  fi
  [[ ! -f $shared/kubeconfig-corpus/run.py ]] || kubeconfigs "$shared/kubeconfig-corpus"
  for file in "$shared"/yaml-traps/*.yaml; do
    [[ -f $file ]] || continue
    for cloud in gcp aws; do
      if "$program" --cloud "$cloud" <"$file" >"$log" 2>/dev/null && cmp -s "$log" "$file"; then
        ok
      else
        not_ok "--cloud $cloud changes $file"
      fi
    done
  done
}

scripts/install-packages.sh test
python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3

[[ " ${parts[*]} " != *' e2e '* ]] || begin_getting_tools
if build release programs "-DMILVUS_L7_WERROR=${CI:+ON}"; then
  [[ " ${parts[*]} " != *' tidy '* ]] || begin_tidy
  for part in "${parts[@]}"; do
    echo "== $part" >&2
    SECONDS=0
    "$part"
    echo "   $SECONDS s" >&2
  done
fi
echo "$passed passed, $failed failed"
((failed == 0))
