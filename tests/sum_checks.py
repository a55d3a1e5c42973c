#!/usr/bin/env python3
"""sum_checks.py JUNIT..: reads what `ctest --output-junit` wrote. Prints the output of each test that failed and why one
was skipped, and at the end "N passed, N failed". These are checks: as many as a test's own last line counts in the same
words, and one where it has no such line. Exit code 1 when something failed."""
import pathlib
import re
import sys
import xml.etree.ElementTree as ET

COUNTED = re.compile(r"(\d+) passed, (\d+) failed")
SKIPPED = "SKIP_RETURN_CODE="


def lines_of(test):
    return (test.findtext("system-out") or "").rstrip().splitlines()


def checks(test):
    """(passed, failed) of a testcase; (0, 0) of one that was skipped."""
    skip = test.find("skipped")
    if skip is not None and skip.get("message", "").startswith(SKIPPED):
        return 0, 0
    last = COUNTED.fullmatch((lines_of(test) or [""])[-1])
    succeeded = test.get("status") == "run"
    if not last:
        return int(succeeded), int(not succeeded)
    passed, failed = int(last[1]), int(last[2])
    # Whatever it counts, ctest knows how it ended.
    return passed, failed if succeeded else max(failed, 1)


def show(test, failed):
    lines = lines_of(test)
    if failed:
        seconds = float(test.get("time", 0))
        print(f"\nFAILED: {test.get('name')} ({seconds:.1f} s)")
        print("\n".join(line for line in lines if not line.startswith("ok ")))
    elif test.get("status") == "notrun":
        print(f"skipped: {test.get('name')}: {' '.join(lines)}")


def main():
    passed = failed = 0
    for path in map(pathlib.Path, sys.argv[1:]):
        try:
            tests = ET.parse(path).getroot().findall("testcase")
        except (OSError, ET.ParseError) as e:
            print(f"\nFAILED: {path} cannot be read, so its tests were not run: {e}")
            failed += 1
            continue
        for test in tests:
            good, bad = checks(test)
            show(test, bad)
            passed += good
            failed += bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
