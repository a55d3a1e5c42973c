#include "cloud/aws/account/acm.h"

#include "kube/base64.h"
#include "kube/json.h"
#include "model/error.h"

namespace l7::aws {
namespace {

/// All that ACM knows. Without this filter it lists RSA of 1024 and 2048 bits only.
Value every_key_type() {
  return Value::list({"RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"});
}

Value in_api_form(const Tags& tags) {
  Value list = Value::list();
  for (const auto& [key, value] : tags) list.items().push_back(Value::map({{"Key", key}, {"Value", value}}));
  return list;
}

Value naming(const std::string& arn) { return Value::map({{"CertificateArn", arn}}); }

/// Blobs are base64 in JSON.
Value in_api_form(const Material& material) {
  Value form = Value::map();
  form.set("Certificate", kube::encode_base64(material.certificate));
  form.set("PrivateKey", kube::encode_base64(material.key));
  if (!material.chain.empty()) form.set("CertificateChain", kube::encode_base64(material.chain));
  return form;
}

}  // namespace

Acm::Acm(const std::string& url, std::string region, Keys keys, Observer observer)
    : server_(url, std::move(observer)), region_(std::move(region)), keys_(std::move(keys)) {}

Value Acm::call(const std::string& operation, const Value& parameters, Effect effect) {
  kube::Request request;
  request.method = "POST";
  request.target = "/";
  request.content_type = "application/x-amz-json-1.1";
  request.headers.emplace_back("X-Amz-Target", "CertificateManager." + operation);
  request.body = to_json(parameters);
  request.confidential = parameters.find("PrivateKey") != nullptr;
  const kube::Response response = server_.ask(request, credential_of(keys_, region_, "acm"), effect);
  const std::string place = "ACM in " + region_ + " at " + server_.url();
  if (response.status != 200) throw ServiceError(refusal_in(response), operation, place);
  if (response.body.empty()) return Value::map();
  try {
    return kube::parse_json(response.body);
  } catch (const Error&) {
    throw Error("the answer to " + operation + " is no JSON", place,
                "see what answers there: AWS_ENDPOINT_URL, a proxy");
  }
}

std::vector<std::string> Acm::imported() {
  std::vector<std::string> arns;
  Value parameters = Value::map({{"MaxItems", 1000}, {"Includes", Value::map({{"keyTypes", every_key_type()}})}});
  while (true) {
    const Value page = call("ListCertificates", parameters, Effect::none);
    for (const Value& each : page.items_at({"CertificateSummaryList"})) {
      const std::string& type = each.text_at({"Type"});
      if (type.empty() || type == "IMPORTED") arns.push_back(each.text_at({"CertificateArn"}));
    }
    const std::string& next = page.text_at({"NextToken"});
    if (next.empty()) return arns;
    parameters.set("NextToken", next);
  }
}

Tags Acm::tags_of(const std::string& arn) {
  const Value answer = call("ListTagsForCertificate", naming(arn), Effect::none);
  Tags tags;
  for (const Value& tag : answer.items_at({"Tags"})) tags[tag.text_at({"Key"})] = tag.text_at({"Value"});
  return tags;
}

std::string Acm::type_of(const std::string& arn) {
  return call("DescribeCertificate", naming(arn), Effect::none).text_at({"Certificate", "Type"});
}

std::string Acm::certificate_of(const std::string& arn) {
  const Value answer = call("GetCertificate", naming(arn), Effect::none);
  return answer.text_at({"Certificate"}) + '\n' + answer.text_at({"CertificateChain"});
}

std::string Acm::import(const Material& material, const Tags& tags) {
  Value parameters = in_api_form(material);
  if (!tags.empty()) parameters.set("Tags", in_api_form(tags));
  return call("ImportCertificate", parameters, Effect::changes).text_at({"CertificateArn"});
}

void Acm::reimport(const std::string& arn, const Material& material) {
  Value parameters = in_api_form(material);
  parameters.set("CertificateArn", arn);
  // The same twice is the same once.
  call("ImportCertificate", parameters, Effect::none);
}

void Acm::tag(const std::string& arn, const Tags& tags) {
  Value parameters = naming(arn);
  parameters.set("Tags", in_api_form(tags));
  call("AddTagsToCertificate", parameters, Effect::none);
}

}  // namespace l7::aws
