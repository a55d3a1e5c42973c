#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/index.h"
#include "manifest/spool.h"
#include "milvus/server.h"
#include "model/object.h"
#include "yaml/edit.h"

namespace l7::manifest {

/// Where an object stands: its document and, when that is a List, the place in it.
struct Location {
  Range document;
  Path prefix;
  /// The document, read; shared because editing it later needs no second reading.
  std::shared_ptr<const yaml::Document> read;
};

/// A document that may have mattered and could not be read.
struct Unreadable {
  std::string where;
  std::string what;
};

/// A stream of manifests: read once from a pipe, then looked through again where it pays.
///
/// Knowing what matters takes two looks: which Services, ConfigMaps and Ingresses belong to Milvus depends on the
/// workload, and that may come last. The first look keeps the workloads that run Milvus and remembers where documents
/// of useful kinds are; memory stays bounded because neither the documents nor their trees are kept.
class Stream {
 public:
  /// Reads to the end. Throws Error for a stream that is empty or no text.
  void read(int fd);

  const Spool& spool() const { return spool_; }
  /// Whether a mark `---` stands anywhere.
  bool is_divided() const { return divided_; }

  struct FoundServer {
    milvus::Server server;
    Location at;
  };
  const std::vector<FoundServer>& servers() const { return servers_; }
  /// Milvus objects of the operator; there is nothing to rewrite in them.
  const std::vector<Object>& operator_objects() const { return operator_objects_; }
  const std::vector<Unreadable>& unreadable() const { return unreadable_; }

  /// Whether a document of this role and text is worth parsing.
  using Filter = std::function<bool(Role role, std::string_view text)>;
  /// Gets an object without its origin: see describe().
  using Visit = std::function<void(Object object, const Location& at)>;
  /// Calls `visit`, in order, for every object in a document that passes the filter and has one of the roles, or may
  /// have. Documents that begin at one of the `known` offsets are left out.
  void for_each(const std::vector<Role>& roles, const Filter& filter, const Visit& visit,
                const std::set<std::size_t>& known = {});

  /// "line 12 (# Source: milvus/templates/service.yaml)" of a document.
  std::string describe(const Range& document) const;

 private:
  /// What stands between two marks `---`: a document, or several JSON objects.
  void add_part(Range range, std::string_view text);
  void add_document(Range range, std::string_view text);
  void look_for_server(Object object, const Location& at);
  /// Splits again what the index had no room for; a document too long to be an object was reported before.
  void for_each_document_after(std::size_t begin, const std::function<void(Range)>& visit);
  /// Parses and calls `visit` for the object, or for each of a List; what cannot be read is noted.
  void visit_document(Range range, std::string_view text, const Visit& visit);

  Spool spool_;
  bool divided_ = false;
  Index index_;
  std::vector<FoundServer> servers_;
  std::vector<Object> operator_objects_;
  std::vector<Unreadable> unreadable_;
  Spool::Window window_;
};

}  // namespace l7::manifest
