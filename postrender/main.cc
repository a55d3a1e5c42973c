#include "post_render.h"

int main(int argc, char** argv) {
  const std::span<const char* const> words(argv, static_cast<std::size_t>(argc));
  return l7::post_render("milvus-l7-postrender", words.subspan(words.empty() ? 0 : 1));
}
