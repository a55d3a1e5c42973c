#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cloud/cloud.h"
#include "model/target.h"
#include "model/wishes.h"
#include "observe/observed.h"

namespace l7::live {

/// The objects of one namespace, and of the cluster, as they were read last; a watch keeps it up to date. Turning it
/// into what a cloud understands takes no I/O.
class Snapshot {
 public:
  /// Adds an object or replaces the version of it that is known.
  void put(Object object);
  void remove(const ObjectRef& ref);

  /// Every object of the kind was read, none of it exists because the API server does not serve it, or it could not be
  /// read.
  void note_complete(const GroupKind& kind) { kinds_.complete.insert(to_string(kind)); }
  void note_missing(const GroupKind& kind) { kinds_.missing.insert(to_string(kind)); }
  void note_unread(const GroupKind& kind, const std::string& why) { kinds_.unread[to_string(kind)] = why; }

  /// The objects of the kind in all namespaces were read.
  void note_everywhere(const GroupKind& kind) { kinds_.everywhere.insert(to_string(kind)); }

  /// All Milvus in it: every server with every Service in front of it.
  std::vector<milvus::Milvus> candidates() const;
  /// The same one by one, for when there may be many.
  void each_candidate(const std::function<void(const milvus::Milvus&)>& visit) const;
  /// The Milvus that is meant, or the only one, with all that concerns it; nothing when there is none. Throws
  /// Error when several fit, or none of that name.
  std::optional<Observed> observed(const Target& target, const Wishes& wishes) const;
  /// The same for one of the candidates. Takes time: made once, it is handed on.
  Observed observed_of(const milvus::Milvus& milvus, const Wishes& wishes) const;
  /// The cloud that the options name, or that the objects tell. Throws Error when they do not.
  const Cloud& cloud(const Wishes& wishes) const;
  /// The objects with our label for this Service.
  std::vector<Object> owned_by(const std::string& service) const;
  /// Entries of ours that are deleted and held by a finalizer.
  std::vector<Object> being_deleted() const;
  /// What the controller of an entry complains of, by its events, with what to do; empty where that is nothing.
  std::string complaint_about(const Object& entry) const;
  /// Services that are gone while objects of ours for them are left; a balancer among these still costs money.
  std::vector<ObjectRef> orphaned_services() const;

 private:
  class View;
  /// In the order of kind and name.
  using Objects = std::map<std::string, Object>;

  static std::vector<const Object*> of_kind(const Objects& objects, const GroupKind& kind);
  const Objects& within(const std::string& name_space) const;
  const Object* find(const ObjectRef& ref) const;

  /// By namespace; in the one without a name is what belongs to the cluster.
  std::map<std::string, Objects> spaces_;
  KnownKinds kinds_;
};

}  // namespace l7::live
