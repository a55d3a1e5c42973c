#!/usr/bin/env bash
# The post-renderer inside Helm 3 and Helm 4. No cluster: Helm 4 does its client-side dry runs without one, Helm 3
# asks for the version of a server even then, so that `helm template --is-upgrade` stands in for it there.
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
  local version=$1
  shift
  env HELM_DATA_HOME="$tmp/$version/data" HELM_CONFIG_HOME="$tmp/$version/config" HELM_CACHE_HOME="$tmp/$version/cache" \
    HELM_DRIVER=memory HELM_MEMORY_DRIVER_DATA=/dev/null "${helms[$version]}" "$@"
}

# plugin NAME COMMAND: a post-renderer for Helm 4 that runs COMMAND, a line of bash.
plugin() {
  mkdir -p "$tmp/plugins/$1"
  printf '#!/usr/bin/env bash\nset -o pipefail\n%s\n' "$2" >"$tmp/plugins/$1/run"
  chmod +x "$tmp/plugins/$1/run"
  sed -e "s/^name:.*/name: $1/" -e 's|/bin/.*|/run|' "$root/postrender/plugin.yaml" >"$tmp/plugins/$1/plugin.yaml"
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

# refused VERSION WORD FLAG..: Helm stops, and the reason with WORD is where that version of Helm lets one see it.
refused() {
  local version=$1 word=$2 report=$tmp/report.json
  shift 2
  rm -f "$report"
  fails "$tmp/errors" render "$version" template "${renderer[$version]}" "$tmp/refused" "$@" \
    "--post-renderer-args=--report-file=$report" || return
  if [[ -s $tmp/refused ]]; then
    echo "Helm printed manifests"
    return 1
  fi
  if ((version == 3)) && ! grep -q -e "$word" "$tmp/errors"; then
    echo "no $word in: $(<"$tmp/errors")"
    return 1
  fi
  manifests report "$report" "$word"
}

plugin_version_is_the_program_s() {
  [[ $("$program" --version) == *"$(sed -n 's/^version: *//p' "$root/postrender/plugin.yaml")"* ]]
}

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

finish
