"""What the end-to-end tests ask about manifests. Each command exits 0, or prints what is wrong and exits 1."""
import argparse
import collections
import json
import re
import sys

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FILENAME = "postrenderer.helm.sh/postrender-filename"
LAYER_4 = ("loadBalancerIP", "loadBalancerSourceRanges", "externalTrafficPolicy", "loadBalancerClass")


def need(condition, message):
    if not condition:
        sys.exit(message)


def documents(path):
    """[(text, object)] of a file that Helm or the program wrote, without the headings of a dry run."""
    with open(path, newline="") as f:
        text = f.read()
    if re.match(r"(Release .*\n)?NAME: ", text):
        text = text[text.index("HOOKS:\n") + len("HOOKS:\n"):].replace("MANIFEST:\n", "", 1)
    bodies = [b for b in re.split(r"^---[ \t]*\r?\n", text, flags=re.M) if b.strip()]
    return [(b.rstrip("\n"), yaml.load(b, LOADER)) for b in bodies]


def identity(obj):
    if not isinstance(obj, dict):
        return None
    return obj.get("kind"), (obj.get("metadata") or {}).get("name")


def find(docs, kind, name):
    found = [obj for _, obj in docs if identity(obj) == (kind, name)]
    need(len(found) == 1, f"{len(found)} {kind} {name}")
    return found[0]


def annotations(obj):
    return obj["metadata"].get("annotations") or {}


def ours(kind, name):
    return name and kind in ("Ingress", "BackendConfig", "FrontendConfig") and name.endswith("-l7")


def rewritten(args):
    """AFTER is BEFORE with the Milvus SERVICE behind the balancer of CLOUD, and nothing else changed."""
    before, after = documents(args.before), documents(args.after)
    service = find(after, "Service", args.service)
    need(service["spec"]["type"] == "ClusterIP", f"type is {service['spec']['type']}")
    left = [f for f in LAYER_4 if f in service["spec"]]
    need(not left, f"{left} left on the Service")

    ingress = find(after, "Ingress", args.service + "-l7")
    backends = [p["backend"]["service"]["name"] for r in ingress["spec"].get("rules") or [] for p in r["http"]["paths"]]
    if "defaultBackend" in ingress["spec"]:
        backends.append(ingress["spec"]["defaultBackend"]["service"]["name"])
    need(backends and set(backends) == {args.service}, f"the Ingress leads to {backends}")
    need(ingress["metadata"].get("labels", {}).get("milvus-l7/service") == args.service, "no label milvus-l7/service")

    kinds = [obj["kind"] for _, obj in after if isinstance(obj, dict)]
    targets = {("Service", args.service)}
    if args.cloud == "gcp":
        targets |= {("ConfigMap", args.service), ("Deployment", args.service + "-proxy")}
        check = find(after, "BackendConfig", args.service + "-l7")["spec"]["healthCheck"]
        need((check["port"], check["requestPath"]) == (9091, "/healthz"), f"health check {check}")
        settings = yaml.load(find(after, "ConfigMap", args.service)["data"]["user.yaml"], LOADER)
        need(settings["common"]["security"]["tlsMode"] == 1, f"settings {settings}")
        need(annotations(ingress).get("kubernetes.io/ingress.class") == "gce", "not an Ingress of GKE")
    else:
        need("BackendConfig" not in kinds, "a BackendConfig on AWS")
        need(ingress["spec"].get("ingressClassName") == "alb", "not an Ingress of the ALB controller")

    def untouched(docs):
        return [text for text, obj in docs if identity(obj) not in targets and not ours(*(identity(obj) or (None, None)))]

    if args.any_order:
        same = collections.Counter(untouched(before)) == collections.Counter(untouched(after))
    else:
        same = untouched(before) == untouched(after)
    changed = set(untouched(after)) ^ set(untouched(before))
    need(same, f"other documents changed: {[t.splitlines()[:2] for t in changed]}")


def report(args):
    """FILE is a report; WORD stands in its error or its findings, or it lists changes when there is no WORD."""
    with open(args.file) as f:
        content = json.load(f)
    need({"changes", "findings"} <= set(content), f"keys {sorted(content)}")
    if args.word:
        said = json.dumps([content.get("error"), content["findings"]])
        need(args.word in said, f"no {args.word} in {said}")
    else:
        need(content["changes"], "no changes")


def filenames(args):
    """BEFORE and AFTER are what Helm 4 gave to the program and got back: each document says which file it is from."""
    before, after = documents(args.before), documents(args.after)
    new = {identity(obj) for _, obj in after} - {identity(obj) for _, obj in before}
    need(new, "nothing was added")
    for _, obj in after:
        name = annotations(obj).get(FILENAME)
        need(name, f"{identity(obj)} has no {FILENAME}")
        if identity(obj) in new:
            need(name.endswith("/templates/milvus-l7.yaml"), f"{identity(obj)} is from {name}")
    for _, obj in before:
        if identity(obj)[1]:
            was, now = annotations(obj)[FILENAME], annotations(find(after, *identity(obj)))[FILENAME]
            need(was == now, f"{identity(obj)}: {was} became {now}")


def same(args):
    need(open(args.before, "rb").read() == open(args.after, "rb").read(), f"{args.before} and {args.after} differ")


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    for function in (rewritten, filenames, same):
        command = commands.add_parser(function.__name__)
        command.set_defaults(run=function)
        command.add_argument("before")
        command.add_argument("after")
        if function is rewritten:
            command.add_argument("--cloud", required=True)
            command.add_argument("--service", required=True)
            command.add_argument("--any-order", action="store_true")
    command = commands.add_parser("report")
    command.set_defaults(run=report)
    command.add_argument("file")
    command.add_argument("word", nargs="?")
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
