"""Plays the AWS Load Balancer Controller (kubernetes-sigs/aws-load-balancer-controller)."""
import json
import re

import milvus_pod
from cluster_state import annotations, digest, selects
from ingresses import Refusal, backends, service_port
from workloads import condition

PREFIX = "alb.ingress.kubernetes.io/"
CONTROLLER = "ingress.k8s.aws/alb"
COMPONENT = "ingress"
DEFAULT_PATH = "/AWS.ALB/healthcheck"
SUBNETS = ("couldn't auto-discover subnets: unable to resolve at least one subnet. Evaluated 0 subnets: 0 are tagged for "
           "other clusters, and 0 have insufficient available IP addresses")
# Labels of a TargetGroupBinding: whose it is.
OF_INGRESS, OF_SERVICE = "ingress.k8s.aws/stack-name", "service.k8s.aws/stack-name"
# The domain that ACM holds a certificate for.
DOMAIN = "example.com"


def alb(obj, key, otherwise=""):
    return annotations(obj).get(PREFIX + key, otherwise)


def attributes(text):
    return dict(part.strip().split("=", 1) for part in text.split(",") if "=" in part)


def accepts(codes, code):
    """Whether a matcher like `12` or `0-5,12` holds the code."""
    for part in codes.split(","):
        low, _, high = part.strip().partition("-")
        if low.isdigit() and int(low) <= code <= int(high or low):
            return True
    return False


class Aws:
    @staticmethod
    def cluster_objects():
        """A node, the IngressClass, and the controller's own workload and webhook as its chart installs them."""
        place = {"namespace": "kube-system", "labels": {"app.kubernetes.io/name": "aws-load-balancer-controller"}}
        pods = {"matchLabels": place["labels"]}
        container = {"name": "aws-load-balancer-controller",
                     "image": "public.ecr.aws/eks/aws-load-balancer-controller:v3.0.0",
                     "ports": [{"name": "webhook-server", "containerPort": 9443}]}
        available = {"type": "Available", "status": "True", "reason": "MinimumReplicasAvailable"}
        webhook = "aws-load-balancer-webhook-service"
        return [
            {"kind": "Node", "spec": {"providerID": "aws:///us-west-2a/i-0123456789abcdef0"}, "metadata": {
                "name": "ip-10-0-0-1.us-west-2.compute.internal", "labels": {
                    "topology.kubernetes.io/region": "us-west-2", "eks.amazonaws.com/nodegroup": "default"}}},
            {"kind": "IngressClass", "metadata": {"name": "alb"}, "spec": {"controller": CONTROLLER}},
            {"kind": "Deployment", "metadata": {"name": "aws-load-balancer-controller", **place},
             "spec": {"replicas": 2, "selector": pods, "template": {
                 "metadata": {"labels": place["labels"]}, "spec": {"containers": [container]}}},
             "status": {"observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "readyReplicas": 2,
                        "availableReplicas": 2, "conditions": [available]}},
            {"kind": "Service", "metadata": {"name": webhook, **place}, "spec": {
                "selector": place["labels"], "ports": [{"port": 443, "targetPort": "webhook-server"}]}},
            {"kind": "EndpointSlice", "metadata": {"name": webhook + "-1", "namespace": "kube-system", "labels": {
                "kubernetes.io/service-name": webhook}}, "addressType": "IPv4",
             "endpoints": [{"addresses": ["10.0.0.12"], "conditions": {"ready": True}}],
             "ports": [{"name": "", "port": 9443, "protocol": "TCP"}]}]

    def __init__(self, state, scenario, address=None):
        self.state, self.scenario, self.fixed_address = state, scenario, address

    def reconcile(self, namespace):
        ingresses = self.state.all("Ingress", namespace)
        for service in self.state.all("Service", namespace):
            self.network_load_balancer(service)
        for ingress in ingresses:
            if ingress["metadata"].get("deletionTimestamp"):
                self.clean_up(ingress)
            else:
                self.ingress(ingress)
        self.drop_bindings(namespace, ingresses)

    # -- which are ours

    def is_ours(self, ingress):
        """Raises Refusal for a class that is not there; the annotation needs no IngressClass."""
        if annotations(ingress).get("kubernetes.io/ingress.class") == "alb":
            return True
        name = ingress["spec"].get("ingressClassName")
        if not name:
            return False
        found = self.state.get("IngressClass", None, name)
        if not found:
            raise Refusal("FailedBuildModel", "Failed build model due to invalid ingress class: "
                          f'ingressclasses.networking.k8s.io "{name}" not found')
        return found["spec"].get("controller") == CONTROLLER

    @staticmethod
    def finalizer(ingress):
        group = alb(ingress, "group.name")
        return f"group.ingress.k8s.aws/{group}" if group else "ingress.k8s.aws/resources"

    def clean_up(self, ingress):
        if "deletion_protection.enabled=true" in alb(ingress, "load-balancer-attributes"):
            return  # It is in the controller's log alone: an Ingress that is being deleted never gets an event.
        if self.scenario != "deletion-stuck" and self.state.due(ingress, "clean-up", self.state.delay or 0.2):
            self.state.drop_finalizer(ingress, self.finalizer(ingress))

    # -- one Ingress

    def ingress(self, ingress):
        state = self.state
        try:
            if not self.is_ours(ingress):
                return
            ingress = state.add_finalizer(ingress, self.finalizer(ingress))
            if not state.due(ingress, "model"):
                return
            targets = self.model(ingress)
            self.deploy(ingress)
        except Refusal as refusal:
            if state.is_new(ingress, refusal.args):
                state.repeat(ingress, "Warning", *refusal.args, COMPONENT)
            return
        made = [self.binding(ingress, service, port) for service, port in targets]
        if self.scenario == "no-address" or not state.due(ingress, "address"):
            return
        address = [{"hostname": self.fixed_address or self.hostname(ingress)}]
        ingress = state.patch(ingress, {"status": {"loadBalancer": {"ingress": address}}}, "status")
        if state.is_new(ingress, "reconciled"):
            state.repeat(ingress, "Normal", "SuccessfullyReconciled", "Successfully reconciled", COMPONENT)
        # Only after that the bindings are worked on.
        for binding in made:
            if state.due(binding, "registered", state.delay or 0.1):
                self.register(binding)
        if state.due(ingress, "health"):
            for service, port in targets:
                self.target_health(ingress, service, port)

    @staticmethod
    def hostname(ingress):
        metadata = ingress["metadata"]
        internal = "internal-" if alb(ingress, "scheme", "internal") == "internal" else ""
        return (f"{internal}k8s-{metadata['namespace'][:8]}-{metadata['name'][:8]}-{digest(metadata['uid'])}"
                ".us-west-2.elb.amazonaws.com")

    def model(self, ingress):
        """[(Service, port)]"""
        metadata = ingress["metadata"]
        where, targets = f"{metadata['namespace']}/{metadata['name']}", []
        if self.scenario == "subnets":
            raise failed_build(SUBNETS)
        for name, wanted in backends(ingress):
            service = self.state.get("Service", metadata["namespace"], name)
            if not service:
                raise failed_build(f'ingress: {where}: Service "{name}" not found')
            port = service_port(service, wanted)
            if not port or self.scenario == "translate-error":
                raise failed_build(f"ingress: {where}: unable to find port {next(iter(wanted.values()))} on service "
                                   f"{metadata['namespace']}/{name}")
            if alb(ingress, "target-type", "instance") == "instance" and service["spec"]["type"] == "ClusterIP":
                raise failed_build(f"ingress: {where}: TargetGroup port is empty. When using Instance targets, your "
                                   "service must be of type 'NodePort' or 'LoadBalancer'")
            targets.append((service, port))
        if "HTTPS" in self.protocols(ingress) and not alb(ingress, "certificate-arn"):
            self.discover_certificate(ingress, where)
        return targets

    @staticmethod
    def protocols(ingress):
        default = '[{"HTTPS": 443}]' if alb(ingress, "certificate-arn") else '[{"HTTP": 80}]'
        try:
            return {protocol for entry in json.loads(alb(ingress, "listen-ports", default)) for protocol in entry}
        except ValueError:
            raise failed_build("failed to parse listen-ports configuration: " + alb(ingress, "listen-ports")) from None

    @staticmethod
    def discover_certificate(ingress, where):
        hosts = [r["host"] for r in ingress["spec"].get("rules") or [] if r.get("host")]
        hosts += [h for t in ingress["spec"].get("tls") or [] for h in t.get("hosts", [])]
        unknown = [h for h in hosts if h != DOMAIN and not h.endswith("." + DOMAIN)]
        if unknown:
            raise failed_build(f"ingress: {where}: no certificate found for host: {unknown[0]}")

    def deploy(self, ingress):
        """What the API of AWS refuses."""
        grpc = alb(ingress, "backend-protocol-version") == "GRPC"
        hosts = any(r.get("host") for r in ingress["spec"].get("rules") or []) or ingress["spec"].get("tls")
        if "HTTPS" in self.protocols(ingress) and not alb(ingress, "certificate-arn") and not hosts:
            raise failed_deploy("ValidationError: A certificate must be specified for HTTPS listeners")
        if self.scenario == "sync-error":
            raise failed_deploy("AccessDenied: User: arn:aws:sts::111122223333:assumed-role/load-balancer-controller "
                                "is not authorized to perform: elasticloadbalancing:CreateTargetGroup")
        if grpc and "HTTP" in self.protocols(ingress):
            raise failed_deploy("InvalidLoadBalancerAction: Listener protocol 'HTTP' is not supported with a target "
                                "group with the protocol-version 'GRPC'")
        codes = re.findall(r"\d+", alb(ingress, "success-codes", "12"))
        beyond = [c for c in codes if int(c) > 99]
        if grpc and beyond:
            raise failed_deploy(f"ValidationError: Health check matcher GRPC code '{beyond[0]}' must be within '0-99' "
                                "inclusive")

    # -- targets

    @staticmethod
    def binding_name(ingress, service, port):
        text = [ingress["metadata"]["uid"], service["metadata"]["name"], port["port"]]
        return f"k8s-{service['metadata']['namespace'][:8]}-{service['metadata']['name'][:8]}-{digest(text)}"

    def binding(self, ingress, service, port):
        """The TargetGroupBinding of an Ingress' target group; made when it is not there yet."""
        of = {OF_INGRESS: ingress["metadata"]["name"], "ingress.k8s.aws/stack-namespace": ingress["metadata"]["namespace"]}
        if alb(ingress, "group.name"):
            of = {"ingress.k8s.aws/stack": alb(ingress, "group.name")}
        target_type, protocol = alb(ingress, "target-type", "instance"), alb(ingress, "backend-protocol", "HTTP")
        return self.bind(self.binding_name(ingress, service, port), service, port, of, target_type, protocol)

    def bind(self, name, service, port, of, target_type, protocol):
        namespace = service["metadata"]["namespace"]
        there = self.state.get("TargetGroupBinding", namespace, name)
        if there:
            return there
        arn = f"arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/{name}/{digest(name, 16)}"
        return self.state.create({"kind": "TargetGroupBinding", "metadata": {
            "name": name, "namespace": namespace, "labels": of},
            "spec": {"serviceRef": {"name": service["metadata"]["name"], "port": port["port"]}, "targetGroupARN": arn,
                     "targetType": target_type, "ipAddressType": "ipv4", "targetGroupProtocol": protocol}})

    def register(self, binding):
        generation = binding["metadata"].get("generation", 1)
        binding = self.state.patch(binding, {"status": {"observedGeneration": generation}}, "status")
        self.state.tell(binding, "Normal", "SuccessfullyReconciled", "Successfully reconciled", "targetGroupBinding")

    def network_load_balancer(self, service):
        """The Service's own, at layer 4, has a binding for the same port."""
        metadata = service["metadata"]
        of = {OF_SERVICE: metadata["name"], "service.k8s.aws/stack-namespace": metadata["namespace"]}
        names = {}
        if service["spec"].get("type") == "LoadBalancer" and not metadata.get("deletionTimestamp"):
            names = {f"k8s-nlb-{metadata['name'][:20]}-{digest([metadata['uid'], p['port']])}": p
                     for p in service["spec"]["ports"]}
        for name, port in names.items():
            self.register(self.bind(name, service, port, of, "ip", "TCP"))
        for binding in self.state.all("TargetGroupBinding", metadata["namespace"]):
            mine = binding["metadata"].get("labels", {}).get(OF_SERVICE) == metadata["name"]
            if mine and binding["metadata"]["name"] not in names:
                self.state.delete(binding)

    def drop_bindings(self, namespace, ingresses):
        names = {i["metadata"]["name"] for i in ingresses}
        groups = {alb(i, "group.name") for i in ingresses}
        for binding in self.state.all("TargetGroupBinding", namespace):
            of = binding["metadata"].get("labels", {})
            of_service = of.get(OF_SERVICE)
            if of_service and self.state.get("Service", namespace, of_service):
                continue
            if of.get(OF_INGRESS) not in names and of.get("ingress.k8s.aws/stack") not in groups - {""}:
                self.state.delete(binding)

    def target_health(self, ingress, service, port):
        """Shown on pods that have the readiness gate, and nowhere else in Kubernetes."""
        kind = "target-health.elbv2.k8s.aws/" + self.binding_name(ingress, service, port)
        for pod in self.state.all("Pod", service["metadata"]["namespace"]):
            gates = [g["conditionType"] for g in pod["spec"].get("readinessGates", [])]
            if not selects(service["spec"].get("selector"), pod) or kind not in gates:
                continue
            if self.healthy(ingress, pod):
                wanted = condition(pod["status"].get("conditions", []), kind, "True", "Healthy")
            else:
                wanted = condition(pod["status"].get("conditions", []), kind, "False", "Target.FailedHealthChecks",
                                   "Health checks failed")
            others = [c for c in pod["status"].get("conditions", []) if c["type"] != kind]
            if wanted not in pod["status"].get("conditions", []):
                self.state.patch(pod, {"status": {"conditions": others + [wanted]}}, "status")

    def healthy(self, ingress, pod):
        contained = {c["type"]: c["status"] for c in pod["status"].get("conditions", [])}.get("ContainersReady")
        if self.scenario == "unhealthy" or contained != "True":
            return False
        if milvus_pod.STARTED_WITH not in annotations(pod):
            return True
        started = json.loads(annotations(pod)[milvus_pod.STARTED_WITH])
        protocol = alb(ingress, "backend-protocol", "HTTP")
        if (protocol == "HTTPS") != bool(started["tlsMode"]) or alb(ingress, "backend-protocol-version") != "GRPC":
            return False
        if alb(ingress, "healthcheck-port", "traffic-port") not in ("traffic-port", "19530"):
            return False
        if alb(ingress, "healthcheck-protocol", protocol) != protocol:
            return False
        # Milvus knows gRPC's own health check, which authorization covers too, and no other path.
        code = 12
        if alb(ingress, "healthcheck-path", DEFAULT_PATH) == "/grpc.health.v1.Health/Check":
            code = 16 if started["authorization"] else 0
        return accepts(alb(ingress, "success-codes", "12"), code)


def failed_build(message):
    return Refusal("FailedBuildModel", "Failed build model due to " + message)


def failed_deploy(message):
    return Refusal("FailedDeployModel", "Failed deploy model due to operation error Elastic Load Balancing v2: "
                   "CreateListener, https response error StatusCode: 400, RequestID: 2b6e-0001, " + message)
