#pragma once

#include <functional>

#include "kube/client.h"
#include "kube/transport.h"

namespace l7::kube {

// What a successful answer must be for it to be believed. Status 200 and JSON come from gateways, login pages and
// broken proxies as well; taken for an empty list or for a change that was made, such an answer costs a release. An API
// server says in each object which kind it is (API conventions, "Types"), and kubectl reads none without. All throw
// ApiError (unexpected_answer) for anything else.

/// The object in an answer: of that kind and name, and of that API and namespace where it tells. An empty name or
/// namespace is not looked at.
Value object_in(const Request& request, const Response& response, const ObjectRef& wanted);

/// The same after a write. What the API server keeps has a uid and a version, which what was sent has not: an answer
/// that is the request's own body was made on the way.
Value written_object_in(const Request& request, const Response& response, const ObjectRef& wanted, DryRun dry_run);

/// After a deletion: the object, which goes, or a Status of success.
void check_deletion(const Request& request, const Response& response, const ObjectRef& object);

/// One page of a list without its items, which are handed over one by one, each with apiVersion and kind.
Value page_in(const Request& request, const Response& response, const Read& read,
              const std::function<void(Value item)>& visit);

/// Whether what a list or a watch holds is an object of what was asked for.
bool is_item_of(const Value& item, const Read& read);

/// An item with apiVersion and kind, which the API server leaves out within lists.
Value with_kind(Value item, const Read& read);

}  // namespace l7::kube
