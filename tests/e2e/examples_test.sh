#!/usr/bin/env bash
# examples/ with the tools that they are for. Helm, kustomize and kubectl are real. Where a tool cannot be had here, what it
# does with the example is done in its place: examples/README.md says which. With HELMFILE set to a helmfile, that one
# renders, too; with TERRAFORM set to a terraform or tofu, and TERRAFORM_PROVIDER_HELM to the provider's program, they
# install on an API server.
set -euo pipefail
# shellcheck source=tests/e2e/lib.sh
source "$(dirname "$0")/lib.sh"

examples=$root/examples
chart=$examples/chart
kubectl=$("$root/scripts/get-kube-apiserver.sh")/kubectl
tools=$("$root/scripts/get-example-tools.sh")
declare -A helms
for version in 3 4; do
  helms[$version]=$("$root/scripts/get-helm.sh" "$version")
done
unset "${!HELM_@}"
export HELM_DATA_HOME=$tmp/helm HELM_CONFIG_HOME=$tmp/helm HELM_CACHE_HOME=$tmp/helm KUBECONFIG=$tmp/no-cluster
mkdir "$tmp/bin"
PATH=$tmp/bin:$(dirname "$program"):$PATH

# with VERSION: that Helm is the `helm` on PATH.
with() { ln -sfn "${helms[$1]}" "$tmp/bin/helm"; }
with 3

# plain: what the chart renders without us, in the file before.
plain() { helm template demo "$chart" --namespace milvus >"$tmp/before"; }
# moved CLOUD [FLAG ..]: the file after is the file before with Milvus behind the balancer.
moved() { manifests rewritten "$tmp/before" "$tmp/after" --cloud "$1" --service demo-milvus "${@:2}"; }
# fails WORD COMMAND ..: it fails, prints nothing, and says WORD.
fails() {
  local word=$1
  shift
  if "$@" >"$tmp/after" 2>"$tmp/errors" || [[ -s $tmp/after ]] || ! grep -q -e "$word" "$tmp/errors"; then
    echo "exit code 0, output, or no $word in: $(<"$tmp/errors")"
    return 1
  fi
}

# Plain rendering
render() { MILVUS_L7_CLOUD=$cloud "$examples/helm-template/render.sh" "$@"; }
renders() { plain && render >"$tmp/after" && moved "$cloud"; }
renders_nothing() { fails Milvus render --set milvus.enabled=false; }
no_chart() { CHART=$tmp/absent fails absent render; }
for version in 3 4; do
  with "$version"
  for cloud in gcp aws; do
    check "helm-template, Helm $version, $cloud: Milvus moves behind the balancer" renders
  done
  check "helm-template, Helm $version: a chart without Milvus is an error" renders_nothing
  check "helm-template, Helm $version: an error of Helm is one" no_chart
done
with 3

# Flux
# Keeps what `flux push artifact` is told, and what it would push.
cat >"$tmp/bin/flux" <<TEXT
#!/usr/bin/env bash
printf '%s\n' "\$@" >"$tmp/flux.arguments"
for argument; do
  [[ \$argument != --path=* ]] || cp -r "\${argument#*=}/." "$tmp/pushed"
done
TEXT
chmod +x "$tmp/bin/flux"
mkdir "$tmp/pushed"
flux_pushes() {
  "$examples/flux/publish.sh" oci://registry.example.com/milvus && [[ $(ls "$tmp/pushed") == milvus.yaml ]] &&
    cp "$tmp/pushed/milvus.yaml" "$tmp/after" && plain && moved gcp &&
    [[ $(sed -n 1,3p "$tmp/flux.arguments" | tr '\n' ' ') == 'push artifact oci://registry.example.com/milvus:latest ' ]]
}
check "flux: the rendered release is what is pushed" flux_pushes
flux_pushes_nothing() {
  rm "$tmp/flux.arguments"
  fails Milvus "$examples/flux/publish.sh" oci://registry.example.com/milvus --set milvus.enabled=false &&
    [[ ! -e $tmp/flux.arguments ]]
}
check "flux: nothing is pushed when rendering fails" flux_pushes_nothing
# As the kustomize-controller does where there is no kustomization.yaml.
flux_applies() {
  local namespaces
  printf 'namespace: milvus\nresources: [milvus.yaml]\n' >"$tmp/pushed/kustomization.yaml"
  namespaces=$("$kubectl" kustomize "$tmp/pushed" | grep '^  namespace: ' | sort | uniq -c | awk '{ print $3 }')
  [[ $namespaces == milvus ]]
}
check "flux: targetNamespace fits what is pushed" flux_applies

# Argo CD
# field FILE PATH ..: what the first document of a YAML file has there.
field() {
  "$python" -c 'import sys, yaml
value = next(yaml.safe_load_all(open(sys.argv[1])))
for key in sys.argv[2:]: value = value[int(key) if isinstance(value, list) else key]
print(value if isinstance(value, str) else "\n".join(value))' "$@"
}
plugin=$examples/argocd/plugin.yaml
# argo PART [NAME=VALUE ..]: that command of the plugin, with the environment of Argo CD, in the folder $application.
argo() {
  local part=$1
  local -a command
  shift
  mapfile -t command < <(field "$plugin" spec "$part" command)
  (cd "$application" && env -i PATH="$PATH" HOME="$tmp/argocd-home" ARGOCD_APP_NAME=demo ARGOCD_APP_NAMESPACE=milvus \
    KUBE_VERSION=1.33.1 KUBE_API_VERSIONS=v1,apps/v1,cloud.google.com/v1 "$@" \
    "${command[@]}" "$(field "$plugin" spec "$part" args 0)")
}
# An application's chart that depends on one of a repository, with a Chart.lock.
depends() {
  helm package "$chart" -d "$tmp/repository" &&
    helm repo index "$tmp/repository" --url "$repository" && mkdir -p "$tmp/depends" &&
    printf 'apiVersion: v2\nname: app\nversion: 0.1.0\ndependencies: [{name: %s, version: %s, repository: "%s"}]\n' \
      "$(field "$chart/Chart.yaml" name)" "$(field "$chart/Chart.yaml" version)" "$repository" >"$tmp/depends/Chart.yaml" &&
    helm dependency update "$tmp/depends" && rm -r "$tmp/depends/charts" "$HELM_CACHE_HOME" && ls "$tmp/depends/Chart.lock"
}
argo_dependencies() {
  local application=$tmp/depends
  depends && [[ -z $(argo init) ]] && argo generate ARGOCD_ENV_MILVUS_L7_CLOUD=gcp >"$tmp/after" &&
    helm template demo "$application" --namespace milvus >"$tmp/before" && moved gcp
}
mkdir "$tmp/repository"
exec {served}< <(cd "$tmp/repository" && exec "$python" -u -m http.server --bind 127.0.0.1 0 2>/dev/null)
server=$!
trap 'kill "$server"; rm -rf "$tmp"' EXIT
read -r repository <&"$served"
[[ $repository =~ port\ ([0-9]+) ]]
repository=http://127.0.0.1:${BASH_REMATCH[1]}
check "argocd: init fetches a chart of a repository" argo_dependencies
kill "$server"
trap 'rm -rf "$tmp"' EXIT

application=$tmp/application
cp -r "$chart" "$application"
printf 'milvus: {enabled: false}\n' >"$application/no-milvus.yaml"
argo_generates() {
  argo generate ARGOCD_ENV_MILVUS_L7_CLOUD="$cloud" ARGOCD_ENV_MILVUS_L7_HOST='it is; $(me)' >"$tmp/after" 2>"$tmp/errors" &&
    return 1
  grep -qF 'it is; $(me)' "$tmp/errors" &&
    argo generate ARGOCD_ENV_MILVUS_L7_CLOUD="$cloud" ARGOCD_ENV_MILVUS_L7_HOST=a.example.com >"$tmp/after" &&
    grep -q a.example.com "$tmp/after" && plain && moved "$cloud"
}
for cloud in gcp aws; do
  check "argocd, $cloud: generate puts Milvus behind the balancer, and takes a value for a value" argo_generates
done
argo_values() { fails Milvus argo generate ARGOCD_ENV_MILVUS_L7_CLOUD=gcp ARGOCD_ENV_VALUES=no-milvus.yaml; }
check "argocd: VALUES names a values file, and a release without Milvus is an error" argo_values
argo_helm_fails() { fails absent.yaml argo generate ARGOCD_ENV_MILVUS_L7_CLOUD=gcp ARGOCD_ENV_VALUES=absent.yaml; }
check "argocd: an error of Helm is one" argo_helm_fails
argo_application() {
  local names
  names=$(field "$examples/argocd/application.yaml" spec source plugin name)
  [[ $names == "$(field "$plugin" metadata name)" ]]
}
check "argocd: the Application names the plugin" argo_application
argo_sidecar() {
  cat >"$tmp/repo-server.yaml" <<'TEXT'
apiVersion: apps/v1
kind: Deployment
metadata: {name: argocd-repo-server}
spec:
  selector: {matchLabels: {app: repo-server}}
  template:
    metadata: {labels: {app: repo-server}}
    spec:
      initContainers: [{name: copyutil, image: x}]
      containers: [{name: argocd-repo-server, image: x}]
      volumes: [{name: var-files, emptyDir: {}}, {name: plugins, emptyDir: {}}]
TEXT
  "$kubectl" patch --local -f "$tmp/repo-server.yaml" --patch-file "$examples/argocd/repo-server.yaml" -o yaml \
    >"$tmp/patched.yaml" &&
    "$python" - "$tmp/patched.yaml" <<'TEXT'
import sys, yaml
pod = yaml.safe_load(open(sys.argv[1]))["spec"]["template"]["spec"]
containers = pod["containers"] + pod["initContainers"]
assert len(containers) == 4, containers
missing = {m["name"] for c in containers for m in c.get("volumeMounts", [])} - {v["name"] for v in pod["volumes"]}
assert not missing, missing
TEXT
}
check "argocd: the patch of the repo server has every volume" argo_sidecar
argo_archive() {
  local version wanted
  version=$("$program" --version | awk '{ print $2 }')
  wanted=$(sed -n 's/.*HOMEPAGE_URL \([^ )]*\).*/\1/p' "$root/CMakeLists.txt")
  wanted+=/releases/download/v$version/milvus-l7_v${version}_linux_amd64.tar.gz
  [[ $(field "$examples/argocd/repo-server.yaml" spec template spec initContainers 0 env 0 value) == "$wanted" ]]
}
check "argocd: the archive is the one of this version" argo_archive

# Helmfile, Terraform: what they give to Helm
helmfile_file=$examples/helmfile/helmfile.yaml
helmfile_release() {
  local -a arguments
  mapfile -t arguments < <(field "$helmfile_file" releases 0 postRendererArgs)
  plain && (cd "$examples/helmfile" && helm template "$(field "$helmfile_file" releases 0 name)" \
    "$(field "$helmfile_file" releases 0 chart)" --namespace "$(field "$helmfile_file" releases 0 namespace)" \
    --post-renderer "$(field "$helmfile_file" releases 0 postRenderer)" \
    "${arguments[@]/#/--post-renderer-args=}") >"$tmp/after" && moved gcp
}
check "helmfile: its release moves Milvus behind the balancer" helmfile_release
if [[ -n ${HELMFILE:-} ]]; then
  helmfile_renders() {
    plain && "$HELMFILE" --helm-binary "$tmp/bin/helm" -f "$1" template --skip-deps --quiet >"$tmp/after" &&
      moved gcp --any-order
  }
  check "helmfile itself, Helm 3" helmfile_renders "$helmfile_file"
fi

terraform_release() {
  "$tools/hcldec" --spec="$root/tests/e2e/terraform.hcldec" \
    --vars='{"string": "string", "var": {"chart": "../chart", "kubeconfig": ""}}' "$1" >"$tmp/terraform.json"
}
terraform_renders() {
  local -a arguments
  terraform_release "$examples/terraform/main.tf" &&
    mapfile -t arguments < <(field "$tmp/terraform.json" resource helm_release milvus postrender args)
  terraform_field() { field "$tmp/terraform.json" resource helm_release milvus "$@"; }
  plain && (cd "$examples/terraform" && helm template "$(terraform_field name)" "$(terraform_field chart)" \
    --namespace "$(terraform_field namespace)" --post-renderer "$(terraform_field postrender binary_path)" \
    "${arguments[@]/#/--post-renderer-args=}") >"$tmp/after" && moved gcp
}
check "terraform: its release moves Milvus behind the balancer" terraform_renders
terraform_refused() {
  sed "$1" "$examples/terraform/main.tf" >"$tmp/broken.tf" && fails "$2" terraform_release "$tmp/broken.tf"
}
check "terraform: the schema knows the attribute's parts" terraform_refused s/binary_path/command/ binary_path
check "terraform: the schema knows an attribute from a block" terraform_refused 's/postrender = /postrender /' postrender
if [[ -n ${TERRAFORM:-} ]]; then
  cluster=$tmp/cluster
  trap '"$root/tests/cluster/stop.sh" "$cluster" || true; rm -rf "$tmp"' EXIT
  "$root/tests/cluster/start.sh" "$cluster" $$ >/dev/null
  mkdir "$tmp/terraform"
  cp "$examples/terraform/main.tf" "$tmp/terraform"
  # Nothing here runs the chart's hook.
  printf 'resource "helm_release" "milvus" {\n  disable_webhooks = true\n}\n' >"$tmp/terraform/here_override.tf"
  printf 'provider_installation {\n  dev_overrides {\n    "hashicorp/helm" = "%s"\n  }\n}\n' \
    "$(dirname "${TERRAFORM_PROVIDER_HELM:?}")" >"$tmp/terraformrc"
  terraform() {
    TF_CLI_CONFIG_FILE=$tmp/terraformrc TF_VAR_kubeconfig=$cluster/kubeconfig TF_VAR_chart=$chart \
      "$TERRAFORM" -chdir="$tmp/terraform" "$@" -no-color
  }
  installed() { "$cluster/kubectl" --kubeconfig "$cluster/kubeconfig" -n milvus get "$@"; }
  terraform_installs() {
    terraform apply -auto-approve && installed ingress demo-milvus-l7 &&
      [[ $(installed service demo-milvus -o 'jsonpath={.spec.type}') == ClusterIP ]]
  }
  check "terraform itself installs Milvus behind the balancer" terraform_installs
  check "terraform itself finds nothing to change then" terraform plan -detailed-exitcode
fi

# kustomize
build() { "$tools/kustomize" build --enable-alpha-plugins --enable-exec "$@"; }
kustomization() {
  rm -rf "$tmp/kustomize"
  cp -r "$examples/kustomize" "$tmp/kustomize"
  helm template demo "$chart" --namespace milvus "$@" >"$tmp/kustomize/release.yaml"
}
# kustomize writes both, and so has to write the same. It drops Helm's comments before the function sees them.
same_as_the_stream() {
  kustomization "$@" && sed -i "s/cloud: gcp/cloud: $cloud/" "$tmp/kustomize/milvus-l7.yaml" &&
    build "$tmp/kustomize" >"$tmp/function" && mkdir -p "$tmp/stream" &&
    sed '/^# Source/d' "$tmp/kustomize/release.yaml" |
    "$program" --cloud "$cloud" --host milvus.example.com >"$tmp/stream/rewritten.yaml" &&
    echo 'resources: [rewritten.yaml]' >"$tmp/stream/kustomization.yaml" &&
    build "$tmp/stream" >"$tmp/after" && grep -q milvus.example.com "$tmp/after" && manifests same "$tmp/after" "$tmp/function"
}
text=$'# At first.\nlog:\n  level: info # a note\n\nitems:\n- "a"\n- |\n  functionConfig:\n\n  - b'
for cloud in gcp aws; do
  check "kustomize, $cloud: the function does what the post-renderer does" same_as_the_stream
done
settings() { same_as_the_stream --set-string "userConfig=$text" && grep -q 'functionConfig:' "$tmp/after"; }
check "kustomize: settings that look like parts of the list stay settings" settings
kustomize_refuses() { fails "$1" build "$tmp/kustomize"; }
no_milvus() { kustomization --set milvus.enabled=false && kustomize_refuses Milvus; }
check "kustomize: a release without Milvus is an error" no_milvus
wrong_option() {
  kustomization && sed -i "s/cloud: gcp/clod: gcp/" "$tmp/kustomize/milvus-l7.yaml" && kustomize_refuses cloud
}
check "kustomize: a wrong option is an error" wrong_option
function_refuses() { fails "$1" "$examples/kustomize/milvus-l7-function" <<<"$2"; }
check "kustomize: a list of another form is refused" \
  function_refuses 'not as kustomize' $'kind: ResourceList\nitems:\n    - kind: x'
check "kustomize: a list on one line is refused" function_refuses 'no items' '{"kind": "ResourceList", "items": []}'

finish
