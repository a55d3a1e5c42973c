#!/usr/bin/env python3
"""A compute API of Google Cloud and its metadata server on loopback, for the real controller of GKE (glbc.py): one
project, whose resources are checked as the cloud checks them, with every operation done at once.

It prints its port, and ends when its owner does: the process --owner, or whoever holds the other end of stdin. A test
reads what is there with GET /bench/resources, and has requests fail or wait by rules: POST /bench/rules answers {"id"},
and DELETE /bench/rules/ID ends it. A rule is {"verb", "collection", "name": a part of the resource's name}, any where
it does not say, and what is to happen: {"error": [code, reason, message]}, {"seconds": N}, or for getHealth {"health":
"UNHEALTHY"}. A verb is list, get, insert, update, patch, delete, or a method such as setSecurityPolicy."""
import argparse
import http.server
import json
import re
import sys
import threading
import time
import traceback
import urllib.parse

import compute_kinds
from compute_store import PROJECT, REGION, ZONES, Refusal, collection_of, matching, name_of, new_project, scope_of
from controllers import end_with
from rules import Rules

VERBS = {"GET": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
# What cloud.google.com/compute/docs/metadata has, as much as Go's client asks for.
METADATA = {"project/project-id": PROJECT, "instance/zone": f"projects/1/zones/{ZONES[0]}",
            "universe/universe-domain": "googleapis.com", "universe/universe_domain": "googleapis.com"}
TOKEN = {"access_token": "none", "expires_in": 3600, "token_type": "Bearer"}


class PathRules(Rules):
    def of(self, verb, path, collection):
        for rule in self.every():
            if rule.get("verb", verb) == verb and rule.get("collection", collection) == collection and (
                    rule.get("name", "") in path):
                yield rule


class Cloud:
    def __init__(self, base):
        self.store, self.rules, self.lock = new_project(base), PathRules(), threading.Lock()

    # -- the bench's own

    def bench(self, method, parts, body):
        if parts == ["resources"]:
            with self.lock:
                return {p: compute_kinds.shown(self.store, p) for p in self.store.resources}
        if parts == ["rules"] and method == "POST":
            return self.rules.add(body)
        if parts[:1] == ["rules"] and method == "DELETE":
            return self.rules.drop(parts[1])
        raise Refusal(404, "notFound", "there is /bench/resources and /bench/rules")

    # -- the compute API

    def compute(self, method, parts, query, body):
        """Of what follows projects/PROJECT in the path."""
        if not parts:
            return {"kind": "compute#project", "name": PROJECT, "id": "1"}
        if parts[0] in ("zones", "regions") and len(parts) < 3:
            return self.places(*parts)
        if parts[0] == "aggregated":
            return self.aggregated(parts[1], query.get("filter"))
        # Target proxies are global where no scope is named.
        length = {"global": 1, "zones": 2, "regions": 2}.get(parts[0], 0)
        scope, (collection, *rest) = "/".join(parts[:length]) or "global", parts[length:]
        folder = f"projects/{PROJECT}/{scope}/{collection}/"
        if collection == "operations":
            return self.operation(folder + rest[0])
        verb = rest[1] if len(rest) > 1 else VERBS.get(method) if rest else "list" if method == "GET" else "insert"
        path = folder + (rest[0] if rest else body.get("name", ""))
        health = self.obey(verb, path, collection)
        with self.lock:
            return self.answer(verb, path, query, body, health)

    def obey(self, verb, path, collection):
        """Does what the rules want before anything else, and returns what the health is to be."""
        health = None
        for rule in self.rules.of(verb, path, collection):
            time.sleep(rule.get("seconds", 0))
            if "error" in rule:
                raise Refusal(*rule["error"])
            health = rule.get("health", health)
        return health

    def answer(self, verb, path, query, body, health):
        store = self.store
        if verb == "list":
            return {"kind": f"compute#{collection_of(path)}List", "items": matching(
                [compute_kinds.shown(store, p) for p in store.resources if p.rpartition("/")[0] + "/" == path],
                query.get("filter"))}
        if verb == "get":
            return compute_kinds.shown(store, path)
        if verb == "insert":
            compute_kinds.insert(store, path, body)
        elif verb in ("update", "patch"):
            compute_kinds.change(store, path, body, verb == "update")
        elif verb == "delete":
            store.remove(path)
        else:
            answer = compute_kinds.call(store, path, verb, body, health)
            if answer:
                return answer
        return self.operation(f"{path.rsplit('/', 2)[0]}/operations/operation-{store.number()}", path, verb)

    def operation(self, path, target=None, verb=None):
        operation = {"kind": "compute#operation", "id": str(self.store.number()), "name": name_of(path),
                     "status": "DONE", "progress": 100, "selfLink": self.store.base + path}
        kind, _, place = scope_of(path).partition("/")
        if place:
            operation[kind[:-1]] = f"{self.store.base}projects/{PROJECT}/{kind}/{place}"
        if target:
            operation.update(operationType=verb, targetLink=self.store.base + target)
        return operation

    def places(self, kind, name=None):
        base = f"{self.store.base}projects/{PROJECT}/"
        names = [REGION] if kind == "regions" else ZONES
        found = [{"name": n, "status": "UP", "selfLink": f"{base}{kind}/{n}",
                  **({"region": f"{base}regions/{REGION}"} if kind == "zones" else {})} for n in names]
        if not name:
            return {"kind": f"compute#{kind[:-1]}List", "items": found}
        if name not in names:
            raise Refusal(404, "notFound", f"The resource 'projects/{PROJECT}/{kind}/{name}' was not found")
        return found[names.index(name)]

    def aggregated(self, collection, wanted):
        items = {}
        with self.lock:
            for path in self.store.of(collection):
                for resource in matching([compute_kinds.shown(self.store, path)], wanted):
                    items.setdefault(scope_of(path), {collection: []})[collection].append(resource)
        return {"kind": f"compute#{collection}AggregatedList", "items": items}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cloud = None

    def respond(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            code, answer = 200, self.route(url.path, query, json.loads(text) if text[:1] == b"{" else {})
        except Refusal as e:
            code, answer = e.code, {"error": {"code": e.code, "message": e.message, "errors": [
                {"message": e.message, "domain": "global", "reason": e.reason}]}}
        except Exception as e:  # Whoever asks gets an answer, and the log says why.
            traceback.print_exc()
            code, answer = 500, {"error": {"code": 500, "message": f"compute.py: {e!r}"}}
        if not url.path.startswith("/bench/") and (code != 200 or self.command != "GET"):
            print(f"{self.command} {url.path} {code}", "" if code == 200 else json.dumps(answer), file=sys.stderr,
                  flush=True)
        plain = isinstance(answer, str)
        data = answer.encode() if plain else json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/text" if plain else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Metadata-Flavor", "Google")
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond

    def route(self, path, query, body):
        first, _, rest = path[1:].partition("/")
        if first == "bench":
            return self.cloud.bench(self.command, rest.split("/"), body)
        if first == "computeMetadata":
            return metadata(rest.removeprefix("v1/"))
        found = re.fullmatch(rf"compute/(?:v1|beta|alpha)/projects/{PROJECT}((?:/[\w.-]+)*)/?", path[1:])
        if not found:
            raise Refusal(404, "notFound", f"compute.py has nothing at {path}")
        return self.cloud.compute(self.command, found[1].split("/")[1:], query, body)

    def log_message(self, *_):
        pass


def metadata(path):
    if path.endswith("/token"):
        return TOKEN
    if path in METADATA:
        return METADATA[path]
    if not path or path.endswith("/"):
        return "instance/\nproject/\nuniverse/\n"
    raise Refusal(404, "notFound", f"compute.py has no metadata at {path}")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--owner", type=int, metavar="PID", help="end when this process does; without it: with stdin")
    args = parser.parse_args()
    threading.Thread(target=end_with, args=[args.owner], daemon=True).start()
    server = Server(("127.0.0.1", args.port), Handler)
    port = server.server_address[1]
    Handler.cloud = Cloud(f"http://127.0.0.1:{port}/compute/v1/")
    print(port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
