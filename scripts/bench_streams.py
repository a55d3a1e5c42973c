"""The manifest streams that bench.py measures with: the example release among documents that are not Milvus."""
import textwrap

MB = 1_000_000


def config_map(i, note):
    lines = "".join(f"    {key}.{i}.interval: \"{key * 7 % 300}s\"  # tuned\n" for key in range(20 + i % 60))
    return f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: app-{i}
  annotations:
    note: {note}
data:
  settings.yaml: |
{lines}"""


def service(i, note):
    return f"""\
apiVersion: v1
kind: Service
metadata:
  name: app-{i}
  labels:
    app.kubernetes.io/name: app
    app.kubernetes.io/instance: app-{i}
  annotations:
    note: {note}
spec:
  type: ClusterIP
  ports:
    - name: http
      port: 80
      targetPort: http
  selector:
    app.kubernetes.io/instance: app-{i}
"""


def deployment(i, note):
    env = "".join(f"        - name: SETTING_{n}\n          value: \"{n * i % 1000}\"\n" for n in range(10 + i % 15))
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{i}
  annotations:
    note: {note}
spec:
  replicas: {i % 3 + 1}
  selector:
    matchLabels:
      app.kubernetes.io/instance: app-{i}
  template:
    metadata:
      labels:
        app.kubernetes.io/instance: app-{i}
    spec:
      containers:
      - name: app
        image: "registry.example.com/app:1.{i}"
        args: [ "serve", "--port", "8080" ]
        env:
{env}        ports:
        - name: http
          containerPort: 8080
        readinessProbe:
          httpGet:
            path: /ready
            port: http
"""


def account(i, note):
    return f"""\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: app-{i}
  annotations:
    note: {note}
"""


def role(i, note):
    return f"""\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: app-{i}
  annotations:
    note: {note}
rules:
- apiGroups: [""]
  resources: ["configmaps", "secrets"]
  verbs: ["get", "list", "watch"]
"""


def secret(i, note):
    lines = "".join(f"  key-{n}: \"{(n * 37 + i) % 89 + 10}{'QUJD' * 16}\"\n" for n in range(5 + i % 20))
    return f"""\
apiVersion: v1
kind: Secret
metadata:
  name: app-{i}
  annotations:
    note: {note}
type: Opaque
data:
{lines}"""


ORDINARY = (account, secret, config_map, role, service, deployment, config_map, deployment)
# Every document has a kind that matters, and the words a first look at Milvus goes by.
CANDIDATES = (service, config_map, deployment)
CANDIDATE_NOTE = "\"client of demo-milvus, see milvus run proxy, targetPort milvus, volume milvus-config\""


def stream(release, size, builders=ORDINARY, note="\"an ordinary one\""):
    """The release, then documents with unique names until there are about `size` bytes."""
    blocks, total, i = [release], len(release), 0
    while total < size:
        builder = builders[i % len(builders)]
        block = f"---\n# Source: app/templates/{builder.__name__}.yaml\n{builder(i, note)}".encode()
        blocks.append(block)
        total += len(block)
        i += 1
    return b"".join(blocks)


def streams(release):
    """{title: bytes}, smallest first."""
    return {
        "116 KB": stream(release, 116_000),
        "10 MB": stream(release, 10 * MB),
        "10 MB, all candidates": stream(release, 10 * MB, CANDIDATES, CANDIDATE_NOTE),
        "100 MB": stream(release, 100 * MB),
    }


# The same changes as the post-renderer makes for gcp, for `kubectl kustomize`.
KUSTOMIZATION = textwrap.dedent("""\
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources: [release.yaml, added.yaml]
    patches:
    - target: {kind: Service, name: ^demo-milvus$}
      patch: |
        - {op: replace, path: /spec/type, value: ClusterIP}
        - {op: remove, path: /spec/loadBalancerSourceRanges}
        - op: add
          path: /metadata/annotations
          value:
            cloud.google.com/app-protocols: '{"milvus":"HTTP2"}'
            cloud.google.com/backend-config: '{"ports":{"milvus":"demo-milvus-l7"}}'
            cloud.google.com/neg: '{"ingress":true}'
    - target: {kind: Deployment, name: ^demo-milvus-proxy$}
      patch: |
        - {op: add, path: /spec/template/metadata/annotations/milvus-l7~1config-sha256, value: "0"}
    - patch: |
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: demo-milvus, namespace: milvus}
        data:
          user.yaml: |-
            proxy:
              maxTaskNum: 2048
              http: {enabled: true, port: 8080}
            common:
              security: {authorizationEnabled: true, tlsMode: 1}
            queryNode:
              cache: {warmup: async}
    """)

ADDED = textwrap.dedent("""\
    apiVersion: cloud.google.com/v1
    kind: BackendConfig
    metadata: {name: demo-milvus-l7, namespace: milvus}
    spec:
      timeoutSec: 3600
      healthCheck: {type: HTTP, port: 9091, requestPath: /healthz}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: demo-milvus-l7
      namespace: milvus
      annotations: {kubernetes.io/ingress.class: gce, kubernetes.io/ingress.allow-http: "false"}
    spec:
      tls: [{secretName: demo-milvus-l7-tls}]
      rules:
      - http:
          paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: demo-milvus, port: {number: 19530}}}
    """)

# What jq and yq have in common suffices for one of the changes.
YQ = '(select(.kind == "Service" and .metadata.name == "demo-milvus") | .spec.type) = "ClusterIP"'
