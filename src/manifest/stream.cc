#include "manifest/stream.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "cloud/cloud.h"
#include "manifest/documents.h"
#include "manifest/filters.h"
#include "manifest/scan.h"
#include "model/error.h"
#include "yaml/read.h"

namespace l7::manifest {
namespace {

/// etcd takes 1.5 MiB by default and an API server 3 MiB at most (apiserver MaxRequestBodyBytes), so a longer document
/// is no object of any cluster.
constexpr std::size_t longest_object = 3 << 20;
/// More than this many of one thing is an error anyway; the rest is not kept.
constexpr std::size_t keep_limit = 64;

/// Whether a cloud reads objects of a kind of this name.
bool is_of_a_cloud(std::string_view kind) {
  static const std::vector<std::string_view> known = [] {
    std::vector<std::string_view> names;
    for (const Cloud* cloud : clouds()) {
      for (const WatchedKind& watched : cloud->watched_kinds()) names.push_back(watched.kind);
    }
    return names;
  }();
  return std::find(known.begin(), known.end(), kind) != known.end();
}

/// By the kind's name alone: a look at the beginning of a line does not see the API group.
Role role_of(const KindGuess& seen) {
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
      {"Secret", Role::setting},
      {"NetworkPolicy", Role::network_policy},
      {"Milvus", Role::operated},
      {"MilvusCluster", Role::operated},
  };
  if (!seen.clear) return Role::unclear;
  const auto found =
      std::find_if(std::begin(roles), std::end(roles), [&](const auto& r) { return r.first == seen.kind; });
  if (found != std::end(roles)) return found->second;
  if (seen.kind.ends_with("List")) return Role::list;
  const std::span<const EntryApi* const> apis = entry_apis();
  const bool is_entry =
      std::any_of(apis.begin(), apis.end(), [&](const EntryApi* api) { return api->kind().kind == seen.kind; });
  if (is_entry) return Role::entry;
  if (is_of_a_cloud(seen.kind)) return Role::setting;
  return seen.kind.empty() ? Role::none : Role::other;
}

bool is_too_long(Range range) { return range.end - range.begin > longest_object; }

}  // namespace

void Stream::read(int fd) {
  Splitter splitter;
  std::size_t begin = 0;
  bool blank = true;

  while (const std::size_t got = spool_.take(fd)) {
    const std::size_t base = spool_.size() - got;
    // The open document as well, as long as it may still be an object.
    const std::size_t from = is_too_long({begin, base}) ? base : begin;
    const std::string_view text = spool_.read(from, spool_.size(), window_);
    const std::string_view news = text.substr(base - from);
    if (news.find('\0') != std::string_view::npos) {
      throw Error("the stream holds NUL bytes, so it is no YAML (a packed chart? UTF-16?)", "standard input",
                  "pipe the output of helm template into the program");
    }
    blank = blank && news.find_first_not_of(" \t\r\n") == std::string_view::npos;
    splitter.feed(news, [&](std::size_t end) {
      divided_ = true;
      add_part({begin, end}, begin < from ? std::string_view() : text.substr(begin - from, end - begin));
      begin = end;
    });
  }
  if (blank) {
    throw Error("nothing came in", "standard input", "pipe the output of helm template into the program");
  }
  const auto add_rest = [&](std::size_t end) {
    const Range range = {begin, end};
    add_part(range, is_too_long(range) ? std::string_view() : spool_.read(begin, end, window_));
    begin = end;
  };
  splitter.finish(add_rest);
  add_rest(spool_.size());
}

/// The text is not needed for a document that is too long.
void Stream::add_part(Range range, std::string_view text) {
  std::size_t begin = 0;
  for (const std::size_t end : ends_of_json_objects(text)) {
    add_document({range.begin + begin, range.begin + end}, text.substr(begin, end - begin));
    begin = end;
  }
  add_document({range.begin + begin, range.end}, text.substr(begin));
}

void Stream::add_document(Range range, std::string_view text) {
  if (is_too_long(range)) {
    if (unreadable_.size() < keep_limit) {
      unreadable_.push_back({describe(range), "it is longer than the 3 MiB an API server takes"});
    }
    return;
  }
  const Role role = role_of(guess_kind(text));
  if (role == Role::none) return;
  if (!index_.is_full()) index_.add(range, role);
  const bool runs =
      (role == Role::workload || role == Role::list || (role == Role::other && contains(text, "containers"))) &&
      may_run_milvus(text);
  if (!runs && role != Role::unclear && role != Role::operated) return;
  visit_document(range, text, [this](Object object, const Location& at) { look_for_server(std::move(object), at); });
}

void Stream::look_for_server(Object object, const Location& at) {
  if (role_of({true, object.ref.kind}) == Role::operated && object.ref.api_version.starts_with("milvus.io/")) {
    if (operator_objects_.size() >= keep_limit) return;
    object.origin = describe(at.document);
    operator_objects_.push_back(std::move(object));
    return;
  }
  if (servers_.size() >= keep_limit) return;
  if (auto server = milvus::server_in(object.value)) {
    server->workload.origin = describe(at.document);
    servers_.push_back({std::move(*server), at});
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

void Stream::for_each(const std::vector<Role>& roles, const Filter& filter, const Visit& visit,
                      const std::set<std::size_t>& known) {
  const auto look = [&](Range document, Role role) {
    const bool wanted =
        role == Role::unclear || role == Role::list || std::find(roles.begin(), roles.end(), role) != roles.end();
    if (!wanted || known.contains(document.begin)) return;
    const std::string_view text = spool_.read(document.begin, document.end, window_);
    if (filter(role, text)) visit_document(document, text, visit);
  };
  index_.for_each(look);
  if (!index_.is_full()) return;
  for_each_document_after(index_.end(), [&](Range document) {
    const std::string_view text = spool_.read(document.begin, document.end, window_);
    look(document, role_of(guess_kind(text)));
  });
}

void Stream::for_each_document_after(std::size_t begin, const std::function<void(Range)>& visit) {
  Splitter splitter;
  const std::size_t base = begin;
  const auto boundary = [&](std::size_t offset) {
    const Range document = {begin, base + offset};
    begin = document.end;
    if (is_too_long(document)) return;
    std::size_t at = document.begin;
    for (const std::size_t end : ends_of_json_objects(spool_.read(document.begin, document.end, window_))) {
      visit({at, document.begin + end});
      at = document.begin + end;
    }
    visit({at, document.end});
  };
  Spool::Window ahead;
  static constexpr std::size_t piece = 1 << 18;
  for (std::size_t at = base; at < spool_.size(); at += piece) {
    splitter.feed(spool_.read(at, std::min(spool_.size(), at + piece), ahead), boundary);
  }
  boundary(spool_.size() - base);
}

std::string Stream::describe(const Range& document) const {
  Spool::Window window;
  const std::size_t end = std::min(document.end, document.begin + 4096);
  const std::string_view source = source_comment(spool_.read(document.begin, end, window));
  std::string text = "line " + std::to_string(spool_.line_at(document.begin));
  if (!source.empty()) text += " (# Source: " + std::string(source) + ')';
  return text;
}

}  // namespace l7::manifest
