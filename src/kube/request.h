#pragma once

#include <chrono>
#include <string>

#include "kube/client.h"
#include "kube/transport.h"

namespace l7::kube {

/// Items of a list in one answer, as kubectl has it.
inline constexpr int page_size = 500;

/// A page of a list; the server's own token leads to the next one. Without a limit the list comes whole.
struct Page {
  int limit = page_size;
  std::string token;
};

// The requests of the API conventions. All throw Error for a name that cannot stand in a path.

Request read_request(const Read& read, const Page& page = {});
/// A named object is watched as a list with a field selector.
Request watch_request(const Read& read, const std::string& resource_version, std::chrono::seconds timeout);
/// An apply that is refused with a 409 where the object is there. A POST would make it as well, but as an update: what
/// such a manager holds, no later apply takes away (seen with kube-apiserver 1.35).
Request create_request(const Value& object, DryRun dry_run);
Request apply_request(const Value& object, DryRun dry_run);
Request patch_request(const ObjectRef& object, const Value& merge_patch, DryRun dry_run);
Request remove_request(const Value& object, DryRun dry_run);
Request access_request(const std::string& verb, const Read& object);
Request version_request();

/// The same list, without the name and with the selector that says as much.
Read as_list(const Read& read);

/// `kind milvus/name`, `kinds in milvus`: for messages.
std::string subject_of(const Read& read);

/// In Go's notation: 1m30s, 500ms.
std::string duration_text(std::chrono::milliseconds time);

/// Adds `?timeout=`, which tells the API server when the client gives up.
std::string with_timeout(const std::string& target, std::chrono::milliseconds timeout);

}  // namespace l7::kube
