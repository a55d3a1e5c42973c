#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "catch.h"
#include "cli/completion.h"
#include "cli/parsed.h"
#include "cloud/cloud.h"
#include "cloud/gcp/options.h"
#include "cluster_request.h"
#include "model/error.h"
#include "model/text.h"

namespace l7::plugin {

using Words = std::vector<const char*>;

/// What a verb makes of a command line that asks for its work.
template <typename Request>
Request read(cli::Parsed<Request> (*parse)(Arguments), const Words& words) {
  const cli::Parsed<Request> parsed = parse(words);
  REQUIRE(std::holds_alternative<Request>(parsed));
  return std::get<Request>(parsed);
}

/// The message and the place with which a verb refuses a command line, `place: message`; "" when it takes it. Only
/// wrong usage, which exits with 2, is met.
template <typename Request>
std::string refusal(cli::Parsed<Request> (*parse)(Arguments), const Words& words) {
  try {
    parse(words);
    return "";
  } catch (const UsageError& error) {
    CHECK_FALSE(error.fix.empty());
    return (error.where.empty() ? "" : error.where + ": ") + error.what();
  }
}

/// The names of the flags that a verb's help lists; nothing when the command line does not ask for help.
template <typename Request>
std::vector<std::string> help(cli::Parsed<Request> (*parse)(Arguments), const Words& words = {"--help"}) {
  const cli::Parsed<Request> parsed = parse(words);
  const auto* instead = std::get_if<cli::Instead>(&parsed);
  if (!instead || !std::holds_alternative<cli::HelpRequest>(*instead)) return {};
  std::vector<std::string> names;
  for (const cli::Flag& flag : std::get<cli::HelpRequest>(*instead).flags) names.emplace_back(flag.name);
  return names;
}

/// What is offered for the last of the words, where names are looked up in nothing but `source`, whose number is told.
template <typename Request>
std::string completed(cli::Parsed<Request> (*parse)(Arguments), Words words) {
  words.insert(words.begin(), cli::completion_word.data());
  const cli::Parsed<Request> parsed = parse(words);
  REQUIRE(std::holds_alternative<cli::Instead>(parsed));
  const auto& request = std::get<cli::CompletionRequest>(std::get<cli::Instead>(parsed));
  const auto lookup = [](cli::Source source, const cli::Line&) {
    const std::string name = source == cli::Source::releases ? "a-release" : "another-source";
    return std::vector<cli::Candidate>{{name, ""}};
  };
  std::string text;
  const auto found = cli::completion(request.flags, cli::Source::releases, request.words, lookup);
  for (const cli::Candidate& candidate : found.candidates) text += (text.empty() ? "" : " ") + candidate.word;
  return text;
}

/// What all verbs that talk to a cluster have in common. `parse` is one of them.
template <typename Request>
void check_common(cli::Parsed<Request> (*parse)(Arguments)) {
  const auto cluster = [&](const Words& words) { return read(parse, words).cluster; };
  CHECK(cluster({}).target.release.empty());
  CHECK(cluster({}).color == "auto");
  CHECK(cluster({}).verbosity == 0);
  CHECK(cluster({}).option_arguments.empty());
  CHECK_FALSE(cluster({}).connection.insecure_skip_tls_verify);

  for (const Words& words : {Words{"db", "-n", "x"},
                             {"-n", "x", "db"},
                             {"-nx", "db"},
                             {"-n=x", "--", "db"},
                             {"--namespace=x", "--release", "db"},
                             {"--release=db", "-nx", "db"}}) {
    CHECK(cluster(words).target.release == "db");
    CHECK(cluster(words).connection.name_space == "x");
  }
  CHECK(cluster({"--managed-certificate", "db"}).target.release == "db");
  CHECK(cluster({"--managed-certificate", "db"}).wishes.options[gcp::managed_certificate] == "");
  CHECK(cluster({"--managed-certificate=cert", "db"}).wishes.options[gcp::managed_certificate] == "cert");
  CHECK(cluster({"--", "--watch"}).target.release == "--watch");
  CHECK(cluster({"--token", "-x"}).connection.token == "-x");
  CHECK(cluster({"--token="}).connection.token == "");
  CHECK(cluster({"--request-timeout", "1.5h"}).connection.request_timeout == "1.5h");
  CHECK(cluster({"--insecure-skip-tls-verify"}).connection.insecure_skip_tls_verify == true);
  CHECK(cluster({"-v", "6", "--color=never"}).verbosity == 6);
  CHECK(cluster({"--cloud=gcp", "--host=a.b", "--release=db"}).option_arguments ==
        std::vector<std::string>{"--host=a.b"});

  CHECK(refusal(parse, {"--hots=a"}) == "unknown flag --hots; did you mean --host?");
  CHECK(refusal(parse, {"a", "b"}) == "unexpected argument 'b'");
  CHECK(refusal(parse, {"a", "--release=b"}) == "a: NAME and --release name two different ones");
  CHECK(refusal(parse, {"--color=blue"}).starts_with("--color: 'blue' is not"));
  CHECK(refusal(parse, {"-n"}) == "-n: the flag needs a value");

  const std::vector<std::string> flags = help(parse);
  for (const char* name : {"cloud", "namespace", "kubeconfig", "color", "help"}) {
    CHECK(std::count(flags.begin(), flags.end(), name) == 1);
  }
  CHECK(help(parse, {"-h"}) == flags);
  CHECK(completed(parse, {""}) == "a-release");
  CHECK(completed(parse, {"--", ""}) == "a-release");
  CHECK(completed(parse, {"--managed-certificate", ""}) == "a-release");
  CHECK(completed(parse, {"-n", ""}) == "another-source");
  CHECK(completed(parse, {"--cloud="}) == joined(clouds(), " ", [](const Cloud* cloud) { return cloud->name(); }));
  CHECK(completed(parse, {"--bogus="}).empty());
}

/// -o of a verb, whose default is `none`.
template <typename Request, typename Format>
void check_format(cli::Parsed<Request> (*parse)(Arguments), Format none) {
  CHECK(read(parse, {}).format == none);
  CHECK(read(parse, {"-o", "json"}).format == cli::Format::json);
  CHECK(read(parse, {"-oyaml"}).format == cli::Format::yaml);
  CHECK(read(parse, {"--output=name"}).format == cli::Format::name);
  CHECK(refusal(parse, {"-o", "jsn"}) == "--output: there is no output format 'jsn'; did you mean json?");
  CHECK(completed(parse, {"-o", "y"}) == "yaml");
  CHECK(completed(parse, {"-oy"}) == "-oyaml");
}

}  // namespace l7::plugin
