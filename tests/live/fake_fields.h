#pragma once

#include <string>

#include "model/value.h"

namespace l7::live::fake {

// What an API server does to an object's fields, without storage. Sources: RFC 7386 and the Kubernetes documentation,
// "Server-Side Apply". Every list counts as atomic, as those of an Ingress's spec are; the real schema merges the items
// of others (a Service's ports) by their keys, and names them so in managedFields.

/// A JSON merge patch carried out (RFC 7386, section 2).
Value merge_patched(Value object, const Value& patch);

/// Who writes, how ("Apply" or "Update"), and when.
struct Writer {
  std::string manager;
  std::string operation;
  std::string time;
};

/// `after` with metadata.managedFields as an update from `before` leaves them: what has changed is the writer's, and
/// nobody else's; what is gone is nobody's. `before` is null for a new object.
Value updated(const Value& before, Value after, const Writer& writer);

/// `object` after a forced server-side apply: the applied fields are set and the writer's; those that he has applied
/// before, leaves out now, and holds alone, go. Null makes a new object.
Value applied(const Value& object, const Value& intent, const Writer& writer);

}  // namespace l7::live::fake
