#!/usr/bin/env python3
"""Nothing is changed unasked: verbs that change a cluster ask on a terminal, wherever their output goes, and refuse
without one unless --yes is given."""
import fcntl
import os
import pathlib
import pty
import subprocess
import sys
import termios

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, need  # noqa: E402
from plugin import FLAGS, SECONDS, Done, released  # noqa: E402

SECRET = SERVER + "-l7-tls"
GCP = FLAGS["gcp"]
CLOSED, PIPE = "no stdin at all", "stdin is a pipe"


def without_terminal(there, how, verb, *args):
    """A run whose stdin is no terminal."""
    command = [str(part) for part in there.command(verb, *args)]
    if how == CLOSED:
        command = ["sh", "-c", 'exec "$@" <&-', "sh", *command]
    stdin = {"input": "y\n"} if how == PIPE else {"stdin": subprocess.DEVNULL}
    done = subprocess.run(command, **stdin, capture_output=True, text=True, timeout=SECONDS, env=there.environment())
    return Done(done.returncode, done.stdout, done.stderr)


def at_terminal(there, keys, verb, *args):
    """A run whose stdin is a terminal, and whose stdout and stderr are one pipe: `verb 2>&1 | tee`. What it prints on
    the terminal itself comes as its stderr."""
    ours, theirs = pty.openpty()

    def take_terminal():
        os.setsid()
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
    process = subprocess.Popen([str(part) for part in there.command(verb, *args)], stdin=theirs, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, preexec_fn=take_terminal, env=there.environment())
    os.close(theirs)
    os.write(ours, keys.encode())
    out, _ = process.communicate(timeout=SECONDS)
    shown = everything_from(ours)
    os.close(ours)
    return Done(process.returncode, out, shown)


def everything_from(terminal):
    """What stands on a terminal whose other end is closed: some of it at each reading."""
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 1 << 16)
        except OSError:
            piece = b""
        if not piece:
            return shown.decode()
        shown += piece


def refused(there, verb, *args):
    """Without a terminal, in each way to have none, the verb fails and nothing is written; a dry run works."""
    before = there.versions()
    for how in (CLOSED, PIPE, "/dev/null"):
        without_terminal(there, how, verb, *args).needs(1, "--yes", "nothing was changed")
    for kind in ("client", "server"):
        there.run(verb, *args, f"--dry-run={kind}").needs(0)
    need(there.versions() == before, f"{verb} has written something unasked")


def answered(there, verb, *args):
    """At a terminal whose output goes into a pipe, no and the return key alone change nothing."""
    before = there.versions()
    for keys in ("n\n", "\n"):
        done = at_terminal(there, keys, verb, *args)
        need(done.code == 1, f"exit {done.code}: {done.out}")
        done.says("[y/N]").prints("nothing was changed")
    need(there.versions() == before, f"{verb} has written something after a no")


def enabling(kubeconfig):
    with released(kubeconfig) as (there, before):
        refused(there, "enable", *GCP)
        answered(there, "enable", *GCP)
        done = at_terminal(there, "y\n", "enable", *GCP, "--timeout", "60s")
        need(done.code == 0, f"exit {done.code}: {done.out}")
        # Nothing is left to do, so there is nothing to ask.
        there.run("enable", *GCP).needs(0, "nothing was changed")
        refused(there, "disable")
        answered(there, "disable")
        there.rests()
        need(at_terminal(there, "yes\n", "disable", "--timeout", "60s").code == 0, "disable after a yes")
        there.needs_state(before)


def renewing(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.run("cert create", "--host", "db.example.com").needs(0)
        refused(there, "cert create", "--renew")
        answered(there, "cert create", "--renew")
        was = there.get("Secret", SECRET)["data"]
        need(at_terminal(there, "y\n", "cert create", "--renew").code == 0, "renewal after a yes")
        need(there.get("Secret", SECRET)["data"] != was, "it is the old certificate")


def cases(kubeconfig):
    with side_by_side() as beside:
        beside("enable and disable", enabling, kubeconfig)
        beside("cert create --renew", renewing, kubeconfig)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
