#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace l7::manifest {

/// Bytes [begin, end) of the stream.
struct Range {
  std::size_t begin;
  std::size_t end;
};

/// What a document can be to a plan, by its kind; `unclear` until it is parsed.
enum class Role : std::uint8_t {
  none,
  workload,
  job,
  service,
  config_map,
  entry,
  network_policy,
  setting,  ///< a cloud's own kinds and Secrets, known by their names
  list,
  other,     ///< of a kind that nobody here knows
  operated,  ///< belongs to the Milvus operator
  unclear,
};

/// Where the documents are that a second look may want: eight bytes for each, and no more of them than fit into 1 MB.
/// What follows the last of them has to be split again.
class Index {
 public:
  /// Documents come in the stream's order and are shorter than 16 MB.
  void add(Range range, Role role);

  /// Calls visit(Range, Role) for each, in order.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    std::size_t at = 0;
    for (const Entry& entry : entries_) {
      const std::size_t begin = at + entry.gap;
      at = begin + entry.length;
      if (entry.role != 0) visit(Range{begin, at}, static_cast<Role>(entry.role));
    }
  }

  bool is_full() const { return entries_.size() >= limit; }
  /// Where the last document ends.
  std::size_t end() const { return end_; }

 private:
  static constexpr std::size_t limit = 1 << 17;
  static constexpr std::uint32_t longest = (1 << 24) - 1;

  struct Entry {
    std::uint32_t gap;  ///< bytes since the document before
    std::uint32_t length : 24;
    std::uint32_t role : 8;  ///< 0 where a gap is too long for one entry
  };

  std::vector<Entry> entries_;
  std::size_t end_ = 0;
};

}  // namespace l7::manifest
