#include "certificate_view.h"

#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/columns.h"
#include "cli/print_plan.h"
#include "cli/printable.h"
#include "cli/report.h"
#include "cloud/cloud.h"
#include "model/dates.h"
#include "model/text.h"
#include "tls/acceptance.h"
#include "tls/faults.h"

namespace l7::plugin {
namespace {

constexpr std::size_t label_width = 13;

std::string validity(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  std::string text = date_text(facts.not_before) + " to " + date_text(facts.not_after);
  if (facts.not_before <= now && now < facts.not_after) text += ", " + days_text(facts.not_after - now) + " left";
  return text;
}

std::string key_text(const CertificateFacts& facts) {
  std::string text = key_name(facts);
  if (facts.key_matches) text += *facts.key_matches ? ", and the key is its key" : ", and the key is another's";
  return text;
}

void print_server(std::ostream& out, const ServerView& server) {
  const auto line = [&](std::string_view label, const std::string& text) {
    out << "  " << cli::padded(label, label_width) << cli::printable(text) << '\n';
  };
  line("asked for", server.name);
  line("protocol", server.protocol + (server.application.empty() ? ", without HTTP/2" : ", " + server.application));
  line("trusted", server.distrust.empty() ? "by this machine" : "not by this machine: " + server.distrust);
}

std::vector<Finding> findings_on(const CertificateView& view, std::chrono::sys_seconds now) {
  std::vector<Finding> findings = tls::faults_of(view.facts, view.where, now);
  if (view.server && !tls::covers(view.facts, view.server->name)) {
    findings.push_back({&tls::wrong_host, view.where, view.server->name});
  }
  return findings;
}

/// Of the clouds, which keep a certificate, and of clients.
std::vector<Verdict> verdicts_on(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  std::vector<Verdict> verdicts;
  for (const Cloud* cloud : clouds()) verdicts.push_back(cloud->verdict_on(facts, now));
  for (Verdict& verdict : tls::verdicts_of_clients(facts, now)) verdicts.push_back(std::move(verdict));
  return verdicts;
}

Value to_value(const ServerView& server) {
  return Value::map({{"name", server.name},
                     {"protocol", server.protocol},
                     {"application", server.application},
                     {"distrust", server.distrust}});
}

}  // namespace

void print_certificate(std::ostream& out, const CertificateView& view, std::chrono::sys_seconds now,
                       const cli::Style& style) {
  const CertificateFacts& facts = view.facts;
  const auto line = [&](std::string_view label, const std::string& text) {
    out << "  " << cli::padded(label, label_width) << cli::printable(text) << '\n';
  };
  out << cli::printable(view.where) << '\n';
  line("subject", facts.subject.empty() ? "none" : facts.subject);
  line("issuer", facts.self_signed ? "itself" : facts.issuer);
  const std::string names = joined(facts.names, ", ");
  line("names", names.empty() ? "none" : names);
  line("valid", validity(facts, now));
  line("version", "X.509 version " + std::to_string(facts.version));
  line("key", key_text(facts));
  line("chain", std::to_string(facts.chain_length) + (facts.chain_length == 1 ? " certificate" : " certificates"));
  line("fingerprint", facts.fingerprint);
  if (view.server) print_server(out, *view.server);
  for (const Verdict& verdict : verdicts_on(facts, now)) {
    const bool taken = verdict.objection.empty();
    out << style.mark(taken ? State::ready : State::failed) << ' ' << cli::padded(verdict.who, label_width)
        << (taken ? "takes it" : "refuses it: " + verdict.objection) << '\n';
  }
  for (const Finding& finding : findings_on(view, now)) {
    out << '\n';
    cli::print_finding(out, finding);
  }
}

Value to_value(const CertificateView& view, std::chrono::sys_seconds now) {
  const CertificateFacts& facts = view.facts;
  Value value = Value::map({{"where", view.where},
                            {"subject", facts.subject},
                            {"issuer", facts.issuer},
                            {"selfSigned", facts.self_signed},
                            {"notBefore", time_text(facts.not_before)},
                            {"notAfter", time_text(facts.not_after)},
                            {"version", facts.version},
                            {"fingerprint", facts.fingerprint},
                            {"chain", facts.chain_length}});
  value.set("names", Value::list({facts.names.begin(), facts.names.end()}));
  value.set("key", Value::map({{"type", facts.key_type}, {"bits", facts.key_bits}}));
  value.set("keyMatches", facts.key_matches ? Value(*facts.key_matches) : Value());
  Value verdicts = Value::list();
  for (const Verdict& verdict : verdicts_on(facts, now)) {
    verdicts.items().push_back(Value::map({{"who", std::string(verdict.who)},
                                           {"accepted", verdict.objection.empty()},
                                           {"objection", verdict.objection}}));
  }
  value.set("verdicts", std::move(verdicts));
  value.set("findings", cli::to_value(findings_on(view, now)));
  if (view.server) value.set("server", to_value(*view.server));
  return value;
}

}  // namespace l7::plugin
