"""For tests: cases that are counted, one after the other or side by side, on an API server that is started for them."""
import concurrent.futures
import contextlib
import http.client
import os
import subprocess
import tempfile
import time

from api import ApiError
from place import CLUSTER, Failure, need

passed = failed = 0
# As many wait at the same time; they wait more than they work.
SIDE_BY_SIDE = 5


def attempt(name, function, *args):
    """(whether it passed, the line that says so)."""
    began = time.monotonic()
    try:
        note = function(*args)
        return True, f"ok - {name}" + (f": {note}" if note else "")
    except (Failure, ApiError, RuntimeError, OSError, KeyError, TypeError, ValueError, http.client.HTTPException,
            subprocess.SubprocessError) as e:
        return False, f"not ok - {name} ({time.monotonic() - began:.1f} s): {type(e).__name__} {e}"[:1500]


def count(result):
    global passed, failed
    print(result[1], flush=True)
    passed += result[0]
    failed += not result[0]


def case(*args):
    count(attempt(*args))


@contextlib.contextmanager
def side_by_side():
    """Gives a case() whose cases run at the same time, each in a place of its own."""
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        running = []
        yield lambda *args: running.append(pool.submit(attempt, *args))
        for result in running:
            count(result.result())


def on_api_server(cases):
    """Runs cases(kubeconfig) on an API server of their own, and prints the count. Returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = os.path.join(folder, "cluster")
        started = subprocess.run([CLUSTER / "start.sh", cluster, str(os.getpid())], capture_output=True, text=True)
        try:
            case("an API server starts", lambda: need(started.returncode == 0, started.stderr) or
                 started.stdout.split(":")[0])
            if started.returncode == 0:
                cases(os.path.join(cluster, "kubeconfig"))
        finally:
            subprocess.run([CLUSTER / "stop.sh", cluster], check=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
