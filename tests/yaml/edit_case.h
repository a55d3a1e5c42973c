#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "yaml/edit.h"
#include "yaml/read.h"

namespace l7::yaml {

inline const Path annotations = {"metadata", "annotations"};
inline const Path user_yaml = {"data", "user.yaml"};

inline Edit set(Path path, Value value) { return {std::move(path), {}, std::move(value)}; }
inline Edit remove(Path path) { return {std::move(path), {}, std::nullopt}; }
inline Edit inside(Path path, Path inner, Value value) { return {std::move(path), std::move(inner), std::move(value)}; }
inline Edit remove_inside(Path path, Path inner) { return {std::move(path), std::move(inner), std::nullopt}; }

/// A document, edits, and the exact bytes they shall give.
struct EditCase {
  const char* name;
  std::string before;
  std::vector<Edit> edits;
  std::string after;
};

inline void check_edits(const std::vector<EditCase>& cases) {
  for (const EditCase& c : cases) {
    INFO(c.name);
    std::string result;
    CHECK_NOTHROW(result = yaml::apply(c.before, c.edits));
    CHECK(result == c.after);
    INFO("a second run changes nothing");
    CHECK_NOTHROW(result = yaml::apply(c.after, c.edits));
    CHECK(result == c.after);
  }
}

/// Edits that must be refused, with a line of the document and a word of the reason.
struct RefusedCase {
  const char* name;
  std::string before;
  std::vector<Edit> edits;
  std::string where;
  std::string word;
};

inline void check_refused(const std::vector<RefusedCase>& cases) {
  for (const RefusedCase& c : cases) {
    INFO(c.name);
    try {
      const std::string result = yaml::apply(c.before, c.edits);
      FAIL_CHECK("it was accepted: " << result);
    } catch (const Error& error) {
      CHECK(error.where == c.where);
      INFO(error.what());
      CHECK(std::string_view(error.what()).find(c.word) != std::string_view::npos);
      CHECK_FALSE(error.fix.empty());
    }
  }
}

}  // namespace l7::yaml
