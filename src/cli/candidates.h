#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace l7::cli {

/// What may stand for a word that is being typed, and what it means or "".
struct Candidate {
  std::string word;
  std::string about;
};

/// Where names come from that no table of ours holds.
enum class Source {
  nowhere,
  files,
  folders,  ///< both are known to the shell
  contexts,
  clusters,
  users,  ///< these three stand in the kubeconfig
  namespaces,
  releases,  ///< of Milvus, and its Services
  ingresses,
  tls_secrets,  ///< these three are in the namespace
};

/// What completes a word: a list, or names from elsewhere.
using Completer = std::variant<Source, std::vector<Candidate> (*)()>;

/// Candidates that need no explanation.
inline std::vector<Candidate> candidates(std::span<const std::string_view> words) {
  std::vector<Candidate> all;
  all.reserve(words.size());
  for (const std::string_view word : words) all.push_back({std::string(word), ""});
  return all;
}

}  // namespace l7::cli
