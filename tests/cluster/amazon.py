#!/usr/bin/env python3
"""AWS on loopback for the real AWS Load Balancer Controller (alb.py): moto with what it lacks (amazon_gaps.py), an account
that has a VPC, and what a test asks. It runs with the Python of scripts/get-aws-tools.sh.

It prints one line of JSON, its port and what the account has, and ends when nobody holds the other end of stdin. A test
reads what there is with GET /bench/state, and has calls fail or wait by rules: POST /bench/rules answers {"id"}, and
DELETE /bench/rules/ID ends it. A rule is {"action", "name": a part of what the call says} and what is to happen:
{"error": [status, code, message]}, {"seconds": N}, or for DescribeTargetHealth {"health": [state, reason, description]}."""
import functools
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from xml.sax.saxutils import escape

import amazon_gaps
import boto3
from amazon_gaps import REGION, ec2, elb
from moto.server import DomainDispatcherApplication, create_backend_app
from moto.wafv2.models import wafv2_backends
from rules import Rules
from werkzeug.serving import WSGIRequestHandler, make_server

# Pods' addresses (workloads.py). The VPC CNI gives them to a node's network interface as a prefix.
PODS = "10.8.0.0/16"
# The public subnets have no tag for their role: the controller knows them by their route table.
ROLES = {"public": None, "private": "kubernetes.io/role/internal-elb"}
CLUSTER = "kubernetes.io/cluster/bench"


class ActionRules(Rules):
    def of(self, action, text):
        return [r for r in self.every() if r["action"] == action and r.get("name", "") in text]


class Front:
    """Between the controller and moto."""

    def __init__(self):
        self.moto, self.rules = DomainDispatcherApplication(create_backend_app), ActionRules()
        # moto's backends are no match for several writers.
        self.lock = threading.Lock()
        amazon_gaps.install_health(self.rules)

    def __call__(self, environ, start):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if environ["PATH_INFO"].startswith("/bench/"):
            return answer(start, 200, "application/json", json.dumps(self.bench(environ, body)))
        target, text = environ.get("HTTP_X_AMZ_TARGET", ""), body.decode(errors="replace")
        form = dict(urllib.parse.parse_qsl(text))
        action = target.rpartition(".")[2] or form.get("Action")
        for rule in self.rules.of(action, urllib.parse.unquote_plus(text)):
            time.sleep(rule.get("seconds", 0))
            if "error" in rule:
                return refuse(start, environ, *rule["error"])
        known = amazon_gaps.unknown_to_moto(target)
        if known:
            return answer(start, 200, "application/x-amz-json-1.1", known)
        with self.lock:
            if action == "DescribeInstances":
                return self.instances(environ, start)
            amazon_gaps.modified(form)
            return list(self.moto(environ, start))

    def bench(self, environ, body):
        parts = environ["PATH_INFO"].split("/")[2:]
        if parts == ["state"]:
            with self.lock:
                return state()
        if environ["REQUEST_METHOD"] == "POST":
            return self.rules.add(json.loads(body))
        return self.rules.drop(parts[1])

    def instances(self, environ, start):
        head = []
        text = b"".join(self.moto(environ, lambda *args: head.extend(args))).decode()
        if not self.rules.of("pod addresses", ""):
            prefix = f"<ipv4PrefixSet><item><ipv4Prefix>{PODS}</ipv4Prefix></item></ipv4PrefixSet>"
            text = re.sub(r"(<networkInterfaceSet>\s*<item>)", r"\1" + prefix, text)
        return answer(start, int(head[0].split()[0]), "text/xml", text)


def answer(start, status, kind, text):
    data = text.encode()
    start(f"{status} -", [("Content-Type", kind), ("Content-Length", str(len(data)))])
    return [data]


def refuse(start, environ, status, code, message):
    """An error as the service of the request words it."""
    service = environ.get("HTTP_AUTHORIZATION", "")
    if environ.get("HTTP_X_AMZ_TARGET"):
        return answer(start, status, "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}))
    inner = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    number = time.time_ns()
    if "/ec2/" in service:
        return answer(start, status, "text/xml", f"<Response><Errors>{inner}</Errors><RequestID>{number}</RequestID></Response>")
    return answer(start, status, "text/xml",
                  f'<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">{inner}'
                  f"<RequestId>{number}</RequestId></ErrorResponse>")


# -- what there is

def state():
    return {"balancers": [balancer(b) for b in elb().load_balancers.values()],
            "groups": [target_group(g) for g in elb().target_groups.values()],
            "security_groups": [security_group(g) for groups in ec2().groups.values() for g in groups.values()]}


def tags(arn):
    return elb().tagging_service.get_tag_dict_for_resource(arn)


def stack(found):
    """What the controller made it for: `namespace/name` of an Ingress or Service, or a group."""
    return next((value for key, value in found.items() if key.endswith("/stack")), "")


def balancer(b):
    acls = [acl.arn for acl in wafv2_backends[elb().account_id][REGION].wacls.values() if b.arn in acl.associated_resources]
    return {"dns": b.dns_name, "type": b.type, "scheme": b.scheme, "stack": stack(tags(b.arn)), "web_acl": "".join(acls),
            "attributes": {k: str(v) for k, v in b.attrs.items()}, "security_groups": b.security_groups or [],
            "subnets": sorted(s.id for s in b.subnets), "listeners": [listener(x) for x in b.listeners.values()]}


def listener(x):
    rules = [{"hosts": [v for c in rule.conditions if c["Field"] == "host-header"
                        for v in (c.get("HostHeaderConfig") or {}).get("Values") or c.get("Values") or []],
              "groups": [g["TargetGroupArn"] for a in rule.actions
                         for g in (a.data.get("ForwardConfig") or {}).get("TargetGroups", [])]} for rule in x.rules.values()]
    return {"protocol": x.protocol, "port": int(x.port), "policy": x.ssl_policy, "certificate": x.certificate, "rules": rules}


def target_group(g):
    return {"arn": g.arn, "protocol": g.protocol, "version": g.protocol_version, "type": g.target_type,
            "stack": stack(tags(g.arn)), "algorithm": g.attributes.get("load_balancing.algorithm.type"),
            "check": f"{g.health_check_protocol} {g.health_check_port} {g.health_check_path} "
                     f"{getattr(g, 'matcher', None)}",
            "targets": sorted(f"{t['Id']}:{t['Port']}" for t in g.targets.values())}


def security_group(g):
    return {"id": g.id, "name": g.name, "stack": stack({t["key"]: t["value"] for t in g.get_tags()}),
            "ranges": sorted(rule.ip_range["CidrIp"] for rule in g.ingress_rules if "CidrIp" in rule.ip_range)}


# -- what the account has

def certificate(acm, *names):
    with tempfile.TemporaryDirectory() as folder:
        key, crt = (pathlib.Path(folder, name) for name in ("key", "crt"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "300", "-subj", f"/CN={names[0]}",
                        "-addext", "subjectAltName=" + ",".join("DNS:" + n for n in names), "-keyout", key, "-out", crt],
                       check=True, capture_output=True)
        return acm.import_certificate(Certificate=crt.read_bytes(), PrivateKey=key.read_bytes())["CertificateArn"]


def tagged(kind, **pairs):
    return [{"ResourceType": kind, "Tags": [{"Key": k, "Value": v} for k, v in pairs.items()]}]


def subnets(cloud, vpc):
    """Two public and two private ones, in two zones."""
    gateway = cloud.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    cloud.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    made = {}
    for i, role in enumerate(ROLES):
        table = cloud.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        if role == "public":
            cloud.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        made[role] = []
        for j, zone in enumerate("ab"):
            subnet = cloud.create_subnet(
                VpcId=vpc, CidrBlock=f"10.0.{2 * i + j}.0/24", AvailabilityZone=REGION + zone,
                TagSpecifications=tagged("subnet", Name=f"{role}-{zone}", **({ROLES[role]: "1"} if ROLES[role] else {})))
            made[role].append(subnet["Subnet"]["SubnetId"])
            cloud.associate_route_table(RouteTableId=table, SubnetId=made[role][-1])
    return made


def account(url):
    client = functools.partial(boto3.client, endpoint_url=url, region_name=REGION, aws_access_key_id="bench",
                               aws_secret_access_key="bench")
    cloud = client("ec2")
    vpc = cloud.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    cloud.associate_vpc_cidr_block(VpcId=vpc, CidrBlock=PODS)
    made = subnets(cloud, vpc)

    def group(name, **pairs):
        return cloud.create_security_group(GroupName=name, Description=name, VpcId=vpc,
                                           TagSpecifications=tagged("security-group", Name=name, **pairs))["GroupId"]
    node = cloud.run_instances(ImageId=cloud.describe_images()["Images"][0]["ImageId"], MinCount=1, MaxCount=1,
                               InstanceType="m5.large", SubnetId=made["private"][0],
                               SecurityGroupIds=[group("nodes", **{CLUSTER: "owned"})])["Instances"][0]
    acl = client("wafv2").create_web_acl(
        Name="bench", Scope="REGIONAL", DefaultAction={"Allow": {}},
        VisibilityConfig={"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "bench"})
    return {"vpc": vpc, "node": node["InstanceId"], "node_address": node["PrivateIpAddress"], "group": group("own"),
            "certificate": certificate(client("acm"), "*.example.com", "example.com"), "acl": acl["Summary"]["ARN"], **made}


class Silent(WSGIRequestHandler):
    def log_request(self, *_):
        pass


def main():
    server = make_server("127.0.0.1", 0, Front(), threaded=True, request_handler=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.port, **account(f"http://127.0.0.1:{server.port}")}), flush=True)
    sys.stdin.read()


main()
