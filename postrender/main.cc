#include "platform/standard_streams.h"
#include "post_render.h"

int main(int argc, char** argv) {
  l7::platform::prepare_standard_streams();
  const std::span<const char* const> words(argv, static_cast<std::size_t>(argc));
  return l7::post_render("milvus-l7-postrender", words.subspan(words.empty() ? 0 : 1));
}
