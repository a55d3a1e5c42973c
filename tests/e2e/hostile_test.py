#!/usr/bin/env python3
"""What is in a cluster is data: forged records, names and texts make nothing happen and do nothing to a terminal. And
output that cannot be written is an error."""
import json
import os
import pathlib
import resource
import stat
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, need  # noqa: E402
from plugin import FLAGS, PROGRAM, PluginPlace, released  # noqa: E402
from releases import milvus_release  # noqa: E402

RECORD = "milvus-l7/undo"
ESCAPE = "\x1b]0;evil\x07\x1b[2J\r\u202eevil\u2066"
UNSEEN = set("\x1b\x07\r\x9b\u202e\u2066")


def needs_text(done, what):
    seen = UNSEEN & set(done.out + done.err)
    need(not seen, f"{what} prints {seen}: {done.out[-300:]!r} {done.err[-600:]!r}")


def forged_records(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.enable().needs(0)
        proxy = there.get("Deployment", SERVER + "-proxy")
        record = json.loads(there.notes("Service")[RECORD])
        for kind, name, path in (
                ("Deployment", SERVER + "-proxy", ["spec", "template", "spec", "hostNetwork"]),
                ("Deployment", SERVER + "-proxy", ["spec", "template", "spec", "containers", 0, "securityContext"]),
                ("Deployment", SERVER + "-proxy", ["metadata", "ownerReferences"]),
                ("Service", SERVER, ["spec", "selector"]),
                ("ConfigMap", SERVER, ["metadata", "labels"])):
            real = there.notes(kind, name).get(RECORD)
            forged = json.dumps({**record, "changes": [{"path": path, "before": True}]})
            there.patch(kind, name, metadata={"annotations": {RECORD: forged}})
            done = there.run("disable", "--yes").needs(1, "which enable never changes", f"{kind} {there.name}/{name}")
            need(not done.out, done.out)
            there.run("check", *FLAGS["gcp"]).needs(1).prints("undo-record-broken")
            there.patch(kind, name, metadata={"annotations": {RECORD: real}})
        need(there.get("Deployment", SERVER + "-proxy")["spec"] == proxy["spec"], "the workload was changed")
        there.disable().needs(0)


def one_of_many(kubeconfig):
    """A record that cannot be read is told in its row, and the others have theirs."""
    with released(kubeconfig) as (there, _):
        there.create(*milvus_release(there.name, release="search", kind="NodePort", only_server=True))
        there.needs_pods(2)
        bomb = "a: &a [x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n"
                                         for i in range(20))
        for record in ("{", bomb):
            there.annotate("Service", {RECORD: record})
            done = there.run("status", "-A", "-o", "wide").needs(0, "cannot be read")
            mine = [line for line in done.out.splitlines() if there.name in line]
            need(len(mine) == 2 and "record cannot be read" in "".join(mine), done.out)
            items = json.loads(there.run("status", "-A", "-o", "json").needs(0).out)["items"]
            drift = {i["service"]: i["drift"] for i in items if i["namespace"] == there.name}
            need("cannot be read" in drift[SERVER] and not drift["search-milvus"], f"{drift}")
            there.run("disable", "my-release", "--yes").needs(1, "cannot be read", "remove the annotation")


def escapes(kubeconfig, cloud):
    """Nothing of an object's texts reaches the terminal as it is."""
    with released(kubeconfig, cloud) as (there, _):
        there.enable().needs(0)
        notes = {"meta.helm.sh/release-name": "--post-renderer=" + ESCAPE, "meta.helm.sh/release-namespace": ESCAPE,
                 "example.com/a": ESCAPE, "argocd.argoproj.io/tracking-id": ESCAPE + ":apps/Deployment:x/y"}
        for keys in (("meta.helm.sh/release-name", "meta.helm.sh/release-namespace", "example.com/a"), notes):
            there.annotate("Service", {key: notes[key] for key in keys})
            for verb, *args in (("status",), ("status", "-o", "wide"), ("status", "-o", "yaml"), ("status", "-A"),
                                ("check", *FLAGS[cloud]), ("diff", "--internal", *FLAGS[cloud]),
                                ("enable", "--dry-run=client", "--internal", *FLAGS[cloud]),
                                ("enable", "--yes", *FLAGS[cloud], "--annotate", f"example.com/b={ESCAPE}"),
                                ("disable", "--dry-run=client"), ("disable", "--dry-run=client", "-o", "yaml"),
                                ("connect",), ("status", "-v9")):
                done = there.run(verb, *args)
                needs_text(done, f"{verb} {args}")
                need("upgrade --post-renderer" not in done.err, f"{verb} {args}: an option for a name: {done.err}")
        record = json.loads(there.notes("Service")[RECORD])
        record["changes"].append({"path": ["metadata", "annotations", ESCAPE], "before": "x"})
        there.annotate("Service", {RECORD: json.dumps(record)})
        needs_text(there.run("disable", "--yes"), "a forged place")


# -- output

def full_output(kubeconfig):
    there = PluginPlace(kubeconfig, "gcp")
    there.release(only_server=True)
    verbs = (("status", "-o", "json", *FLAGS["gcp"]), ("status", *FLAGS["gcp"]), ("check", *FLAGS["gcp"]),
             ("diff", "-o", "yaml", *FLAGS["gcp"]),
             ("disable", "--dry-run=client", "-o", "json"))
    commands = [there.command(*verb) for verb in verbs]
    commands += [[PROGRAM, *words] for words in (["version"], ["completion", "bash"], ["--help"], ["status", "--help"])]
    for command in commands:
        for closed in (False, True):
            with open("/dev/full", "w", encoding="ascii") as full:
                done = subprocess.run(["sh", "-c", '"$0" "$@" >&-', *command] if closed else command, stdout=full,
                                      stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, timeout=60,
                                      env=there.environment())
            what = f"{command[1:3]} {'closed' if closed else 'full'}: {done.returncode} {done.stderr}"
            need(done.returncode == (2 if command[1] == "diff" else 1), what)
            need("standard output" in done.stderr and ("Bad file" if closed else "No space") in done.stderr, what)


def limited_files():
    """The user's limit for a file's size is a message, not a signal, and leaves nothing behind."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([PROGRAM, "cert", "create", "--dir", folder, "--host", "a.example.com"],
                              capture_output=True, text=True, timeout=60,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)))
        need(done.returncode == 1 and "File too large" in done.stderr, f"{done.returncode} {done.stderr}")
        need(not os.listdir(folder), f"left behind: {os.listdir(folder)}")


def planted_files():
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        mine = at / "mine"
        mine.write_text("mine")

        def create(*args):
            return subprocess.run([PROGRAM, "cert", "create", "--dir", folder, "--host", "a.example.com", *args],
                                  capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        for args in ((), ("--renew",)):
            for name in ("tls.key", "tls.crt"):
                for plant in (lambda path: path.symlink_to(mine), os.mkfifo):
                    for old in ("tls.key", "tls.crt"):
                        (at / old).unlink(missing_ok=True)
                    if args:
                        need(create().returncode == 0, "no pair to begin with")
                        (at / name).unlink()
                    plant(at / name)
                    done = create(*args)
                    need(done.returncode == 1, f"{args} {name}: {done.returncode} {done.stderr}")
                    need(mine.read_text() == "mine", "what the link leads to was written")
                    need(not stat.S_ISREG((at / name).lstat().st_mode), "what was planted is gone")


def cases(kubeconfig):
    with side_by_side() as case:
        case("records that name other places are refused", forged_records, kubeconfig)
        case("a broken record hides no other release", one_of_many, kubeconfig)
        for cloud in ("gcp", "aws"):
            case(f"{cloud}: no escapes reach the terminal", escapes, kubeconfig, cloud)
        case("a full or closed standard output is an error", full_output, kubeconfig)
        case("a limit of file sizes is an error", limited_files)
        case("keys go to files of one's own", planted_files)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
