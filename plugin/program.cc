#include "program.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/columns.h"
#include "cli/completion.h"
#include "cli/print_plan.h"
#include "cli/visible_stream.h"
#include "cloud/cloud.h"
#include "command.h"
#include "complete.h"
#include "kube/client.h"
#include "live/listener.h"
#include "model/error.h"
#include "model/suggest.h"
#include "verbs.h"

namespace l7::plugin {
namespace {

std::string usage() {
  std::string text =
      "Usage: kubectl milvus-l7 COMMAND [flags]\n\n"
      "Puts Milvus behind its cloud's layer 7 load balancer.\n\nClouds:\n";
  const auto row = [&](std::string_view name, std::string_view meaning) {
    static constexpr std::size_t width = 14;
    text.append("  ").append(cli::padded(name, width)).append(meaning).append("\n");
  };
  for (const Cloud* cloud : clouds()) row(cloud->name(), cloud->title());
  text += "\nCommands:\n";
  for (const Verb& verb : verbs()) row(verb.name, verb.summary);
  return text + "\nkubectl milvus-l7 COMMAND --help tells more about each.\n";
}

const Verb& verb_called(std::string_view name) {
  const std::span<const Verb> all = verbs();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Verb& verb) { return verb.name == name; });
  if (found != all.end()) return *found;
  std::vector<std::string_view> names;
  std::transform(all.begin(), all.end(), std::back_inserter(names), [](const Verb& verb) { return verb.name; });
  const std::string_view meant = nearest(name, names);
  throw UsageError("there is no command '" + std::string(name) + "'" +
                       (meant.empty() ? "" : "; did you mean " + std::string(meant) + "?"),
                   "", "kubectl milvus-l7 --help lists them");
}

constexpr int wrong_usage = 2;

int fail(const Error& error, int code) {
  cli::print_error(std::cerr, error);
  return code;
}

/// What is printed may be a file that others take for complete. `failure` is the code for one that is not.
int printed(int code, int failure) {
  const int reason = cli::write_failure(std::cout);
  if (reason == 0) return code;
  return std::max(
      code, fail(Error("the output cannot be written: " + std::generic_category().message(reason), "standard output",
                       "make room, or send it elsewhere; only what is printed is cut off, and whatever "
                       "else the command does is done"),
                 failure));
}

int run(const Verb& verb, Arguments arguments) {
  static constexpr int interrupted = 130;
  try {
    return verb.run(arguments);
  } catch (const UsageError& error) {
    return fail(error, wrong_usage);
  } catch (const live::Stopped&) {
    return interrupted;
  } catch (const kube::Interruption&) {
    return interrupted;
  } catch (const Error& error) {
    return fail(error, verb.failure);
  } catch (const std::bad_alloc&) {
    return fail(Error("out of memory", "", ""), verb.failure);
  } catch (const std::exception& error) {
    return fail(Error(error.what(), "", "this is a defect; report it with what you ran"), verb.failure);
  }
}

}  // namespace

int run_program(Arguments words) {
  const std::string_view first = words.empty() ? "" : words.front();
  if (first == "--help" || first == "-h" || first == "help") {
    std::cout << usage();
    return printed(0, 1);
  }
  if (first.empty()) {
    std::cerr << usage();
    return wrong_usage;
  }
  const Arguments others = words.subspan(1);
  if (first == cli::completion_word) return printed(complete_silently(verbs(), others), 1);
  try {
    const Verb& verb = verb_called(first == "--version" ? "version" : first);
    return printed(run(verb, others), verb.failure);
  } catch (const UsageError& error) {
    return fail(error, wrong_usage);
  }
}

}  // namespace l7::plugin
