#!/usr/bin/env bash
# stop.sh DIR: ends what start.sh DIR started, and nothing else. The files stay.
set -euo pipefail

if (($# != 1)); then
  echo "usage: $0 DIR" >&2
  exit 2
fi
[[ -e $1/pids ]] || exit 0
dir=$(cd "$1" && pwd)
read -r -a pids <"$dir/pids"

# The first one ends the others and removes the file.
for ((i = 0; i < 50; i++)); do
  kill "${pids[0]}" 2>/dev/null || break
  sleep 0.1
  [[ -e $dir/pids ]] || exit 0
done

# It was killed itself, and by now a pid may belong to somebody else.
for pid in "${pids[@]:1}"; do
  if [[ $(ps -ww -o args= -p "$pid") == *"$dir"* ]]; then
    kill -KILL "$pid"
  fi
done
rm -f "$dir/pids"
