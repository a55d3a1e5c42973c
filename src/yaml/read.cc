#include "yaml/read.h"

#include "yaml/resolve.h"
#include "yaml/text.h"
#include "yaml/tree.h"

namespace l7::yaml {

ReadError::ReadError(const std::string& what, std::size_t at)
    : TextError(what, "line " + std::to_string(at), "correct the YAML", at) {}

Value read(std::string_view text) {
  text = without_mark(text);
  return resolve(parse(text), text);
}

}  // namespace l7::yaml
