#!/usr/bin/env python3
"""What the post-renderer changes and adds is taken by a real API server, as a dry run: of variants of manifests.py, and of
the cases of ../shared where they are there. What an API server refuses already as it came in is nobody's fault here."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from api import APPLY, KINDS, Api, ApiError, identity, path_of  # noqa: E402
from cases import case, on_api_server  # noqa: E402
from place import need  # noqa: E402
from variants_test import FLAGS, PROGRAM, documents, variant  # noqa: E402

CASES = ROOT.parent / "shared/cases/helm"
VARIANTS = 300
HERE = "default"


def variants():
    for seed in range(1, VARIANTS + 1):
        choice, text = variant(seed)
        yield f"variant {seed}", FLAGS[choice["cloud"]], text.encode()


def cases_of_others():
    for folder in sorted(CASES.glob("*/case.json")):
        for run in json.loads(folder.read_text())["runs"]:
            flags = run["flags"] if "flags" in run else run["flags_any"][0]
            yield f"{folder.parent.name} {' '.join(flags)}", flags, folder.with_name("input.yaml").read_bytes()


def rewritten(flags, text):
    """What comes out; nothing where the stream is refused."""
    done = subprocess.run([PROGRAM, *flags], input=text, capture_output=True, timeout=60, check=False,
                          env={"PATH": os.environ["PATH"]})
    return done.stdout if done.returncode == 0 else b""


def objects(text):
    try:
        found = documents(text.decode())
    except Exception:  # noqa: BLE001  (what nobody can read is not what is changed)
        return []
    return [one for one in found if isinstance(one, dict) and one.get("kind") in KINDS]


class Server:
    def __init__(self, kubeconfig):
        self.api = Api(kubeconfig)
        self.spaces = {HERE}

    def refusal(self, one):
        """What it says against an object; nothing where it takes it."""
        kind, space, name = identity(one)
        space = space or HERE
        if space not in self.spaces:
            self.spaces.add(space)
            self.api.create({"kind": "Namespace", "metadata": {"name": space}})
        body = {**one, "metadata": {**one["metadata"], "namespace": space}}
        body["metadata"].pop("managedFields", None)
        try:
            self.api.request("PATCH", path_of(kind, space, name), body, APPLY,
                             {"fieldManager": "helm", "force": "true", "dryRun": "All"})
        except ApiError as e:
            return str(e)
        return ""


def taken(server, streams):
    asked = 0
    for name, flags, text in streams:
        before = objects(text)
        for one in objects(rewritten(flags, text)):
            if one in before:
                continue
            asked += 1
            refusal = server.refusal(one)
            old = next((other for other in before if identity(other) == identity(one)), None)
            need(not refusal or (old and server.refusal(old)), f"{name}: {one['kind']} {one['metadata']['name']}: {refusal}")
    need(asked, "nothing was asked")
    return f"{asked} objects"


def all_cases(kubeconfig):
    server = Server(kubeconfig)
    case("variants of hand-written manifests", taken, server, variants())
    if CASES.is_dir():
        case("the cases beside this project", taken, server, cases_of_others())


if __name__ == "__main__":
    sys.exit(on_api_server(all_cases))
