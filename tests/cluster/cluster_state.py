"""What the controllers of controllers.py share: a cache that watches feed, writes that the cache knows of at once,
steps that take their time, and Events."""
import collections
import hashlib
import heapq
import http.client
import json
import threading
import time

from api import ApiError

WATCHED = ("BackendConfig", "ConfigMap", "Deployment", "EndpointSlice", "Ingress", "IngressClass", "ManagedCertificate",
           "Namespace", "Pod", "ReplicaSet", "Secret", "Service", "ServiceNetworkEndpointGroup", "StatefulSet",
           "TargetGroupBinding")
# What the controllers write themselves into an Ingress.
OWN_NOTES = ("ingress.kubernetes.io/",)


def digest(value, length=10):
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:length]


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def annotations(obj):
    return obj["metadata"].get("annotations") or {}


def labels(obj):
    return obj["metadata"].get("labels") or {}


def selects(selector, obj):
    return bool(selector) and selector.items() <= labels(obj).items()


def owner(obj):
    """An ownerReference to it."""
    return {"apiVersion": obj["apiVersion"], "kind": obj["kind"], "name": obj["metadata"]["name"],
            "uid": obj["metadata"]["uid"], "controller": True}


def owned_by(obj, uid):
    return any(o["uid"] == uid for o in obj["metadata"].get("ownerReferences", []))


def included(wanted, there):
    """Whether a merge patch would change nothing."""
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(
            there.get(k) is None if v is None else included(v, there.get(k)) for k, v in wanted.items())
    return wanted == there


class ClusterState:
    def __init__(self, api, namespaces, delay):
        self.api = api
        self.only = set(namespaces)
        self.delay = delay  # seconds that each step takes
        self.lock = threading.Condition(threading.RLock())
        self.cache = {kind: collections.defaultdict(dict) for kind in WATCHED}
        self.gone = set()
        self.dirty = set()
        self.timers = []
        self.began = {}
        self.told = {}
        self.repeated = {}
        self.seen = {}
        self.events = 0

    # -- the cache

    def follow(self):
        """Begins to watch, and returns when everything that is there has been seen."""
        waiting = [self._follow(kind) for kind in WATCHED]
        for synced in waiting:
            if not synced.wait(30):
                raise TimeoutError("the API server does not answer")

    def _follow(self, kind):
        synced = threading.Event()

        def forever():
            while True:
                try:
                    self.api.watch(kind, lambda change, value: self._see(kind, change, value), synced.set)
                except (ApiError, OSError, http.client.HTTPException, ValueError):
                    time.sleep(0.2)

        threading.Thread(target=forever, daemon=True).start()
        return synced

    def _see(self, kind, change, value):
        with self.lock:
            if change == "LISTED":
                # Objects that vanished while nobody watched.
                present = {(o["metadata"].get("namespace"), o["metadata"]["name"]) for o in value}
                for namespace, objects in self.cache[kind].items():
                    for name in [n for n in objects if (namespace, n) not in present]:
                        self._forget(kind, objects[name])
                for obj in value:
                    self._keep(obj)
            elif change == "DELETED":
                self._forget(kind, value)
            else:
                self._keep(value)
            self.lock.notify()

    @staticmethod
    def _version(obj):
        return int(obj["metadata"]["resourceVersion"])

    def _keep(self, obj):
        """The answer to a write may come after the watch told of it, and even after it told of the object's end."""
        if obj["metadata"]["uid"] in self.gone:
            return
        namespace = obj["metadata"].get("namespace")
        there = self.cache[obj["kind"]][namespace].get(obj["metadata"]["name"])
        if not there or self._version(there) < self._version(obj):
            self.cache[obj["kind"]][namespace][obj["metadata"]["name"]] = obj
            self._touch(namespace)

    def _forget(self, kind, obj):
        self.gone.add(obj["metadata"]["uid"])
        namespace = obj["metadata"].get("namespace")
        there = self.cache[kind][namespace].get(obj["metadata"]["name"])
        if there and there["metadata"]["uid"] == obj["metadata"]["uid"]:
            del self.cache[kind][namespace][obj["metadata"]["name"]]
        self._touch(namespace)

    def _touch(self, namespace):
        if namespace and (not self.only or namespace in self.only):
            self.dirty.add(namespace)

    def all(self, kind, namespace=None):
        with self.lock:
            return sorted(self.cache[kind][namespace].values(), key=lambda o: o["metadata"]["name"])

    def get(self, kind, namespace, name):
        with self.lock:
            return self.cache[kind][namespace].get(name)

    # -- writes

    def create(self, obj):
        created = self.api.create(obj)
        with self.lock:
            self._keep(created)
        return created

    def patch(self, obj, changes, subresource=None):
        """Does nothing when the object says so already. Returns it as it is then."""
        if included(changes, obj):
            return obj
        metadata = obj["metadata"]
        changed = self.api.patch(obj["kind"], metadata.get("namespace"), metadata["name"], changes, subresource)
        with self.lock:
            self._keep(changed)
        return changed

    def delete(self, obj):
        if obj["metadata"].get("deletionTimestamp"):
            return
        self.api.delete(obj["kind"], obj["metadata"].get("namespace"), obj["metadata"]["name"])
        if not obj["metadata"].get("finalizers"):
            with self.lock:
                self._forget(obj["kind"], obj)

    def add_finalizer(self, obj, finalizer):
        there = obj["metadata"].get("finalizers", [])
        return obj if finalizer in there else self.patch(obj, {"metadata": {"finalizers": there + [finalizer]}})

    def drop_finalizer(self, obj, finalizer):
        there = obj["metadata"].get("finalizers", [])
        if finalizer in there:
            self.patch(obj, {"metadata": {"finalizers": [f for f in there if f != finalizer] or None}})

    # -- time

    def due(self, obj, step, seconds=None):
        """Whether a step that takes its time is over; it begins when it is first asked for."""
        seconds = self.delay if seconds is None else seconds
        key = (obj["metadata"]["uid"], step)
        end = self.began.setdefault(key, time.monotonic()) + seconds
        if time.monotonic() >= end:
            return True
        with self.lock:
            heapq.heappush(self.timers, (end, obj["metadata"]["namespace"]))
        return False

    def again(self, obj, step):
        """The step begins anew when it is next asked for."""
        self.began.pop((obj["metadata"]["uid"], step), None)

    def changed_namespaces(self):
        """Waits for changes or for a step to end."""
        with self.lock:
            while True:
                while self.timers and self.timers[0][0] <= time.monotonic():
                    self._touch(heapq.heappop(self.timers)[1])
                if self.dirty:
                    changed, self.dirty = self.dirty, set()
                    return sorted(changed)
                wait = self.timers[0][0] - time.monotonic() if self.timers else None
                self.lock.wait(wait)

    def retry(self, namespace):
        with self.lock:
            heapq.heappush(self.timers, (time.monotonic() + 0.1, namespace))

    # -- Events

    def tell(self, obj, level, reason, message, component, topic=None):
        """An Event on the object, unless it says what was last said of it on this topic."""
        key = (obj["metadata"]["uid"], topic)
        if self.told.get(key) == (reason, message):
            return
        self.told[key] = (reason, message)
        self._create_event(obj, level, reason, message, component)

    def repeat(self, obj, level, reason, message, component):
        """The same Event once more, as client-go's recorder does: with a higher count and a later time."""
        key = (obj["metadata"]["uid"], level, reason, message)
        with self.lock:
            there = self.repeated.get(key)
        if there is None:
            created = self._create_event(obj, level, reason, message, component)
        else:
            changes = {"count": there["count"] + 1, "lastTimestamp": now()}
            created = self.api.patch("Event", there["metadata"]["namespace"], there["metadata"]["name"], changes)
        with self.lock:
            self.repeated[key] = created

    def is_new(self, obj, topic):
        """Whether the object says something else than when it was last asked about this."""
        notes = {k: v for k, v in annotations(obj).items() if not k.startswith(OWN_NOTES)}
        said = digest([notes, obj.get("spec"), obj["metadata"].get("deletionTimestamp")])
        key = (obj["metadata"]["uid"], topic)
        if self.seen.get(key) == said:
            return False
        self.seen[key] = said
        return True

    def _create_event(self, obj, level, reason, message, component):
        self.events += 1
        namespace, name = obj["metadata"]["namespace"], obj["metadata"]["name"]
        reference = {"apiVersion": obj["apiVersion"], "kind": obj["kind"], "namespace": namespace, "name": name,
                     "uid": obj["metadata"]["uid"], "resourceVersion": obj["metadata"]["resourceVersion"]}
        event = {"kind": "Event", "type": level, "reason": reason, "message": message, "involvedObject": reference,
                 "metadata": {"namespace": namespace, "name": f"{name}.{time.time_ns():x}.{self.events:x}"},
                 "source": {"component": component}, "reportingComponent": component, "reportingInstance": "",
                 "firstTimestamp": now(), "lastTimestamp": now(), "count": 1}
        return self.api.create(event)
