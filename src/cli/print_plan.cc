#include "cli/print_plan.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include "cli/by_object.h"
#include "cli/printable.h"
#include "cli/redact.h"
#include "cli/redact_text.h"
#include "cli/style.h"
#include "model/text.h"
#include "yaml/edit.h"

namespace l7::cli {
namespace {

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

/// Takes the first line off the text.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

class Presenter {
 public:
  Presenter(std::ostream& out, bool colour) : out_(out), colour_(colour) {}

  void block(const std::vector<const Change*>& changes) {
    const Change& first = *changes.front();
    const std::string name = printable(to_string(first.object));
    if (first.creates()) {
      line(code::bold, "+ " + name + " (new)");
      created(first);
    } else if (first.path.empty() && !first.after) {
      line(code::bold, "- " + name + " (removed)");
      line(code::dim, "  # " + printable(first.why));
    } else {
      line(code::bold, name);
      for (std::size_t i = 0; i < changes.size(); ++i) {
        const bool last_of_reason = i + 1 == changes.size() || changes[i + 1]->why != changes[i]->why;
        changed(*changes[i], last_of_reason);
      }
    }
  }

  void finding(const Finding& given) {
    const Finding finding = redacted(given);
    const FindingKind& kind = *finding.kind;
    const std::string head = std::string(to_string(kind.severity)) + ": " + std::string(kind.title);
    line(kind.severity == Severity::error ? code::red : code::bold, head + " [" + std::string(kind.id) + ']');
    if (!finding.where.empty()) line({}, "  where: " + printable(finding.where));
    line({}, "  seen:  " + printable(finding.seen));
    line({}, "  why:   " + std::string(kind.why));
    line({}, "  fix:   " + printable(finding.fix()));
  }

  void line(std::string_view escape, std::string_view text) {
    if (colour_ && !escape.empty()) {
      out_ << escape << text << code::plain << '\n';
    } else {
      out_ << text << '\n';
    }
  }

 private:
  void created(const Change& change) {
    line(code::dim, "  # " + printable(change.why));
    const std::string text = yaml::emit(*change.after);
    for (const std::string_view each : lines_of(text)) line(code::green, "  + " + printable(each));
  }

  void changed(const Change& change, bool with_reason) {
    const std::string place = place_of(change);
    value(code::red, "  - ", place, change.before);
    value(code::green, "  + ", place, change.after);
    if (with_reason) line(code::dim, "  # " + printable(change.why));
  }

  /// A text of whole lines below its place, and any other value beside it.
  void value(std::string_view escape, const std::string& sign, const std::string& place,
             const std::optional<Value>& value) {
    if (!value) return;
    if (!value->is_string() || !value->text().ends_with('\n')) {
      return line(escape, sign + place + ": " + shown(*value));
    }
    line(escape, sign + place + ':');
    for (const std::string_view each : lines_of(value->text())) line(escape, sign + "  " + printable(each));
  }

  std::ostream& out_;
  bool colour_;
};

}  // namespace

void print_plan(std::ostream& out, const Plan& plan, bool colour) {
  Presenter presenter(out, colour);
  const char* separator = "";
  if (plan.changes.empty()) {
    presenter.line({}, "Nothing to change.");
    separator = "\n";
  }
  std::vector<Change> changes;
  for (const Change& change : plan.changes) changes.push_back(redacted(change));
  for (const auto& block : by_object(changes)) {
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

void print_finding(std::ostream& out, const Finding& given) {
  const Finding finding = redacted(given);
  const FindingKind& kind = *finding.kind;
  out << to_string(kind.severity) << ": " << kind.title << ": " << printable(finding.seen);
  if (!finding.where.empty()) out << " (" << printable(finding.where) << ')';
  out << " [" << kind.id << "]\n  fix: " << printable(finding.fix()) << '\n';
}

void print_error(std::ostream& out, const Error& error) {
  const std::string what = without_keys_and_logins(error.what());
  std::string_view lines = what;
  out << error.heading << printable(next_line(lines)) << '\n';
  // Set off, so that nobody's text can pass for a message of its own.
  while (!lines.empty()) {
    const std::string_view line = next_line(lines);
    if (!line.empty()) out << "    " << printable(line) << '\n';
  }
  if (!error.where.empty()) out << "  at: " << printable(error.where) << '\n';
  if (!error.fix.empty()) out << "  fix: " << printable(error.fix) << '\n';
}

}  // namespace l7::cli
