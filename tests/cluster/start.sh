#!/usr/bin/env bash
# start.sh DIR [PID]: a kube-apiserver with its etcd on loopback, DIR/kubeconfig with the contexts admin, reader and
# nobody, and DIR/kubectl. They end with stop.sh DIR, or when the process PID (without it the caller) is gone.
set -euo pipefail

if (($# < 1)); then
  echo "usage: $0 DIR [PID]" >&2
  exit 2
fi
owner=${2:-$PPID}
here=$(cd "$(dirname "$0")" && pwd)
programs=$("$here/../../scripts/get-kube-apiserver.sh")
began=${EPOCHREALTIME/[.,]/}

umask 077
mkdir -p "$1"
dir=$(cd "$1" && pwd)
if [[ -e $dir/pids ]]; then
  echo "$dir is in use: run  $here/stop.sh $dir" >&2
  exit 1
fi
export KUBECONFIG=$dir/kubeconfig
ln -sf "$programs/kubectl" "$dir/kubectl"

# No outcome of a test is worth an orderly end, so that both are just killed.
serve() {
  pids=()
  trap 'kill -KILL "${pids[@]}"; wait; rm -f "$dir/pids"' EXIT
  trap exit TERM INT HUP
  "$programs/etcd" --data-dir="$dir/etcd" --unsafe-no-fsync \
    --listen-client-urls="$etcd" --advertise-client-urls="$etcd" --listen-peer-urls="$peer" \
    --initial-advertise-peer-urls="$peer" --initial-cluster="default=$peer" >"$dir/etcd.log" 2>&1 &
  pids+=($!)
  # It cannot advertise a loopback address, and nobody here looks for the Endpoints of the Service kubernetes.
  "$programs/kube-apiserver" --etcd-servers="$etcd" --bind-address=127.0.0.1 --secure-port="$port" \
    --advertise-address=127.0.0.1 --endpoint-reconciler-type=none --service-cluster-ip-range=10.96.0.0/16 \
    --service-node-port-range=10000-59999 \
    --tls-cert-file="$dir/server.crt" --tls-private-key-file="$dir/server.key" --token-auth-file="$dir/tokens.csv" \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$dir/accounts.pub" \
    --service-account-signing-key-file="$dir/accounts.key" --authorization-mode=RBAC --allow-privileged \
    --disable-admission-plugins=ServiceAccount >"$dir/kube-apiserver.log" 2>&1 &
  pids+=($!)
  # A process that nobody has waited for is gone too.
  while [[ $(ps -o stat= -p "$owner") == [!Z]* ]]; do sleep 1; done &
  pids+=($!)
  echo "$BASHPID ${pids[*]}" >"$dir/pids"
  wait -n
}

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
key "$dir/server.key"
key "$dir/accounts.key"
openssl pkey -in "$dir/accounts.key" -pubout -out "$dir/accounts.pub"
openssl req -x509 -new -key "$dir/server.key" -subj /CN=kube-apiserver -days 30 -out "$dir/server.crt" \
  -addext 'subjectAltName=IP:127.0.0.1,DNS:localhost'
users=(admin reader nobody)
: >"$dir/tokens.csv"
for user in "${users[@]}"; do
  echo "$(openssl rand -hex 16),$user,$user$([[ $user != admin ]] || echo ,system:masters)" >>"$dir/tokens.csv"
done

configure() {
  cat <<TEXT
apiVersion: v1
kind: Config
current-context: admin
clusters:
  - name: test
    cluster:
      server: https://127.0.0.1:$port
      certificate-authority-data: $(openssl base64 -A -in "$dir/server.crt")
users:
TEXT
  sed 's/^\([^,]*\),\([^,]*\),.*/  - {name: \2, user: {token: "\1"}}/' "$dir/tokens.csv"
  echo contexts:
  printf '  - {name: %s, context: {cluster: test, user: %s}}\n' admin admin reader reader nobody nobody
}

# A port that was free may be taken by another process before it is used here: then once more.
trap '"$here/stop.sh" "$dir"' EXIT
for _ in 1 2 3; do
  read -r port client peer < <(python3 - <<'PYTHON'
import socket
sockets = [socket.socket() for _ in range(3)]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))
PYTHON
  )
  etcd=http://127.0.0.1:$client
  peer=http://127.0.0.1:$peer
  configure >"$KUBECONFIG"
  # A process group of its own, which a Ctrl-C at the terminal spares until the owner itself is gone.
  set -m
  serve >/dev/null 2>&1 </dev/null &
  server=$!
  set +m
  until "$dir/kubectl" get --raw /readyz >/dev/null 2>&1; do
    kill -0 "$server" 2>/dev/null || continue 2
    if ((${EPOCHREALTIME/[.,]/} - began > 60000000)); then
      break 2
    fi
    sleep 0.05
  done
  ready=yes
  break
done
if [[ -z ${ready:-} ]]; then
  tail -n 5 "$dir/etcd.log" "$dir/kube-apiserver.log" >&2
  echo "the API server did not start: its logs are in $dir" >&2
  exit 1
fi

"$dir/kubectl" apply --server-side -f "$here/reader.yaml" -f "$here/crds" >/dev/null
"$dir/kubectl" wait --for=condition=Established crd --all --timeout=30s >/dev/null
trap - EXIT
printf 'ready in %d ms: export KUBECONFIG=%s\n' $(((${EPOCHREALTIME/[.,]/} - began) / 1000)) "$KUBECONFIG"
