#!/usr/bin/env python3
"""Runs every shell command of README.md that is not marked as one that cannot run here."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def blocks(text):
    """(reason it is not run, or "", and the commands) of each fenced sh block."""
    pattern = r"(?:<!-- not run: (?P<reason>[^\n]*?) -->\n)?^```sh\n(?P<commands>.*?)^```$"
    return [(m["reason"] or "", m["commands"]) for m in re.finditer(pattern, text, re.M | re.S)]


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        helm = subprocess.run([ROOT / "scripts/get-helm.sh", "3"], check=True, capture_output=True, text=True)
        os.symlink(helm.stdout.strip(), f"{folder}/helm")
        for reason, commands in blocks((ROOT / "README.md").read_text()):
            title = commands.splitlines()[0]
            if reason:
                print(f"ok - not run: {title} ({reason})")
                continue
            run = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=ROOT, capture_output=True, text=True,
                                 env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"})
            if run.returncode == 0 and run.stdout + run.stderr:
                passed += 1
                print(f"ok - {title}")
            else:
                failed += 1
                print(f"not ok - {title}: exit {run.returncode}\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
