#!/usr/bin/env bash
# The post-renderer inside Helm 3 and Helm 4. First without a cluster: Helm 4 does its client-side dry runs so, Helm 3
# asks for the version of a server even then, and `helm template --is-upgrade` stands in. Then with a real API server.
set -euo pipefail
# shellcheck source=tests/e2e/lib.sh
source "$(dirname "$0")/lib.sh"

declare -A helms
for version in 3 4; do
  helms[$version]=$("$root/scripts/get-helm.sh" "$version")
done
chart=$root/examples/chart
unset "${!HELM_@}"
export KUBECONFIG=$tmp/no-cluster

# Each version has its own folders: Helm 3 complains about plugins of Helm 4.
helm() {
  local version=$1 home=$tmp/${home:-$1}
  shift
  env HELM_DATA_HOME="$home/data" HELM_CONFIG_HOME="$home/config" HELM_CACHE_HOME="$home/cache" \
    HELM_DRIVER="${HELM_DRIVER:-memory}" HELM_MEMORY_DRIVER_DATA=/dev/null "${helms[$version]}" "$@"
}

# plugin NAME COMMAND: a post-renderer for Helm 4 that runs COMMAND, a line of bash.
plugin() {
  mkdir -p "$tmp/plugins/$1"
  printf '#!/usr/bin/env bash\nset -o pipefail\n%s\n' "$2" >"$tmp/plugins/$1/run"
  chmod +x "$tmp/plugins/$1/run"
  sed -e "s/^name:.*/name: $1/" -e 's|/milvus-l7-postrender.*|/run|' "$root/postrender/plugin.yaml" >"$tmp/plugins/$1/plugin.yaml"
  helm 4 plugin install "$tmp/plugins/$1" >/dev/null
}

# render VERSION MODE RENDERER OUTPUT FLAG..: one run of Helm on the example chart.
render() {
  local version=$1 mode=$2 renderer=$3 output=$4
  shift 4
  local -a command
  case $mode in
    template) command=(template demo) ;;
    upgraded) command=(template demo --is-upgrade) ;;
    install) command=(install demo --dry-run=client) ;;
    upgrade) command=(upgrade --install demo --dry-run=client) ;;
  esac
  [[ $renderer == none ]] || command+=(--post-renderer "$renderer")
  helm "$version" "${command[@]}" "$chart" -n milvus "$@" >"$output"
}

# fails ERRORS COMMAND..: the command fails, and leaves what it said in the file ERRORS.
fails() {
  local errors=$1
  shift
  if "$@" 2>"$errors"; then
    echo "succeeded: $*"
    return 1
  fi
}

# stopped VERSION WORD COMMAND..: the command, a Helm of VERSION, fails, and the reason with WORD is where that version
# lets one see it.
stopped() {
  local version=$1 word=$2 report=$tmp/report.json
  shift 2
  rm -f "$report"
  fails "$tmp/errors" "$@" "--post-renderer-args=--report-file=$report" || return
  if ((version == 3)) && ! grep -q -e "$word" "$tmp/errors"; then
    echo "no $word in: $(<"$tmp/errors")"
    return 1
  fi
  manifests report "$report" "$word"
}

# refused VERSION WORD FLAG..: the example chart is not rendered, and WORD says why.
refused() {
  stopped "$1" "$2" render "$1" template "${renderer[$1]}" "$tmp/refused" "${@:3}" || return
  if [[ -s $tmp/refused ]]; then
    echo "Helm printed manifests"
    return 1
  fi
}

plugin_version=$(sed -n 's/^version: *//p' "$root/postrender/plugin.yaml")
plugin_version_is_the_program_s() { [[ $("$program" --version) == *" $plugin_version" ]]; }

install_plugin() {
  "$root/scripts/make-helm-plugin.sh" "$tmp/assembled" && helm 4 plugin install "$tmp/assembled" &&
    helm 4 plugin list | grep milvus-l7
}

check "plugin.yaml has the version of the program" plugin_version_is_the_program_s
check "Helm 4 installs the assembled plugin" install_plugin
plugin plain cat
plugin twice "\"$program\" \"\$@\" | \"$program\" \"\$@\""
plugin watched "tee $tmp/helm4-stdin | \"$program\" \"\$@\" | tee $tmp/helm4-stdout"
printf '#!/usr/bin/env bash\nset -o pipefail\n"%s" "$@" | "%s" "$@"\n' "$program" "$program" >"$tmp/twice"
chmod +x "$tmp/twice"

declare -A renderer=([3]=$program [4]=milvus-l7) baseline=([3]=none [4]=plain) twice=([3]=$tmp/twice [4]=twice)
declare -A modes=([3]="template upgraded" [4]="template install upgrade")

# A release's archive. Its folder has a space in its name, and is what Helm links to or unpacks into.
home="of the archive"
release=milvus-l7_v${plugin_version}_linux_amd64.tar.gz
package=milvus-l7-$plugin_version-linux-amd64.tgz
mkdir -p "$tmp/www" "$tmp/$home/unpacked" "$tmp/packed"
tar -czf "$tmp/www/$release" -C "$tmp/assembled" .
cp -r "$tmp/assembled" "$tmp/packed/milvus-l7"
tar -czf "$tmp/www/$package" -C "$tmp/packed" milvus-l7
exec {served}< <(cd "$tmp/www" && exec "$python" -u -m http.server --bind 127.0.0.1 0 2>/dev/null)
server=$!
trap 'kill "$server"; rm -rf "$tmp"' EXIT
read -r address <&"$served"
[[ $address =~ port\ ([0-9]+) ]]
address=http://127.0.0.1:${BASH_REMATCH[1]}

in_use() {
  [[ $(helm 4 plugin list | awk '$1 == "milvus-l7" { print $2, $3 }') == "$plugin_version postrenderer/v1" ]] &&
    render 4 template plain "$tmp/before" &&
    render 4 template milvus-l7 "$tmp/after" --post-renderer-args=--cloud=aws --post-renderer-args=--host=a.example.com &&
    manifests rewritten "$tmp/before" "$tmp/after" --cloud aws --service demo-milvus --any-order &&
    grep -q a.example.com "$tmp/after"
}
removed() { helm 4 plugin uninstall milvus-l7 >/dev/null && ! helm 4 plugin list | grep milvus-l7; }

plugin plain cat
unsigned() { fails "$tmp/errors" helm 4 plugin install "$address/$package" && grep -q provenance "$tmp/errors"; }
check "Helm 4 asks for a signature of a package" unsigned
installed() { helm 4 plugin install --verify=false "$1" && in_use; }
for origin in "$tmp/www/$package" "$address/$package" "$address/$release"; do
  check "Helm 4 installs ${origin##*/} from ${origin%%/*}" installed "$origin"
  check "Helm 4 removes it" removed
done
# The next version gets the same folder, so that there are never two.
twice() { helm 4 plugin install --verify=false "$tmp/www/$package" && ! installed "$address/$package" && in_use; }
check "Helm 4 installs a package once" twice
check "Helm 4 removes that" removed
unpacked() {
  tar -xzf "$tmp/www/$release" -C "$tmp/$home/unpacked" && helm 4 plugin install "$tmp/$home/unpacked" && in_use
}
check "Helm 4 installs the folder that the archive was unpacked into" unpacked
# Helm's own `plugin update` knows Git repositories only.
unpacked_again() {
  rm "$tmp/$home/unpacked/milvus-l7-postrender" && ! in_use 2>/dev/null &&
    tar -xzf "$tmp/www/$release" -C "$tmp/$home/unpacked" && in_use
}
check "unpacking the archive there once more is an update" unpacked_again
check "Helm 4 removes it again" removed
kill "$server"
trap 'rm -rf "$tmp"' EXIT
unset home

by_name() {
  PATH=$(dirname "$1"):$PATH render 3 template "${1##*/}" "$tmp/after" "${@:2}" --post-renderer-args=--cloud=gcp &&
    render 3 template none "$tmp/before" &&
    manifests rewritten "$tmp/before" "$tmp/after" --cloud gcp --service demo-milvus
}
check "Helm 3 finds the program on PATH" by_name "$program"
check "Helm 3 takes the kubectl plugin, which krew links alone" \
  by_name "$plugin" --post-renderer-args=post-render

for version in 3 4; do
  # Helm 4 sorts what comes back by file, and the file of a new document sorts among the old ones.
  order=()
  ((version == 3)) || order=(--any-order)

  for cloud in gcp aws; do
    flags=(--post-renderer-args=--cloud "--post-renderer-args=$cloud" --post-renderer-args=--host=milvus.example.com)
    for mode in ${modes[$version]}; do
      milvus_moves() {
        render "$version" "$mode" "${baseline[$version]}" "$tmp/before" &&
          render "$version" "$mode" "${renderer[$version]}" "$tmp/after" "${flags[@]}" &&
          manifests rewritten "$tmp/before" "$tmp/after" --cloud "$cloud" --service demo-milvus "${order[@]}"
      }
      check "Helm $version $mode $cloud: Milvus moves behind the balancer, all else stays" milvus_moves

      no_milvus() {
        render "$version" "$mode" "${baseline[$version]}" "$tmp/before" --set milvus.enabled=false &&
          render "$version" "$mode" "${renderer[$version]}" "$tmp/after" --set milvus.enabled=false "${flags[@]}" &&
          sed -i '/^LAST DEPLOYED/d' "$tmp/before" "$tmp/after" && manifests same "$tmp/before" "$tmp/after"
      }
      check "Helm $version $mode $cloud: a release without Milvus passes through" no_milvus
    done

    second_pass() {
      render "$version" template "${renderer[$version]}" "$tmp/once" "${flags[@]}" &&
        render "$version" template "${twice[$version]}" "$tmp/two" "${flags[@]}" && manifests same "$tmp/once" "$tmp/two"
    }
    check "Helm $version $cloud: a second pass changes nothing" second_pass

    # A flag after the one that was refused, so that these two also show that the arguments arrive.
    for instance in demo demo-twin; do
      twin() {
        render "$version" template "${baseline[$version]}" "$tmp/before" --set twin.enabled=true &&
          render "$version" template "${renderer[$version]}" "$tmp/after" --set twin.enabled=true "${flags[@]}" \
            "--post-renderer-args=--release=$instance" &&
          manifests rewritten "$tmp/before" "$tmp/after" --cloud "$cloud" --service "$instance-milvus" "${order[@]}"
      }
      check "Helm $version $cloud: --release $instance takes that one of two" twin
    done

    check "Helm $version $cloud: two Milvus stop Helm" refused "$version" demo-twin --set twin.enabled=true "${flags[@]}"
    check "Helm $version $cloud: mutual TLS stops Helm" refused "$version" tlsMode --set mutualTLS=true "${flags[@]}"
    check "Helm $version $cloud: --require-milvus stops a release without Milvus" \
      refused "$version" Milvus --set milvus.enabled=false "${flags[@]}" --post-renderer-args=--require-milvus
  done

  environment() {
    render "$version" template "${renderer[$version]}" "$tmp/flags" --post-renderer-args=--cloud=gcp &&
      MILVUS_L7_CLOUD=gcp render "$version" template "${renderer[$version]}" "$tmp/environment" &&
      manifests same "$tmp/flags" "$tmp/environment"
  }
  check "Helm $version: MILVUS_L7_CLOUD reaches the program" environment

  no_cloud() { fails "$tmp/errors" render "$version" template "${renderer[$version]}" "$tmp/refused"; }
  check "Helm $version: no --cloud stops Helm" no_cloud
done

filenames() {
  render 4 template watched "$tmp/after" "${flags[@]}" &&
    manifests filenames "$tmp/helm4-stdin" "$tmp/helm4-stdout"
}
check "Helm 4: every document names its file" filenames

hook() {
  render 4 template watched "$tmp/after" "${flags[@]}" &&
    grep -q 'name: demo-wait' "$tmp/helm4-stdin" && grep -q '"helm.sh/hook": post-install' "$tmp/helm4-stdout" &&
    render 4 template plain "$tmp/before" --show-only templates/hook.yaml &&
    render 4 template milvus-l7 "$tmp/hook" "${flags[@]}" --show-only templates/hook.yaml && manifests same "$tmp/before" "$tmp/hook"
}
check "Helm 4: a hook goes through as it is" hook

# With a real API server, but without the controllers: nothing there runs a Job, so that the hook would wait for ever.
cluster=$tmp/cluster
trap '"$root/tests/cluster/stop.sh" "$cluster" || true; rm -rf "$tmp"' EXIT
# The pid, because a check has a shell of its own.
start_cluster() { "$root/tests/cluster/start.sh" "$cluster" $$ && touch "$tmp/started"; }

kubectl() { "$cluster/kubectl" --kubeconfig "$cluster/kubeconfig" -n "$namespace" "$@"; }
live() { KUBECONFIG=$cluster/kubeconfig HELM_DRIVER=secret "$@"; }

# deploy VERSION install|upgrade RENDERER FLAG..
deploy() {
  local version=$1 verb=$2 with=$3
  shift 3
  [[ $with == none ]] || set -- --post-renderer "$with" "${flags[@]}" "$@"
  live helm "$version" "$verb" demo "$chart" -n "$namespace" --no-hooks "$@" >/dev/null
}

# state [FILTER]: every object but Helm's own records, one on a line with the number of its last change.
state() {
  kubectl get services,ingresses,configmaps,secrets,serviceaccounts,deployments,jobs,backendconfigs,frontendconfigs \
    -o jsonpath='{range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{"\n"}{end}' |
    sed "${1-/sh.helm.release/d}"
}
keeps_state() {
  local before after
  before=$(state) && "$@" && after=$(state) || return
  if [[ -z $before || $before != "$after" ]]; then
    echo "changed: $(comm -3 <(sort <<<"$before") <(sort <<<"$after") | tr -d '\t' | tr '\n' ' ')"
    return 1
  fi
}
nothing_left() {
  local left
  left=$(state "") || return
  [[ -z $left ]] || { echo "there is $left"; return 1; }
}

# is WANTED KIND NAME PATH..: what the object has there, with a space between one and the next.
is() {
  local wanted=$1 kind=$2 name=$3 found path paths=
  shift 3
  for path in "$@"; do
    paths+="${paths:+ }{.$path}"
  done
  found=$(kubectl get "$kind" "$name" -o jsonpath="$paths") || return
  [[ $found == "$wanted" ]] || { echo "$kind $name has $found and not $wanted in $paths"; return 1; }
}
user_yaml_has() { kubectl get configmap demo-milvus -o jsonpath='{.data.user\.yaml}' | grep -q "$1"; }
behind_layer_7() {
  local rules='spec.rules[*]' annotations=metadata.annotations alb='metadata.annotations.alb\.ingress\.kubernetes\.io'
  is 'ClusterIP  ' service demo-milvus spec.type spec.loadBalancerSourceRanges 'spec.ports[*].nodePort' &&
    is LoadBalancer service demo-web spec.type &&
    is demo-milvus ingress demo-milvus-l7 metadata.labels.milvus-l7/service &&
    is 'milvus.example.com demo-milvus 19530' ingress demo-milvus-l7 "$rules.host" \
      "$rules.http.paths[*].backend.service.name" "$rules.http.paths[*].backend.service.port.number" || return
  if [[ $1 == gcp ]]; then
    is 'gce false' ingress demo-milvus-l7 \
      "$annotations.kubernetes\.io/ingress\.class" "$annotations.kubernetes\.io/ingress\.allow-http" &&
      is '{"milvus":"HTTP2"} {"ports":{"milvus":"demo-milvus-l7"}}' service demo-milvus \
        "$annotations.cloud\.google\.com/app-protocols" "$annotations.cloud\.google\.com/backend-config" &&
      is 'HTTP 9091 /healthz 3600 60' backendconfig demo-milvus-l7 spec.healthCheck.{type,port,requestPath} \
        spec.timeoutSec spec.connectionDraining.drainingTimeoutSec &&
      user_yaml_has '^ *tlsMode: 1$'
  else
    is 'alb GRPC ip' ingress demo-milvus-l7 spec.ingressClassName \
      "$alb/backend-protocol-version" "$alb/target-type" && [[ -z $(kubectl get backendconfigs -o name) ]]
  fi
}
behind_layer_4() {
  is LoadBalancer service demo-milvus spec.type && [[ -z $(kubectl get ingresses,backendconfigs -o name) ]]
}

cases_with_a_cluster() {
  local version=$1 cloud=$2 name="Helm $1 with a cluster $2" mine=${renderer[$1]}
  local -a order=(--any-order)
  ((version == 4)) || order=()
  local namespace=helm$version-$cloud
  local -a flags=("--post-renderer-args=--cloud=$cloud" --post-renderer-args=--host=milvus.example.com)
  kubectl create namespace "$namespace" >/dev/null

  dry_run() {
    live render "$version" "$1" "${baseline[$version]}" "$tmp/before" -n "$namespace" &&
      live render "$version" "$1" "$mine" "$tmp/after" -n "$namespace" "${flags[@]}" &&
      manifests rewritten "$tmp/before" "$tmp/after" --cloud "$cloud" --service demo-milvus "${order[@]}"
  }
  dry_install() { dry_run install && nothing_left; }
  check "$name: install --dry-run=client shows the move" dry_install

  refused_to() { stopped "$version" tlsMode deploy "$version" "$1" "$mine" --set mutualTLS=true; }
  refused_install() { refused_to install && nothing_left; }
  check "$name: mutual TLS stops install, and nothing is created" refused_install

  installs() { deploy "$version" install "$mine" && behind_layer_7 "$cloud"; }
  check "$name: install" installs

  identical() { keeps_state deploy "$version" upgrade "$mine"; }
  check "$name: the same upgrade changes nothing" identical

  local -a changed=(--set-string 'userConfig=log: {level: debug}')
  upgrades() {
    deploy "$version" upgrade "$mine" "${changed[@]}" && behind_layer_7 "$cloud" && user_yaml_has debug
  }
  check "$name: upgrade with other settings" upgrades
  identical_again() { keeps_state deploy "$version" upgrade "$mine" "${changed[@]}"; }
  check "$name: the same upgrade changes nothing again" identical_again

  dry_upgrade() { keeps_state dry_run upgrade; }
  check "$name: upgrade --dry-run=client shows the move" dry_upgrade

  refused_upgrade() { keeps_state refused_to upgrade; }
  check "$name: mutual TLS stops upgrade, and nothing is changed" refused_upgrade

  without() { deploy "$version" upgrade none && behind_layer_4; }
  check "$name: an upgrade without the post-renderer gives the layer 4 balancer back" without
  moves() { deploy "$version" upgrade "$mine" && behind_layer_7 "$cloud"; }
  check "$name: an upgrade moves a release from layer 4" moves

  uninstalls() { live helm "$version" uninstall demo -n "$namespace" --no-hooks >/dev/null && nothing_left; }
  check "$name: uninstall removes all" uninstalls
}

check "an API server starts" start_cluster
if [[ -e $tmp/started ]]; then
  for version in 3 4; do
    for cloud in gcp aws; do
      cases_with_a_cluster "$version" "$cloud"
    done
  done
fi

finish
