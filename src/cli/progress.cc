#include "cli/progress.h"

#include <ostream>

#include "cli/columns.h"
#include "cli/printable.h"

namespace l7::cli {
namespace {

constexpr std::string_view braille[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
constexpr std::string_view strokes[] = {"| ", "/ ", "- ", "\\ "};
constexpr std::chrono::milliseconds frame_time{100};

constexpr std::size_t usual_width = 80;

std::string two_digits(long long number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string_view frame(std::chrono::milliseconds elapsed, bool utf8) {
  const auto count = static_cast<std::size_t>(elapsed / frame_time);
  return utf8 ? braille[count % std::size(braille)] : strokes[count % std::size(strokes)];
}

std::string sentence(const std::string& step, const std::string& value) {
  return value.empty() ? step : step + ": " + value;
}

}  // namespace

std::string elapsed_text(std::chrono::milliseconds elapsed) {
  const long long tenths = elapsed.count() / 100;
  const long long seconds = tenths / 10;
  if (seconds < 60) return std::to_string(seconds) + '.' + std::to_string(tenths % 10) + 's';
  if (seconds < 3600) return std::to_string(seconds / 60) + 'm' + two_digits(seconds % 60) + 's';
  return std::to_string(seconds / 3600) + 'h' + two_digits(seconds / 60 % 60) + 'm';
}

Progress::Progress(std::ostream& out, const Style& style, bool live, std::function<std::size_t()> width, Clock clock)
    : out_(out), style_(style), live_(live), width_(std::move(width)), clock_(std::move(clock)) {}

Progress::~Progress() { leave(); }

void Progress::start(std::string_view step) {
  leave();
  step_ = printable(step);
  value_.clear();
  began_ = clock_();
  running_ = true;
  if (live_) {
    draw();
  } else {
    print(style_.mark(State::waiting) + ' ' + step_);
  }
}

void Progress::update(std::string_view value) {
  std::string shown = printable(value);
  if (!running_ || shown == value_) return tick();
  value_ = std::move(shown);
  if (live_) {
    draw();
  } else {
    print(style_.mark(State::waiting) + ' ' + sentence(step_, value_));
  }
}

void Progress::tick() {
  if (live_ && running_) draw();
}

void Progress::finish(State state, std::string_view text) {
  if (!running_) return;
  running_ = false;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(clock_() - began_);
  print(style_.mark(state) + ' ' + sentence(step_, printable(text)) + ' ' +
        style_.painted(code::dim, '(' + elapsed_text(elapsed) + ')'));
}

void Progress::note(std::string_view line) {
  print(printable(line));
  tick();
}

void Progress::draw() {
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(clock_() - began_);
  const std::size_t known = width_();
  const std::size_t width = (known == 0 ? usual_width : known) - 1;
  const std::string time = " (" + elapsed_text(elapsed) + ')';
  const std::size_t taken = style_.mark_width() + 1 + time.size();
  // The time goes first where there is no room, then the text.
  const bool has_time = width > taken + width / 2;
  const std::size_t room = has_time ? width - taken : width - std::min(width, style_.mark_width() + 1);
  if (width < style_.mark_width()) return;
  std::string line = style_.painted(code::cyan, frame(elapsed, style_.utf8));
  if (const std::string text = fitted(sentence(step_, value_), room, style_.ellipsis()); !text.empty()) {
    line += ' ' + text;
  }
  if (has_time) line += style_.painted(code::dim, time);
  // In one piece, so that no half-drawn line is seen.
  out_ << std::string(erase_line) + line << std::flush;
}

/// Ends a live line that is to stay as it is.
void Progress::leave() {
  if (live_ && running_) out_ << '\n' << std::flush;
  running_ = false;
}

void Progress::print(std::string_view line) {
  out_ << (live_ ? std::string(erase_line) : "") + std::string(line) + '\n' << std::flush;
}

}  // namespace l7::cli
