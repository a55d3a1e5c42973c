#include "cli/progress.h"

#include <sstream>

#include "catch.h"
#include "cli/columns.h"

namespace l7::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A terminal of one stream, with a clock that the test turns.
struct Screen {
  std::ostringstream out;
  steady_clock::time_point now;
  std::size_t columns = 60;

  Progress progress(bool live, Style style = {false, true, 0}) {
    return {out, style, live, [this] { return columns; }, [this] { return now; }};
  }

  /// What was written since the last call.
  std::string taken() {
    std::string text = out.str();
    out.str("");
    return text;
  }
};

/// The lines that a terminal shows in the end: \r goes back, ESC [K clears, other codes only paint.
std::vector<std::string> seen(const std::string& written) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written.compare(i, 4, "\r\x1b[K") == 0) {
      lines.back().clear();
      i += 3;
    } else if (written[i] == '\n') {
      lines.emplace_back();
    } else if (written[i] == '\x1b') {
      i = written.find('m', i);
      REQUIRE(i != std::string::npos);
    } else {
      REQUIRE(written[i] != '\r');
      lines.back() += written[i];
    }
  }
  return lines;
}

TEST_CASE("elapsed times") {
  const std::pair<int, const char*> times[] = {{0, "0.0s"},         {49, "0.0s"},      {3249, "3.2s"},
                                               {59999, "59.9s"},    {60000, "1m00s"},  {125000, "2m05s"},
                                               {3599999, "59m59s"}, {3725000, "1h02m"}};
  for (const auto& [time, text] : times) CHECK(elapsed_text(milliseconds(time)) == text);
}

TEST_CASE("on a terminal a step is one line that is drawn again, and stays when it is finished") {
  Screen screen;
  Progress progress = screen.progress(true);
  progress.start("wait for the address");
  CHECK(screen.taken() == "\r\x1b[K⠋ wait for the address (0.0s)");
  screen.now += milliseconds(1200);
  progress.update("none yet");
  CHECK(screen.taken() == "\r\x1b[K⠹ wait for the address: none yet (1.2s)");
  screen.now += milliseconds(100);
  progress.tick();
  CHECK(screen.taken() == "\r\x1b[K⠸ wait for the address: none yet (1.3s)");
  progress.note("a note");
  CHECK(screen.taken() == "\r\x1b[Ka note\n\r\x1b[K⠸ wait for the address: none yet (1.3s)");
  screen.now += milliseconds(1900);
  progress.finish(State::ready);
  CHECK(screen.taken() == "\r\x1b[K✓ wait for the address (3.2s)\n");
  progress.start("next");
  progress.finish(State::failed, "it broke");
  CHECK(seen(screen.taken()) == std::vector<std::string>{"✗ next: it broke (0.0s)", ""});
  progress.tick();
  progress.finish(State::ready);
  CHECK(screen.taken().empty());
}

TEST_CASE("without a terminal each change of state is a line, and there are no codes") {
  Screen screen;
  Progress progress = screen.progress(false, {});
  progress.start("wait");
  progress.update("none yet");
  progress.update("none yet");
  progress.tick();
  progress.note("a note");
  screen.now += milliseconds(65000);
  progress.update("34.1.2.3");
  progress.finish(State::ready, "34.1.2.3");
  CHECK(screen.taken() == ".. wait\n.. wait: none yet\na note\n.. wait: 34.1.2.3\nok wait: 34.1.2.3 (1m05s)\n");
}

TEST_CASE("a live line never reaches the last column, however narrow the terminal becomes") {
  Screen screen;
  for (const bool utf8 : {true, false}) {
    Progress progress = screen.progress(true, {true, utf8, 0});
    progress.start("wait for the address of the balancer");
    progress.update("\xE6\xBC\xA2\xE5\xAD\x97 in a long text that says what is there now");
    screen.now += milliseconds(754000);
    for (std::size_t columns = 1; columns < 120; ++columns) {
      screen.taken();
      screen.columns = columns;
      progress.tick();
      const std::vector<std::string> lines = seen(screen.taken());
      REQUIRE(lines.size() == 1);
      CHECK(width_of(lines[0]) < columns);
      if (columns >= 30) CHECK(lines[0].find("(12m34s)") != std::string::npos);
    }
    progress.finish(State::ready);
  }
}

TEST_CASE("a step that is cut off leaves its line behind, ended") {
  Screen screen;
  {
    Progress progress = screen.progress(true);
    progress.start("one");
    progress.start("two");
  }
  CHECK(seen(screen.taken()) == std::vector<std::string>{"⠋ one (0.0s)", "⠋ two (0.0s)", ""});
}

TEST_CASE("nothing in a step reaches the terminal as a control character") {
  Screen screen;
  const std::string evil = "a\x1b[2J\nb";
  Progress progress = screen.progress(false);
  progress.start(evil);
  progress.update(evil);
  progress.note(evil);
  progress.finish(State::failed, evil);
  const std::string text = screen.taken();
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\nb") == std::string::npos);
}

}  // namespace
}  // namespace l7::cli
