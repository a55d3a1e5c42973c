#include "probe/dial.h"

#include "model/error.h"
#include "tls_server.h"

namespace l7::probe {

TEST_CASE("an address is what it is") {
  const auto addresses = resolve("127.0.0.1", 443);
  REQUIRE(addresses.size() == 1);
  CHECK(addresses.front().ip() == "127.0.0.1");
  // A name of RFC 6761 that never has an address.
  CHECK_THROWS_AS(resolve("milvus.invalid", 443), Error);
}

TEST_CASE("a connection, and why there is none") {
  {
    OneConnection server([](int fd) { CHECK(::write(fd, "x", 1) == 1); });
    const Socket socket = connect(resolve("127.0.0.1", server.port()).front(), in_seconds(5));
    CHECK(socket.wait(false, in_seconds(5)));
  }
  int closed = 0;
  {
    const Listener gone;
    closed = gone.port();
  }
  CHECK_THROWS_WITH(connect(resolve("127.0.0.1", closed).front(), in_seconds(5)),
                    "nothing listens there: connection refused");
}

TEST_CASE("waiting ends with the deadline") {
  OneConnection server([](int fd) {
    char byte = 0;
    CHECK(::read(fd, &byte, 1) == 0);
  });
  const Socket socket = connect(resolve("127.0.0.1", server.port()).front(), in_seconds(5));
  CHECK_FALSE(socket.wait(false, std::chrono::steady_clock::now() + std::chrono::milliseconds(50)));
}

}  // namespace l7::probe
