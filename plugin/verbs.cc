#include "verbs.h"

#include <utility>

#include "cli/words.h"
#include "model/error.h"
#include "postrender/post_render.h"

namespace l7::plugin {
namespace {

int post_render_verb(Arguments arguments) { return post_render("kubectl milvus-l7 post-render", arguments); }

constexpr int diff_failure = 2;

constexpr Verb all[] = {
    {"enable", "put a release behind the cloud's layer 7 load balancer, and wait until it answers", enable},
    {"diff", "show what enable would change; exits with 1 when there is something", diff, diff_failure},
    {"disable", "give back what enable found", disable},
    {"status", "show the way from a client to Milvus, part by part", status},
    {"check", "find what stands in the way, and say how to put it right", check},
    {"verify", "speak gRPC through the balancer, step by step", verify},
    {"cert", "make a certificate for the balancer, look into one, or import it into the cloud", cert},
    {"connect", "print a program that connects, filled in", connect},
    {"post-render", "change a stream of manifests, as Helm's post-renderer", post_render_verb},
    {"completion", "print a script by which a shell completes commands", completion},
    {"version", "print the version", version},
};

}  // namespace

PlainLine read_plain(Arguments arguments) {
  PlainLine plain;
  const cli::Flag flags[] = {{"help", "", "", "print this", &plain.help, nullptr, 'h'}};
  cli::Line line = cli::read_words(flags, arguments);
  if (!line.unknown.empty()) throw UsageError("unknown flag " + line.unknown.front(), "", "--help tells more");
  plain.help = !line.given.empty();
  plain.names = std::move(line.names);
  return plain;
}

std::span<const Verb> verbs() { return all; }

}  // namespace l7::plugin
