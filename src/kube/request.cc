#include "kube/request.h"

#include <array>
#include <utility>

#include "model/text.h"

namespace l7::kube {
namespace {

std::string escaped(std::string_view text) { return percent_encoded(text, "-._~"); }

/// client-go refuses these too (rest/request.go, IsValidPathSegmentName): they would lead elsewhere.
std::string segment(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.find_first_of("/%") != std::string::npos) {
    throw Error("invalid resource name \"" + name + "\"", "a request to the API server",
                "use the name as kubectl get shows it");
  }
  return '/' + escaped(name);
}

/// https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
constexpr std::string_view metadata_only = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

class Query {
 public:
  Query& add(std::string_view key, std::string_view value) {
    text_ += text_.empty() ? '?' : '&';
    text_.append(key).append("=") += escaped(value);
    return *this;
  }
  Query& add_given(std::string_view key, std::string_view value) { return value.empty() ? *this : add(key, value); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::pair<std::string, std::string> group_and_version(const std::string& api_version) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string::npos) return {"", api_version};
  return {api_version.substr(0, slash), api_version.substr(slash + 1)};
}

std::string path_of(const std::string& api_version, const std::string& kind, const std::string& name_space,
                    const std::string& name) {
  const auto [group, version] = group_and_version(api_version);
  std::string path = group.empty() ? "/api" : "/apis" + segment(group);
  path += segment(version);
  if (!name_space.empty()) path += "/namespaces" + segment(name_space);
  path += segment(plural_of(kind));
  return name.empty() ? path : path + segment(name);
}

std::string path_of(const ObjectRef& object) {
  // Without a name the request would mean all objects of the kind.
  segment(object.name);
  return path_of(object.api_version, object.kind, object.name_space, object.name);
}

Query change_query(DryRun dry_run) {
  Query query;
  query.add("fieldManager", field_manager);
  if (dry_run == DryRun::server) query.add("dryRun", "All");
  return query;
}

Request change(std::string method, const ObjectRef& object, const Query& query, std::string type, const Value& body) {
  return {.method = std::move(method),
          .target = path_of(object) + query.text(),
          .content_type = std::move(type),
          .body = to_json(body),
          .subject = to_string(object)};
}

}  // namespace

std::string plural_of(const std::string& kind) {
  std::string name = lower(kind);
  // Endpoints is apimachinery's own exception; the others are named otherwise by their CRDs.
  constexpr std::array<std::string_view, 2> plural_already = {"endpoints", "params"};
  for (const std::string_view ending : plural_already) {
    if (name.ends_with(ending)) return name;
  }
  if (name.ends_with("gateway")) return name + 's';
  if (name.ends_with('s')) return name + "es";
  if (name.ends_with('y')) return name.substr(0, name.size() - 1) + "ies";
  return name + 's';
}

std::string subject_of(const Read& read) {
  if (!read.name.empty()) return to_string(ObjectRef{read.api_version, read.kind, read.name_space, read.name});
  return plural_of(read.kind) + (read.name_space.empty() ? "" : " in namespace " + read.name_space);
}

Read as_list(const Read& read) {
  if (read.name.empty()) return read;
  Read list = read;
  list.field_selector += (list.field_selector.empty() ? "" : ",") + ("metadata.name=" + list.name);
  list.name.clear();
  return list;
}

Request read_request(const Read& read, const Page& page) {
  Query query;
  if (read.name.empty()) {
    query.add_given("labelSelector", read.label_selector).add_given("fieldSelector", read.field_selector);
    if (page.limit > 0) query.add("limit", std::to_string(page.limit));
    query.add_given("continue", page.token);
  }
  Request request{.target = path_of(read.api_version, read.kind, read.name_space, read.name) + query.text(),
                  .subject = subject_of(read)};
  if (read.only_metadata) request.accept = metadata_only;
  return request;
}

Request watch_request(const Read& read, const std::string& resource_version, std::chrono::seconds timeout) {
  const Read list = as_list(read);
  Query query;
  query.add("watch", "true").add("allowWatchBookmarks", "true").add("resourceVersion", resource_version);
  query.add("timeoutSeconds", std::to_string(timeout.count()));
  query.add_given("labelSelector", list.label_selector).add_given("fieldSelector", list.field_selector);
  return {.target = path_of(list.api_version, list.kind, list.name_space, "") + query.text(),
          .endless = true,
          .subject = subject_of(read)};
}

Request create_request(const Value& object, DryRun dry_run) {
  // The store's first revision is that of an empty store, so that no object has it; of what is not there the API server
  // compares nothing, and makes it (apiserver registry/generic/registry/store.go, Update).
  Value wanted = object;
  wanted.set(Path{"metadata", "resourceVersion"}, "1");
  return apply_request(wanted, dry_run);
}

Request apply_request(const Value& object, DryRun dry_run) {
  Query query = change_query(dry_run);
  query.add("force", "true");
  // JSON is YAML.
  return change("PATCH", ref_of(object), query, "application/apply-patch+yaml", object);
}

Request patch_request(const ObjectRef& object, const Value& merge_patch, DryRun dry_run) {
  return change("PATCH", object, change_query(dry_run), "application/merge-patch+json", merge_patch);
}

Request remove_request(const Value& object, DryRun dry_run) {
  Value preconditions = Value::map();
  for (const char* field : {"uid", "resourceVersion"}) {
    const std::string& text = object.text_at({"metadata", field});
    if (!text.empty()) preconditions.set(field, text);
  }
  Value options = Value::map({{"apiVersion", "v1"}, {"kind", "DeleteOptions"}});
  options.set("preconditions", std::move(preconditions));
  options.set("propagationPolicy", "Background");
  if (dry_run == DryRun::server) options.set("dryRun", Value::list({Value("All")}));
  return change("DELETE", ref_of(object), Query(), "application/json", options);
}

Request access_request(const std::string& verb, const Read& object) {
  const auto [group, version] = group_and_version(object.api_version);
  Value attributes = Value::map({{"verb", verb}, {"group", group}, {"version", version}});
  attributes.set("resource", plural_of(object.kind));
  if (!object.name_space.empty()) attributes.set("namespace", object.name_space);
  if (!object.name.empty()) attributes.set("name", object.name);
  Value review = Value::map({{"apiVersion", "authorization.k8s.io/v1"}, {"kind", "SelfSubjectAccessReview"}});
  review.set(Path{"spec", "resourceAttributes"}, std::move(attributes));
  return {.method = "POST",
          .target = path_of("authorization.k8s.io/v1", "SelfSubjectAccessReview", "", ""),
          .content_type = "application/json",
          .body = to_json(review),
          .subject = "the right to " + verb + ' ' + subject_of(object)};
}

Request version_request() { return {.target = "/version", .subject = "the API server's version"}; }

std::string duration_text(std::chrono::milliseconds time) {
  const long long all = time.count();
  if (all < 1000) return std::to_string(all) + "ms";
  const long long hours = all / 3'600'000;
  const long long minutes = all / 60'000 % 60;
  const long long thousandths = all % 60'000;
  std::string text;
  if (hours > 0) text += std::to_string(hours) + 'h';
  if (hours > 0 || minutes > 0) text += std::to_string(minutes) + 'm';
  text += std::to_string(thousandths / 1000);
  if (thousandths % 1000 != 0) {
    std::string fraction = std::to_string(1000 + thousandths % 1000).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += '.' + fraction;
  }
  return text + 's';
}

std::string with_timeout(const std::string& target, std::chrono::milliseconds timeout) {
  return target + (target.find('?') == std::string::npos ? "?timeout=" : "&timeout=") + duration_text(timeout);
}

}  // namespace l7::kube
