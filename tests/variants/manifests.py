"""Manifests of Milvus as people write them by hand: one choice of each dimension makes a stream."""
import json

import yaml

SPACE, NAME = "vectors", "search"
IMAGE = "milvusdb/milvus:v2.6.15"
TLS, PORT = "COMMON_SECURITY_TLSMODE", "PROXY_HTTP_PORT"

KINDS = {
    "Deployment": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1", "ReplicaSet": "apps/v1", "Pod": "v1",
    "Rollout": "argoproj.io/v1alpha1", "DeploymentConfig": "apps.openshift.io/v1", "CloneSet": "apps.kruise.io/v1alpha1",
    "LeaderWorkerSet": "leaderworkerset.x-k8s.io/v1",
}


def shell(line, program="sh"):
    return {"image": "example.com/tools:1", "command": [program, "-c", line]}


COMMANDS = {
    "words": {"image": IMAGE, "command": ["milvus", "run", "proxy"]},
    "arguments": {"image": IMAGE, "args": ["milvus", "run", "standalone"]},
    "path": {"image": "example.com/m:1", "command": ["/milvus/bin/milvus"], "args": ["run", "standalone"]},
    "tini": {"image": IMAGE, "command": ["/tini", "--"], "args": ["milvus", "run", "proxy"]},
    "shell": shell("milvus run standalone"),
    "shell, end": shell("milvus run proxy;"),
    "shell, log": shell("exec milvus run proxy >>/var/log/milvus.log 2>&1", "/bin/bash"),
    "shell, variable": shell("ETCD_USE_EMBED=true milvus run standalone"),
    "shell, quotes": shell("'milvus' \"run\" 'proxy'"),
    "shell, block": shell("set -e\nulimit -n 65535\nmilvus run standalone &\nwait\n"),
    "shell, in arguments": {"image": IMAGE, "command": ["/bin/sh"], "args": ["-c", "cd /milvus && milvus run proxy"]},
    "entrypoint": {"image": IMAGE, "args": ["run", "proxy"]},
    "mixture": {"image": IMAGE, "args": ["milvus", "run", "mixture", "-rootcoord", "-proxy"]},
    "cdc": {"image": IMAGE, "args": ["milvus", "run", "cdc"]},
    "query node": {"image": IMAGE, "args": ["milvus", "run", "querynode"]},
    "mixture without proxy": {"image": IMAGE, "args": ["milvus", "run", "mixture", "-datanode"]},
    "comment": shell("# milvus run proxy\nsleep 1\n"),
    "echo": {"image": IMAGE, "command": ["sleep", "infinity"]},
}

TEXTS = {
    "nothing": "log:\n  level: info\n",
    "ready": "common:\n  security:\n    tlsMode: 1\nproxy:\n  http:\n    port: 8080\n",
    "off": "# mine\ncommon:\n  security:\n    tlsMode: 0   # off\n",
    "no REST": "proxy:\n  http:\n    enabled: false\n",
    "mutual": "common:\n  security:\n    tlsMode: 2\n",
}

MOUNTS = ["none", "file", "folder", "folder/", "items", "projected", "secret", "whole", "absent", "twice"]
FOLDER = "/milvus/configs"

# Name and value, or where from; what the objects behind hold.
ENVIRONMENTS = {
    "none": ({}, {}),
    "all": ({"env": [{"name": TLS, "value": "1"}, {"name": PORT, "value": "8080"}]}, {}),
    "TLS": ({"env": [{"name": TLS, "value": "1"}]}, {}),
    "TLS off": ({"env": [{"name": TLS, "value": "0"}]}, {}),
    "port": ({"env": [{"name": PORT, "value": "9092"}]}, {}),
    "all from a ConfigMap": ({"envFrom": [{"configMapRef": {"name": "variables"}}]}, {TLS: "1", PORT: "8080"}),
    "TLS off from a ConfigMap": ({"envFrom": [{"configMapRef": {"name": "variables"}}]}, {TLS: "0"}),
    "a key of a ConfigMap": ({"env": [{"name": TLS, "valueFrom": {"configMapKeyRef": {"name": "variables", "key": "m"}}}]},
                             {"m": "1"}),
    "a word over a ConfigMap": ({"env": [{"name": TLS, "value": "1"}],
                                 "envFrom": [{"configMapRef": {"name": "variables"}}]}, {TLS: "0"}),
    "a Secret": ({"envFrom": [{"secretRef": {"name": "logins"}}]}, {}),
    "others": ({"env": [{"name": "ETCD_ENDPOINTS", "value": "etcd:2379"}]}, {}),
}

PROBES = {
    "none": None,
    "tcp": {"tcpSocket": {"port": 19530}},
    "grpc": {"grpc": {"port": 19530}},
    "http": {"httpGet": {"path": "/v2/vectordb", "port": 19530}},
    "https": {"httpGet": {"path": "/v2/vectordb", "port": 19530, "scheme": "HTTPS"}},
    "health": {"httpGet": {"path": "/healthz", "port": 9091}},
    "program": {"exec": {"command": ["grpc_health_probe", "-addr=localhost:19530"]}},
    "curl": {"exec": {"command": ["curl", "-f", "http://localhost:9091/healthz"]}},
}


def pod(*containers, **more):
    return {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": list(containers), **more}}


def named(api, kind, name, **fields):
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": SPACE}, **fields}


def client(*env, **container):
    made = {"name": "c", "image": "example.com/client:1", **container}
    if env:
        made["env"] = [{"name": key, "value": value} for key, value in env]
    return named("apps/v1", "Deployment", "client", spec={"selector": {"matchLabels": {"app": "a"}}, "template": pod(made)})


HOST = f"{NAME}.{SPACE}"
CLIENTS = {
    "none": None,
    "host and port": client(("MILVUS_HOST", NAME), ("MILVUS_PORT", "19530")),
    "address": client(("MILVUS_URI", f"http://{NAME}:19530")),
    "full name": client(("MILVUS_HOST", f"{HOST}.svc.cluster.local")),
    "argument": client(args=["--milvus", f"{HOST}:19530"]),
    "ConfigMap": named("v1", "ConfigMap", "client", data={"MILVUS_ADDRESS": f"{NAME}:19530"}),
    "CronJob": named("batch/v1", "CronJob", "client", spec={"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": pod(
        {"name": "c", "image": "example.com/backup:1", "args": [f"--address={NAME}:19530"]}, restartPolicy="Never")}}}),
    "of something else": client(("DB_HOST", "postgres"), ("DB_PORT", "5432")),
    "of a similar name": client(("MILVUS_URI", f"http://my-{NAME}:19530")),
}

PORTED = {"name": NAME, "port": 19530}
ROUTES = {
    "none": None,
    "GRPCRoute": named("gateway.networking.k8s.io/v1", "GRPCRoute", "route", spec={"rules": [{"backendRefs": [PORTED]}]}),
    "HTTPRoute": named("gateway.networking.k8s.io/v1", "HTTPRoute", "route", spec={"rules": [{"backendRefs": [PORTED]}]}),
    "TCPRoute": named("gateway.networking.k8s.io/v1alpha2", "TCPRoute", "route", spec={"rules": [{"backendRefs": [PORTED]}]}),
    "VirtualService": named("networking.istio.io/v1", "VirtualService", "route", spec={
        "hosts": ["m.example.com"], "http": [{"route": [{"destination": {"host": f"{HOST}.svc.cluster.local",
                                                                         "port": {"number": 19530}}}]}]}),
    "IngressRoute": named("traefik.io/v1alpha1", "IngressRoute", "route", spec={
        "routes": [{"kind": "Rule", "match": "Host(`m.example.com`)", "services": [{**PORTED, "scheme": "h2c"}]}]}),
    "Route": named("route.openshift.io/v1", "Route", "route", spec={
        "to": {"kind": "Service", "name": NAME}, "port": {"targetPort": "milvus"}}),
    "tcp-services": named("v1", "ConfigMap", "route", data={"19530": f"{SPACE}/{NAME}:19530"}),
    "nginx": named("networking.k8s.io/v1", "Ingress", "route", spec={"ingressClassName": "nginx", "rules": [
        {"host": "m.example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {
            "service": {"name": NAME, "port": {"number": 19530}}}}]}}]}),
    "to something else": named("gateway.networking.k8s.io/v1", "GRPCRoute", "route", spec={
        "rules": [{"backendRefs": [{"name": "other", "port": 19530}]}]}),
}

TARGETS = ["number", "name", "left out"]
TYPES = ["LoadBalancer", "NodePort", "ClusterIP"]
LAYOUTS = ["documents", "documents", "List", "JSON"]

DIMENSIONS = {"cloud": ["gcp", "aws"], "kind": list(KINDS), "command": list(COMMANDS), "mount": MOUNTS, "text": list(TEXTS),
              "environment": list(ENVIRONMENTS), "probe": list(PROBES), "client": list(CLIENTS), "route": list(ROUTES),
              "target": TARGETS, "type": TYPES, "layout": LAYOUTS}


def choose(random):
    return {name: random.choice(values) for name, values in DIMENSIONS.items()}


def volume_of(mount):
    """The volume with the settings, whatever it is called, and the key in its object."""
    if mount == "secret":
        return {"secret": {"secretName": "settings"}}, "user.yaml"
    if mount == "items":
        return {"configMap": {"name": "settings", "items": [{"key": "mine", "path": "user.yaml"}]}}, "mine"
    if mount == "projected":
        return {"projected": {"sources": [{"configMap": {"name": "settings"}}]}}, "user.yaml"
    return {"configMap": {"name": "settings"}}, "milvus.yaml" if mount == "whole" else "user.yaml"


def mount_of(mount):
    if mount in ("folder", "folder/", "items", "projected"):
        return {"mountPath": FOLDER + ("/" if mount == "folder/" else "")}
    file = "milvus.yaml" if mount == "whole" else "user.yaml"
    return {"mountPath": f"{FOLDER}/{file}", "subPath": file}


def workload(choice):
    environment, _ = ENVIRONMENTS[choice["environment"]]
    container = {"name": "server", **COMMANDS[choice["command"]], **environment,
                 "ports": [{"name": "milvus", "containerPort": 19530}, {"name": "metrics", "containerPort": 9091}]}
    if PROBES[choice["probe"]]:
        container["livenessProbe"] = PROBES[choice["probe"]]
    spec = {"containers": [container]}
    if choice["mount"] != "none":
        container["volumeMounts"] = [{"name": "conf", **mount_of(choice["mount"])}]
        spec["volumes"] = [{"name": "conf", **volume_of(choice["mount"])[0]}]
    template = {"metadata": {"labels": {"app": NAME}}, "spec": spec}
    kind = choice["kind"]
    made = named(KINDS[kind], kind, "server")
    if kind == "Pod":
        made["metadata"]["labels"] = template["metadata"]["labels"]
        made["spec"] = spec
    elif kind == "LeaderWorkerSet":
        made["spec"] = {"replicas": 1, "leaderWorkerTemplate": {"size": 1, "workerTemplate": template}}
    else:
        made["spec"] = {"replicas": 2, "selector": {"matchLabels": {"app": NAME}}, "template": template}
        if kind == "DaemonSet":
            del made["spec"]["replicas"]
    return made


def service(choice):
    port = {"name": "milvus", "port": 19530}
    if choice["target"] != "left out":
        port["targetPort"] = 19530 if choice["target"] == "number" else "milvus"
    return named("v1", "Service", NAME, spec={"type": choice["type"], "selector": {"app": NAME},
                                              "ports": [port, {"name": "metrics", "port": 9091}]})


def objects(choice):
    made = [service(choice), workload(choice)]
    _, variables = ENVIRONMENTS[choice["environment"]]
    if variables:
        made.append(named("v1", "ConfigMap", "variables", data=variables))
    if choice["mount"] not in ("none", "absent", "secret"):
        key = volume_of(choice["mount"])[1]
        if choice["mount"] == "twice":
            made.append(named("v1", "ConfigMap", "settings", data={key: "log:\n  level: debug\n"}))
        made.append(named("v1", "ConfigMap", "settings", data={key: TEXTS[choice["text"]]}))
    for table, name in ((CLIENTS, choice["client"]), (ROUTES, choice["route"])):
        if table[name]:
            made.append(table[name])
    return made


def stream(choice, random):
    """The text, and its documents where it has some. Of two objects that are called so the last one stays the last."""
    made = objects(choice)
    if choice["mount"] != "twice":
        random.shuffle(made)
    if choice["layout"] == "List":
        return yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": made}, sort_keys=False)
    if choice["layout"] == "JSON":
        return "".join(json.dumps(one) + "\n" for one in made)
    return "".join("---\n" + yaml.safe_dump(one, sort_keys=False) for one in made)
