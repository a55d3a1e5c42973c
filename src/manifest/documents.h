#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/scan.h"

namespace l7::manifest {

/// Finds where documents begin, in a stream that comes in pieces: at `---` at the start of a line, followed by the
/// line's end, white space or `#`, as Kubernetes splits. That cannot stand inside a block scalar, so nothing need be
/// parsed.
class Splitter {
 public:
  /// Takes the next bytes and calls `found(offset)`, in order, for every boundary that is certain by now.
  template <typename Found>
  void feed(std::string_view bytes, Found&& found) {
    // A boundary may straddle two pieces: "\n---" and the byte that proves it.
    const std::string joint = tail_ + std::string(bytes.substr(0, marker.size()));
    scan(joint, offset_ - tail_.size(), tail_.size(), found);
    scan(bytes, offset_, bytes.size(), found);
    offset_ += bytes.size();
    tail_ = bytes.size() >= marker.size() ? std::string(bytes.substr(bytes.size() - marker.size()))
                                          : (tail_ + std::string(bytes));
    if (tail_.size() > marker.size()) tail_.erase(0, tail_.size() - marker.size());
  }

  /// The stream has ended: a marker that was its last line is a boundary too.
  template <typename Found>
  void finish(Found&& found) {
    if (tail_ == marker) found(offset_ - marker.size() + 1);
  }

 private:
  static constexpr std::string_view marker = "\n---";

  static bool ends_marker(char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == '#'; }

  /// Boundaries whose line break stands before `limit` and whose proof is within the text.
  template <typename Found>
  void scan(std::string_view text, std::size_t base, std::size_t limit, Found&& found) {
    for (std::size_t at = find_text(text, marker); at < limit; at = find_text(text, marker, at + 1)) {
      const std::size_t proof = at + marker.size();
      if (proof < text.size() && ends_marker(text[proof])) found(base + at + 1);
    }
  }

  std::size_t offset_ = 0;
  std::string tail_;
};

/// What a document may be, told from its first columns without parsing it.
struct KindGuess {
  /// False when it must be parsed to know: JSON, flow style, an indented document, two kinds, odd keys.
  bool clear;
  /// The top-level kind; empty when there is none.
  std::string_view kind;
};

/// May say "not clear" without need, and may take the first line of a longer word for the kind; but no kind that it
/// names in full is another one to Kubernetes.
KindGuess guess_kind(std::string_view document);

/// Where the JSON objects of a document end that has several in a row, which kubectl takes as so many objects: offsets
/// behind each but the last. Empty for anything else.
std::vector<std::size_t> ends_of_json_objects(std::string_view document);

/// The `# Source:` that Helm 3 writes above a document; empty when there is none.
std::string_view source_comment(std::string_view document);

}  // namespace l7::manifest
