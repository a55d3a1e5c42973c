#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

/// As much of the protocol buffers' wire format (protobuf.dev, "Encoding") as Milvus' smallest messages take.
namespace l7::probe::protobuf {

/// A field as it stands in a message: `number` holds a varint or a fixed value, `bytes` a string or an inner message.
struct Field {
  unsigned id = 0;
  std::uint64_t number = 0;
  std::string_view bytes;
};

/// Visits the fields in their order, unknown ones too. Throws Error for what is no message.
void read(std::string_view message, const std::function<void(const Field& field)>& visit);

/// The bytes of the last field of that id, or "" when there is none.
std::string_view bytes_of(std::string_view message, unsigned id);
std::uint64_t number_of(std::string_view message, unsigned id);

/// A field that is a string or an inner message.
std::string field(unsigned id, std::string_view bytes);

}  // namespace l7::probe::protobuf
