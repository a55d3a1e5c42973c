#pragma once

#include <map>
#include <string>

#include "model/object.h"
#include "model/value.h"

namespace l7 {

/// When anything in the object was written last, to the second ("2026-01-01T00:00:00"); "" where it does not say. Only
/// the question that enable asks controllers (asked_annotation) changes nothing.
std::string written_at(const Value& object);

/// Whether `a` is a later resourceVersion than `b`. Kubernetes compares them as numbers: the longer one is later.
bool is_later_version(const std::string& a, const std::string& b);

/// The annotation of an entry by which a run makes its controller look again; its value is only ever another one.
inline constexpr std::string_view asked_annotation = "milvus-l7/asked";

/// The last write of a run to an object.
struct Write {
  /// What it returned.
  std::string resource_version;
  /// To the second, by the API server's clock.
  std::string time;
  /// The object before the run's first write to it; null where the run has made it.
  Value before;

  bool created() const { return before.is_null(); }
};

/// What a run has written so far. What was said about an object before it was written is no news; where a run has
/// written nothing, and for whoever only looks, everything counts.
class Freshness {
 public:
  /// Takes note of a write. `before` is null where there was no object. A write that the API server kept as it was is
  /// none: no controller will say anything about it.
  void note(const Value& before, const Value& after);

  /// nullptr where the run has not written it.
  const Write* write_of(const ObjectRef& object) const;

 private:
  std::map<std::string, Write> writes_;
};

}  // namespace l7
