#!/usr/bin/env python3
"""Tests the played controllers of AWS: when they serve an Ingress, refuse it, or find a target unhealthy."""
import contextlib
import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from api import ApiError  # noqa: E402
from cases import case, on_api_server, side_by_side  # noqa: E402
from place import SERVER, need, place, until  # noqa: E402
from releases import ARN, HOST, guide_aws, ingress  # noqa: E402

ALB = "alb.ingress.kubernetes.io/"
RIGHT_ALB = {ALB + "scheme": "internet-facing", ALB + "target-type": "ip", ALB + "backend-protocol-version": "GRPC",
             ALB + "listen-ports": '[{"HTTPS":443}]', ALB + "certificate-arn": ARN}


def alb_ingress(notes=None, **spec):
    merged = {k: v for k, v in {**RIGHT_ALB, **(notes or {})}.items() if v is not None}
    return ingress("my-release", merged, {"ingressClassName": "alb", "host": HOST, **spec})


def success(kubeconfig):
    with place(kubeconfig, "aws") as there:
        there.release(only_server=True)
        until(lambda: "hostname" in json.dumps(there.get("Service")["status"]), "a layer 4 name")
        there.patch("Service", spec={"type": "ClusterIP", "loadBalancerSourceRanges": None})
        began = time.monotonic()
        there.create(alb_ingress())
        until(there.address, "a name")
        there.needs_event("Normal", "SuccessfullyReconciled", "Successfully reconciled")
        took = time.monotonic() - began
        need(there.get("Ingress")["metadata"]["finalizers"] == ["ingress.k8s.aws/resources"], "no finalizer")
        need(there.address().endswith(".elb.amazonaws.com"), there.address())
        def bindings():
            return there.api.list("TargetGroupBinding", there.name)
        until(lambda: len(bindings()) == 1, "the layer 4 balancer's binding stays")
        until(lambda: bindings()[0].get("status", {}).get("observedGeneration"), "the targets are not registered")
        binding = bindings()[0]
        need(binding["spec"]["serviceRef"] == {"name": SERVER, "port": 19530}, f"{binding['spec']}")
        need(there.target() is None, "a pod from before has a gate")
        there.restart()
        until(lambda: there.target() == ("True", "Healthy"), lambda: f"the target is {there.target()}")
        there.needs_pods(1)
        there.api.delete("Ingress", there.name, SERVER)
        until(lambda: not there.get("Ingress") and not there.api.list("TargetGroupBinding", there.name), "it stays")
        return f"from the Ingress to SuccessfullyReconciled in {took * 1000:.0f} ms"


def targets(kubeconfig):
    with place(kubeconfig, "aws") as there:
        there.release(only_server=True, kind="ClusterIP")
        there.create(alb_ingress())
        until(there.address, "a name")
        there.restart()
        until(lambda: there.target() == ("True", "Healthy"), lambda: f"the target is {there.target()}")
        check = ALB + "healthcheck-path"
        for notes, wanted in (({ALB + "success-codes": "0"}, "False"), ({ALB + "success-codes": "0-20"}, "True"),
                              ({check: "/grpc.health.v1.Health/Check"}, "False"),
                              ({check: "/grpc.health.v1.Health/Check", ALB + "success-codes": "0"}, "True"),
                              ({ALB + "healthcheck-port": "9091"}, "False"),
                              ({ALB + "backend-protocol": "HTTPS"}, "False"),
                              ({ALB + "backend-protocol-version": "HTTP2"}, "False")):
            there.annotate("Ingress", notes)
            until(lambda: (there.target() or ("",))[0] == wanted, lambda: f"{notes}: {there.target()}")
            there.annotate("Ingress", {k: RIGHT_ALB.get(k) for k in notes})
            until(lambda: (there.target() or ("",))[0] == "True", "it does not heal")


def refusal(kubeconfig, ingress_object, reason, word, scenario="success"):
    with place(kubeconfig, "aws", scenario) as there:
        there.release(only_server=True, kind="ClusterIP")
        there.create(ingress_object)
        there.needs_event("Warning", reason, word)
        there.keeps(lambda: not there.address(), "a name in spite of an error")


def other_class(kubeconfig):
    with place(kubeconfig, "aws") as there:
        there.release(only_server=True, kind="ClusterIP")
        with contextlib.suppress(ApiError):
            there.api.create({"kind": "IngressClass", "metadata": {"name": "nginx"},
                              "spec": {"controller": "k8s.io/ingress-nginx"}})
        there.create(alb_ingress(ingressClassName="nginx"))
        there.needs_pods(1)
        there.keeps(lambda: not there.get("Ingress")["metadata"].get("finalizers"), "it was taken")


def protected(kubeconfig):
    with place(kubeconfig, "aws") as there:
        there.release(only_server=True, kind="ClusterIP")
        there.create(alb_ingress({ALB + "load-balancer-attributes": "deletion_protection.enabled=true",
                                  ALB + "group.name": "shared"}))
        until(there.address, "a name")
        need(there.get("Ingress")["metadata"]["finalizers"] == ["group.ingress.k8s.aws/shared"], "no finalizer")
        there.api.delete("Ingress", there.name, SERVER)
        there.keeps(lambda: there.get("Ingress"), "it went")
        need(not [e for e in there.events() if e[0] == "Warning"], f"{there.events()}")
        there.annotate("Ingress", {ALB + "load-balancer-attributes": None})
        until(lambda: not there.get("Ingress"), "it stays")


def guide(kubeconfig):
    with place(kubeconfig, "aws") as there:
        guide_aws(there.cluster)
        until(there.address, "a name")
        there.patch("Deployment", SERVER + "-proxy", spec={"template": {"metadata": {
            "annotations": {"restarted": "1"}}}})
        until(lambda: there.target() == ("False", "Target.FailedHealthChecks"),
              lambda: f"the target is {there.target()}")


def cases(kubeconfig):
    # First, and alone: it tells how long it takes.
    case("aws: success", success, kubeconfig)
    with side_by_side() as beside:
        beside("aws: what makes a target unhealthy", targets, kubeconfig)
        arn = ALB + "certificate-arn"
        for name, wrong, reason, word in (
                ("no certificate and no host", alb_ingress({arn: None}, host=None), "FailedDeployModel",
                 "A certificate must be specified"),
                ("a host without a certificate", alb_ingress({arn: None}, host="milvus.example.org"),
                 "FailedBuildModel", "no certificate found for host: milvus.example.org"),
                ("unknown class", alb_ingress(ingressClassName="lab"), "FailedBuildModel", '"lab" not found'),
                ("instance targets of a ClusterIP", alb_ingress({ALB + "target-type": None}), "FailedBuildModel",
                 "NodePort"),
                ("gRPC on an HTTP listener", alb_ingress({ALB + "listen-ports": '[{"HTTP":80}]'}),
                 "FailedDeployModel", "InvalidLoadBalancerAction"),
                ("HTTP codes for gRPC", alb_ingress({ALB + "success-codes": "200-399"}), "FailedDeployModel", "0-99")):
            beside(f"aws: {name}", refusal, kubeconfig, wrong, reason, word)
        for scenario, reason, word in (("subnets", "FailedBuildModel", "couldn't auto-discover subnets"),
                                       ("translate-error", "FailedBuildModel", "unable to find port"),
                                       ("sync-error", "FailedDeployModel", "AccessDenied")):
            beside(f"aws: {scenario}", refusal, kubeconfig, alb_ingress(), reason, word, scenario)
        beside("aws: other classes are left alone", other_class, kubeconfig)
        beside("aws: deletion protection", protected, kubeconfig)
        beside("aws: the guide", guide, kubeconfig)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
