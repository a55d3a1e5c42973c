"""Plays the Deployment, StatefulSet, EndpointSlice and Service controllers and the kubelet."""
import json

import milvus_pod
from cluster_state import annotations, digest, labels, now, owned_by, owner, selects

HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
CLEANUP = "service.kubernetes.io/load-balancer-cleanup"
READY_GATES = "elbv2.k8s.aws/pod-readiness-gate-inject"


class Workloads:
    def __init__(self, state, cloud, scenario, strike):
        self.state, self.cloud, self.scenario, self.strike = state, cloud, scenario, strike

    def reconcile(self, namespace):
        self.collect_garbage(namespace)
        for deployment in self.state.all("Deployment", namespace):
            self.deployment(deployment)
        for stateful in self.state.all("StatefulSet", namespace):
            self.stateful_set(stateful)
        for pod in self.state.all("Pod", namespace):
            self.kubelet(pod)
        for service in self.state.all("Service", namespace):
            self.endpoints(service)
            self.layer4(service)

    def collect_garbage(self, namespace):
        for kind, owners in (("ReplicaSet", ("Deployment",)), ("EndpointSlice", ("Service",)),
                             ("Pod", ("ReplicaSet", "StatefulSet"))):
            alive = {o["metadata"]["uid"] for k in owners for o in self.state.all(k, namespace)}
            for obj in self.state.all(kind, namespace):
                references = [o for o in obj["metadata"].get("ownerReferences", []) if o["kind"] in owners]
                if references and not any(o["uid"] in alive for o in references):
                    self.state.delete(obj)

    # -- workloads

    def deployment(self, deployment):
        namespace, uid = deployment["metadata"]["namespace"], deployment["metadata"]["uid"]
        if deployment["metadata"].get("deletionTimestamp"):
            return
        wanted = deployment["spec"].get("replicas", 1)
        current = self.replica_set(deployment)
        sets = [s for s in self.state.all("ReplicaSet", namespace) if owned_by(s, uid)]
        pods = [p for p in self.state.all("Pod", namespace) if any(owned_by(p, s["metadata"]["uid"]) for s in sets)]
        new = [p for p in pods if owned_by(p, current["metadata"]["uid"])]
        old = [p for p in pods if p not in new]
        if old and deployment["spec"].get("strategy", {}).get("type") == "Recreate":
            for pod in old:
                self.state.delete(pod)
            old = []
        new = self.pods(current, deployment, new, wanted)
        # The default strategy keeps the old pods until the new ones are ready.
        surplus = old if sum(map(ready, new)) >= wanted else []
        for pod in surplus:
            self.state.delete(pod)
        for replica_set in sets:
            count = sum(owned_by(p, replica_set["metadata"]["uid"]) for p in new + [p for p in old if p not in surplus])
            self.state.patch(replica_set, {"spec": {"replicas": count}})
        self.deployment_status(deployment, new, [p for p in old if p not in surplus], wanted)

    def replica_set(self, deployment):
        metadata, template = deployment["metadata"], deployment["spec"]["template"]
        name = f"{metadata['name']}-{digest(template)}"
        sets = [s for s in self.state.all("ReplicaSet", metadata["namespace"]) if owned_by(s, metadata["uid"])]
        found = next((s for s in sets if s["metadata"]["name"] == name), None)
        newest = max((int(annotations(s)[REVISION]) for s in sets), default=0)
        if found:
            revision = int(annotations(found)[REVISION])
            if revision < newest:  # A template that was there before comes back.
                revision = newest + 1
                found = self.state.patch(found, {"metadata": {"annotations": {REVISION: str(revision)}}})
        else:
            revision = newest + 1
            both = {**(template["metadata"].get("labels") or {}), HASH: digest(template)}
            spec = {"replicas": deployment["spec"].get("replicas", 1), "selector": {"matchLabels": both},
                    "template": {**template, "metadata": {**template["metadata"], "labels": both}}}
            found = self.state.create({"kind": "ReplicaSet", "spec": spec, "metadata": {
                "name": name, "namespace": metadata["namespace"], "labels": both,
                "annotations": {REVISION: str(revision)}, "ownerReferences": [owner(deployment)]}})
        self.state.patch(deployment, {"metadata": {"annotations": {REVISION: str(revision)}}})
        return found

    def pods(self, replica_set, workload, there, wanted):
        for pod in there[wanted:]:
            self.state.delete(pod)
        there = there[:wanted]
        names = {p["metadata"]["name"] for p in there}
        for i in range(wanted):
            name = f"{replica_set['metadata']['name']}-{digest(str(i), 5)}"
            if name not in names:
                revision = int(annotations(replica_set)[REVISION])
                there.append(self.pod(replica_set["spec"]["template"], name, replica_set, revision))
        return there

    def pod(self, template, name, parent, revision):
        """Creates it with what Milvus reads when it starts."""
        namespace = parent["metadata"]["namespace"]
        spec = {**template["spec"], "nodeName": "node-1"}
        notes = {**(template["metadata"].get("annotations") or {})}
        container = milvus_pod.server_container(spec)
        if container:
            config_map = self.state.get("ConfigMap", namespace, milvus_pod.config_map_name(spec))
            started, crash = milvus_pod.start(config_map, container)
            struck = revision > 1 or self.strike == "start"
            if self.scenario == "crash-loop" and struck:
                crash = crash or "panic: listen tcp :19530: the listener could not be opened"
            if self.scenario == "image-pull" and struck:
                started["image"] = "missing"
            notes[milvus_pod.STARTED_WITH] = json.dumps({**started, "crash": crash})
        metadata = {"name": name, "namespace": namespace, "labels": template["metadata"].get("labels"),
                    "annotations": notes, "ownerReferences": [owner(parent)]}
        gates = self.readiness_gates(namespace, metadata)
        if gates:
            spec["readinessGates"] = gates
        return self.state.create({"kind": "Pod", "metadata": metadata, "spec": spec})

    def readiness_gates(self, namespace, metadata):
        """AWS's webhook adds them to pods that are made while a target group exists."""
        labelled = labels(self.state.get("Namespace", None, namespace) or {"metadata": {}})
        if self.cloud != "aws" or labelled.get(READY_GATES) != "enabled":
            return []
        gates = []
        for binding in self.state.all("TargetGroupBinding", namespace):
            # One of a layer 4 balancer gives a gate too, which nothing here opens.
            if "service.k8s.aws/stack-name" in labels(binding):
                continue
            service = self.state.get("Service", namespace, binding["spec"]["serviceRef"]["name"])
            if service and selects(service["spec"].get("selector"), {"metadata": metadata}):
                gates.append({"conditionType": "target-health.elbv2.k8s.aws/" + binding["metadata"]["name"]})
        return gates

    def deployment_status(self, deployment, new, old, wanted):
        available = sum(map(ready, new + old))
        complete = sum(map(ready, new)) >= wanted and not old
        limit = deployment["spec"].get("progressDeadlineSeconds", 600)
        step = "progress of " + digest(deployment["spec"]["template"])
        if complete:
            self.state.again(deployment, step)
            progressing = ("True", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed.")
        elif self.state.due(deployment, step, limit):
            progressing = ("False", "ProgressDeadlineExceeded", "ReplicaSet has timed out progressing.")
        else:
            progressing = ("True", "ReplicaSetUpdated", "ReplicaSet is progressing.")
        if available >= wanted:
            availability = ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
        else:
            availability = ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
        there = deployment.get("status", {}).get("conditions", [])
        self.state.patch(deployment, {"status": {
            "observedGeneration": deployment["metadata"]["generation"],
            "replicas": len(new + old) or None, "updatedReplicas": len(new) or None,
            "readyReplicas": available or None, "availableReplicas": available or None,
            "unavailableReplicas": max(0, len(new + old) - available) or None,
            "conditions": [condition(there, "Available", *availability), condition(there, "Progressing", *progressing)],
        }}, "status")

    def stateful_set(self, stateful):
        metadata, template = stateful["metadata"], stateful["spec"]["template"]
        if metadata.get("deletionTimestamp"):
            return
        revision = f"{metadata['name']}-{digest(template)}"
        there = {p["metadata"]["name"]: p for p in self.state.all("Pod", metadata["namespace"])
                 if owned_by(p, metadata["uid"])}
        wanted = [f"{metadata['name']}-{i}" for i in range(stateful["spec"].get("replicas", 1))]
        key = "controller-revision-hash"
        for name, pod in list(there.items()):
            if name not in wanted or labels(pod).get(key) != revision:
                self.state.delete(there.pop(name))
        both = {**template["metadata"], "labels": {**(template["metadata"].get("labels") or {}), key: revision}}
        first = stateful.get("status", {}).get("updateRevision", revision) == revision
        template = {**template, "metadata": both}
        pods = [there.get(name) or self.pod(template, name, stateful, 1 if first else 2) for name in wanted]
        count = sum(map(ready, pods))
        self.state.patch(stateful, {"status": {
            "observedGeneration": metadata["generation"], "replicas": len(pods), "readyReplicas": count or None,
            "availableReplicas": count, "currentReplicas": len(pods), "updatedReplicas": len(pods),
            "currentRevision": revision, "updateRevision": revision}}, "status")

    # -- pods

    def kubelet(self, pod):
        metadata = pod["metadata"]
        if metadata.get("deletionTimestamp"):
            return
        started = json.loads(annotations(pod).get(milvus_pod.STARTED_WITH, "{}"))
        if not pod.get("status", {}).get("containerStatuses") and not self.state.due(pod, "start"):
            return
        number = int(digest(metadata["uid"], 4), 16)
        waiting = last = None
        if started.get("image") == "missing":
            image = pod["spec"]["containers"][0]["image"]
            waiting = ("ImagePullBackOff", f'Back-off pulling image "{image}"')
            self.state.tell(pod, "Warning", "Failed", f'Failed to pull image "{image}": not found', "kubelet")
        elif started.get("crash"):
            name = milvus_pod.server_container(pod["spec"])["name"]
            waiting = ("CrashLoopBackOff", f"back-off 10s restarting failed container={name} "
                       f"pod={metadata['name']}_{metadata['namespace']}")
            last = {"terminated": {"exitCode": 2, "reason": "Error", "message": started["crash"],
                                   "startedAt": metadata["creationTimestamp"],
                                   "finishedAt": metadata["creationTimestamp"]}}
            self.state.tell(pod, "Warning", "BackOff",
                            f"Back-off restarting failed container {name} in pod {metadata['name']}", "kubelet")
        there = pod.get("status", {}).get("conditions", [])
        health = {c["type"]: c["status"] for c in there}
        gates = [g["conditionType"] for g in pod["spec"].get("readinessGates", [])]
        opened = all(health.get(g) == "True" for g in gates)
        contained = ("False", "ContainersNotReady", "containers with unready status") if waiting else ("True",)
        readiness = contained if waiting or opened else ("False", "ReadinessGatesNotReady", "corresponding condition "
                                                         "of pod readiness gate does not exist or is not True.")
        self.state.patch(pod, {"status": {
            "phase": "Pending" if started.get("image") == "missing" else "Running",
            "hostIP": "10.128.0.2", "podIP": f"10.8.{number >> 8}.{number & 255}",
            "podIPs": [{"ip": f"10.8.{number >> 8}.{number & 255}"}], "startTime": metadata["creationTimestamp"],
            "conditions": [c for c in there if c["type"] in gates] + [
                condition(there, "PodScheduled", "True"), condition(there, "Initialized", "True"),
                condition(there, "ContainersReady", *contained), condition(there, "Ready", *readiness)],
            "containerStatuses": [
                container_status(c, metadata["creationTimestamp"], waiting, last) for c in pod["spec"]["containers"]],
        }}, "status")

    # -- Services

    def endpoints(self, service):
        metadata = service["metadata"]
        selector = service["spec"].get("selector")
        if not selector or metadata.get("deletionTimestamp"):
            return
        pods = [p for p in self.state.all("Pod", metadata["namespace"])
                if selects(selector, p) and p.get("status", {}).get("podIP")]
        endpoints = [{"addresses": [p["status"]["podIP"]], "nodeName": p["spec"]["nodeName"],
                      "conditions": {"ready": ready(p), "serving": ready(p), "terminating": False},
                      "targetRef": {"kind": "Pod", "namespace": metadata["namespace"], "name": p["metadata"]["name"],
                                    "uid": p["metadata"]["uid"]}} for p in pods]
        ports = []
        for port in service["spec"].get("ports", []):
            number = port_number(port.get("targetPort", port["port"]), pods)
            if number:
                ports.append({"name": port.get("name", ""), "port": number, "protocol": port.get("protocol", "TCP")})
        name = f"{metadata['name']}-{digest(metadata['uid'], 5)}"
        there = self.state.get("EndpointSlice", metadata["namespace"], name)
        if there:
            self.state.patch(there, {"endpoints": endpoints, "ports": ports})
        else:
            self.state.create({
                "kind": "EndpointSlice", "addressType": "IPv4", "endpoints": endpoints, "ports": ports, "metadata": {
                    "name": name, "namespace": metadata["namespace"], "ownerReferences": [owner(service)],
                    "labels": {"kubernetes.io/service-name": metadata["name"],
                               "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"}}})

    def layer4(self, service):
        """That of Kubernetes itself, which leaves a Service alone that another controller has."""
        finalizers = service["metadata"].get("finalizers", [])
        if service["spec"].get("loadBalancerClass") or any(f.startswith("service.k8s.aws/") for f in finalizers):
            return
        balanced = service["spec"].get("type") == "LoadBalancer" and not service["metadata"].get("deletionTimestamp")
        if not balanced:
            if service.get("status", {}).get("loadBalancer"):
                service = self.state.patch(service, {"status": {"loadBalancer": {"ingress": None}}}, "status")
            self.state.drop_finalizer(service, CLEANUP)
        elif self.state.due(service, "layer 4"):
            service = self.state.add_finalizer(service, CLEANUP)
            number = digest(service["metadata"]["uid"], 2)
            address = {"ip": f"198.51.100.{int(number, 16)}", "ipMode": "VIP"} if self.cloud == "gcp" else {
                "hostname": f"a{digest(service['metadata']['uid'], 31)}.us-west-2.elb.amazonaws.com"}
            self.state.patch(service, {"status": {"loadBalancer": {"ingress": [address]}}}, "status")


def ready(pod):
    return any(c["type"] == "Ready" and c["status"] == "True" for c in pod.get("status", {}).get("conditions", []))


def condition(there, kind, status, reason=None, message=None):
    """A condition that keeps its time as long as it says the same."""
    found = {"type": kind, "status": status}
    found.update({k: v for k, v in (("reason", reason), ("message", message)) if v})
    for old in there:
        if old["type"] == kind and all(old.get(k) == found.get(k) for k in ("status", "reason", "message")):
            return old
    return {**found, "lastTransitionTime": now()}


def container_status(container, began, waiting, last):
    state = {"waiting": dict(zip(("reason", "message"), waiting))} if waiting else {"running": {"startedAt": began}}
    status = {"name": container["name"], "image": container["image"], "imageID": "", "ready": not waiting,
              "started": not waiting, "restartCount": 3 if last else 0, "state": state, "lastState": last or {}}
    return status


def port_number(target, pods):
    if isinstance(target, int):
        return target
    for pod in pods:
        for container in pod["spec"]["containers"]:
            for port in container.get("ports") or []:
                if port.get("name") == target:
                    return port["containerPort"]
    return None
