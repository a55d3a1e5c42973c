"""What can befall a request to the API server, and its answer."""

# What the API server says, in its own words, and the headers beside it.
ANSWERS = {
    "500": (500, "InternalError", "Internal error occurred: etcdserver: leader changed", {}),
    "409": (409, "Conflict", "Operation cannot be fulfilled: the object has been modified; please apply your "
            "changes to the latest version and try again", {}),
    "429": (429, "TooManyRequests", "Too many requests, please try again later.", {}),
    "429-retry": (429, "TooManyRequests", "Too many requests, please try again later.", {"Retry-After": "1"}),
}
# Answers with status 200 that are not what was asked for.
BODIES = {
    "body-error": b'{"error":"backend busy"}',
    "body-status": b'{"kind":"Status","apiVersion":"v1","status":"Failure","code":403,"reason":"Forbidden"}',
    "body-items": b'{"metadata":{},"items":[]}',
    "body-null": b'{"kind":"List","apiVersion":"v1","metadata":{},"items":[null]}',
    "body-other": b'{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"n","uid":"u","resourceVersion":"9"}}',
    "body-html": b"<html><title>Sign in</title></html>",
}
LAG_SECONDS = 3
EXPIRED = (410, "Expired", "The provided continue parameter is too old.", {})
FAULTS = {
    "cut-before": "the connection is cut, and the API server knows of nothing",
    "cut-after": "the API server has done it, and the answer is lost",
    **{name: f"the answer is {code}" + (", Retry-After 1" if headers else "")
       for name, (code, _, _, headers) in ANSWERS.items()},
    "kill-before": "the client is killed, and the API server knows of nothing",
    "kill-after": "the API server has done it, and the client is killed",
    **{name: f"the answer is 200 with {body.decode()[:40]}.." for name, body in BODIES.items()},
    "body-echo": "a change is answered with its own body, and the API server knows of nothing",
    "acknowledged": "a change is answered with the object as it is, and the API server knows of nothing",
    "hang": "no answer comes",
    "bytes": "the answer comes byte by byte",
    "length": "the answer's Content-Length is beyond any number",
    "kind-500": "this request and all of the same kind are answered with 500",
    "lagging": f"reads show for {LAG_SECONDS} s what they showed at first in this run",
    "expired": "a list comes in pages, and its second page has expired",
    "mute-watch": "this watch and all later ones say nothing",
    "expired-watch": "this watch and all later ones are answered with 410",
    "expired-event": "this watch and all later ones say 410 and end",
}


# What befalls every watch from that request on.
WATCHES = ("mute-watch", "expired-watch", "expired-event")


def applies(fault, method, path):
    """Whether a fault can befall such a request."""
    if fault in WATCHES:
        return "watch=" in path
    if fault in ("body-echo", "acknowledged"):
        return method != "GET"
    return fault != "expired" or "limit=" in path


def kind_of(path):
    """The plural of the kind that a path is about."""
    segments = path.split("?")[0].strip("/").split("/")
    segments = segments[2 if segments[0] == "api" else 3:]
    if segments and segments[0] == "namespaces" and len(segments) > 2:
        segments = segments[2:]
    return segments[0] if segments else ""
