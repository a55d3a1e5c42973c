// documentation [--check] DIR: writes the generated pages below DIR, the project's root, or says which of them are not
// what would be written.

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "man.h"
#include "markdown.h"

namespace l7::docs {
namespace {

namespace fs = std::filesystem;

std::map<fs::path, std::string> all_pages() {
  std::map<fs::path, std::string> pages = {{"docs/troubleshooting.md", troubleshooting_page()},
                                           {"docs/reference.md", reference_page()}};
  for (auto& [name, text] : man_pages()) pages[fs::path("man") / name] = std::move(text);
  return pages;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Also a page that nothing writes any more is not current.
int check(const fs::path& root, const std::map<fs::path, std::string>& pages) {
  int stale = 0;
  const auto complain = [&](const fs::path& page) {
    std::cout << page.generic_string() << " is not current: run cmake --build --preset release --target docs\n";
    ++stale;
  };
  for (const auto& [page, text] : pages) {
    if (content_of(root / page) != text) complain(page);
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(root / "man")) {
    const fs::path page = "man" / entry.path().filename();
    if (!pages.contains(page)) complain(page);
  }
  return stale == 0 ? 0 : 1;
}

int write(const fs::path& root, const std::map<fs::path, std::string>& pages) {
  fs::remove_all(root / "man");
  fs::create_directories(root / "man");
  for (const auto& [page, text] : pages) {
    std::ofstream stream(root / page, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream) throw std::runtime_error("cannot write " + (root / page).string());
  }
  return 0;
}

int run(std::span<const char* const> words) {
  const bool checks = words.size() == 3 && std::string_view(words[1]) == "--check";
  if (!checks && words.size() != 2) {
    std::cerr << "usage: documentation [--check] DIR\n";
    return 2;
  }
  const fs::path root = words.back();
  return checks ? check(root, all_pages()) : write(root, all_pages());
}

}  // namespace
}  // namespace l7::docs

int main(int argc, char** argv) {
  try {
    return l7::docs::run({argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
