"""What the Ingress controllers of both clouds have in common."""


class Refusal(Exception):
    """What the controller says in a Warning: reason and message."""


def backends(ingress):
    """[(service name, port)] of an Ingress; the port as {"number"} or {"name"}."""
    spec, found = ingress["spec"], []
    for rule in spec.get("rules") or []:
        found += [p["backend"]["service"] for p in rule.get("http", {}).get("paths", []) if "service" in p["backend"]]
    if "service" in (spec.get("defaultBackend") or {}):
        found.append(spec["defaultBackend"]["service"])
    unique = []
    for service in found:
        if (service["name"], service["port"]) not in unique:
            unique.append((service["name"], service["port"]))
    return unique


def service_port(service, wanted):
    for port in service["spec"].get("ports", []):
        if port["port"] == wanted.get("number") or port.get("name") == wanted.get("name", ""):
            return port
    return None
