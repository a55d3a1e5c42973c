#include "cert_import.h"

#include <iostream>
#include <optional>
#include <string>

#include "cert.h"
#include "cli/json.h"
#include "cli/question.h"
#include "cli/release_status.h"
#include "cloud/aws/options.h"
#include "cloud/names.h"
#include "interrupt.h"
#include "kube/file.h"
#include "live/observe.h"
#include "live/tls_secret.h"
#include "live_flags.h"
#include "model/error.h"
#include "output.h"
#include "session.h"
#include "yaml/edit.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "cert import", "[NAME]",
    "Puts a certificate with its chain and key into AWS Certificate Manager, where an ALB takes it from, and prints "
    "its\n"
    "ARN: the one of the balancer's Secret, or of files (--file, --key-file). One that was imported for NAME before "
    "is\n"
    "found by its tags and replaced under the same ARN when it differs. Credentials are found as by the AWS CLI.\n"};

std::vector<cli::Flag> own_flags(CertImportRequest& request, std::optional<std::string>& dry_run, std::string& output) {
  static constexpr std::string_view group = "Certificate";
  std::vector<cli::Flag> flags = {
      {"file", "FILE", group, "a certificate in PEM form, with its chain if there is one", &request.file},
      {"key-file", "FILE", group, "its private key in PEM form; for --file", &request.key_file},
      {"dry-run", "KIND", "Run", "look at ACM, say what would be done, and import nothing", &dry_run, nullptr, 0,
       dry_run_kinds},
      yes_flag(request.yes),
      output_flag(output)};
  for (cli::Flag& flag : aws_flags(request.aws)) flags.push_back(flag);
  return flags;
}

void check(const CertImportRequest& request) {
  if (request.file.empty() != request.key_file.empty()) {
    throw UsageError("a certificate is imported with its key", request.file.empty() ? "--file" : "--key-file",
                     "give both --file and --key-file");
  }
  if (!request.file.empty() && !request.cluster.wishes.options[tls_secret].empty()) {
    throw UsageError("--file and --tls-secret name two certificates", "", "give one of them");
  }
}

/// Alone it is any dry run: the kinds do not differ, because nothing is sent.
bool is_dry_run(const std::optional<std::string>& kind) {
  if (kind && !kind->empty() && *kind != "none" && *kind != "client" && *kind != "server") {
    throw UsageError("'" + *kind + "' is not a kind of dry run", "--dry-run", "say --dry-run=client");
  }
  return kind && *kind != "none";
}

/// The Milvus that the certificate is for; nothing when it is not needed to know where things are.
std::optional<Observed> milvus_meant(Session& session, const CertImportRequest& request) {
  const Wishes& wishes = session.wishes();
  const bool certificate_known = !request.file.empty() || !wishes.options[tls_secret].empty();
  if (certificate_known && !wishes.options[aws::certificate_arn].empty() && session.target().release.empty())
    return std::nullopt;
  return live::milvus_in(live::observe(session.client(), session.target(), wishes, live::Depth::plan), session.target(),
                         wishes, ", or say which certificates: --tls-secret or --file, and --certificate-arn");
}

struct Source {
  tls::KeyPair pair;
  std::string place;
};

Source source(Session& session, const CertImportRequest& request, const std::optional<Observed>& observed) {
  if (!request.file.empty()) {
    return {{kube::read_file(request.file), tls::Cleansed(kube::read_file(request.key_file))}, request.file};
  }
  const Wishes& wishes = session.wishes();
  const ObjectRef ref = {"v1", "Secret", session.name_space(),
                         observed ? tls_secret_name(observed->milvus, wishes) : wishes.options[tls_secret]};
  auto pair = live::read_tls_secret(session.client(), ref);
  if (pair) return {*std::move(pair), to_string(ref)};
  throw Error("there is no such Secret", to_string(ref),
              "make it with kubectl milvus-l7 cert create, or name another one with --tls-secret");
}

/// Whoever may not read the Namespace can still say which certificate is meant.
AcmImport::Target target(Session& session, const std::optional<Observed>& observed) {
  AcmImport::Target target = {session.wishes().options[aws::certificate_arn], {}};
  if (!observed) return target;
  try {
    target.tags = tags_for(session.client(), observed->milvus);
  } catch (const kube::ApiError&) {
    if (target.arn.empty()) throw;
  }
  return target;
}

std::string_view result_of(aws::ImportKind kind) {
  switch (kind) {
    case aws::ImportKind::there: return "unchanged";
    case aws::ImportKind::reimported: return "reimported";
    case aws::ImportKind::imported: break;
  }
  return "imported";
}

/// arn ("" for one that is not made yet), region, result (imported, reimported, unchanged), dryRun.
void print(cli::Format format, const aws::Import& import, const std::string& region, bool dry_run) {
  const Value report =
      Value::map({{"arn", import.arn}, {"region", region}, {"result", result_of(import.kind)}, {"dryRun", dry_run}});
  switch (format) {
    case cli::Format::json: std::cout << cli::pretty_json(report); break;
    case cli::Format::yaml: std::cout << yaml::emit(report); break;
    default:
      if (!import.arn.empty()) std::cout << import.arn << '\n';
  }
}

int run(const CertImportRequest& request) {
  Session session(request.cluster);
  const auto observed = milvus_meant(session, request);
  Source from = source(session, request, observed);
  // Before anybody is asked for anything.
  require_acm_takes(from.pair, from.place);
  const aws::Observer observer = {session.log(), interrupted};
  const bool in_cluster = observed || request.file.empty();
  AcmImport import(open_acm(request.aws, observer, session.wishes().options[aws::certificate_arn],
                            in_cluster ? &session.client() : nullptr),
                   target(session, observed), std::move(from.pair), from.place);
  if (request.dry_run) {
    std::cerr << import.intention() << " (dry run)\n";
    print(request.format, import.plan(), import.region(), true);
    return 0;
  }
  if (import.pending()) {
    std::cerr << import.intention() << '\n';
    if (!request.yes && !cli::agreed("Import?")) return 1;
  }
  catch_interrupts();
  print(request.format, import.carry_out(), import.region(), false);
  return 0;
}

}  // namespace

cli::Parsed<CertImportRequest> parse_cert_import(Arguments arguments) {
  CertImportRequest request;
  std::optional<std::string> dry_run;
  std::string output;
  ClusterFlags flags(request.cluster, own_flags(request, dry_run, output));
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  request.format = cli::format_of(output);
  check(request);
  request.dry_run = is_dry_run(dry_run);
  return request;
}

int cert_import(Arguments arguments) { return answer(usage, parse_cert_import(arguments), run); }

}  // namespace l7::plugin
