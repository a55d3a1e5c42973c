#!/usr/bin/env bash
# Prints a folder whose bin/ has moto_server, a stand-in for AWS, and a python with botocore, which signs as AWS' own
# programs do. Made once with pip and kept.
set -euo pipefail
# shellcheck source=scripts/cache.sh
source "$(dirname "$0")/cache.sh"

moto=5.2.5
botocore=1.44.5
folder=$cache/aws-tools-$moto-$botocore

if [[ ! -x $folder/bin/moto_server ]]; then
  echo "installing moto $moto and botocore $botocore (once, a minute)" >&2
  mkdir -p "$cache"
  # A venv cannot be moved: it is made in its place, and counts once moto_server is there, which pip writes at the end.
  exec 9>"$folder.lock"
  command -v flock >/dev/null && flock 9
  if [[ ! -x $folder/bin/moto_server ]]; then
    rm -rf "$folder"
    if ! python3 -m venv "$folder" >&2 ||
      ! "$folder/bin/pip" install --quiet --disable-pip-version-check "botocore==$botocore" "boto3==$botocore" \
        "moto[acm,server]==$moto" >&2; then
      rm -rf "$folder"
      echo "moto could not be installed: it takes python3 with venv (Debian: python3-venv) and access to PyPI" >&2
      exit 1
    fi
  fi
fi
echo "$folder"
