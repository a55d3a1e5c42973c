#include "cloud/aws/account/sts.h"

#include <string_view>

#include "cloud/aws/account/endpoints.h"
#include "cloud/aws/account/refusal.h"
#include "cloud/aws/account/xml.h"
#include "kube/timestamp.h"

namespace l7::aws {
namespace {

/// Where a region is not known the global endpoint answers, and is signed for like this.
constexpr const char* global_region = "us-east-1";

std::string percent_encoded(std::string_view text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  std::string encoded;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return encoded;
}

kube::Request request_for(const std::string& action,
                          const std::vector<std::pair<std::string, std::string>>& parameters) {
  kube::Request request;
  request.method = "POST";
  request.target = "/";
  // STS answers in JSON to whoever takes it, and not everything that stands in for it does.
  request.accept = "text/xml";
  request.content_type = "application/x-www-form-urlencoded; charset=utf-8";
  request.confidential = true;
  request.body = "Action=" + action + "&Version=2011-06-15";
  for (const auto& [name, value] : parameters) request.body += '&' + name + '=' + percent_encoded(value);
  return request;
}

Keys keys_in_xml(const std::string& xml, const std::string& place) {
  Keys keys;
  keys.id = xml_text(xml, "AccessKeyId");
  keys.secret = tls::Cleansed(xml_text(xml, "SecretAccessKey"));
  keys.session_token = tls::Cleansed(xml_text(xml, "SessionToken"));
  keys.expires = kube::parse_timestamp(xml_text(xml, "Expiration"));
  return usable(std::move(keys), place);
}

}  // namespace

Keys assume(const LookupContext& context, const std::string& action,
            const std::vector<std::pair<std::string, std::string>>& parameters, const Keys* keys) {
  Server server(endpoint_of("sts", context.region, context.profiles.merged(context.profile)), context.observer);
  const std::string region = context.region.empty() ? global_region : context.region;
  const kube::Credential credential = keys ? credential_of(*keys, region, "sts") : kube::Credential();
  const kube::Response response = server.ask(request_for(action, parameters), credential, Effect::none);
  const std::string place = "STS at " + server.url();
  if (response.status != 200) throw ServiceError(refusal_in(response), action, place);
  return keys_in_xml(response.body, place);
}

std::string session_name(const std::string& given) {
  if (!given.empty()) return given;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return "milvus-l7-" + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

}  // namespace l7::aws
