#!/usr/bin/env bash
# run_briefly.sh FUZZER: runs it for 20 seconds from its seeds. What it finds is beside the program, in corpus/.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fuzzer=$1
name=${fuzzer##*/}
corpus=$(dirname "$fuzzer")/corpus/$name
rm -rf "$corpus"
mkdir -p "$corpus"
# Always the same inputs, so that a change is to blame for what it finds; other seeds are for long runs by hand.
exec "$fuzzer" -seed=1 -max_total_time=20 -timeout=10 -artifact_prefix="$corpus." "$corpus" \
  "$here/seeds/${name%_fuzzer}" "$here/../../examples"
