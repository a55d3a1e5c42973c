// Any bytes as a message of a server that is called Milvus: fields that lie within it, in their order, or an Error with
// words.

#include <cstdint>
#include <string_view>

#include "check.h"
#include "model/error.h"
#include "probe/protobuf.h"

namespace {

using namespace l7;

/// The fields of a message, and as far as it goes of the messages in it; an ordinary text is often no message.
void look_into(std::string_view message, int depth) {
  const char* last = message.data();
  try {
    probe::protobuf::read(message, [&](const probe::protobuf::Field& field) {
      check(field.id != 0, "a field has a number");
      if (field.bytes.data() == nullptr) return;
      check(field.bytes.data() > last, "the fields come in their order");
      last = field.bytes.data() + field.bytes.size();
      check(last <= message.data() + message.size(), "a field lies within its message");
      if (depth > 0) look_into(field.bytes, depth - 1);
    });
  } catch (const Error& error) {
    check(*error.what() != '\0', "an error has words");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr int deepest = 3;
  look_into({reinterpret_cast<const char*>(data), size}, deepest);
  return 0;
}
