#!/usr/bin/env python3
"""The post-renderer and the plugin agree: whichever comes first, with Helm 3 and 4, on a real API server."""
import copy
import json
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from charts import RELEASE, VERSION, Helm, HelmPlace, repository  # noqa: E402
from place import need  # noqa: E402
from plugin import OWNER, parts  # noqa: E402
from releases import ARN, HOST, Cluster  # noqa: E402

SERVER = RELEASE + "-milvus"
L7 = SERVER + "-l7"
UNDO = "milvus-l7/undo"
WITH_HOST = {"gcp": [f"--host={HOST}"], "aws": [f"--host={HOST}", f"--certificate-arn={ARN}"]}

# What each cloud is asked for, and the values of the release that it is asked for.
ASKED = {
    "gcp": [
        ("nothing", [], {}),
        ("a host", [f"--host={HOST}"], {"service": {"type": "ClusterIP"}}),
        ("hosts and annotations", [f"--host={HOST}", "--host=*.example.com", "--annotate=team=it's \"ours\"",
                                   "--annotate=example.com/cost-centre=0755"], {"service": {"type": "NodePort"}}),
        ("a managed certificate", ["--managed-certificate", f"--host={HOST}"],
         {"userConfig": "common:\n  security:\n    authorizationEnabled: true # keep\n"}),
        ("a managed certificate with a name", ["--managed-certificate=milvus-cert", f"--host={HOST}"],
         {"userConfig": "{common: {security: {tlsMode: 0}}, proxy: {http: {enabled: true}}}"}),
        ("an internal balancer", ["--internal", "--static-ip=inside"], {"userConfig": "common.security.tlsMode: 0\n"}),
        ("policies and a timeout", ["--security-policy=waf", "--ssl-policy=modern", "--request-timeout-sec=7200",
                                    "--static-ip=outside"], {"milvus": {"image": "milvusdb/milvus:v2.4.12"}}),
        ("a Secret and a name", ["--tls-secret=my-cert", "--ingress-name=front"], {"userConfig": ""}),
        ("a certificate of Google Cloud", ["--pre-shared-cert=shared"],
         {"userConfig": "# a comment: tlsMode: 1\r\nlog:\r\n  level: info\r\n"}),
    ],
    "aws": [
        ("a host", [f"--host={HOST}"], {}),
        ("a certificate", [f"--certificate-arn={ARN}"], {"service": {"type": "ClusterIP"}}),
        ("an internal balancer", ["--internal", f"--host={HOST}", "--subnets=subnet-1,subnet-2",
                                  "--security-groups=sg-1"],
         {"userConfig": "common:\n  security:\n    tlsMode: 1\nproxy:\n  http:\n    port: 8080\n"}),
        ("a firewall and a group", [f"--host={HOST}", "--inbound-cidrs=10.0.0.0/8,192.0.2.0/24", "--group=shared",
                                    "--waf-acl=arn:aws:wafv2:us-west-2:111122223333:regional/webacl/main/1"],
         {"service": {"type": "NodePort"}}),
        ("a policy, a timeout and a name", [f"--certificate-arn={ARN}", "--host=*.example.com", f"--host={HOST}",
                                            "--ssl-policy=ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "--annotate=a=1e3",
                                            "--request-timeout-sec=4000", "--ingress-name=front"], {}),
    ],
}


# -- what is there

def settings(there, undo=False):
    """{kind/name: JSON} of each object without what the API server decides and the namespace's name; with `undo` also
    the record of what was changed."""
    found = {}
    for obj in copy.deepcopy(there.objects()):
        name = f"{obj['kind']}/{obj['metadata']['name']}"
        if name.startswith("Secret/sh.helm.release"):
            continue
        obj.pop("status", None)
        for key in ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"):
            obj["metadata"].pop(key, None)
        if not undo:
            obj["metadata"].get("annotations", {}).pop(UNDO, None)
        if obj["kind"] == "Service":
            for part in (obj["spec"], *obj["spec"]["ports"]):
                for key in ("clusterIP", "clusterIPs", "nodePort"):
                    part.pop(key, None)
        if not obj["metadata"].get("annotations", True):
            del obj["metadata"]["annotations"]
        found[name] = json.dumps(obj, sort_keys=True).replace(there.name, "NAMESPACE")
    return found


def need_same(wanted, found, what):
    differences = [f"only {side}: {sorted(names)}" for side, names in
                   (("wanted", wanted.keys() - found.keys()), ("found", found.keys() - wanted.keys())) if names]
    differences += [f"{name}: {parts(wanted[name], found[name])}" for name in wanted
                    if name in found and wanted[name] != found[name]]
    need(not differences, f"{what}: " + "; ".join(differences))


def managed(there):
    """{kind/name: JSON} of who manages which fields."""
    return {f"{obj['kind']}/{obj['metadata']['name']}": json.dumps(
        [{**entry, "time": None} for entry in obj["metadata"].get("managedFields", [])], sort_keys=True)
        for obj in there.objects() if not obj["metadata"]["name"].startswith("sh.helm.release")}


def versions(there):
    return {name: v for name, v in there.versions().items() if not name.startswith("Secret/sh.helm.release")}


def command_in(errors, start):
    """The command line that stderr tells after these words."""
    lines = [line.split(start, 1)[1].strip() for line in errors.splitlines() if start in line]
    need(len(lines) == 1, f"no one line with {start!r} in: {errors}")
    return lines[0]


PERMANENT = "to make it permanent:"
LEAVE = "to take it away:"


# -- one and the same result

def agree(kubeconfig, helm, cloud, options, values):
    rendered = HelmPlace(kubeconfig, helm, cloud)
    rendered.install(through=options, values=values)
    live = HelmPlace(kubeconfig, helm, cloud)
    live.install(values=values)
    before = settings(live)
    live.enable(*options).needs(0)
    wanted, found = settings(rendered), settings(live)
    # The key of a certificate is not made in a manifest.
    made = [name for name in found.keys() - wanted.keys() if name.startswith("Secret/")]
    for name in made:
        need(name == f"Secret/{L7}-tls" or name == "Secret/my-cert", f"made {name}")
        need(json.loads(found[name])["metadata"]["labels"][OWNER] == SERVER, found[name])
        del found[name]
    need_same(wanted, found, "rendered and live differ")
    rendered.run("diff", "--cloud", cloud, *options).needs(1 if made else 0)
    live.disable().needs(0)
    need_same(before, settings(live, undo=True), "disable leaves")


# -- enable, then Helm

def released(kubeconfig, helm, cloud, *flags):
    """A release at layer 4, and what is there then."""
    there = HelmPlace(kubeconfig, helm, cloud)
    there.install(*flags)
    return there, settings(there)


def then_permanent(kubeconfig, helm, cloud):
    """The command that enable prints changes nothing, and disable gives everything back all the same."""
    there, before = released(kubeconfig, helm, cloud, "--set", "service.loadBalancerSourceRanges=null", "--set-string",
                             "userConfig=log: {level: debug}")
    options = [*WITH_HOST[cloud], "--annotate=note=it's \"ours\" & more"]
    values = there.sh(f"helm get values {RELEASE} -n {there.name} -o yaml")[1]
    done = there.enable(*options).needs(0)
    command = command_in(done.err, PERMANENT)
    need(f"milvus/milvus --version {VERSION} -n {there.name}" in command, command)
    was, state, enabled = versions(there), settings(there, undo=True), settings(there)
    there.upgrades(command)
    need_same(state, settings(there, undo=True), "the upgrade changes settings")
    touched = sorted(name for name, version in versions(there).items() if was.get(name) != version)
    need(helm.version == "4" or not touched, f"written anew: {touched}")
    need(there.sh(f"helm get values {RELEASE} -n {there.name} -o yaml")[1] == values, "the values changed")
    there.run("diff", "--cloud", cloud, *options).needs(0)
    there.enable(*options).needs(0, "nothing was changed")
    need(there.status()["drift"] == "", there.status()["drift"])

    done = there.disable().needs(0)
    need_same(before, settings(there, undo=True), "disable leaves")
    if helm.version == "4":
        done.says(f"Ingress {there.name}/{L7} is in Helm's manifest too")
    there.upgrades(command)
    enabled.pop(f"Secret/{L7}-tls", None)
    need_same(enabled, settings(there), "the post-renderer no longer does the same")
    there.upgrades(command.split(" --post-renderer")[0])
    need_same(before, settings(there, undo=True), "an upgrade without the post-renderer leaves")
    return f"written without a change of settings: {', '.join(touched) or 'nothing'}"


def then_plain(kubeconfig, helm, cloud):
    """An upgrade without the post-renderer puts the chart's manifest back (3) or stops (4), as foretold."""
    there, before = released(kubeconfig, helm, cloud)
    done = there.enable(*WITH_HOST[cloud]).needs(0)
    after = settings(there)
    fields = [".spec.type"] + ([".data.user.yaml"] if cloud == "gcp" else [])
    status = there.status()
    need(status["owner"] == f"Helm {helm.version}" and status["drift"] == "", f"status: {status}")
    foretold = status["next_upgrade"]
    done.says(foretold)
    command = f"helm upgrade {RELEASE} milvus/milvus -n {there.name} --reset-then-reuse-values"
    if helm.version == "4":
        need("server-side" in there.run("status", "--cloud", cloud).out, "status does not say how Helm 4 applies")
        need("conflict" in foretold and all(field in foretold for field in fields), f"foretold: {foretold}")
        code, _, errors = there.sh(command)
        need(code != 0 and all(field in errors for field in fields), f"exit {code}: {errors}")
        need_same(after, settings(there), "the upgrade that stopped changes settings")
        need(there.status()["drift"] == "", "drift after an upgrade that stopped")
        command += " --force-conflicts"
    else:
        need("client-side" in there.run("status", "--cloud", cloud).out, "status does not say how Helm 3 applies")
        need("silently" in foretold, f"foretold: {foretold}")
    there.upgrades(command)
    need(there.get("Service", SERVER)["spec"]["type"] == "LoadBalancer", "the upgrade puts nothing back")
    places = [f"Service {there.name}/{SERVER}: spec.type"]
    places += [f"ConfigMap {there.name}/{SERVER}: data[\"user.yaml\"]: common.security.tlsMode"] if cloud == "gcp" else []
    drift = there.status()["drift"]
    need(all(place in drift for place in places), f"drift: {drift}")
    checked = there.run("check", "--cloud", cloud, "-o", "json", *WITH_HOST[cloud])
    found = [f"{finding['where']}: {finding['seen']}" for group in json.loads(checked.out)["groups"]
             for finding in group["findings"] if finding["id"] == "cluster-drift"]
    need(all(place in found for place in places), f"check: {found}")
    there.enable(*WITH_HOST[cloud]).needs(0)
    need_same(after, settings(there), "enable does not repair")
    need(there.status()["drift"] == "", "drift after a repair")
    there.disable().needs(0)
    need_same(before, settings(there, undo=True), "disable leaves")


def then_disable(kubeconfig, helm, cloud):
    """After disable an upgrade may change again what enable had changed."""
    there, _ = released(kubeconfig, helm, cloud)
    fields = managed(there)
    there.enable(*WITH_HOST[cloud]).needs(0)
    there.enable(*WITH_HOST[cloud], "--request-timeout-sec=900", "--annotate=a=b").needs(0)
    there.disable().needs(0)
    if helm.version == "4":
        need_same(fields, managed(there), "somebody else manages fields now")
    for number in ("1", "2"):
        there.upgrades(f"helm upgrade {RELEASE} milvus/milvus -n {there.name} --set service.type=NodePort "
                       f"--set-string userConfig='log: {{level: level-{number}}}'")
        need(there.get("Service", SERVER)["spec"]["type"] == "NodePort", "the type is not the chart's")
        need(f"level-{number}" in there.get("ConfigMap", SERVER)["data"]["user.yaml"], "user.yaml is not the chart's")
    ours = [name for name, obj in ((o["metadata"]["name"], o) for o in there.objects())
            if any(entry["manager"] == "milvus-l7" for entry in obj["metadata"].get("managedFields", []))]
    need(not ours, f"milvus-l7 still manages fields of {ours}")


def then_uninstall(kubeconfig, helm, cloud):
    """What outlives the release is told as an orphan, and disable removes it."""
    there, _ = released(kubeconfig, helm, cloud)
    there.enable(*WITH_HOST[cloud]).needs(0)
    there.upgrades(f"helm uninstall {RELEASE} -n {there.name}")
    left = settings(there).keys()
    need(f"Ingress/{L7}" in left, f"left: {left}")
    orphans = [item for item in json.loads(there.run("status", "-A", "-o", "json").needs(0).out)["items"]
               if item["namespace"] == there.name]
    need([(item["service"], item["state"]) for item in orphans] == [(SERVER, "orphan")], f"status -A: {orphans}")
    there.disable(RELEASE).needs(0)
    need(not settings(there), f"left: {settings(there).keys()}")


# -- the post-renderer, then the plugin

MORE = {"gcp": [["--host=second.example.com"], ["--request-timeout-sec=7200"], ["--annotate=a=b", "--static-ip=mine"],
                ["--managed-certificate"]],
        "aws": [["--host=second.example.com"], ["--request-timeout-sec=900"], ["--annotate=a=b", "--group=shared"]]}


def rendered_first(kubeconfig, helm, cloud):
    """What came with the post-renderer is Helm's, and what enable adds to it goes again."""
    there = HelmPlace(kubeconfig, helm, cloud)
    options = WITH_HOST[cloud] + (["--pre-shared-cert=shared"] if cloud == "gcp" else [])
    there.install(through=options)
    before, was = settings(there, undo=True), versions(there)
    there.run("diff", "--cloud", cloud, *options).needs(0)
    there.enable(*options).needs(0, "nothing was changed")
    status = there.status()
    need(status["owner"] == f"Helm {helm.version}" and not status["drift"] and not status["next_upgrade"],
         f"status: {status}")
    for more in MORE[cloud]:
        there.run("diff", "--cloud", cloud, *options, *more).needs(1)
        done = there.enable(*options, *more).needs(0)
        there.run("diff", "--cloud", cloud, *options, *more).needs(0)
        need(all(option in command_in(done.err, PERMANENT) for option in more), done.err)
        there.disable().needs(0)
        need_same(before, settings(there, undo=True), f"after {more}, disable leaves")
    was = versions(there)
    done = there.disable().needs(0, "nothing was changed", f"Ingress {there.name}/{L7} came with Helm's post-renderer")
    need(versions(there) == was, "disable writes")
    there.upgrades(command_in(done.err, LEAVE))
    need(not [name for name in settings(there) if name.endswith(L7)], f"left: {settings(there).keys()}")
    need(there.get("Service", SERVER)["spec"]["type"] == "LoadBalancer", "the old entry is not back")
    layer4, plain = settings(there, undo=True), released(kubeconfig, helm, cloud)[1]
    need_same(plain, layer4, "not as without the post-renderer")


CASES = (("enable, then the upgrade it prints", then_permanent), ("enable, then an upgrade without it", then_plain),
         ("enable and disable, then upgrades", then_disable), ("enable, then uninstall", then_uninstall),
         ("the post-renderer, then enable and disable", rendered_first))


def cases(kubeconfig):
    # Nobody plays the controllers, and without its class an Ingress of AWS is refused.
    Cluster(kubeconfig, "default").apply([
        {"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": "alb"},
         "spec": {"controller": "ingress.k8s.aws/alb"}}])
    with tempfile.TemporaryDirectory() as name, repository(pathlib.Path(name)) as url, side_by_side() as beside:
        for version in ("3", "4"):
            helm = Helm(version, pathlib.Path(name), url, kubeconfig)
            for cloud in ("gcp", "aws"):
                start = f"Helm {version}, {cloud}"
                for title, options, values in ASKED[cloud]:
                    beside(f"{start}: {title}: the same objects", agree, kubeconfig, helm, cloud, options, values)
                for title, what in CASES:
                    beside(f"{start}: {title}", what, kubeconfig, helm, cloud)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
