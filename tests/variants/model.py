"""What must come of a choice of manifests.py: a second, small account of the rules, made from the choices and not from
the manifests."""
import dataclasses

import yaml

from manifests import CLIENTS, ENVIRONMENTS, PORT, PROBES, ROUTES, TEXTS, TLS, volume_of

SERVES = {"words", "arguments", "path", "tini", "shell", "shell, end", "shell, log", "shell, variable", "shell, quotes",
          "shell, block", "shell, in arguments", "entrypoint", "mixture"}
PLAINTEXT_PROBES = {"grpc", "http", "program"}
# Their pods stay as they are when the template changes.
STAYS = {"Pod", "ReplicaSet"}
NO_CLIENT = {"none", "of something else", "of a similar name"}
NO_ROUTE = {"none", "to something else"}

# The findings that the model knows all about; each as (ID, the object that it names).
KNOWN = {"milvus-mutual-tls", "milvus-tls-variable", "milvus-http-port-variable", "milvus-config-not-seen",
         "milvus-no-user-yaml", "milvus-settings-in-secret", "milvus-environment-unknown", "milvus-not-restarted",
         "milvus-plaintext-client", "milvus-plaintext-probe", "milvus-plaintext-entry", "milvus-other-entry",
         "aws-tls-unknown"}


@dataclasses.dataclass
class Expected:
    result: str  # as the report says it: changed, no-milvus, error
    findings: set = dataclasses.field(default_factory=set)
    errors: set = dataclasses.field(default_factory=set)
    # Settings that Milvus has afterwards: tlsMode, and the port of REST or None.
    tls: int | None = None
    rest: int | None = None
    # Whether the settings' object, and with it the pod template, is changed.
    writes: bool = False
    closes: bool = False
    backend: str | None = None  # what the balancer speaks to its backends, where the plan says it


def file_of(choice):
    """Settings by file, as far as they can be read."""
    if choice["mount"] in ("none", "absent", "secret"):
        return {}
    return yaml.safe_load(TEXTS[choice["text"]]) or {}


def variables_of(choice):
    """The environment of the server, as far as it is known."""
    said, behind = ENVIRONMENTS[choice["environment"]]
    values = dict(behind) if "envFrom" in said else {}
    for variable in said.get("env", []):
        key = variable.get("valueFrom", {}).get("configMapKeyRef", {}).get("key")
        values[variable["name"]] = behind[key] if key else variable["value"]
    return values


def at(settings, *path):
    for key in path:
        settings = settings.get(key, {}) if isinstance(settings, dict) else {}
    return settings if settings != {} else None


def hinders_writing(choice):
    return {"none": "milvus-no-user-yaml", "whole": "milvus-no-user-yaml", "secret": "milvus-settings-in-secret",
            "absent": "milvus-config-not-seen"}.get(choice["mount"])


def breaks(choice):
    """Who stops when Milvus begins to speak TLS."""
    found = set()
    if choice["client"] not in NO_CLIENT:
        found.add(("milvus-plaintext-client", "client"))
    if choice["route"] not in NO_ROUTE:
        found.add(("milvus-plaintext-entry", "route"))
    if choice["probe"] in PLAINTEXT_PROBES:
        found.add(("milvus-plaintext-probe", "server"))
    return found


def tls_for(choice, expected):
    """A balancer that reaches Milvus by TLS alone."""
    variables, settings = variables_of(choice), file_of(choice)
    mode, rest = at(settings, "common", "security", "tlsMode"), at(settings, "proxy", "http", "port")
    serves_rest = at(settings, "proxy", "http", "enabled") is not False
    writes = (TLS not in variables and mode != 1) or (serves_rest and PORT not in variables and rest is None)
    if writes and hinders_writing(choice):
        expected.errors.add((hinders_writing(choice), "server"))
        return
    if variables.get(TLS, "1") != "1":
        expected.errors.add(("milvus-tls-variable", "server"))
    if writes and choice["kind"] in STAYS:
        expected.errors.add(("milvus-not-restarted", "server"))
    expected.writes = writes
    expected.tls = 1
    expected.rest = int(variables.get(PORT, rest or 8080)) if serves_rest else None
    if writes:
        expected.findings |= breaks(choice)


def known_tls(choice):
    """0 or 1, or None where only the cluster knows."""
    variables = variables_of(choice)
    if TLS in variables:
        return int(variables[TLS])
    if choice["mount"] in ("secret", "absent"):
        return None
    return at(file_of(choice), "common", "security", "tlsMode") or 0


def expected_of(choice):
    if choice["command"] not in SERVES:
        return Expected("no-milvus")
    expected = Expected("changed")
    variables = variables_of(choice)
    mode = variables.get(TLS, at(file_of(choice), "common", "security", "tlsMode"))
    if str(mode) == "2":
        return Expected("error", errors={("milvus-mutual-tls", "")})
    if choice["route"] not in NO_ROUTE:
        expected.findings.add(("milvus-other-entry", "route"))
    if choice["environment"] == "a Secret":
        expected.findings.add(("milvus-environment-unknown", "server"))
    if choice["cloud"] == "gcp":
        tls_for(choice, expected)
    else:
        tls = known_tls(choice)
        expected.backend = {0: "HTTP", 1: "HTTPS", None: None}[tls]
        if tls is None:
            expected.findings.add(("aws-tls-unknown", "server"))
    expected.errors |= {found for found in expected.findings if found[0] == "milvus-plaintext-probe"}
    if expected.errors:
        expected.result = "error"
    # An old load balancer stays where a Secret hides how Milvus speaks.
    hidden = ("aws-tls-unknown", "server") in expected.findings and choice["mount"] == "secret"
    expected.closes = choice["type"] != "ClusterIP" and not hidden
    return expected
