#include "cli/present.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include "cli/printable.h"
#include "yaml/edit.h"

namespace l7::cli {
namespace {

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view plain = "\x1b[0m";

/// Whether a string without quotes could be taken for nothing else than that string.
bool is_plain(const std::string& text) {
  static constexpr std::string_view other_kinds[] = {"true", "false", "null", "yes", "no", "on", "off"};
  static constexpr std::string_view odd_beginnings = "0123456789+-.~\" ";
  return !text.empty() && odd_beginnings.find(text.front()) == std::string_view::npos && text.back() != ' ' &&
         printable(text) == text &&
         std::find(std::begin(other_kinds), std::end(other_kinds), text) == std::end(other_kinds);
}

/// A value on one line: JSON, but for strings that need no quotes, such as the JSON in an annotation.
std::string shown(const Value& value) {
  return value.is_string() && is_plain(value.text()) ? value.text() : printable(to_json(value));
}

std::string place_of(const Change& change) {
  std::string place = to_string(change.path);
  if (!change.inner.empty()) place += " > " + to_string(change.inner);
  return printable(place);
}

class Presenter {
 public:
  Presenter(std::ostream& out, bool colour) : out_(out), colour_(colour) {}

  void block(const std::vector<const Change*>& changes) {
    const Change& first = *changes.front();
    const std::string name = printable(to_string(first.object));
    if (first.creates()) {
      line(bold, "+ " + name + " (new)");
      created(first);
    } else if (first.path.empty() && !first.after) {
      line(bold, "- " + name + " (removed)");
      line(dim, "  # " + printable(first.why));
    } else {
      line(bold, name);
      for (std::size_t i = 0; i < changes.size(); ++i) {
        const bool last_of_reason = i + 1 == changes.size() || changes[i + 1]->why != changes[i]->why;
        changed(*changes[i], last_of_reason);
      }
    }
  }

  void finding(const Finding& finding) {
    const FindingKind& kind = *finding.kind;
    const std::string head = std::string(to_string(kind.severity)) + ": " + std::string(kind.title);
    line(kind.severity == Severity::error ? red : bold, head + " [" + std::string(kind.id) + ']');
    if (!finding.where.empty()) line({}, "  where: " + printable(finding.where));
    line({}, "  seen:  " + printable(finding.seen));
    line({}, "  why:   " + std::string(kind.why));
    line({}, "  fix:   " + std::string(kind.fix));
  }

  void line(std::string_view code, std::string_view text) {
    if (colour_ && !code.empty()) {
      out_ << code << text << plain << '\n';
    } else {
      out_ << text << '\n';
    }
  }

 private:
  void created(const Change& change) {
    line(dim, "  # " + printable(change.why));
    const std::string text = yaml::emit(*change.after);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      line(green, "  + " + printable(std::string_view(text).substr(at, end - at)));
      at = end + 1;
    }
  }

  void changed(const Change& change, bool with_reason) {
    const std::string place = place_of(change);
    if (change.before) line(red, "  - " + place + ": " + shown(*change.before));
    if (change.after) line(green, "  + " + place + ": " + shown(*change.after));
    if (with_reason) line(dim, "  # " + printable(change.why));
  }

  std::ostream& out_;
  bool colour_;
};

/// The changes by object, in the order in which the objects first appear. A new object stands alone.
std::vector<std::vector<const Change*>> by_object(const Plan& plan) {
  std::vector<std::vector<const Change*>> blocks;
  for (const Change& change : plan.changes) {
    const auto same = std::find_if(blocks.begin(), blocks.end(), [&](const std::vector<const Change*>& block) {
      return block.front()->object == change.object && !block.front()->path.empty() && !change.path.empty();
    });
    if (same == blocks.end()) {
      blocks.push_back({&change});
    } else {
      same->push_back(&change);
    }
  }
  return blocks;
}

}  // namespace

void present(std::ostream& out, const Plan& plan, bool colour) {
  Presenter presenter(out, colour);
  const char* separator = "";
  if (plan.changes.empty()) {
    presenter.line({}, "Nothing to change.");
    separator = "\n";
  }
  for (const auto& block : by_object(plan)) {
    out << separator;
    separator = "\n";
    presenter.block(block);
  }
  std::vector<Finding> findings = plan.findings;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.kind->severity > b.kind->severity; });
  for (const Finding& finding : findings) {
    out << separator;
    presenter.finding(finding);
  }
}

void print_finding(std::ostream& out, const Finding& finding) {
  const FindingKind& kind = *finding.kind;
  out << to_string(kind.severity) << ": " << kind.title << ": " << printable(finding.seen);
  if (!finding.where.empty()) out << " (" << printable(finding.where) << ')';
  out << " [" << kind.id << "]\n  fix: " << kind.fix << '\n';
}

void print_error(std::ostream& out, const Error& error) {
  out << "error: " << printable(error.what()) << '\n';
  if (!error.where.empty()) out << "  at: " << printable(error.where) << '\n';
  if (!error.fix.empty()) out << "  fix: " << printable(error.fix) << '\n';
}

}  // namespace l7::cli
