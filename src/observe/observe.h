#pragma once

#include <functional>
#include <set>
#include <string>

#include "observe/observed.h"

namespace l7 {

/// The objects that a program has: of a stream, of a cluster's snapshot, of a test.
class ObjectsView {
 public:
  virtual ~ObjectsView() = default;

  using Visit = std::function<void(Object)>;
  /// Every object beside Milvus that may concern it. Of another namespace only those that a cloud looks for by name. A
  /// view that has to read an object before it can hand it over may leave out those of a cloud's own kinds, and
  /// Secrets, that have none of these names.
  virtual void each(const milvus::Milvus& milvus, const std::set<std::string>& names, const Visit& visit) const = 0;

  /// The object that is called so, in whatever version; nothing when it was not seen.
  virtual std::optional<Object> find(const ObjectRef& ref) const = 0;

  virtual const KnownKinds& kinds() const = 0;
};

/// What there is to know about a Milvus, in a stream, a cluster or a test alike. `own_names` are the names that a plan
/// may give to objects of its own. Throws Error when the settings cannot be read; Milvus could not read them either.
Observed observe(const milvus::Milvus& milvus, const std::set<std::string>& own_names, const ObjectsView& objects,
                 const TextFormat& format);

/// The settings of a Milvus in the object of that place. Throws Error when they cannot be read.
milvus::Config read_config(const milvus::SettingsPlace& place, const Object& object, const TextFormat& format);

}  // namespace l7
