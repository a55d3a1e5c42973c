#include "probe/protobuf.h"

#include "model/error.h"

namespace l7::probe::protobuf {
namespace {

[[noreturn]] void broken() {
  throw Error("the answer is no protocol buffers message", "",
              "see what answers on this address: it may not be Milvus");
}

std::string_view take(std::string_view& rest, std::uint64_t size) {
  if (size > rest.size()) broken();
  const std::string_view taken = rest.substr(0, static_cast<std::size_t>(size));
  rest.remove_prefix(static_cast<std::size_t>(size));
  return taken;
}

std::uint64_t take_varint(std::string_view& rest) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(rest, 1).front());
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  broken();
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) value = value << 8 | static_cast<unsigned char>(*byte);
  return value;
}

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value > 0x7f; value >>= 7) bytes += static_cast<char>((value & 0x7f) | 0x80);
  return bytes + static_cast<char>(value);
}

}  // namespace

void read(std::string_view message, const std::function<void(const Field& field)>& visit) {
  enum Wire : unsigned { number = 0, fixed64 = 1, sized = 2, fixed32 = 5 };
  while (!message.empty()) {
    const std::uint64_t tag = take_varint(message);
    Field field;
    field.id = static_cast<unsigned>(tag >> 3);
    if (field.id == 0) broken();
    switch (tag & 7) {
      case Wire::number: field.number = take_varint(message); break;
      case Wire::fixed64: field.number = little_endian(take(message, 8)); break;
      case Wire::fixed32: field.number = little_endian(take(message, 4)); break;
      case Wire::sized: field.bytes = take(message, take_varint(message)); break;
      default: broken();
    }
    visit(field);
  }
}

std::string_view bytes_of(std::string_view message, unsigned id) {
  std::string_view found;
  read(message, [&](const Field& field) {
    if (field.id == id) found = field.bytes;
  });
  return found;
}

std::uint64_t number_of(std::string_view message, unsigned id) {
  std::uint64_t found = 0;
  read(message, [&](const Field& field) {
    if (field.id == id) found = field.number;
  });
  return found;
}

std::string field(unsigned id, std::string_view bytes) {
  static constexpr unsigned sized = 2;
  return varint(id << 3 | sized) + varint(bytes.size()) + std::string(bytes);
}

}  // namespace l7::probe::protobuf
