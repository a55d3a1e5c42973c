#!/usr/bin/env python3
"""docs/rbac.yaml: with these rules and no others every verb does its work, and without one of them check names what is
missing."""
import json
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import need  # noqa: E402
from plugin import FLAGS, released  # noqa: E402
from releases import Cluster  # noqa: E402

# Of the contexts of tests/cluster/start.sh; bound to nothing but what a case binds it to.
USER = "nobody"
ROLES = {role["metadata"]["name"]: role for role in yaml.safe_load_all((ROOT / "docs/rbac.yaml").read_text())}
READER, EDITOR, CLUSTER_READER = "milvus-l7-reader", "milvus-l7-editor", "milvus-l7-cluster-reader"


def grant(there, *names, user=USER, without=lambda rule: False):
    """Binds the user to these roles of the file in the place's namespace, but for some rules."""
    for name in names:
        role = {**ROLES[name], "rules": [rule for rule in ROLES[name]["rules"] if not without(rule)]}
        binding = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": name},
                   "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": name},
                   "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}]}
        there.cluster.apply([role, binding])


def grant_everywhere(cluster):
    name = CLUSTER_READER
    cluster.apply([ROLES[name], {
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": USER}]}])


def findings(done):
    return {(f["id"], f["seen"]) for group in json.loads(done.out)["groups"] for f in group["findings"]}


def unread(done):
    """What check says of permissions."""
    return sorted(f"{id} {seen}" for id, seen in findings(done) if id.startswith("permission"))


def everything(kubeconfig, cloud):
    with released(kubeconfig, cloud) as (there, before):
        grant(there, READER, EDITOR)
        flags = FLAGS[cloud]

        def run(verb, *args):
            return there.run(verb, *args, user=USER)
        check = run("check", *flags, "-o", "json").needs(0)
        need(not unread(check), f"check: {unread(check)}")
        run("diff", *flags).needs(1)
        run("enable", "--yes", "--timeout", "60s", *flags).needs(0)
        run("diff", *flags).needs(0)
        status = run("status", *flags[:2]).needs(0)
        need("?" not in status.out, f"something is unknown: {status.out}")
        check = run("check", *flags, "-o", "json").needs(0)
        need(not unread(check), f"check: {unread(check)}")
        run("connect", *flags[:2]).needs(0)
        run("cert create", "--tls-secret", "further-tls", "--host", "milvus.example.com").needs(0)
        run("cert create", "--tls-secret", "further-tls", "--renew", "--yes").needs(0)
        # What cert import reads, and nothing else here does.
        there.cluster.kubectl("get", "namespace", there.name, "--context", USER)
        there.api.delete("Secret", there.name, "further-tls")
        there.rests()
        run("disable", "--yes", "--timeout", "60s").needs(0)
        there.needs_state(before)


def other_kinds(kubeconfig):
    """What enable makes on request only."""
    with released(kubeconfig, "gcp") as (there, _):
        grant(there, READER, EDITOR)
        flags = ["--cloud", "gcp", "--host", "milvus.example.com", "--managed-certificate", "--ssl-policy", "modern"]
        there.run("enable", "--yes", "--timeout", "60s", *flags, user=USER).needs(0)
        there.run("disable", "--yes", "--timeout", "60s", user=USER).needs(0)


def namespace_alone(kubeconfig):
    """Without the cluster's reader, for a user who is not bound to it."""
    user = "jane"
    with released(kubeconfig, "gcp") as (there, _):
        grant(there, READER, EDITOR, user=user)
        check = there.run("check", "--cloud", "gcp", "-o", "json", "--as", user).needs(0)
        missing = unread(check)
        need(len(missing) == 2 and "ingressclasses" in missing[0] and "nodes" in missing[1], f"check: {missing}")
        there.run("enable", "--yes", "--timeout", "60s", "--cloud", "gcp", "--as", user).needs(0)
        there.run("disable", "--yes", "--timeout", "60s", "--as", user).needs(0)


def reader_alone(kubeconfig, cloud):
    with released(kubeconfig, cloud) as (there, before):
        grant(there, READER)
        there.run("status", *FLAGS[cloud][:2], user=USER).needs(0)
        there.run("diff", *FLAGS[cloud], user=USER).needs(1)
        check = there.run("check", *FLAGS[cloud], "-o", "json", user=USER).needs(1)
        need(any(id == "permission-missing" for id, _ in findings(check)), f"{findings(check)}")
        there.run("enable", "--yes", *FLAGS[cloud], user=USER).needs(1, "permission-missing")
        there.needs_state(before)


def without_one(kubeconfig, cloud, resource, verb):
    """The editor without one verb of one resource."""
    with released(kubeconfig, cloud) as (there, before):
        grant(there, READER)
        grant(there, EDITOR, without=lambda rule: resource in rule["resources"] and verb in rule["verbs"])
        done = there.run("check", *FLAGS[cloud], "-o", "json", user=USER).needs(1)
        missing = sorted(seen for id, seen in findings(done) if id == "permission-missing")
        need(missing, f"nothing is missing: {findings(done)}")
        need(there.state() == before, "check writes")
        return ", ".join(missing)


def cases(kubeconfig):
    grant_everywhere(Cluster(kubeconfig, "default"))
    with side_by_side() as case:
        for cloud in FLAGS:
            case(f"{cloud}: every verb", everything, kubeconfig, cloud)
            case(f"{cloud}: the reader alone", reader_alone, kubeconfig, cloud)
        case("gcp: no rights outside the namespace", namespace_alone, kubeconfig)
        case("gcp: a managed certificate and an SSL policy", other_kinds, kubeconfig)
        for resource in ("services", "configmaps", "deployments", "ingresses", "secrets", "backendconfigs"):
            case(f"gcp: without the rule for {resource}", without_one, kubeconfig, "gcp", resource, "patch")
        case("aws: without the rule for ingresses", without_one, kubeconfig, "aws", "ingresses", "create")


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
