#!/usr/bin/env python3
"""Passwords, keys and tokens are planted wherever a release may hold them, and no verb shows one, in any form."""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, need  # noqa: E402
from plugin import FLAGS, PROGRAM, plugin_place  # noqa: E402

POST_RENDERER = PROGRAM.parent / "milvus-l7-postrender"
FORMATS = ("table", "wide", "json", "yaml", "name")
# The planted ones; the text of a key, too, is told by this word.
PLANTED = "P1anted"

USER_YAML = f"""# ours
minio:
  accessKeyID: {PLANTED}AccessKey
  secretAccessKey: '{PLANTED}''Secret'
etcd: {{auth: {{userName: root, password: "{PLANTED}-etcd"}}}}
kafka:
  saslPassword: {PLANTED}-kafka
    {PLANTED}-goes-on
pulsar:
  authParams: "token:{PLANTED}-pulsar"
proxy:
  dbUrl: mysql://root:{PLANTED}/db@tcp-db:3306/milvus
  http:
    enabled: true
common:
  security:
    authorizationEnabled: true
    defaultRootPassword: |-
      {PLANTED}-root
      {PLANTED}-root-too
    tlsMode: 0
    superUsers: root
credential:
  gcp:
    credential_json: {PLANTED}-json
  key: |
    -----BEGIN PRIVATE KEY-----
    {PLANTED}
    -----END PRIVATE KEY-----
"""
NOTES = {"example.com/api-token": PLANTED + "-note", "example.com/hook": f"https://hook:{PLANTED}@example.com/x"}
LAST = "kubectl.kubernetes.io/last-applied-configuration"


def planted(objects):
    """The objects of a release with what must not be shown."""
    for obj in objects:
        obj["metadata"].setdefault("annotations", {}).update(NOTES)
        if obj["kind"] == "ConfigMap":
            obj["data"]["user.yaml"] = USER_YAML
        if obj["kind"] in ("Deployment", "StatefulSet"):
            pod = obj["spec"]["template"]
            pod["metadata"].setdefault("annotations", {}).update(NOTES)
            for container in pod["spec"]["containers"]:
                container["env"] = [{"name": "MINIO_SECRET_KEY", "value": PLANTED + "-env"},
                                    {"name": "DB", "value": f"root:{PLANTED}@tcp(db:3306)/x"}]
        obj["metadata"]["annotations"][LAST] = json.dumps(obj)
    return objects


def token_of(kubeconfig):
    with open(kubeconfig) as file:
        return [user["user"]["token"] for user in yaml.safe_load(file)["users"] if "token" in user["user"]]


def secrets_in(there):
    """What a Secret holds, as it is stored and decoded, and a line of each key."""
    found = []
    for obj in there.api.list("Secret", there.name):
        for value in (obj.get("data") or {}).values():
            plain = base64.b64decode(value).decode(errors="replace")
            found.append(value)
            found += [line for line in plain.splitlines() if len(line) > 40 and "CERTIFICATE" not in plain]
    return found


def needs_none(what, text, secrets):
    for secret in [PLANTED, *secrets]:
        at = text.find(secret)
        need(at < 0, f"{what} shows {text[max(0, at - 80):at + 60]!r}")


def shows_none(kubeconfig, cloud):
    tokens = token_of(kubeconfig)
    with plugin_place(kubeconfig, cloud) as there:
        for obj in planted(there.milvus(only_server=True)):
            there.create(obj)
        there.create({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db", "annotations": NOTES},
                      "stringData": {"password": PLANTED + "-of-a-secret-that-is-stored"}})
        before = there.settled()
        runs = 0

        def check(verb, *args):
            nonlocal runs
            runs += 1
            done = there.run(verb, *args)
            need(done.code in (0, 1), f"{verb} {args}: {done.code} {done.err[-500:]}")
            needs_none(f"{verb} {' '.join(args)}", done.out + done.err, tokens + secrets_in(there))

        def look():
            for form in FORMATS:
                check("status", "-o", form)
                check("diff", "-o", form, *FLAGS[cloud])
                check("enable", "--dry-run=client", "-o", form, *FLAGS[cloud])
                check("disable", "--dry-run=client", "-o", form)
            check("status")
            check("status", "-A", "-o", "json", "-v9")
            check("check", *FLAGS[cloud], "-v9")
            check("diff", "--internal", "-v9", *FLAGS[cloud])
            check("enable", "--dry-run=server", "-o", "yaml", "-v9", *FLAGS[cloud])
            check("disable", "--dry-run=server", "-o", "yaml", "-v9")
            check("connect")
            check("cert inspect", "-v9")

        look()
        check("enable", "--yes", "-o", "json", "-v9", "--timeout", "60s", *FLAGS[cloud])
        need(there.service_type() == "ClusterIP", "it is not enabled")
        for obj in there.objects():
            record = (obj["metadata"].get("annotations") or {}).get("milvus-l7/undo", "")
            needs_none(f"the record of {obj['kind']}", record, [])
        look()
        # Somebody adds a line, so that the settings are taken back one by one.
        there.patch("ConfigMap", data={"user.yaml": "log: {level: info}\n" + there.get("ConfigMap")["data"]["user.yaml"]})
        check("disable", "--dry-run=client", "-o", "json")
        there.patch("ConfigMap", data={"user.yaml": there.get("ConfigMap")["data"]["user.yaml"].split("\n", 1)[1]})
        there.rests()
        check("disable", "--yes", "-o", "yaml", "-v9", "--timeout", "60s")
        there.needs_state(before)
        return f"{runs} runs"


def post_renderer(kubeconfig, cloud):
    with plugin_place(kubeconfig, cloud) as there, tempfile.TemporaryDirectory() as folder:
        stream = "---\n".join(yaml.safe_dump(obj) for obj in planted(there.milvus()))
        report = os.path.join(folder, "report.json")
        broken = stream.replace("tlsMode: 0", "tlsMode: 0\\n bad")
        for text, args in ((stream, ()), (stream, ("--diff",)), (stream, ("--diff", "--color=always")),
                           (stream.replace("tlsMode: 0", "tlsMode: 2"), ()), (stream, ("--release", "none")),
                           (broken, ())):
            done = subprocess.run([POST_RENDERER, *FLAGS[cloud], "--report-file", report, *args], input=text,
                                  capture_output=True, text=True, timeout=60)
            shown = done.stderr + pathlib.Path(report).read_text() + (done.stdout if "--diff" in args else "")
            needs_none(f"post-render {args}", shown, [])


def cases(kubeconfig):
    with side_by_side() as case:
        for cloud in ("gcp", "aws"):
            case(f"{cloud}: no verb shows a credential", shows_none, kubeconfig, cloud)
            case(f"{cloud}: nor does the post-renderer", post_renderer, kubeconfig, cloud)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
