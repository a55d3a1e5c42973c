#!/usr/bin/env python3
"""The programs have what cmake/hardening.cmake asks for, as readelf tells: PROGRAM.. or the release build's."""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("PLUGIN", ROOT / "build/release/kubectl-milvus_l7")).parent
PROGRAMS = [BUILD / "kubectl-milvus_l7", BUILD / "milvus-l7-postrender"]


def said(program, *flags):
    return subprocess.run(["readelf", "-W", *flags, program], capture_output=True, text=True, check=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout


def lacks(program):
    """What is missing, thing by thing."""
    head, segments = said(program, "-h"), said(program, "-l")
    dynamic = said(program, "-d")
    code = program.read_bytes()
    stack = re.search(r"GNU_STACK.* (R\w*) +\w+$", segments, re.M)
    checks = {
        "an address of its own (PIE)": "DYN (" in head,
        "read-only relocations (RELRO)": "GNU_RELRO" in segments,
        "relocations at the start (BIND_NOW)": "BIND_NOW" in dynamic or re.search(r"FLAGS_1\).*\bNOW\b", dynamic),
        "data that cannot be run (NX)": stack and "E" not in stack[1],
        "no segment that is written and run": not re.search(r"LOAD.* RWE ", segments),
    }
    # A static program has no names of functions left, so its library's words tell. musl has none, and no checked functions.
    if "NEEDED" in dynamic or b"glibc" in code:
        checks["stack protector"] = (b"stack smashing detected" in code or
                                     "__stack_chk_fail" in said(program, "--dyn-syms"))
        checks["checked functions (FORTIFY)"] = (b"buffer overflow detected" in code or
                                                 re.search(r"__\w+_chk\b", said(program, "--dyn-syms")))
    # Each function begins with endbr64. The note that turns it on is there only where all libraries linked in have it.
    if "X86-64" in head:
        # Each function that is guarded reads %fs:0x28.
        checks["stack guards"] = len(re.findall(rb"\x64[\x48\x4c].[\x04-\x3c]\x25\x28\0\0\0", code, re.S)) > 500
        checks["marked jumps (CET)"] = code.count(b"\xf3\x0f\x1e\xfa") > 500
    return [name for name, there in checks.items() if not there]


def main():
    passed = failed = 0
    for program in map(pathlib.Path, sys.argv[1:] or PROGRAMS):
        missing = lacks(program)
        for name in missing:
            print(f"FAILED {program.name} is without {name}")
        passed += not missing
        failed += bool(missing)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
