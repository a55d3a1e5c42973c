"""For alb_test.py: what the real AWS Load Balancer Controller refuses or fails at, what the product says of it, and that it
is well again when the cause is gone."""
import time

from alb_place import ALB, L7, AlbPlace, parameters
from place import SERVER, need, until
from releases import HOST

NONSENSE = "ELBSecurityPolicy-Nonsense"
ABSENT = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"
OTHER = "other.example.com"


# -- what enable waits for

def failing(*words, flags=(), base=None):
    """A scenario: enable with these flags fails so, and without them it goes on where it was."""
    def scenario(there):
        before = there.install()
        there.fails(*words, flags=flags, base=base)
        there.disable().needs(0)
        there.needs_state(before)
        there.enable().needs(0)
        there.built()
        there.removed(before)
    return scenario


def other_binding(there):
    """The Service's own load balancer has a binding for the same port, and that says nothing about this one."""
    before = there.install()
    bindings = there.api.list("TargetGroupBinding", there.name)
    need(any(b["metadata"]["labels"].get("service.k8s.aws/stack-name") == SERVER for b in bindings), f"no NLB: {bindings}")
    there.enable().needs(0)
    there.built()
    ours = [b["metadata"]["name"] for b in there.api.list("TargetGroupBinding", there.name)
            if b["metadata"]["labels"].get("ingress.k8s.aws/stack-name") == L7]
    need(len(ours) == 1 and ours[0] in there.status(), f"status does not name {ours}: {there.status()}")
    there.removed(before)


def denied(action, reason):
    """A scenario: the controller may not do this. The old entry stays, and the cause is told once, without its noise: of a
    binding's targets too, however well the Ingress is."""
    def scenario(there):
        before = there.install()
        error = [403, "AccessDenied", f"User: bench is not authorized to perform: elasticloadbalancing:{action}"]
        with there.rule(action, error=error):
            done = there.fails(reason, error[2], "iam_policy.json", timeout="12s")
            said = [line for line in done.err.splitlines() if line.startswith("…") and reason in line]
            need(len(said) == 1, f"said {len(said)} times: {said}")
            need("RequestID" not in done.err and "https response error" not in done.err, f"noise: {done.err[-900:]}")
        there.enable().needs(0)
        there.built()
        there.removed(before)
    return scenario


def slow_registration(there):
    before = there.install()
    with there.rule("RegisterTargets", seconds=3):
        began = time.monotonic()
        there.enable().needs(0, "the controller has not registered the pods yet")
        need(time.monotonic() - began > 3, "enable does not wait for the pods")
    there.built()
    there.removed(before)


def policy_later(there):
    """A change that fails counts as one, also right after a change that does not: the controller may still be at that."""
    before = there.install()
    there.enable().needs(0)
    there.enable("--ssl-policy", NONSENSE, timeout="15s").needs(1, "SSLPolicyNotFound", "describe-ssl-policies")
    there.needs_failure("SSLPolicyNotFound")
    there.check("--ssl-policy", NONSENSE).needs(1).prints("SSLPolicyNotFound")
    there.enable("--ssl-policy", "ELBSecurityPolicy-TLS13-1-2-2021-06").needs(0)
    there.built()
    there.sound()
    there.removed(before)


def upgraded(there):
    """A Helm upgrade has made the Service a LoadBalancer again, without a class, which may not be set any more."""
    there.running()
    there.patch("Service", spec={"type": "LoadBalancer"})
    there.disable().needs(0, "loadBalancerClass may not be set on a Service that is a LoadBalancer again")
    need(there.service_type() == "LoadBalancer", "the Service is no LoadBalancer")
    there.nothing_left()


# -- what enable refuses, or says before it asks

def no_certificate(there):
    before = there.install()
    there.refused("aws-certificate-missing", base=[])
    need("aws-certificate-missing" not in there.run("status", "--cloud", "aws").err, "status blames a plan that nobody has made")
    there.enable().needs(0)
    there.removed(before)


def node_ports(there):
    """They had cost the old entry: a ClusterIP Service has none."""
    before = there.install()
    instance = ["--annotate", ALB + "target-type=instance"]
    there.refused("aws-target-type", flags=instance)
    there.enable("--keep-l4", *instance).needs(0)
    until(lambda: [g["type"] for g in there.seen()["groups"]] == ["instance"], lambda: f"{there.seen()}")
    there.removed(before)


def ranges_kept(there):
    """Who may connect is never made wider unasked."""
    ranges = ["10.0.0.0/8", "192.0.2.0/24"]
    before = there.install(ranges=ranges)
    there.check().needs(0).prints("aws-source-ranges-kept", "stays-internal")
    there.enable().needs(0, "aws-source-ranges-kept", "stays-internal")
    there.built(ranges=ranges)
    there.removed(before)


def group_conflict(there):
    """One attribute that differs would fail both, also from another namespace."""
    name, second = there.name + "-group", AlbPlace(there.kubeconfig, there.amazon)
    before, flags = there.running("--group", name), ["--group", name, "--request-timeout-sec", "700"]
    second.install()
    second.refused("aws-group-conflict", "idle_timeout.timeout_seconds is 600 in Ingress " + there.name, flags=flags,
                   base=second.flags(OTHER))
    there.sound()
    there.disable().needs(0)
    there.needs_state(before)
    second.leave()


def group_shares(there):
    """The ranges of one member count for all, which whoever is asked is told."""
    name, second = there.name + "-group", AlbPlace(there.kubeconfig, there.amazon)
    before = [place.install() for place in (there, second)]
    there.enable("--group", name, "--inbound-cidrs", "10.0.0.0/8").needs(0)
    second.enable("--group", name, base=second.flags(OTHER)).needs(0, "aws-group-shares", "inbound-cidrs 10.0.0.0/8")
    second.built(hosts=sorted([HOST, OTHER]), ranges=["10.0.0.0/8"])
    for place, state in ((second, before[1]), (there, before[0])):
        place.disable().needs(0)
        place.needs_state(state)
    second.leave()


def route(there):
    """A route of the Gateway API leads to Milvus too."""
    before = there.install()
    there.create({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GRPCRoute", "metadata": {"name": "milvus"}, "spec": {
        "parentRefs": [{"name": "front"}], "rules": [{"backendRefs": [{"name": SERVER, "port": 19530}]}]}})
    there.needs_failure(f"GRPCRoute {there.name}/milvus leads to Milvus")
    there.check().needs(0).prints("milvus-other-entry", "Gateway front")
    there.enable().needs(0, "milvus-other-entry")
    there.built()
    there.removed(before)


# -- what all namespaces share

def parameters_target_type(there):
    before = there.install()
    with parameters(there.api, targetType="instance"):
        there.refused("aws-params-target-type")
    there.enable().needs(0)
    there.removed(before)


def parameters_same(there):
    """What says the same overrides nothing."""
    before = there.install()
    flags = ["--group", there.name, "--inbound-cidrs", "10.0.0.0/8"]
    spec = {"group": {"name": there.name}, "certificateArn": [there.amazon.certificate], "inboundCIDRs": ["10.0.0.0/8"]}
    with parameters(there.api, **spec):
        said = there.check(*flags).out
        need("aws-params-override" not in said and "✗" not in said, said)
    with parameters(there.api, **spec, scheme="internet-facing"):
        there.check(*flags).needs(0).prints("aws-params-override", "internet-facing beats internal")
        # A certificate of the class is one.
        there.enable(base=["--inbound-cidrs", "10.0.0.0/8"]).needs(0)
        there.built(scheme="internet-facing", ranges=["10.0.0.0/8"], hosts=[])
        there.removed(before)
    need(not there.amazon.made_for(there.name), "the group's load balancer is left")


def namespace_selector(there):
    before = there.install()
    with parameters(there.api, namespaceSelector={"matchLabels": {"team": "search"}}):
        there.fails("FailedLoadGroupID", "label the namespace")
    there.enable().needs(0)
    there.built()
    there.removed(before)


def denied_subnets(there):
    """What the controller may not do comes before what it was about to do it to."""
    before = there.install()
    with there.rule("DescribeSubnets", "", error=[403, "UnauthorizedOperation", "You are not authorized to perform this operation."]):
        done = there.fails("UnauthorizedOperation", "iam_policy.json")
        need("kubernetes.io/role/elb" not in done.err.partition("error:")[2], f"another remedy: {done.err[-600:]}")
    there.enable().needs(0)
    there.removed(before)


def overlay(there):
    """Pods whose addresses are not the VPC's."""
    before = there.install()
    with there.rule("pod addresses", ""):
        there.fails("cannot resolve pod ENI", "Amazon VPC CNI")
    there.disable().needs(0)
    there.needs_state(before)


FAILURES = {
    "the NLB's binding": other_binding,
    "targets denied": denied("RegisterTargets", "FailedReconcile"),
    "listener denied": denied("CreateListener", "FailedDeployModel"),
    "targets late": slow_registration,
    "no such SSL policy, later": policy_later,
    "upgraded meanwhile": upgraded,
    "no certificate": no_certificate,
    "node ports": node_ports,
    "source ranges": ranges_kept,
    "a group that contradicts itself": group_conflict,
    "ranges of a group": group_shares,
    "a route of the Gateway API": route,
    "no such certificate": failing("CertificateNotFound", "aws acm list-certificates",
                                   base=["--certificate-arn", ABSENT, "--host", HOST]),
    "no certificate for the host": failing("no certificate found for host", "ACM",
                                           base=["--host", "nobody.example.org"]),
    "no such subnets": failing("InvalidSubnetID.NotFound", "aws ec2 describe-subnets", flags=[
        "--subnets", "subnet-0123456789abcdef0,subnet-0123456789abcdef1"]),
    "no subnets of that name": failing("couldn't find all subnets", "aws ec2 describe-subnets", flags=["--subnets", "a,b"]),
    "no such security group": failing("couldn't find all security groups", "--security-groups", flags=[
        "--security-groups", "sg-0123456789abcdef0"]),
    "HTTP's success codes": failing("matcher GRPC code", "success-codes away", flags=["--annotate", ALB + "success-codes=200"]),
    "no such health port": failing("healthCheckPort", "success-codes away", flags=["--annotate", ALB + "healthcheck-port=x"]),
}
ALONE = {
    "class: node ports": parameters_target_type,
    "class: the same values": parameters_same,
    "class: other namespaces": namespace_selector,
    "subnets denied": denied_subnets,
    "overlay network": overlay,
}
