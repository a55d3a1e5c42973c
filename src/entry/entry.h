#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "milvus/milvus.h"
#include "model/health.h"
#include "model/object.h"

namespace l7 {

/// The Service to which an entry sends traffic, and its port by number or name.
struct Backend {
  std::string service;
  std::string port;
};

/// A Secret from which an entry takes a certificate, and the hosts that it says it is for.
struct EntryCertificate {
  std::string secret;
  std::vector<std::string> hosts;
};

/// A way into the cluster at layer 7, as any of the APIs for it describes one. What reads and judges entries takes this
/// form; only the API's own file knows the object's fields.
struct Entry {
  Object object;
  /// Which controller serves it, by the field and by the annotation that Kubernetes had before it; either may be empty.
  std::string class_name;
  std::string class_annotation;
  /// The hosts of its rules; none where it serves every host.
  std::vector<std::string> hosts;
  std::vector<Backend> backends;
  /// Without those that name no Secret.
  std::vector<EntryCertificate> certificates;
  /// Whether it says at all that it serves TLS.
  bool has_tls = false;
  /// Where its load balancer is: IP addresses and DNS names, as its controller reports them.
  std::vector<std::string> addresses;
  /// Whether an API server serves this version of its API. Others are what `helm template` prints offline.
  bool served = true;

  bool is_being_deleted() const;
  /// The first of the addresses; empty as long as there is none.
  std::string address() const;
};

/// What a plan wants of an entry.
struct WantedEntry {
  /// To whose port its traffic goes.
  const milvus::Milvus& milvus;
  /// None for every host.
  std::vector<std::string> hosts;
  /// Left out where empty.
  std::string class_name;
  std::string tls_secret;
};

/// An API of Kubernetes by which people describe entries: reads its objects, writes them, and tells their standard
/// health. Each has a file of its own and a row in the table of entry.cc.
class EntryApi {
 public:
  virtual ~EntryApi() = default;

  virtual GroupKind kind() const = 0;
  /// The version that is read from a cluster and written.
  virtual std::string_view api_version() const = 0;

  /// `object` is of this kind, in any version.
  virtual Entry read(const Object& object) const = 0;

  /// The `spec` of a new entry.
  virtual Value spec(const WantedEntry& wanted) const = 0;
  /// The fields of `spec` to be set in an entry that somebody else made: what it serves stays, and each host that it
  /// does not lead to Milvus yet is added. No fields where nothing is wanted.
  virtual Value spec_beside(const Entry& there, const WantedEntry& wanted) const = 0;

  /// The path to the field of Entry::class_name.
  virtual Path class_path() const = 0;

  /// Whether the load balancer has an address, as far as the object tells by itself.
  virtual Hop address(const Entry& entry) const = 0;
};

/// Every API there is.
std::span<const EntryApi* const> entry_apis();

/// The API of this kind of object; nullptr where it is no entry.
const EntryApi* entry_api_of(const ObjectRef& object);

/// The entry that an object is, if it is one.
std::optional<Entry> read_entry(const Object& object);

/// Whether the backend is the port of this Milvus that clients use.
bool is_client_port(const Backend& backend, const milvus::Milvus& milvus);

/// Whether the entry sends traffic to the port of this Milvus that clients use.
bool leads_to(const Entry& entry, const milvus::Milvus& milvus);

/// Whether it sends traffic to any port of the Service of this Milvus.
bool leads_to_service(const Entry& entry, const milvus::Milvus& milvus);

/// The backends that are another Service than that of this Milvus: what else the entry serves.
std::vector<Backend> other_backends(const Entry& entry, const milvus::Milvus& milvus);

}  // namespace l7
