// Random documents in mixed styles and random edits of them, from fixed seeds: the result says what was intended, a
// second run changes nothing, and the lines that no edit touches are the lines that were there.

#include <algorithm>
#include <cctype>
#include <random>
#include <set>

#include "edit_case.h"

namespace l7::yaml {
namespace {

/// Writes documents that every reader takes, and remembers the paths in them.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed), newline_(chance(10) ? "\r\n" : "\n") {}

  bool chance(unsigned percent) { return below(100) < percent; }
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

  /// A document whose lines all differ, so that a line can be followed.
  std::string document() {
    std::string text;
    if (chance(30)) text += "---" + newline_;
    if (chance(30)) text += "# Source: x" + newline_;
    text += map({}, chance(10) ? 2 : 0, 3);
    if (chance(15) && text.ends_with(newline_)) text.resize(text.size() - newline_.size());
    return text;
  }

  const std::vector<Path>& paths() const { return paths_; }
  const std::string& newline() const { return newline_; }

 private:
  std::string unique() { return std::to_string(++count_); }
  std::string key() { return pick({"a", "b", "c", "d.e/f", "g", "h", "type", "proxy"}); }
  std::string pick(std::initializer_list<const char*> words) { return *(words.begin() + below(words.size())); }

  std::string map(const Path& path, std::size_t indent, int depth) {
    std::string text;
    std::set<std::string> used;
    for (std::size_t i = 1 + below(4); i > 0; --i) {
      const std::string name = key();
      if (!used.insert(name).second) continue;
      if (chance(15)) text += std::string(indent, ' ') + "# c" + unique() + newline_;
      if (chance(10)) text += newline_;
      Path at = path;
      at.emplace_back(name);
      paths_.push_back(at);
      text += std::string(indent, ' ') + (chance(10) ? '"' + name + '"' : name) + ':' + value(at, indent, depth);
    }
    return text;
  }

  std::string value(const Path& at, std::size_t indent, int depth) {
    const std::string comment = (chance(15) ? " # k" + unique() : std::string()) + newline_;
    const std::size_t kind = below(depth > 0 ? 12 : 7);
    const std::string margin(indent + 2, ' ');
    switch (kind) {
      case 0: return " word" + unique() + comment;
      case 1: return " 'quoted " + unique() + "'" + comment;
      case 2: return " \"line " + unique() + newline_ + margin + "line " + unique() + "\"" + comment;
      case 3: return " {x: " + unique() + ", \"y z\": [" + unique() + ", {}]}" + comment;
      case 4: return comment;
      case 5: {
        const std::string header = pick({"|", "|-", "|+", ">", ">-"});
        std::string text = ' ' + header + newline_ + margin + "text " + unique() + newline_;
        if (chance(50)) text += newline_ + margin + "  text " + unique() + newline_;
        return text;
      }
      case 6: return " plain " + unique() + newline_ + margin + "plain " + unique() + newline_;
      case 7: return comment + list(at, chance(50) ? indent : indent + 2, depth - 1);
      default: return comment + map(at, indent + 2, depth - 1);
    }
  }

  std::string list(const Path& at, std::size_t indent, int depth) {
    std::string text;
    const std::size_t count = 1 + below(3);
    for (std::size_t i = 0; i < count; ++i) {
      Path item = at;
      item.emplace_back(i);
      if (chance(40)) {
        text += std::string(indent, ' ') + "- item" + unique() + newline_;
      } else {
        std::string lines = map(item, indent + 2, depth);
        // The item's first key stands behind the dash; comments and blank lines before it do not.
        const std::size_t first = lines.find_first_not_of(" \r\n");
        if (lines[first] == '#') {
          text += std::string(indent, ' ') + '-' + newline_ + lines;
        } else {
          text += std::string(indent, ' ') + "- " + lines.substr(first);
        }
      }
    }
    return text;
  }

  std::mt19937 random_;
  std::string newline_;
  std::vector<Path> paths_;
  int count_ = 0;
};

bool overlaps(const Path& a, const Path& b) {
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin());
}

/// Edits of places that do not hold each other, with what the document shall say after them.
std::vector<Edit> random_edits(Writer& writer, Value& expected) {
  static const Value values[] = {
      "x", 8080, true, "two\nlines\n", Value::map({{"k", "v"}, {"l", Value::list({1, "m"})}}), "{\"j\": 1}"};
  std::vector<Edit> edits;
  for (std::size_t i = 1 + writer.below(3); i > 0; --i) {
    Path path = writer.paths()[writer.below(writer.paths().size())];
    if (writer.chance(30)) path.emplace_back("new");
    if (std::any_of(edits.begin(), edits.end(), [&](const Edit& edit) { return overlaps(edit.path, path); })) continue;
    const Value* parent = expected.find(Path(path.begin(), path.end() - 1));
    if (!parent || !(parent->is_map() || parent->is_null())) continue;
    if (writer.chance(30)) {
      expected.remove(path);
      edits.push_back(remove(path));
    } else {
      const Value& value = values[writer.below(std::size(values))];
      expected.set(path, value);
      edits.push_back(set(path, value));
    }
  }
  return edits;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// Comments on lines of their own: what no edit may take, unless it stands in a value that goes.
std::vector<std::string> comments_of(const std::string& text) {
  std::vector<std::string> comments;
  for (const std::string& line : lines_of(text)) {
    const std::size_t at = line.find_first_not_of(' ');
    if (at != std::string::npos && line[at] == '#') comments.push_back(line.substr(at));
  }
  return comments;
}

bool is_subsequence(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  std::size_t i = 0;
  for (const std::string& line : whole) {
    if (i < part.size() && part[i] == line) ++i;
  }
  return i == part.size();
}

TEST_CASE("random edits of random documents") {
  int made = 0;
  for (unsigned seed = 0; seed < 6'000; ++seed) {
    Writer writer(seed);
    const std::string before = writer.document();
    Value expected = read(before);
    const std::vector<Edit> edits = random_edits(writer, expected);
    INFO("seed " << seed << "\n" << before);
    for (const Edit& edit : edits)
      UNSCOPED_INFO(to_string(edit.path) << " = " << (edit.value ? to_json(*edit.value) : "-"));
    std::string after;
    try {
      after = yaml::apply(before, edits);
    } catch (const Error& error) {
      UNSCOPED_INFO(error.what());
      // Two things have no place: more than a word as an item, and what follows a block that the file's end cuts.
      const bool cut = !before.ends_with('\n');
      CHECK(cut);
      continue;
    }
    ++made;
    INFO(after);
    REQUIRE(read(after) == expected);
    REQUIRE(yaml::apply(after, edits) == after);
    const bool only_new =
        std::all_of(edits.begin(), edits.end(), [](const Edit& edit) { return edit.path.back().key == "new"; });
    if (only_new) REQUIRE(is_subsequence(comments_of(before), comments_of(after)));
  }
  CHECK(made > 5'500);
}

TEST_CASE("a value set elsewhere leaves all other lines") {
  for (unsigned seed = 0; seed < 3'000; ++seed) {
    Writer writer(seed);
    const std::string rest = writer.document();
    const std::vector<std::string> lines = lines_of(rest);
    const bool indented = std::none_of(lines.begin(), lines.end(),
                                       [](const std::string& line) { return std::isalpha(line[0]) || line[0] == '"'; });
    if (!rest.ends_with('\n') || indented) continue;
    const std::string before = rest + "zz: old # why" + writer.newline();
    INFO("seed " << seed << "\n" << before);
    std::string wanted = before;
    wanted.replace(wanted.rfind("old"), 3, "\"new\"");
    REQUIRE(yaml::apply(before, {set({"zz"}, "new")}) == wanted);
  }
}

TEST_CASE("random edits inside a literal leave its other lines and the document's") {
  int made = 0;
  for (unsigned seed = 0; seed < 3'000; ++seed) {
    Writer writer(seed);
    const std::string text = writer.document();
    if (writer.newline() != "\n") continue;
    const bool ends = text.ends_with('\n');
    std::string before = "# head\ndata:\n  user.yaml: " + std::string(ends ? "|+" : "|-") + "\n";
    for (const std::string& line : lines_of(text)) before += (line.empty() ? "" : "      " + line) + "\n";
    before += "  other: 1 # tail\n";
    const Value outer = read(before);
    const std::string& decoded = outer.text_at(user_yaml);
    // A text that begins with spaces or blank lines takes an indentation indicator, which this does not write.
    if (decoded != text) continue;
    Value expected = read(decoded);
    std::vector<Edit> edits = random_edits(writer, expected);
    for (Edit& edit : edits) edit = {user_yaml, edit.path, edit.value};
    INFO("seed " << seed << "\n" << before);
    for (const Edit& edit : edits)
      UNSCOPED_INFO(to_string(edit.inner) << " = " << (edit.value ? to_json(*edit.value) : "-"));
    std::string after;
    try {
      after = yaml::apply(before, edits);
    } catch (const Error& error) {
      UNSCOPED_INFO(error.what());
      CHECK_FALSE(ends);
      continue;
    }
    ++made;
    INFO(after);
    REQUIRE(read(read(after).text_at(user_yaml)) == expected);
    REQUIRE(yaml::apply(after, edits) == after);
    REQUIRE(after.starts_with("# head\ndata:\n  user.yaml: |"));
    REQUIRE(after.ends_with("  other: 1 # tail\n"));
    // The same edits of the text alone give the same lines.
    for (Edit& edit : edits) edit = {edit.inner, {}, edit.value};
    std::string alone;
    for (const std::string& line : lines_of(yaml::apply(text, edits)))
      alone += (line.empty() ? "" : "      " + line) + "\n";
    REQUIRE(after.find(alone) != std::string::npos);
  }
  CHECK(made > 1'500);
}

}  // namespace
}  // namespace l7::yaml
