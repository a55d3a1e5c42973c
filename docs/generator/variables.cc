// Variables that are no flag's. A test looks for what the sources read and is not here.

#include "tables.h"

namespace l7::docs {
namespace {

constexpr Variable all[] = {
    {"MILVUS_TOKEN", "user:password or an API key, for verify and for the programs that connect prints"},
    {"MILVUS_PASSWORD", "of verify --milvus-user"},
    {"KUBECONFIG", "the kubeconfig, or several of them, as for kubectl"},
    {"KUBERNETES_MASTER", "the API server where no kubeconfig names one"},
    {"KUBECTL_KUBERC, KUBERC", "whether, and which, kuberc's policy on credential plugins is obeyed; as for kubectl"},
    {"POD_NAMESPACE, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT", "in a pod: the namespace and the API server"},
    {"HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "the proxy, as for kubectl; lower case counts as well"},
    {"SSL_CERT_FILE, SSL_CERT_DIR", "the authorities to trust, instead of the system's"},
    {"AWS_PROFILE, AWS_DEFAULT_PROFILE, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "profiles, as for the AWS CLI"},
    {"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", "credentials for ACM"},
    {"AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME, AWS_WEB_IDENTITY_TOKEN_FILE", "a role for a service account (IRSA)"},
    {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI, "
     "AWS_CONTAINER_AUTHORIZATION_TOKEN, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
     "credentials of a container or of EKS Pod Identity"},
    {"AWS_EC2_METADATA_DISABLED, AWS_EC2_METADATA_SERVICE_ENDPOINT, AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
     "credentials of an instance"},
    {"AWS_REGION, AWS_DEFAULT_REGION", "the region of ACM"},
    {"AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_ACM, AWS_ENDPOINT_URL_STS, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
     "other endpoints"},
    {"AWS_CA_BUNDLE", "the authorities to trust for AWS"},
    {"NO_COLOR, TERM", "no colour; what the terminal can do"},
    {"LC_ALL, LC_CTYPE, LANG", "whether the terminal shows UTF-8"},
    {"TMPDIR", "where a stream of more than 2 MB waits until it is written"},
    {"HOME, PATH", "where files and credential plugins are looked for"},
    {"USERPROFILE, HOMEDRIVE, HOMEPATH, PATHEXT, TMP", "the same on Windows"},
};

}  // namespace

std::span<const Variable> variables() { return all; }

}  // namespace l7::docs
