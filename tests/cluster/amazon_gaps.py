"""For amazon.py: what AWS refuses and moto takes, and what moto does otherwise than AWS. Each function stands before one of
moto's, which it gets as `onward`. Codes and texts are those of the APIs' references, as far as these have them."""
import functools
import json

from moto.acm.models import acm_backends
from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend, ec2_backends
from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend, FakeHealthStatus, elbv2_backends
from moto.elbv2.ssl_policies import SSL_POLICIES

ACCOUNT, REGION = "123456789012", "us-west-2"


def elb():
    return elbv2_backends[ACCOUNT][REGION]


def ec2():
    return ec2_backends[ACCOUNT][REGION]


def listeners():
    return {x.arn: x for balancer in elb().load_balancers.values() for x in balancer.listeners.values()}


def before(backend, name):
    """The function takes the place of the backend's."""
    def install(function):
        setattr(backend, name, functools.partialmethod(
            lambda self, onward, *args, **kwargs: function(self, functools.partial(onward, self), *args, **kwargs),
            getattr(backend, name)))
        return function
    return install


def need(right, code, message):
    if not right:
        raise ELBClientError(code, message)


# -- balancers

@before(ELBv2Backend, "create_load_balancer")
def create_load_balancer(_, onward, name, security_groups, subnet_ids, *args, **kwargs):
    mapped = [m.get("SubnetId") for m in kwargs.get("subnet_mappings") or []]
    zones = {ec2().get_subnet(subnet).availability_zone for subnet in [*(subnet_ids or []), *mapped]}
    need(kwargs.get("loadbalancer_type") == "network" or len(zones) > 1, "ValidationError",
         "At least two subnets in two different Availability Zones must be specified")
    return onward(name, security_groups, subnet_ids, *args, **kwargs)


@before(ELBv2Backend, "delete_load_balancer")
def delete_load_balancer(self, onward, arn):
    balancer = self.load_balancers.get(arn)
    protected = balancer and str(balancer.attrs.get("deletion_protection.enabled")).lower() == "true"
    need(not protected, "OperationNotPermitted",
         f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled")
    return onward(arn)


@before(EC2Backend, "delete_security_group")
def delete_security_group(self, onward, name=None, group_id=None):
    """One that a balancer has, or the rule of another one names, stays."""
    of_balancers = any(group_id in (b.security_groups or []) for b in elb().load_balancers.values())
    named = any(rule.source_group.get("GroupId") == group_id for groups in self.groups.values()
                for group in groups.values() if group.id != group_id for rule in group.ingress_rules)
    if of_balancers or named:
        raise DependencyViolationError(f"resource {group_id} has a dependent object")
    return onward(name, group_id)


# -- listeners and rules

def check_listener(protocol, policy, certificates, changed=False):
    need(not policy or policy in SSL_POLICIES, "SSLPolicyNotFound", f"SSL policy '{policy}' not found")
    need(protocol != "HTTPS" or changed or certificates, "ValidationError",
         "A certificate must be specified for HTTPS listeners")
    known = acm_backends[ACCOUNT][REGION]._certificates
    for arn in certificates:
        need(arn in known, "CertificateNotFound", f"Certificate '{arn}' not found")


def check_actions(protocol, actions):
    for action in actions or []:
        groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or [action]
        for group in groups:
            target = elb().target_groups.get(group.get("TargetGroupArn"))
            need(protocol != "HTTP" or not target or target.protocol_version != "GRPC", "InvalidLoadBalancerAction",
                 "Listener protocol 'HTTP' is not supported with a target group with the protocol-version 'GRPC'")


@before(ELBv2Backend, "create_listener")
def create_listener(_, onward, load_balancer_arn, protocol, port, ssl_policy, certificate, actions, *args, **kwargs):
    check_listener(protocol, ssl_policy, [certificate] if certificate else [])
    check_actions(protocol, actions)
    return onward(load_balancer_arn, protocol, port, ssl_policy, certificate, actions, *args, **kwargs)


@before(ELBv2Backend, "modify_listener")
def modify_listener(_, onward, arn, port=None, protocol=None, ssl_policy=None, certificates=None, actions=None):
    there = listeners().get(arn)
    protocol_then = protocol or (there and there.protocol)
    named = [c.get("CertificateArn") or c.get("certificate_arn") for c in certificates or []]
    check_listener(protocol_then, ssl_policy, [name for name in named if name], changed=True)
    check_actions(protocol_then, actions)
    return onward(arn, port, protocol, ssl_policy, certificates, actions)


@before(ELBv2Backend, "create_rule")
def create_rule(_, onward, listener_arn, conditions, priority, actions, *args, **kwargs):
    there = listeners().get(listener_arn)
    check_actions(there and there.protocol, actions)
    return onward(listener_arn, conditions, priority, actions, *args, **kwargs)


@before(ELBv2Backend, "set_rule_priorities")
def set_rule_priorities(_, onward, rule_priorities):
    """moto takes no priority that another rule has, also when that one is moved by the same call."""
    wanted = {each["RuleArn"]: int(each["Priority"]) for each in rule_priorities}
    moved = [rule for x in listeners().values() for rule in x.rules.values() if rule.arn in wanted]
    if len(moved) != len(wanted):
        return onward(rule_priorities)
    for rule in moved:
        rule.priority = wanted[rule.arn]
    return moved


# -- target groups

def check_codes(codes):
    for code in codes.replace("-", ",").split(","):
        need(not code or int(code) < 100, "ValidationError",
             f"Health check matcher GRPC code '{code}' must be within '0-99' inclusive")


@before(ELBv2Backend, "create_target_group")
def create_target_group(_, onward, name, **kwargs):
    check_codes((kwargs.get("matcher") or {}).get("GrpcCode", ""))
    return onward(name, **kwargs)


def modified(form):
    """moto leaves the matcher of a gRPC target group as it is."""
    group = elb().target_groups.get(form.get("TargetGroupArn"))
    if form.get("Action") == "ModifyTargetGroup" and form.get("Matcher.GrpcCode") and group:
        group.matcher = {"GrpcCode": form["Matcher.GrpcCode"]}


def install_health(rules):
    @before(ELBv2Backend, "describe_target_health")
    def describe_target_health(_, onward, target_group_arn, targets):
        """moto's targets are healthy; a rule has those otherwise that are registered."""
        found = onward(target_group_arn, targets)
        for rule in rules.of("DescribeTargetHealth", target_group_arn):
            if "health" in rule:
                return [FakeHealthStatus(t.instance_id, t.port, t.health_check_port, *rule["health"])
                        if t.status == "healthy" else t for t in found]
        return found


# -- services and calls that moto does not know

def unknown_to_moto(target):
    """The answer to a call of this X-Amz-Target, or None."""
    if target.endswith(".GetSubscriptionState"):
        return json.dumps({"SubscriptionState": "INACTIVE"})
    if "WAF_Regional" in target and target.endswith(".GetWebACLForResource"):
        return "{}"
    return None
