#include "probe/milvus_service.h"

#include "probe/protobuf.h"

namespace l7::probe {
namespace {

constexpr unsigned status_field = 1;

Reply call(Channel& channel, const std::string& method, const std::string& message, std::chrono::milliseconds limit) {
  Reply reply;
  reply.answer = channel.call("/milvus.proto.milvus.MilvusService/" + method, message, limit);
  const std::string_view status = protobuf::bytes_of(reply.answer.message, status_field);
  protobuf::read(status, [&](const protobuf::Field& field) {
    // `error_code` (1) is what Milvus before 2.3 says, `code` (3) what later ones do.
    if ((field.id == 1 || field.id == 3) && field.number != 0) reply.error_code = static_cast<int>(field.number);
    if (field.id == 2) reply.reason = field.bytes;
  });
  return reply;
}

}  // namespace

Reply get_version(Channel& channel, std::chrono::milliseconds limit) {
  Reply reply = call(channel, "GetVersion", "", limit);
  reply.version = protobuf::bytes_of(reply.answer.message, 2);
  return reply;
}

Reply check_health(Channel& channel, std::chrono::milliseconds limit) {
  Reply reply = call(channel, "CheckHealth", "", limit);
  protobuf::read(reply.answer.message, [&](const protobuf::Field& field) {
    if (field.id == 2) reply.healthy = field.number != 0;
    if (field.id == 3) reply.reasons.emplace_back(field.bytes);
  });
  return reply;
}

Reply connect(Channel& channel, std::chrono::milliseconds limit) {
  const std::string client = protobuf::field(1, "milvus-l7");
  Reply reply = call(channel, "Connect", protobuf::field(2, client), limit);
  const std::string_view server = protobuf::bytes_of(reply.answer.message, 2);
  reply.version = protobuf::bytes_of(server, 1);
  return reply;
}

}  // namespace l7::probe
