#include "kube/answer.h"

#include <optional>

#include "kube/errors.h"
#include "kube/json.h"

namespace l7::kube {
namespace {

/// A text that may be left out, and must be this one where it is there.
bool is_or_missing(const Value& object, const Path& path, const std::string& wanted) {
  const Value* there = object.find(path);
  return !there || wanted.empty() || (there->is_string() && there->text() == wanted);
}

bool is_named(const Value& object) {
  const Value* name = object.find(Path{"metadata", "name"});
  return name && name->is_string() && !name->text().empty();
}

bool is_wanted(const Value& object, const ObjectRef& wanted) {
  if (!object.is_map() || object.text_at({"kind"}) != wanted.kind) return false;
  if (!wanted.name.empty() && (!is_named(object) || object.text_at({"metadata", "name"}) != wanted.name)) return false;
  return is_or_missing(object, {"apiVersion"}, wanted.api_version) &&
         is_or_missing(object, {"metadata", "namespace"}, wanted.name_space);
}

std::optional<Value> json_in(const Response& response) {
  try {
    return parse_json(response.body);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Without the items. A list of metadata alone is of a kind of its own, whatever it lists.
bool is_list_of(const Value& list, const Read& read) {
  const std::string& kind = list.text_at({"kind"});
  if (read.only_metadata && kind == "PartialObjectMetadataList") return list.find("metadata");
  if (kind != "List" && kind != read.kind + "List") return false;
  if (kind != "List" && !is_or_missing(list, {"apiVersion"}, read.api_version)) return false;
  // Without them it is not told whether this is all.
  const Value* metadata = list.find("metadata");
  const Value* token = list.find(Path{"metadata", "continue"});
  return metadata && metadata->is_map() && (!token || token->is_string());
}

bool is_success(const Value& status, const ObjectRef& object) {
  return status.is_map() && status.text_at({"kind"}) == "Status" && status.text_at({"status"}) == "Success" &&
         is_or_missing(status, {"details", "name"}, object.name);
}

}  // namespace

Value object_in(const Request& request, const Response& response, const ObjectRef& wanted) {
  std::optional<Value> object = json_in(response);
  if (!object || !is_wanted(*object, wanted)) throw unexpected_answer(request, response, "the " + wanted.kind);
  return *std::move(object);
}

Value written_object_in(const Request& request, const Response& response, const ObjectRef& wanted, DryRun dry_run) {
  Value object = object_in(request, response, wanted);
  const bool kept =
      !object.text_at({"metadata", "uid"}).empty() && !object.text_at({"metadata", "resourceVersion"}).empty();
  if (dry_run == DryRun::none && !kept)
    throw unexpected_answer(request, response, "the " + wanted.kind + " as it is kept");
  return object;
}

void check_deletion(const Request& request, const Response& response, const ObjectRef& object) {
  const std::optional<Value> answer = json_in(response);
  if (answer && (is_wanted(*answer, object) || is_success(*answer, object))) return;
  throw unexpected_answer(request, response, "the " + object.kind + " or a success");
}

Value page_in(const Request& request, const Response& response, const Read& read,
              const std::function<void(Value item)>& visit) {
  const auto unexpected = [&] { return unexpected_answer(request, response, "a list of " + plural_of(read.kind)); };
  bool visiting = false;
  try {
    Value list = parse_list(response.body, [&](Value item) {
      if (!is_item_of(item, read)) throw unexpected();
      visiting = true;
      visit(with_kind(std::move(item), read));
      visiting = false;
    });
    if (!is_list_of(list, read)) throw unexpected();
    return list;
  } catch (const Error&) {
    if (visiting) throw;
    throw unexpected();
  }
}

bool is_item_of(const Value& item, const Read& read) {
  if (!item.is_map() || !is_named(item) || !is_or_missing(item, {"metadata", "namespace"}, read.name_space)) {
    return false;
  }
  // Metadata alone has a kind and a version of its own (meta.k8s.io, "Receiving resources as Tables").
  if (read.only_metadata && item.text_at({"kind"}) == "PartialObjectMetadata") return true;
  return is_or_missing(item, {"kind"}, read.kind) && is_or_missing(item, {"apiVersion"}, read.api_version);
}

Value with_kind(Value item, const Read& read) {
  if (!item.find("apiVersion")) item.set("apiVersion", read.api_version);
  if (!item.find("kind")) item.set("kind", read.kind);
  return item;
}

}  // namespace l7::kube
