#!/usr/bin/env python3
"""tests/sum_checks.py on what ctest itself writes: what counts, what is shown, and how it ends."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Each is a test of ctest: (command, properties, (passed, failed), what must be shown, what must not be).
TESTS = {
    "counts": ("echo ok - fine && echo 41 passed, 0 failed", "", (41, 0), [], ["fine", "counts"]),
    "counts in other words": ("echo 41 passed, 0 failed, 2 left out", "", (1, 0), [], []),
    "counts before the end": ("echo 41 passed, 0 failed && echo done", "", (1, 0), [], []),
    "says nothing": ("true", "", (1, 0), [], []),
    "fails": ("echo ok - fine && echo 'not ok - <bad>' && echo 3 passed, 2 failed && exit 1", "", (3, 2),
              ["FAILED: fails (", "not ok - <bad>"], ["fine"]),
    "fails and counts no failure": ("echo 3 passed, 0 failed && exit 1", "", (3, 1), ["FAILED: fails and"], []),
    "counts a failure and ends well": ("echo 3 passed, 1 failed", "", (3, 1), ["FAILED: counts a failure"], []),
    "fails without a word": ("exit 3", "", (0, 1), ["FAILED: fails without"], []),
    "says a lot": ("seq 1 500000 && echo 7 passed, 0 failed", "", (7, 0), [], []),
    "hangs": ("echo it waits && exec sleep 600", "TIMEOUT 1", (0, 1), ["FAILED: hangs (", "it waits"], []),
    "is skipped": ("echo there is no such corpus && exit 77", "SKIP_RETURN_CODE 77", (0, 0),
                   ["skipped: is skipped: there is no such corpus"], ["FAILED"]),
    "needs what cannot be had": ("true", "FIXTURES_REQUIRED absent", (0, 2),
                                 ["FAILED: needs what", "FAILED: absent"], []),
    "writes control characters": (r"printf 'a\033[31mb\001\n' && echo 2 passed, 0 failed", "", (2, 0), [], []),
}


def summed(*junits):
    done = subprocess.run([sys.executable, ROOT / "tests/sum_checks.py", *junits], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout


def written(folder, name, command, properties):
    """What ctest writes of one test, run as scripts/test.sh does."""
    (folder / "CTestTestfile.cmake").write_text(
        f'add_test("{name}" sh -c [==[{command}]==])\n'
        f'set_tests_properties("{name}" PROPERTIES LABELS it {properties})\n'
        'add_test(absent false)\nset_tests_properties(absent PROPERTIES FIXTURES_SETUP absent)\n')
    junit = folder / "tests.xml"
    subprocess.run(["ctest", "-L", "it", "--test-output-size-passed", "100000000", "--output-junit", junit], cwd=folder,
                   capture_output=True, check=False)
    return junit


def result(name, command, properties, wanted, shown, hidden):
    with tempfile.TemporaryDirectory() as folder:
        code, out = summed(written(pathlib.Path(folder), name, command, properties))
    passed, failed = wanted
    if out.splitlines()[-1] != f"{passed} passed, {failed} failed" or code != bool(failed):
        return f"exit {code}: {out[-500:]}"
    wrong = [text for text in shown if text not in out] + [text for text in hidden if text in out]
    return f"{wrong} in {out[-500:]}" if wrong else None


def several():
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        good = written(pathlib.Path(one), "a", "echo 2 passed, 0 failed", "")
        also = written(pathlib.Path(other), "b", "true", "")
        missing = pathlib.Path(one) / "missing.xml"
        if summed(good, also) != (0, "3 passed, 0 failed\n"):
            return f"of two runs: {summed(good, also)}"
        code, out = summed(good, missing)
        if code != 1 or not out.endswith("\n2 passed, 1 failed\n") or str(missing) not in out:
            return f"of a run that wrote nothing: {out}"
    return None


def main():
    results = {name: result(name, *test) for name, test in TESTS.items()}
    results["several runs"] = several()
    for name, wrong in results.items():
        print(f"not ok - {name}: {wrong}" if wrong else f"ok - {name}")
    failed = sum(wrong is not None for wrong in results.values())
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
