#!/usr/bin/env python3
"""What `kubectl milvus-l7` refuses: it says what, why and what to do, and writes nothing."""
import concurrent.futures
import contextlib
import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import case, on_api_server, side_by_side  # noqa: E402
from place import CLUSTER, SERVER, need, until  # noqa: E402
from plugin import FLAGS, PROGRAM, PluginPlace, released  # noqa: E402
from releases import USER_YAML, Cluster, milvus_release  # noqa: E402

L7 = SERVER + "-l7"
GCP = FLAGS["gcp"]
CRD = "backendconfigs.cloud.google.com"


def made(kubeconfig, *objects, cloud="gcp"):
    """A place with these objects, and with nobody who does anything about them."""
    there = PluginPlace(kubeconfig, cloud)
    there.create(*objects)
    return there


def release(there_name="", **options):
    return milvus_release(there_name, only_server=True, **options)


def needs_refusal(there, words, *, code=1, name=(), flags=GCP):
    """enable and diff say why not, and nothing is written."""
    versions = there.versions()
    done = there.run("enable", *name, "--yes", "--timeout", "5s", *flags).needs(code, *words)
    need(done.out == "", f"it prints {done.out}")
    there.run("diff", *name, *flags).needs(2, *words)
    need(there.versions() == versions, "something was written")
    return done


# -- which cloud

def no_cloud(kubeconfig):
    there = made(kubeconfig, *release())
    words = ("does not tell which cloud", "nodes: none; IngressClasses: none", "--cloud gcp or --cloud aws")
    needs_refusal(there, words, flags=[])
    there.run("status").needs(0).prints(SERVER)
    need("gcp" not in there.run("status").out, "a cloud from nowhere")


def told_cloud(kubeconfig):
    with released(kubeconfig) as (there, before):
        there.run("enable", "--yes", "--timeout", "30s").needs(0).prints(f"backendconfig.cloud.google.com/{L7} created")
        there.run("diff").needs(0)
        there.run("status").needs(0).prints("gcp", there.address())
        there.run("check").needs(0)
        there.disable().needs(0)
        there.needs_state(before)


def two_clouds(kubeconfig):
    with released(kubeconfig, "aws") as (there, _):
        needs_refusal(there, ("name several clouds", "gce", "aws", "--cloud gcp or --cloud aws"), flags=[])
        there.run("status").needs(0).prints(SERVER)


def missing_kind(kubeconfig):
    cluster = Cluster(kubeconfig, "default")
    cluster.kubectl("delete", "crd", CRD)
    try:
        there = made(kubeconfig, *release())
        needs_refusal(there, ("gcp-crd-missing", "BackendConfig", "HttpLoadBalancing"))
        there.run("check", *GCP).needs(1).prints("gcp-crd-missing", "BackendConfig")
        there.run("status", *GCP).needs(0).prints(SERVER)
    finally:
        cluster.kubectl("apply", "--server-side", "-f", str(CLUSTER / "crds"))
        cluster.kubectl("wait", "--for=condition=Established", "crd", CRD, "--timeout=20s")


# -- which Milvus

def several(kubeconfig):
    there = made(kubeconfig, *release(), *release(release="search"))
    needs_refusal(there, ("my-release-milvus", "search-milvus"))
    needs_refusal(there, ("serch", "did you mean search"), name=("serch",))
    there.run("check", *GCP).needs(1, "my-release-milvus", "search-milvus")
    for name in ("search", "search-milvus"):
        done = there.run("enable", name, "--dry-run=client", *GCP).needs(0)
        need(f"service/{SERVER} " not in done.out, "the other one")
        done.prints("service/search-milvus changed")
    table = there.run("status", *GCP).needs(0).out.splitlines()
    need(len(table) == 3 and "SERVICE" in table[0] and table[1].startswith(SERVER), f"{table}")
    there.run("status", "serch", *GCP).needs(1, "did you mean search")


def none(kubeconfig):
    there = PluginPlace(kubeconfig, "gcp")
    for name_space in (there.name, "no-such-namespace"):
        there.name = name_space
        done = there.run("status").needs(0)
        need(done.out == "" and done.err == f"No Milvus found in {name_space} namespace.\n", f"{done.out}{done.err}")
        words = f"no Milvus in namespace {name_space}"
        there.run("enable", "--yes", *GCP).needs(1, words, "-n")
        there.run("disable", "--yes").needs(1, words, "-n")
        there.run("check", *GCP).needs(1, words)
        there.run("diff", *GCP).needs(2, words)
        need(json.loads(there.run("status", "-o", "json").needs(0).out) == {"items": []}, "items of nothing")


# -- what Milvus says

def refused(kubeconfig, finding, words, change):
    objects = release()
    change(*objects)
    there = made(kubeconfig, *objects)
    needs_refusal(there, (f"[{finding}]", *words))
    there.run("check", *GCP).needs(1).prints(finding)
    there.run("status", *GCP).needs(0)


def mutual_tls(config, _service, _workload):
    config["data"]["user.yaml"] = USER_YAML + "\ncommon:\n  security:\n    tlsMode: 2\n"


def variable(_config, _service, workload):
    container = workload["spec"]["template"]["spec"]["containers"][0]
    container["env"] = [{"name": "COMMON_SECURITY_TLSMODE", "value": "0"}]


def operator(_config, service, workload):
    for obj in (service, workload):
        obj["metadata"]["ownerReferences"] = [{
            "apiVersion": "milvus.io/v1beta1", "kind": "Milvus", "name": "my-release", "controller": True,
            "uid": "0f9e8d7c-6b5a-4930-8271-605f4e3d2c1b"}]


# -- who may

def reader(kubeconfig):
    there = made(kubeconfig, *release())
    versions = there.versions()
    done = there.run("enable", "--yes", *GCP, user="reader").needs(1, "permission-missing", "create BackendConfig",
                                                                  "nothing was changed")
    need(done.out == "", done.out)
    checked = there.run("check", *GCP, user="reader").needs(1)
    checked.prints("permission-missing", "create BackendConfig", f"patch Service {there.name}/{SERVER}",
                   f"create Ingress {there.name}/{L7}", f"patch ConfigMap {there.name}/{SERVER}")
    there.run("status", *GCP, user="reader").needs(0).prints(SERVER)
    there.run("diff", *GCP, user="reader").needs(1)
    need(there.versions() == versions, "something was written")


def nobody(kubeconfig):
    there = made(kubeconfig, *release())
    for verb, flags, code in (("status", (), 1), ("status", ("-A",), 1), ("check", GCP, 1), ("diff", GCP, 2),
                              ("enable", ("--yes", *GCP), 1), ("disable", ("--yes",), 1)):
        done = there.run(verb, *flags, user="nobody").needs(code, "Forbidden", "nobody", "cannot list resource")
        need(done.out == "", done.out)


MISTAKES = (
    (("enabel",), ("enabel", "did you mean enable")),
    (("status", "--wach"), ("--wach", "--watch")),
    (("enable", "--clod", "gcp"), ("--clod", "--cloud")),
    (("enable", "--cloud", "gpc"), ("gpc", "gcp")),
    (("status", "-o", "jsn"), ("jsn", "json")),
    (("enable", "--timeout", "soon"), ("soon", "1.5h")),
    (("enable", "--dry-run=maybe"), ("maybe", "client")),
    (("check", "--explain", "gcp-timeot"), ("gcp-timeot", "gcp-timeout")),
)


def usage(kubeconfig):
    there = PluginPlace(kubeconfig, "gcp")
    for args, words in MISTAKES:
        done = there.run(*args).needs(2, *words)
        need(done.out == "", done.out)
    done = subprocess.run([PROGRAM, "--no-such-flag"], capture_output=True, text=True)
    need(done.returncode == 2, f"exit {done.returncode}: {done.stderr}")


# -- what the API server refuses

POLICY = "admissionregistration.k8s.io/v1"


def forbid_ingresses(there):
    """A policy of the cluster, for this namespace only."""
    name = "no-ingress-" + there.name
    there.cluster.apply([
        {"apiVersion": POLICY, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": name}, "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": [{"apiGroups": ["networking.k8s.io"], "apiVersions": ["v1"],
                                                    "operations": ["CREATE", "UPDATE"], "resources": ["ingresses"]}]},
            "validations": [{"expression": "false", "message": "Ingresses need the approval of the network team"}]}},
        {"apiVersion": POLICY, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": name}, "spec": {
            "policyName": name, "validationActions": ["Deny"],
            "matchResources": {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": there.name}}}}}])
    probe = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "probe"}, "spec": {
        "defaultBackend": {"service": {"name": "x", "port": {"number": 1}}}}}

    def is_refused():
        try:
            there.cluster.kubectl("apply", "--dry-run=server", "-f", "-", objects=[probe])
        except RuntimeError as e:
            return "network team" in str(e)
        return False

    until(is_refused, "the policy has no effect")
    return name


def policy(kubeconfig):
    words = ("the approval of the network team",)
    with released(kubeconfig) as (there, before):
        name = forbid_ingresses(there)
        there.run("check", *GCP).needs(1).prints("cluster-refuses", f"Ingress {there.name}/{L7}", *words)
        need(there.state() == before, "check writes")
        there.enable("--dry-run=server").needs(1, *words)
        need(there.state() == before, "a dry run writes")
        there.enable().needs(1, *words, L7)
        need(there.service_type() == "LoadBalancer", "the old entry is closed")
        there.disable().needs(0)
        there.needs_state(before)
        there.enable("--wait=false").needs(1, *words, L7)
        need(there.service_type() == "LoadBalancer", "the old entry is closed")
        there.cluster.kubectl("delete", "validatingadmissionpolicybinding", name)
        until(lambda: there.enable("--dry-run=server").code == 0, "the policy stays")
        there.enable().needs(0)
        there.disable().needs(0)
        there.needs_state(before)


# -- who else writes

def gitops(kubeconfig, word, metadata):
    with released(kubeconfig) as (there, _):
        there.patch("Service", metadata=metadata)
        process = there.run("enable", "--dry-run=server", "-v6", *GCP).needs(0, word)
        lines = process.err.splitlines()
        warned = [i for i, line in enumerate(lines) if line.startswith("warning: ") and word in line]
        wrote = [i for i, line in enumerate(lines) if line.startswith("PATCH ")]
        need(warned and wrote and warned[0] < wrote[0], f"the warning is in {warned}, the first write in {wrote[:1]}")


@contextlib.contextmanager
def restless_server(there, seconds):
    """Somebody writes the workload all the time, as controllers do during a rollout under load."""
    end = time.monotonic() + seconds

    def write():
        while time.monotonic() < end:
            there.patch("Deployment", SERVER + "-proxy",
                        metadata={"annotations": {"example.com/now": str(time.monotonic_ns())}})
    with concurrent.futures.ThreadPoolExecutor() as pool:
        writers = [pool.submit(write) for _ in range(3)]
        yield
        for writer in writers:
            writer.result()


def written_all_the_time(kubeconfig):
    """Five conflicts in a row were the end of enable and disable."""
    with released(kubeconfig) as (there, _):
        with restless_server(there, 4):
            there.enable("--wait=false").needs(0)
        with restless_server(there, 4):
            done = there.run("disable", "--yes", "--wait=false").needs(0)
        deleted = [line for line in done.out.splitlines() if line.endswith(f"{L7} deleted")]
        need(len(deleted) == len(set(deleted)), f"deleted again and again: {deleted}")


def cases(kubeconfig):
    case("no sign of a cloud", no_cloud, kubeconfig)
    case("the nodes tell the cloud", told_cloud, kubeconfig)
    case("signs of two clouds", two_clouds, kubeconfig)
    case("no BackendConfig", missing_kind, kubeconfig)
    with side_by_side() as beside:
        beside("several Milvus", several, kubeconfig)
        beside("no Milvus", none, kubeconfig)
        beside("tlsMode 2", refused, kubeconfig, "milvus-mutual-tls", ("tlsMode",), mutual_tls)
        beside("a variable that contradicts", refused, kubeconfig, "milvus-tls-variable", ("COMMON_SECURITY_TLSMODE",),
               variable)
        beside("an operator's", refused, kubeconfig, "milvus-operator", ("Milvus",), operator)
        beside("somebody who may only read", reader, kubeconfig)
        beside("somebody who may nothing", nobody, kubeconfig)
        beside("wrong usage", usage, kubeconfig)
        beside("an admission policy", policy, kubeconfig)
        beside("an object that somebody writes all the time", written_all_the_time, kubeconfig)
        beside("Argo CD", gitops, kubeconfig, "Argo CD",
               {"annotations": {"argocd.argoproj.io/tracking-id": f"vectors:/Service:x/{SERVER}"}})
        beside("Flux, a Kustomization", gitops, kubeconfig, "Flux", {"labels": {
            "kustomize.toolkit.fluxcd.io/name": "vectors", "kustomize.toolkit.fluxcd.io/namespace": "flux-system"}})
        beside("Flux, a HelmRelease", gitops, kubeconfig, "Flux", {"labels": {
            "helm.toolkit.fluxcd.io/name": "vectors", "helm.toolkit.fluxcd.io/namespace": "flux-system"}})


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
