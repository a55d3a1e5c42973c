#include "acm_import.h"

#include <chrono>
#include <iostream>

#include "cloud/aws/account/endpoints.h"
#include "cloud/aws/account/region.h"
#include "cloud/aws/account/sources.h"
#include "cloud/aws/facts.h"
#include "cloud/cloud.h"
#include "model/error.h"
#include "tls/chain.h"
#include "tls/inspect.h"

namespace l7::plugin {
namespace {

constexpr std::size_t enough_nodes = 10;

/// The region of the cluster's nodes, or "": who may not list nodes can still say it.
std::string region_of_nodes(kube::Client& client) {
  const std::vector<kube::Answer> answers = client.read({{"v1", "Node", "", "", "", "", enough_nodes}});
  const Value* nodes = answers.front().value.find("items");
  if (!nodes) return "";
  for (const Value& node : nodes->items()) {
    if (const std::string& region = label(node, aws::region_label); !region.empty()) return region;
  }
  return "";
}

aws::Material material_of(const tls::KeyPair& pair, const std::string& place) {
  return aws::material_of(pair, place, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace

std::vector<cli::Flag> aws_flags(AwsFlags& flags) {
  static constexpr std::string_view group = "AWS account";
  return {
      {"region", "NAME", group, "of ACM; AWS_REGION, the profile's or the nodes' if left out", &flags.region},
      {"profile", "NAME", group, "of the AWS config and credentials files; AWS_PROFILE if left out", &flags.profile}};
}

aws::Tags tags_for(kube::Client& client, const milvus::Milvus& milvus) {
  const ObjectRef& service = milvus.service.ref;
  std::vector<kube::Answer> answers = client.read({{"v1", "Namespace", "", service.name_space, "", "", 0}});
  kube::Answer& answer = answers.front();
  if (answer.error) {
    answer.error->fix = "be allowed to get Namespace " + service.name_space +
                        ", whose UID tells the certificates of clusters apart; or give --certificate-arn";
    throw *answer.error;
  }
  return {{std::string(owner_label), service.name},
          {"milvus-l7/namespace", service.name_space},
          {"milvus-l7/namespace-uid", answer.value.text_at({"metadata", "uid"})}};
}

aws::Acm open_acm(const AwsFlags& flags, const aws::Observer& observer, const std::string& certificate_arn,
                  kube::Client* client) {
  aws::LookupContext context = aws::lookup_context(flags.profile, observer);
  const aws::Section profile = context.profiles.merged(context.profile);
  const std::string nodes = client ? region_of_nodes(*client) : "";
  context.region = aws::region_of({flags.region, certificate_arn, nodes}, profile);
  if (!nodes.empty() && nodes != context.region) {
    std::cerr << "warning: the cluster's nodes are in " << nodes << ", and a balancer there takes no certificate of "
              << context.region << '\n';
  }
  return {aws::endpoint_of("acm", context.region, profile), context.region, aws::find_keys(context), observer};
}

void require_acm_takes(const tls::KeyPair& pair, const std::string& place) { material_of(pair, place); }

AcmImport::AcmImport(aws::Acm acm, Target target, std::optional<tls::KeyPair> pair, std::string place)
    : acm_(std::move(acm)), target_(std::move(target)), pair_(std::move(pair)), place_(std::move(place)) {
  std::optional<aws::Material> material;
  if (pair_) material = material_of(*pair_, place_);
  if (target_.arn.empty()) target_.arn = aws::find_by_tags(acm_, target_.tags);
  if (material) {
    plan_ = aws::planned_import(acm_, *material, target_.arn);
  } else {
    plan_ = {target_.arn.empty() ? aws::ImportKind::imported : aws::ImportKind::there, target_.arn};
  }
}

std::string AcmImport::intention() const {
  const std::string where = "ACM in " + region();
  switch (plan_.kind) {
    case aws::ImportKind::imported: return place_ + " will be imported into " + where;
    case aws::ImportKind::reimported: return place_ + " will be imported into " + where + " again, as " + plan_.arn;
    case aws::ImportKind::there: break;
  }
  return pair_ ? place_ + " is in " + where + " already, as " + plan_.arn
               : place_ + " is not there; " + where + " has the certificate of an earlier import, " + plan_.arn;
}

std::string AcmImport::trusted() const {
  if (!pair_) return "";
  const std::string last = tls::chain_of(pair_->certificate).back();
  return tls::inspect(last).self_signed ? last : "";
}

aws::Import AcmImport::carry_out(std::optional<tls::KeyPair> made) {
  if (made) pair_ = std::move(made);
  if (!pair_) {
    if (!pending()) return plan_;
    throw Error("there is no certificate to import", place_, "make it: kubectl milvus-l7 cert create");
  }
  aws::Import done = aws::carry_out(acm_, plan_, material_of(*pair_, place_), target_.tags);
  const char* what = done.kind == aws::ImportKind::imported     ? " imported into ACM in "
                     : done.kind == aws::ImportKind::reimported ? " imported again into ACM in "
                                                                : " is there already, in ACM in ";
  std::cerr << place_ << what << region() << ", as " << done.arn << '\n';
  return done;
}

}  // namespace l7::plugin
