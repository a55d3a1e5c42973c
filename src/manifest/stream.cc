#include "manifest/stream.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "manifest/documents.h"
#include "manifest/filters.h"
#include "manifest/scan.h"
#include "model/error.h"
#include "yaml/read.h"

namespace l7::manifest {
namespace {

constexpr std::size_t chunk_size = 256 << 10;
/// etcd takes 1.5 MiB by default and an API server 3 MiB at most (apiserver MaxRequestBodyBytes), so a longer document
/// is no object of any cluster.
constexpr std::size_t longest_object = 3 << 20;
/// Beyond this many ranges neighbours are merged, so that the list stays small for any stream.
constexpr std::size_t range_limit = 1 << 15;
/// More than this many of one thing is an error anyway; the rest is not kept.
constexpr std::size_t keep_limit = 64;

Role role_of(const Skim& seen) {
  static constexpr std::pair<std::string_view, Role> roles[] = {
      {"Deployment", Role::workload},
      {"StatefulSet", Role::workload},
      {"DaemonSet", Role::workload},
      {"ReplicaSet", Role::workload},
      {"Rollout", Role::workload},
      {"Job", Role::job},
      {"CronJob", Role::job},
      {"Service", Role::service},
      {"ConfigMap", Role::config_map},
      {"Ingress", Role::ingress},
      {"Secret", Role::setting},
      {"NetworkPolicy", Role::network_policy},
      {"BackendConfig", Role::setting},
      {"FrontendConfig", Role::setting},
      {"Milvus", Role::operated},
      {"ManagedCertificate", Role::setting},
      {"List", Role::list},
  };
  if (!seen.clear) return Role::unclear;
  const auto found =
      std::find_if(std::begin(roles), std::end(roles), [&](const auto& r) { return r.first == seen.kind; });
  return found == std::end(roles) ? Role::none : found->second;
}

bool is_too_long(Range range) { return range.end - range.begin > longest_object; }

}  // namespace

void Stream::read(int fd) {
  Splitter splitter;
  const auto memory = std::make_unique<char[]>(chunk_size);
  std::size_t begin = 0;
  bool blank = true;

  while (const std::size_t got = read_some(fd, memory.get(), chunk_size)) {
    const std::string_view chunk(memory.get(), got);
    if (chunk.find('\0') != std::string_view::npos) {
      throw Error("the stream holds NUL bytes, so it is no YAML (a packed chart? UTF-16?)", "standard input",
                  "pipe the output of helm template into the program");
    }
    blank = blank && chunk.find_first_not_of(" \t\r\n") == std::string_view::npos;
    const std::size_t base = spool_.size();
    spool_.append(chunk);
    splitter.feed(chunk, [&](std::size_t end) {
      const Range range = {begin, end};
      const bool inside = begin >= base && end <= base + got;
      begin = end;
      add_document(range, inside ? chunk.substr(range.begin - base, range.end - range.begin) : std::string_view());
    });
  }
  if (blank) {
    throw Error("nothing came in", "standard input", "pipe the output of helm template into the program");
  }
  splitter.finish([&](std::size_t end) {
    add_document({begin, end}, {});
    begin = end;
  });
  add_document({begin, spool_.size()}, {});
}

/// `text` is the document where the caller has it at hand, or empty.
void Stream::add_document(Range range, std::string_view text) {
  if (is_too_long(range)) {
    if (unreadable_.size() < keep_limit) {
      unreadable_.push_back({describe(range), "it is longer than the 3 MiB an API server takes"});
    }
    return;
  }
  if (text.empty()) text = spool_.read(range.begin, range.end, buffer_);
  const Role role = role_of(skim(text));
  if (role == Role::none) return;
  remember(range, role);
  const bool runs = (role == Role::workload || role == Role::list) && may_run_milvus(text);
  if (!runs && role != Role::unclear && role != Role::operated) return;
  visit_document(range, text, [this](Object object, const Location& at) { look_for_server(std::move(object), at); });
}

void Stream::look_for_server(Object object, const Location& at) {
  if (object.ref.kind == "Milvus" && object.ref.api_version.starts_with("milvus.io/")) {
    if (operator_objects_.size() >= keep_limit) return;
    object.origin = describe(at.document);
    operator_objects_.push_back(std::move(object));
    return;
  }
  if (servers_.size() >= keep_limit || role_of({true, object.ref.kind}) != Role::workload) return;
  if (auto server = milvus::server_in(object.value)) {
    server->workload.origin = describe(at.document);
    servers_.push_back({std::move(*server), at});
  }
}

void Stream::remember(Range range, Role role) {
  if (useful_.size() < range_limit) {
    useful_.push_back({range, role, false});
  } else {
    useful_.back() = {{useful_.back().range.begin, range.end}, Role::unclear, true};
  }
}

void Stream::visit_document(Range range, std::string_view text, const Visit& visit) {
  std::shared_ptr<const yaml::Document> document;
  try {
    document = std::make_shared<const yaml::Document>(std::string(text));
  } catch (const yaml::ReadError& error) {
    if (unreadable_.size() >= keep_limit) return;
    const std::size_t line = spool_.line_at(range.begin) + error.line - 1;
    unreadable_.push_back({describe(range), "line " + std::to_string(line) + ": " + error.what()});
    return;
  }
  const Value& value = document->value();
  const Value* items = value.find("items");
  if (!value.text_at({"kind"}).ends_with("List") || !items || !items->is_list()) {
    return visit({ref_of(value), value, ""}, {range, {}, document});
  }
  for (std::size_t i = 0; i < items->items().size(); ++i) {
    const Value& item = items->items()[i];
    visit({ref_of(item), item, ""}, {range, {"items", i}, document});
  }
}

void Stream::for_each(const std::vector<Role>& roles, const Filter& filter, const Visit& visit) {
  Spool::Window window;
  const auto look = [&](Range document, Role role) {
    const bool wanted =
        role == Role::unclear || role == Role::list || std::find(roles.begin(), roles.end(), role) != roles.end();
    if (!wanted) return;
    const std::string_view text = spool_.read_near(document.begin, document.end, window);
    if (filter(role, text)) visit_document(document, text, visit);
  };
  for (const Useful& useful : useful_) {
    if (useful.merged) {
      for_each_document(useful.range, [&](Range document) {
        look(document, role_of(skim(spool_.read(document.begin, document.end, buffer_))));
      });
    } else {
      look(useful.range, useful.role);
    }
  }
}

void Stream::for_each_document(Range range, const std::function<void(Range)>& visit) {
  Splitter splitter;
  std::size_t begin = range.begin;
  const auto boundary = [&](std::size_t offset) {
    const Range document = {begin, range.begin + offset};
    begin = document.end;
    if (!is_too_long(document)) visit(document);
  };
  std::string piece;
  for (std::size_t at = range.begin; at < range.end; at += chunk_size) {
    splitter.feed(spool_.read(at, std::min(range.end, at + chunk_size), piece), boundary);
  }
  boundary(range.end - range.begin);
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
