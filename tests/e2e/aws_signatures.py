"""Run by moto's Python: reads requests as they came over the wire, a JSON object per line, and prints botocore's own
signature for each: made of the same time, keys and whatever headers the request says are signed."""
import json
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

for line in sys.stdin:
    case = json.loads(line)
    signed = case["signed"]
    headers = {name: value for name, value in case["headers"].items() if name in signed}
    # What the header says is checked by the one who asks; here the body counts.
    claimed = headers.pop("x-amz-content-sha256", None)
    request = AWSRequest("POST", case["url"], headers, case["body"].encode())
    request.context["timestamp"] = headers["x-amz-date"]
    auth = SigV4Auth(Credentials(case["id"], case["secret"], case["token"] or None), case["service"], case["region"])
    body = auth.payload(request)
    if claimed is not None:
        request.headers["x-amz-content-sha256"] = body
    canonical = auth.canonical_request(request)
    signature = auth.signature(auth.string_to_sign(request, canonical), request)
    print(json.dumps({"signature": signature, "body": body, "signed": auth.signed_headers(auth.headers_to_sign(request)),
                      "scope": auth.scope(request)}), flush=True)
