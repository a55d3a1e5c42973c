#include "acm_certificate.h"

#include <optional>
#include <utility>

#include "cli/options.h"
#include "cloud/aws/options.h"
#include "cloud/names.h"
#include "interrupt.h"
#include "live/observe.h"
#include "live/tls_secret.h"
#include "model/error.h"

namespace l7::plugin {
namespace {

[[noreturn]] void refuse_cloud() {
  throw UsageError("only AWS' balancers take their certificates from ACM", "--import-certificate",
                   "leave it out: this cloud's balancer takes the certificate from the Secret");
}

class AcmCertificate final : public CertificateImport {
 public:
  AcmCertificate(Session& session, ObjectRef secret, AcmImport import)
      : session_(session), secret_(std::move(secret)), import_(std::move(import)) {}

  bool pending() const override { return import_.pending(); }
  std::string intention() const override { return import_.intention(); }
  std::string trusted() const override { return import_.trusted(); }

  void plan(Wishes& wishes) const override {
    wishes.options[aws::import_certificate] = import_.lacks_certificate();
    const std::string& arn = import_.plan().arn;
    wishes.options[aws::certificate_arn] = arn.empty() ? "(the ARN that ACM in " + import_.region() + " gives)" : arn;
  }

  void carry_out(Wishes& wishes) override {
    std::optional<tls::KeyPair> made;
    if (import_.lacks_certificate()) made = live::read_tls_secret(session_.client(), secret_);
    wishes.options[aws::certificate_arn] = import_.carry_out(std::move(made)).arn;
  }

  std::string argument(const Wishes& wishes) const override {
    return aws::certificate_arn.flag() + '=' + wishes.options[aws::certificate_arn];
  }

 private:
  Session& session_;
  ObjectRef secret_;
  AcmImport import_;
};

}  // namespace

std::vector<cli::Flag> acm_flags(AcmFlags& flags) {
  std::vector<cli::Flag> all = {{aws::import_certificate.name, "", cli::heading_of(aws::certificate_arn),
                                 aws::import_certificate.help, &flags.import_certificate}};
  for (cli::Flag& flag : aws_flags(flags.aws)) all.push_back(flag);
  return all;
}

void check(const AcmFlags& flags, const Wishes& wishes) {
  if (!flags.import_certificate) return;
  if (!wishes.cloud.empty() && wishes.cloud != "aws") refuse_cloud();
  if (wishes.options[aws::certificate_arn].empty()) return;
  throw UsageError("--import-certificate and --certificate-arn name two certificates", "--import-certificate",
                   "give one of them; kubectl milvus-l7 cert import --certificate-arn puts another certificate there");
}

std::unique_ptr<CertificateImport> open_import(const AcmFlags& flags, Session& session,
                                               const live::Snapshot& snapshot) {
  if (!flags.import_certificate) return nullptr;
  const Wishes& wishes = session.wishes();
  if (snapshot.cloud(wishes).name() != "aws") refuse_cloud();
  const milvus::Milvus milvus = live::milvus_in(snapshot, session.target(), wishes).milvus;
  const ObjectRef secret = {"v1", "Secret", milvus.service.ref.name_space, tls_secret_name(milvus, wishes)};
  auto pair = live::read_tls_secret(session.client(), secret);
  const std::string place = to_string(secret);
  if (pair) require_acm_takes(*pair, place);
  return std::make_unique<AcmCertificate>(
      session, secret,
      AcmImport(open_acm(flags.aws, {session.log(), interrupted}, "", &session.client()),
                AcmImport::Target{"", tags_for(session.client(), milvus)}, std::move(pair), place));
}

}  // namespace l7::plugin
