#!/usr/bin/env bash
# Every C++ file is as clang-format would write it.
set -uo pipefail
cd "$(dirname "$0")/../.."

passed=0
failed=0
while read -r file; do
  if clang-format --dry-run --Werror "$file"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
done < <(find src plugin postrender docs tests -name '*.cc' -o -name '*.h')
echo "$passed passed, $failed failed"
((failed == 0))
