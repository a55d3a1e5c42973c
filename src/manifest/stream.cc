#include "manifest/stream.h"

#include <algorithm>
#include <array>
#include <memory>

#include "manifest/documents.h"
#include "model/error.h"
#include "yaml/read.h"

namespace l7::manifest {
namespace {

constexpr std::size_t chunk_size = 256 << 10;
/// etcd takes 1.5 MiB by default and an API server 3 MiB at most (apiserver MaxRequestBodyBytes), so a longer document is
/// no object of any cluster.
constexpr std::size_t longest_object = 3 << 20;
/// Beyond this many ranges neighbours are merged, so that the list stays small for any stream.
constexpr std::size_t range_limit = 1 << 15;
/// More than this many of one thing is an error anyway; the rest is not kept.
constexpr std::size_t keep_limit = 64;

bool is_one_of(std::string_view kind, std::initializer_list<std::string_view> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool is_workload(std::string_view kind) {
  return is_one_of(kind, {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"});
}

bool is_useful(std::string_view kind) {
  return is_workload(kind) ||
         is_one_of(kind, {"Service", "ConfigMap", "Ingress", "NetworkPolicy", "Secret", "BackendConfig", "FrontendConfig",
                          "ManagedCertificate", "Job", "CronJob", "Milvus", "List", ""});
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Whether the text may hold `milvus run proxy` or `standalone` among a container's words; an escape may spell anything.
bool may_run_milvus(std::string_view text) {
  if (contains(text, "\\")) return true;
  return contains(text, "milvus") && contains(text, "run") && (contains(text, "proxy") || contains(text, "standalone"));
}

}  // namespace

void Stream::read(int fd) {
  Splitter splitter;
  const auto buffer = std::make_unique<char[]>(chunk_size);
  std::size_t begin = 0;
  std::string copy;
  bool blank = true;

  while (const std::size_t got = read_some(fd, buffer.get(), chunk_size)) {
    const std::string_view chunk(buffer.get(), got);
    if (contains(chunk, std::string_view("\0", 1))) {
      throw Error("the stream holds NUL bytes, so it is no YAML (a packed chart? UTF-16?)", "standard input",
                  "pipe the output of helm template into the program");
    }
    blank = blank && chunk.find_first_not_of(" \t\r\n") == std::string_view::npos;
    const std::size_t base = spool_.size();
    spool_.append(chunk);
    splitter.feed(chunk, [&](std::size_t end) {
      const bool inside = begin >= base && end <= base + got;
      const Range range = {begin, end};
      begin = end;
      if (range.end - range.begin > longest_object) return add_document(range, {});
      add_document(range, inside ? chunk.substr(range.begin - base, range.end - range.begin)
                                 : spool_.read(range.begin, range.end, copy));
    });
  }
  if (blank) {
    throw Error("nothing came in", "standard input", "pipe the output of helm template into the program");
  }
  splitter.finish([&](std::size_t end) {
    add_document({begin, end}, spool_.read(begin, end, copy));
    begin = end;
  });
  const Range last = {begin, spool_.size()};
  const bool too_long = last.end - last.begin > longest_object;
  add_document(last, too_long ? std::string_view() : spool_.read(last.begin, last.end, copy));
}

void Stream::add_document(Range range, std::string_view text) {
  if (range.end - range.begin > longest_object) {
    if (unreadable_.size() < keep_limit) {
      unreadable_.push_back({describe(range), "it is longer than the 3 MiB an API server takes"});
    }
    return;
  }
  const Skim seen = skim(text);
  if (seen.clear && (seen.kind.empty() || !is_useful(seen.kind))) return;
  remember(range);
  const bool worth_parsing = !seen.clear || seen.kind == "Milvus" ||
                             ((is_workload(seen.kind) || seen.kind == "List") && may_run_milvus(text));
  if (!worth_parsing) return;
  visit_document(range, text, [this](const Object& object, const Location& at) { look_for_server(object, at); });
}

void Stream::look_for_server(const Object& object, const Location& at) {
  if (object.ref.kind == "Milvus" && object.ref.api_version.starts_with("milvus.io/")) {
    if (operator_objects_.size() < keep_limit) operator_objects_.push_back(object);
    return;
  }
  if (!is_workload(object.ref.kind) || servers_.size() >= keep_limit) return;
  if (auto server = milvus::server_in(object.value)) {
    server->workload.origin = object.origin;
    servers_.push_back({std::move(*server), at});
  }
}

void Stream::remember(Range range) {
  if (!useful_.empty() && useful_.size() >= range_limit) {
    useful_.back().end = range.end;
  } else {
    useful_.push_back(range);
  }
}

void Stream::visit_document(Range range, std::string_view text, const Visit& visit) {
  Value value;
  try {
    value = yaml::read(text);
  } catch (const yaml::ReadError& error) {
    if (unreadable_.size() >= keep_limit) return;
    const std::size_t line = spool_.line_at(range.begin) + error.line - 1;
    unreadable_.push_back({describe(range), "line " + std::to_string(line) + ": " + error.what()});
    return;
  }
  const Value* items = value.find("items");
  if (value.text_at({"kind"}).ends_with("List") && items && items->is_list()) {
    for (std::size_t i = 0; i < items->items().size(); ++i) {
      const Value& item = items->items()[i];
      visit({ref_of(item), item, describe(range)}, {range, {"items", i}});
    }
    return;
  }
  const ObjectRef ref = ref_of(value);
  visit({ref, std::move(value), describe(range)}, {range, {}});
}

void Stream::for_each(const Filter& filter, const Visit& visit) {
  std::string copy;
  const auto look = [&](Range document) {
    if (document.end - document.begin > longest_object) return;
    const std::string_view text = spool_.read(document.begin, document.end, copy);
    const Skim seen = skim(text);
    if (seen.clear && !is_useful(seen.kind)) return;
    if (filter(seen.kind, text)) visit_document(document, text, visit);
  };
  std::string piece;
  for (const Range& range : useful_) {
    Splitter splitter;
    std::size_t begin = range.begin;
    const auto boundary = [&](std::size_t offset) {
      look({begin, range.begin + offset});
      begin = range.begin + offset;
    };
    for (std::size_t at = range.begin; at < range.end; at += chunk_size) {
      splitter.feed(spool_.read(at, std::min(range.end, at + chunk_size), piece), boundary);
    }
    look({begin, range.end});
  }
}

std::string Stream::describe(const Range& document) const {
  std::string buffer;
  const std::size_t end = std::min(document.end, document.begin + 4096);
  const std::string_view source = source_comment(spool_.read(document.begin, end, buffer));
  std::string text = "line " + std::to_string(spool_.line_at(document.begin));
  if (!source.empty()) text += " (# Source: " + std::string(source) + ')';
  return text;
}

}  // namespace l7::manifest
