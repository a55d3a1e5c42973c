#!/usr/bin/env python3
"""Makes Milvus releases on an API server: objects in the shape of the chart's, releases of Helm from examples/chart,
and what the two published guides leave behind."""
import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGE = "milvusdb/milvus:v2.6.15"
USER_YAML = """\
# Settings of this installation.
#  tls: see the wiki before setting tlsMode: 1
log:
  level: info # debug is very chatty
proxy:
  maxTaskNum: 2048"""
DEFAULT_YAML = """\
etcd:
  endpoints:
  - {release}-etcd:2379

proxy:
  port: 19530
  internalPort: 19529
"""
TLS_YAML = """\
common:
  security:
    tlsMode: 1
"""
# From 2.4.13 on Milvus serves TLS only if REST has a port of its own.
RIGHT_YAML = TLS_YAML + "proxy: {http: {port: 8080}}\n"
HOST = "milvus.example.com"
ARN = "arn:aws:acm:us-west-2:111122223333:certificate/0f9e8d7c-6b5a-4930-8271-605f4e3d2c1b"


def fullname(release):
    return release if "milvus" in release else release + "-milvus"


# -- objects

def labels(release, component):
    return {"app.kubernetes.io/name": "milvus", "app.kubernetes.io/instance": release, "component": component}


def chart_labels(release, component):
    return {**labels(release, component), "helm.sh/chart": "milvus-5.0.19", "app.kubernetes.io/version": "2.6.15",
            "app.kubernetes.io/managed-by": "Helm"}


def workload(release, namespace, component, image):
    name = fullname(release)
    serves = component in ("proxy", "standalone")
    ports = [{"name": "milvus", "containerPort": 19530, "protocol": "TCP"}] if serves else []
    config = [{"name": "milvus-config", "mountPath": f"/milvus/configs/{file}", "subPath": file, "readOnly": True}
              for file in ("default.yaml", "user.yaml")]
    checksum = hashlib.sha256(component.encode()).hexdigest()
    spec = {
        "replicas": 1, "selector": {"matchLabels": labels(release, component)},
        "template": {
            "metadata": {"labels": labels(release, component), "annotations": {"checksum/config": checksum}},
            "spec": {
                "containers": [{
                    "name": component, "image": image, "imagePullPolicy": "IfNotPresent",
                    "args": ["milvus", "run", component],
                    "ports": ports + [{"name": "metrics", "containerPort": 9091, "protocol": "TCP"}],
                    "readinessProbe": {"httpGet": {"path": "/healthz", "port": "metrics"}, "initialDelaySeconds": 90},
                    "resources": {}, "volumeMounts": config}],
                "volumes": [{"name": "milvus-config", "configMap": {"name": name}}]}}}
    if component == "standalone":
        spec["strategy"] = {"type": "Recreate"}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "spec": spec, "metadata": {
        "name": f"{name}-{component}", "namespace": namespace, "labels": chart_labels(release, component)}}


def service(release, namespace, component, kind, ranges, node_ports):
    ports = [{"name": "milvus", "port": 19530, "protocol": "TCP", "targetPort": "milvus"},
             {"name": "metrics", "port": 9091, "protocol": "TCP", "targetPort": "metrics"}]
    for port, number in zip(ports, node_ports):
        port["nodePort"] = number
    spec = {"type": kind, "ports": ports, "selector": labels(release, component)}
    if kind == "LoadBalancer":
        spec["loadBalancerSourceRanges"] = ranges
    return {"apiVersion": "v1", "kind": "Service", "spec": spec, "metadata": {
        "name": fullname(release), "namespace": namespace, "labels": chart_labels(release, component)}}


def milvus_release(namespace, release="my-release", mode="cluster", kind="LoadBalancer", image=IMAGE,
                   user_yaml=USER_YAML, ranges=("0.0.0.0/0",), node_ports=(), only_server=False,
                   helm=False):
    """The objects of a release. `only_server` leaves out what neither clients nor a balancer ever reach; `helm` adds
    the annotations by which Helm knows its own."""
    server = "proxy" if mode == "cluster" else "standalone"
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": fullname(release), "namespace": namespace},
              "data": {"default.yaml": DEFAULT_YAML.format(release=release), "user.yaml": user_yaml}}
    objects = [config, service(release, namespace, server, kind, list(ranges), node_ports),
               workload(release, namespace, server, image)]
    if helm:
        for obj in objects:
            obj["metadata"]["annotations"] = {"meta.helm.sh/release-name": release,
                                              "meta.helm.sh/release-namespace": namespace}
    if only_server:
        return objects
    if mode == "cluster":
        objects += [workload(release, namespace, c, image) for c in ("mixcoord", "querynode", "datanode")]
    etcd = {"app.kubernetes.io/name": "etcd", "app.kubernetes.io/instance": release}
    objects += [
        {"apiVersion": "v1", "kind": "Service", "metadata": {
            "name": f"{release}-etcd", "namespace": namespace, "labels": etcd},
         "spec": {"ports": [{"name": "client", "port": 2379, "targetPort": 2379}], "selector": etcd}},
        {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {
            "name": f"{release}-etcd", "namespace": namespace, "labels": etcd},
         "spec": {"replicas": 1, "serviceName": f"{release}-etcd", "selector": {"matchLabels": etcd}, "template": {
             "metadata": {"labels": etcd},
             "spec": {"containers": [{"name": "etcd", "image": "docker.io/milvusdb/etcd:3.5.25-r1"}]}}}}]
    return objects


# -- with kubectl and Helm, as a user does

class Cluster:
    def __init__(self, kubeconfig, namespace):
        self.kubeconfig, self.namespace = str(kubeconfig), namespace

    def kubectl(self, *args, objects=None):
        command = [os.path.join(os.path.dirname(self.kubeconfig), "kubectl"), "--kubeconfig", self.kubeconfig,
                   "-n", self.namespace, *args]
        stdin = None
        if objects is not None:
            stdin = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
        return run(command, stdin)

    def create_namespace(self):
        self.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace}}])

    def apply(self, objects):
        self.kubectl("apply", "-f", "-", objects=objects)

    def helm(self, version, *args):
        """Runs a Helm of this major version, with folders of its own for each."""
        helm = run([str(ROOT / "scripts/get-helm.sh"), str(version)]).strip()
        folder = os.path.join(os.path.dirname(self.kubeconfig), f"helm{version}")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("HELM_")}
        environment.update(KUBECONFIG=self.kubeconfig, HELM_DATA_HOME=folder + "/data",
                           HELM_CONFIG_HOME=folder + "/config", HELM_CACHE_HOME=folder + "/cache")
        return run([helm, *args, "-n", self.namespace], environment=environment)

    def helm_release(self, version, *args, release="my-release", verb="install"):
        """Hooks are left out: they are Jobs, which nobody runs here."""
        return self.helm(version, verb, release, str(ROOT / "examples/chart"), "--no-hooks", *args)


def run(command, stdin=None, environment=None):
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:6])} ..: exit {done.returncode}: {done.stderr.strip()}")
    return done.stdout


# -- the guides, step by step

def published_certificate(folder, name):
    """The openssl commands of the guide: X.509 v1, no name but the common one, valid for 273 years."""
    key, request, certificate = (os.path.join(folder, f"tls.{end}") for end in ("key", "csr", "crt"))
    run(["openssl", "genrsa", "-out", key, "2048"])
    run(["openssl", "req", "-new", "-key", key, "-out", request, "-subj", f"/CN={name}"])
    run(["openssl", "x509", "-req", "-days", "99999", "-in", request, "-signkey", key, "-out", certificate])
    return key, certificate


def ingress(release, annotations, spec):
    rule = {"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {
        "service": {"name": fullname(release), "port": {"number": 19530}}}}]}}
    host = spec.pop("host", None)
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
            "metadata": {"name": fullname(release), "annotations": annotations},
            "spec": {**spec, "rules": [{"host": host, **rule} if host else rule]}}


def guide_gcp(cluster, release="my-release", managed=False, image=IMAGE, mode="cluster"):
    """milvus.io/docs/gcp_layer7.md. From 2.4.13 on Milvus does not start any more: http.port is missing."""
    name = fullname(release)
    cluster.apply(milvus_release(cluster.namespace, release, mode, "ClusterIP", image, TLS_YAML))
    cluster.apply([{"apiVersion": "cloud.google.com/v1", "kind": "BackendConfig",
                    "metadata": {"name": f"{release}-backendconfig"},
                    "spec": {"healthCheck": {"port": 9091, "requestPath": "/healthz", "type": "HTTP"}}}])
    cluster.kubectl("annotate", "service", name, 'cloud.google.com/app-protocols={"milvus":"HTTP2"}',
                    f'cloud.google.com/backend-config={{"default": "{release}-backendconfig"}}',
                    'cloud.google.com/neg={"ingress": true}', "--overwrite")
    if managed:
        cluster.apply([{"apiVersion": "networking.gke.io/v1", "kind": "ManagedCertificate",
                        "metadata": {"name": f"{release}-cert"}, "spec": {"domains": [HOST]}}])
        cluster.apply([ingress(release, {"networking.gke.io/managed-certificates": f"{release}-cert"}, {})])
        return
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = published_certificate(folder, name)
        cluster.kubectl("create", "secret", "tls", f"{name}-tls", "--cert", certificate, "--key", key)
    cluster.apply([ingress(release, {}, {"tls": [{"secretName": f"{name}-tls"}]})])


def guide_aws(cluster, release="my-release", image=IMAGE, mode="cluster", arn=ARN):
    """milvus.io/docs/aws_layer7.md, with a health check of one's own that looks right and is not."""
    cluster.apply(milvus_release(cluster.namespace, release, mode, "ClusterIP", image))
    alb = "alb.ingress.kubernetes.io/"
    cluster.apply([ingress(release, {
        alb + "scheme": "internet-facing", alb + "backend-protocol-version": "GRPC", alb + "target-type": "ip",
        alb + "listen-ports": '[{"HTTPS":443}]', alb + "certificate-arn": arn, alb + "healthcheck-path": "/healthz",
        alb + "success-codes": "0"}, {"ingressClassName": "alb", "host": HOST})])


GUIDES = {"gcp": guide_gcp, "gcp-managed": lambda *a, **k: guide_gcp(*a, managed=True, **k), "aws": guide_aws}


def main():
    parser = argparse.ArgumentParser(description="Makes a Milvus release in a namespace.")
    parser.add_argument("kubeconfig", type=pathlib.Path)
    parser.add_argument("namespace")
    parser.add_argument("--release", default="my-release")
    parser.add_argument("--mode", choices=("cluster", "standalone"), default="cluster")
    parser.add_argument("--type", choices=("LoadBalancer", "NodePort", "ClusterIP"), default="LoadBalancer")
    parser.add_argument("--image", default=IMAGE)
    parser.add_argument("--user-yaml", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--guide", choices=GUIDES, help="what following this guide leaves behind")
    parser.add_argument("--helm", choices=("3", "4"), help="a release of Helm, from examples/chart")
    parser.add_argument("--print", action="store_true", help="print the objects instead")
    args = parser.parse_args()
    user_yaml = args.user_yaml.read_text() if args.user_yaml else USER_YAML
    objects = milvus_release(args.namespace, args.release, args.mode, args.type, args.image, user_yaml)
    if args.print:
        json.dump({"apiVersion": "v1", "kind": "List", "items": objects}, sys.stdout, indent=2)
        return
    cluster = Cluster(args.kubeconfig, args.namespace)
    cluster.create_namespace()
    if args.helm:
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(user_yaml)
            file.flush()
            cluster.helm_release(args.helm, "--set", f"service.type={args.type},milvus.image={args.image}",
                                 "--set-file", f"userConfig={file.name}", release=args.release)
    elif args.guide:
        GUIDES[args.guide](cluster, args.release, image=args.image, mode=args.mode)
    else:
        cluster.apply(objects)


if __name__ == "__main__":
    main()
