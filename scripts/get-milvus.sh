#!/usr/bin/env bash
# Prints a folder with a real Milvus (bin/milvus, milvus.yaml.template and glog.conf, from PyPI's `milvus`) and a Python
# that has pymilvus (venv/bin/python). Put together once and kept.
set -euo pipefail
# shellcheck source=scripts/cache.sh
source "$(dirname "$0")/cache.sh"

# The last one that PyPI has as a server, and a client of the present.
server=2.3.5
client=3.0.2
folder=$cache/milvus-$server-$client

if [[ -x $folder/bin/milvus ]]; then
  echo "$folder"
  exit 0
fi

echo "getting Milvus $server and pymilvus $client from PyPI (once)" >&2
mkdir -p "$cache"
work=$(mktemp -d "$cache/milvus.XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
{
  "$work/venv/bin/python" -m pip install --quiet "pymilvus==$client"
  "$work/venv/bin/python" -m pip install --quiet --no-deps --target "$work/wheel" "milvus==$server"
} >&2
# Programs and libraries are packed one by one.
"$work/venv/bin/python" - "$work" <<'TEXT'
import lzma
import pathlib
import shutil
import sys

work = pathlib.Path(sys.argv[1])
data = work / "wheel/milvus/data"
(work / "bin").mkdir()
for packed in (data / "bin").glob("*.lzma"):
    program = work / "bin" / packed.stem
    with lzma.open(packed) as source, open(program, "wb") as target:
        shutil.copyfileobj(source, target)
    program.chmod(0o755)
shutil.copy(data / "config.yaml.template", work / "milvus.yaml.template")
shutil.copy(data / "glog.conf", work)
TEXT
rm -rf "$work/wheel"
# The interpreter finds its packages by its own path, so that the folder may be moved; pip's scripts are not used.
# Another run at the same time may have been faster.
[[ -d $folder ]] || mv "$work" "$folder"
echo "$folder"
