#!/usr/bin/env bash
# The post-renderer alone: what it accepts, what it refuses, and what it says.
set -euo pipefail
# shellcheck source=tests/e2e/lib.sh
source "$(dirname "$0")/lib.sh"

example=$root/examples/milvus-release.yaml
arn=arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab

# exits CODE INPUT WORD FLAG..: the program exits with CODE (never by a signal), says WORD, and when it failed wrote
# nothing to stdout. The output stays in $tmp/out.
exits() {
  local wanted=$1 input=$2 word=$3 code=0
  shift 3
  timeout 60 "$program" "$@" <"$input" >"$tmp/out" 2>"$tmp/err" || code=$?
  if ((code != wanted)); then
    echo "exit $code: $(head -c 300 "$tmp/err")"
    return 1
  fi
  if ((code != 0)) && [[ -s $tmp/out ]]; then
    echo "wrote to stdout"
    return 1
  fi
  if [[ -n $word ]] && ! grep -q -e "$word" "$tmp/err"; then
    echo "no $word in: $(head -c 300 "$tmp/err")"
    return 1
  fi
}

# replaced FROM TO: the example with every line that matches the pattern FROM changed.
replaced() {
  sed -e "s|$1|$2|" "$example" >"$tmp/in"
  if cmp -s "$example" "$tmp/in"; then
    echo "the example has no $1"
    return 1
  fi
}

# without KIND NAME: the example without one object.
without() {
  awk -v kind="kind: $1" -v name="  name: $2" '
    function flush() { if (!(has_kind && has_name)) printf "%s", text; text = ""; has_kind = has_name = 0 }
    /^---/ { flush() }
    { text = text $0 "\n"; has_kind = has_kind || $0 == kind; has_name = has_name || $0 == name }
    END { flush() }' "$example" >"$tmp/in"
}

rewrites() {
  local cloud=$1
  exits 0 "$example" '' --cloud "$cloud" --host milvus.example.com || return
  manifests rewritten "$example" "$tmp/out" --cloud "$cloud" --service demo-milvus
}

idempotent() {
  exits 0 "$example" '' --cloud "$1" && mv "$tmp/out" "$tmp/once" &&
    exits 0 "$tmp/once" '' --cloud "$1" && manifests same "$tmp/once" "$tmp/out"
}

for cloud in gcp aws; do
  check "$cloud: the example is rewritten, all else keeps its bytes" rewrites "$cloud"
  check "$cloud: a second run changes nothing" idempotent "$cloud"

  two() {
    { cat "$example"; sed 's/demo/other/g' "$example"; } >"$tmp/in"
    exits 1 "$tmp/in" demo-milvus --cloud "$cloud" && exits 1 "$tmp/in" other-milvus --cloud "$cloud" &&
      exits 0 "$tmp/in" '' --cloud "$cloud" --release other &&
      manifests rewritten "$tmp/in" "$tmp/out" --cloud "$cloud" --service other-milvus
  }
  check "$cloud: two Milvus are refused by name, --release chooses" two

  mutual_tls() {
    replaced 'authorizationEnabled: true' 'tlsMode: 2' && exits 1 "$tmp/in" tlsMode --cloud "$cloud"
  }
  check "$cloud: mutual TLS is refused" mutual_tls
  check "$cloud: an unknown --release names what is there" \
    exits 1 "$example" demo --cloud "$cloud" --release absent
  check "$cloud: empty stdin is an error" exits 1 /dev/null . --cloud "$cloud"
done

no_config() { without ConfigMap demo-milvus && exits 1 "$tmp/in" demo-milvus --cloud gcp; }
check "gcp: a ConfigMap that is not in the stream is named" no_config
no_config_aws() { without ConfigMap demo-milvus && exits 0 "$tmp/in" '' --cloud aws; }
check "aws: the ConfigMap is not needed" no_config_aws
contradiction() {
  replaced '^        env:$' '        env: [{name: COMMON_SECURITY_TLSMODE, value: "0"}]' &&
    exits 1 "$tmp/in" COMMON_SECURITY_TLSMODE --cloud gcp
}
check "gcp: an environment that contradicts is refused" contradiction

nul() {
  { cat "$example"; printf 'a\0b\n'; } >"$tmp/in"
  exits 1 "$tmp/in" . --cloud gcp
}
check "NUL bytes are an error" nul

not_milvus() {
  printf -- '---\nkind: Service\nmetadata: {name: "web"}   # odd  spacing\nspec:  {type: LoadBalancer}' >"$tmp/in"
  exits 0 "$tmp/in" '' --cloud gcp && manifests same "$tmp/in" "$tmp/out" &&
    exits 1 "$tmp/in" Milvus --cloud gcp --require-milvus
}
check "a stream without Milvus passes through, unless --require-milvus" not_milvus

fail_on_warning() {
  exits 0 "$example" milvus-public-key --cloud gcp && exits 1 "$example" milvus-public-key --cloud gcp --fail-on=warning
}
check "--fail-on=warning writes nothing for a warning" fail_on_warning

# Both where it writes little and where it writes more than a pipe or a buffer holds.
unwritable() {
  local target code
  head -c 3000000 /dev/zero | tr '\0' '#' | cat "$example" - >"$tmp/in"
  for input in "$example" "$tmp/in"; do
    for target in closed /dev/full; do
      code=0
      if [[ $target == closed ]]; then
        "$program" --cloud gcp <"$input" 2>"$tmp/err" >&- || code=$?
      else
        "$program" --cloud gcp <"$input" 2>"$tmp/err" >"$target" || code=$?
      fi
      if ((code == 0 || code >= 128)) || [[ ! -s $tmp/err ]]; then
        echo "stdout $target: exit $code, $(<"$tmp/err")"
        return 1
      fi
    done
  done
}
check "a stdout that cannot be written is an error" unwritable
closed_stdin() {
  local code=0
  "$program" --cloud gcp <&- >"$tmp/out" 2>"$tmp/err" || code=$?
  ((code == 1)) && [[ -s $tmp/err ]]
}
check "a closed stdin is an error" closed_stdin

check "--help" exits 0 /dev/null '' --help
check "--version" exits 0 /dev/null '' --version
check "no --cloud is wrong usage" exits 2 "$example" --cloud
check "an unknown cloud is wrong usage" exits 2 "$example" gcp --cloud gpc
check "an unknown flag suggests the nearest" exits 2 "$example" --cloud --clod gcp
check "an unknown flag suggests the nearest (2)" exits 2 "$example" --require-milvus --cloud gcp --require-milvis
check "a stray word is wrong usage" exits 2 "$example" release --cloud gcp release
check "flags of the other cloud are refused" exits 2 "$example" certificate-arn --cloud gcp --certificate-arn "$arn"
check "flags of the other cloud are refused (2)" exits 2 "$example" tls-secret --cloud aws --tls-secret milvus
for host in 'not a host' 'under_score.example.com' '-a.example.com' 'https://milvus.example.com' ''; do
  check "--host '$host' is refused" exits 2 "$example" host --cloud gcp --host "$host"
done
for bad in milvus arn:aws:acm:eu-central-1:123456789012 arn:aws:s3:::certificate/x; do
  check "--certificate-arn $bad is refused" exits 2 "$example" certificate-arn --cloud aws --certificate-arn "$bad"
done
check "--certificate-arn takes an ARN" exits 0 "$example" '' --cloud aws --certificate-arn "$arn"
check "--config of a missing file is an error" exits 2 "$example" absent.yaml --cloud gcp --config "$tmp/absent.yaml"
unknown_setting() {
  echo 'clod: gcp' >"$tmp/config"
  exits 2 "$example" cloud --config "$tmp/config"
}
check "--config with an unknown flag is refused" unknown_setting

# cloud_is CLOUD: the last run was made for that cloud.
cloud_is() {
  manifests rewritten "$example" "$tmp/out" --cloud "$1" --service demo-milvus
}
precedence() {
  printf 'cloud: aws\nhost:\n  - one.example.com\n' >"$tmp/config"
  exits 0 "$example" '' --config "$tmp/config" && cloud_is aws && grep -q one.example.com "$tmp/out" &&
    MILVUS_L7_CLOUD=gcp exits 0 "$example" '' --config "$tmp/config" && cloud_is gcp &&
    MILVUS_L7_CLOUD=gcp exits 0 "$example" '' --config "$tmp/config" --cloud aws --host two.example.com &&
    cloud_is aws && grep -q two.example.com "$tmp/out" && ! grep -q one.example.com "$tmp/out"
}
check "a flag wins over the environment, that over --config" precedence
environment() { MILVUS_L7_CLOUD=aws exits 0 "$example" '' && cloud_is aws; }
check "MILVUS_L7_CLOUD" environment
bad_environment() { MILVUS_L7_CLOUD=azure exits 2 "$example" MILVUS_L7_CLOUD; }
check "a bad value in the environment names the variable" bad_environment

report_written() {
  exits 0 "$example" '' --cloud gcp --report-file "$tmp/report.json" && manifests report "$tmp/report.json"
}
check "--report-file lists the changes" report_written
report_of_failure() {
  replaced 'authorizationEnabled: true' 'tlsMode: 2' &&
    exits 1 "$tmp/in" tlsMode --cloud gcp --report-file "$tmp/report.json" &&
    manifests report "$tmp/report.json" tlsMode
}
check "--report-file says why on failure" report_of_failure
check "--report-file that cannot be written is an error" \
  exits 1 "$example" report --cloud gcp --report-file "$tmp/absent/report.json"

quiet() { exits 0 "$example" '' --cloud gcp --quiet && [[ ! -s $tmp/err ]]; }
check "--quiet says nothing on success" quiet
quiet_failure() { exits 1 /dev/null . --cloud gcp --quiet; }
check "--quiet does not hide an error" quiet_failure

escape=$'\033['
shows_the_plan() {
  exits 0 "$example" '' --cloud "$1" --diff || return
  if ! grep -q ClusterIP "$tmp/out" || grep -q -e demo-kafka -e '^# Source: milvus/charts' "$tmp/out"; then
    head -c 300 "$tmp/out"
    return 1
  fi
}
plain() { "$@" && ! grep -qF "$escape" "$tmp/out"; }
coloured() { "$@" && grep -qF "$escape" "$tmp/out"; }
on_a_terminal() { "$python" "$root/tests/e2e/terminal.py" "$example" "$@" >"$tmp/out"; }
for cloud in gcp aws; do
  check "$cloud: --diff shows the changes and not the manifests" shows_the_plan "$cloud"
done
check "--diff in a pipe is plain" plain exits 0 "$example" '' --cloud gcp --diff
check "--diff --color=always is coloured" coloured exits 0 "$example" '' --cloud gcp --diff --color=always
check "--diff --color=never is plain" plain exits 0 "$example" '' --cloud gcp --diff --color=never
check "--diff on a terminal is coloured" coloured on_a_terminal "$program" --cloud gcp --diff
check "NO_COLOR is honoured on a terminal" plain on_a_terminal env NO_COLOR=1 "$program" --cloud gcp --diff
colour_wins() { NO_COLOR=1 coloured exits 0 "$example" '' --cloud gcp --diff --color=always; }
check "--color=always wins over NO_COLOR" colour_wins
diff_refuses() {
  replaced 'authorizationEnabled: true' 'tlsMode: 2' && exits 1 "$tmp/in" tlsMode --cloud gcp --diff
}
check "--diff of what is refused is an error" diff_refuses
nothing_to_do() {
  exits 0 "$example" '' --cloud gcp && mv "$tmp/out" "$tmp/once" && exits 0 "$tmp/once" '' --cloud gcp --diff
}
check "--diff of what is done already succeeds" nothing_to_do

finish
