#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "cli/style.h"

namespace l7::cli {

/// ECMA-48: to the line's beginning, and EL, which clears the rest of it.
inline constexpr std::string_view erase_line = "\r\x1b[K";

/// `0.4s`, `12.3s`, `2m05s`, `1h02m`.
std::string elapsed_text(std::chrono::milliseconds elapsed);

/// The steps of a run, one after the other, as they happen.
///
/// Live, the current step is one line that is drawn again and again: spinner, time, value. It never fills the
/// terminal's last column, so it cannot wrap. No mode of the terminal is changed and the cursor is not hidden: a run
/// that is killed leaves nothing to be restored. Otherwise each change of state is a line of plain text.
class Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// `live` where the line can be drawn again: see can_redraw(). `width` is asked for each line, since people resize
  /// windows; 0 is taken for 80 columns. `out` must outlive this.
  Progress(std::ostream& out, const Style& style, bool live, std::function<std::size_t()> width,
           Clock clock = std::chrono::steady_clock::now);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// A step that was not finished stays as it is, on a line that is ended.
  ~Progress();

  /// Begins a step; one that was not finished is left as it is.
  void start(std::string_view step);
  /// What is waited for now.
  void update(std::string_view value);
  /// Draws the live line again; to be called some times per second while nothing happens. Does nothing otherwise.
  void tick();
  /// Ends the step: `✓ step (3.2s)`, or `✗ step: text (3.2s)`.
  void finish(State state, std::string_view text = {});
  /// A line of its own, above the live one.
  void note(std::string_view line);

 private:
  void draw();
  void leave();
  void print(std::string_view line);

  std::ostream& out_;
  Style style_;
  bool live_;
  std::function<std::size_t()> width_;
  Clock clock_;
  std::chrono::steady_clock::time_point began_;
  std::string step_;
  std::string value_;
  bool running_ = false;
};

}  // namespace l7::cli
