#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/flags.h"
#include "cloud/aws/account/import.h"
#include "observe/observed.h"
#include "session.h"
#include "tls/certificate.h"

namespace l7::plugin {

/// Where in AWS, and as whom.
struct AwsFlags {
  std::string region;
  std::string profile;
};

std::vector<cli::Flag> aws_flags(AwsFlags& flags);

/// The tags that an imported certificate is found by again: the Service, its namespace, and that namespace's UID, which
/// no other cluster has. Throws kube::ApiError when the Namespace may not be read.
aws::Tags tags_for(kube::Client& client, const milvus::Milvus& milvus);

/// ACM in the region that the flags, the environment, the certificate's ARN or the nodes say, with the user's
/// credentials. Without a client nodes are not asked. Warns on stderr when the nodes are in another region, since a
/// balancer takes certificates of its own only. Throws Error.
aws::Acm open_acm(const AwsFlags& flags, const aws::Observer& observer, const std::string& certificate_arn,
                  kube::Client* client);

/// Throws Error for a certificate that ACM does not take, with the reason and what to do.
void require_acm_takes(const tls::KeyPair& pair, const std::string& place);

/// The import of one certificate that is there, or that a plan is going to make.
class AcmImport {
 public:
  struct Target {
    /// To be replaced; empty for the one that has the tags, or a new one.
    std::string arn;
    /// Empty when there is nothing that they could say.
    aws::Tags tags;
  };

  /// Looks at ACM and sends nothing there. `pair` is nothing as long as there is no certificate; `place` is where it
  /// is. Throws Error.
  AcmImport(aws::Acm acm, Target target, std::optional<tls::KeyPair> pair, std::string place);

  /// Whether ACM is going to change.
  bool pending() const { return plan_.kind != aws::ImportKind::there; }
  /// Whether a certificate has to be made first.
  bool lacks_certificate() const { return pending() && !pair_; }
  const aws::Import& plan() const { return plan_; }
  const std::string& region() const { return acm_.region(); }
  /// `Secret milvus/x will be imported into ACM in eu-west-1`, or what else there is to say beforehand.
  std::string intention() const;

  /// PEM: what a client of the balancer has to trust; empty when the system's authorities should do, or when only ACM
  /// has the certificate.
  std::string trusted() const;

  /// Does it; `made` is the certificate where there was none. Says on stderr what was done. Throws Error.
  aws::Import carry_out(std::optional<tls::KeyPair> made = std::nullopt);

 private:
  aws::Acm acm_;
  Target target_;
  std::optional<tls::KeyPair> pair_;
  std::string place_;
  aws::Import plan_;
};

}  // namespace l7::plugin
