#include "catch.h"
#include "fixture.h"
#include "server.h"

namespace l7::kube {
namespace {

using namespace fixture;

TEST_CASE("a server that is not there") {
  Connection connection;
  {
    const Server gone([](const Asked&) { return cut(); });
    connection = gone.connection();
  }
  Client client(connection);
  const std::string host = connection.server.substr(7);
  const ApiError error = failure_of([&] {
    client.read({{"v1", "Pod", "n", "", "", ""}, {"v1", "Node", "", "", "", ""}});
  });
  CHECK(std::string(error.what()) ==
        "The connection to the server " + host + " was refused - did you specify the right host or port?");
  CHECK(error.status == 0);
  CHECK_FALSE(error.fix.empty());
}

TEST_CASE("a request ends after its time") {
  Server server([&](const Asked&) {
    Reply late = reply(200, version_body);
    late.parts.front().pause = std::chrono::seconds(10);
    return late;
  });
  Connection connection = server.connection();
  connection.request_timeout = std::chrono::milliseconds(200);
  Client client(connection);
  const ApiError error = failure_of([&] { client.server_version(); });
  CHECK(std::string(error.what()) ==
        "Unable to connect to the server: context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
  CHECK(server.asked().front().target == "/version?timeout=200ms");
}

TEST_CASE("an interruption ends a request that is under way") {
  Server server([&](const Asked&) {
    Reply late = reply(200, version_body);
    late.parts.front().pause = std::chrono::hours(1);
    return late;
  });
  int asked = 0;
  Client client(server.connection(), nullptr, nullptr, [&] { return ++asked > 2; });
  CHECK_THROWS_AS(client.server_version(), Interruption);
  try {
    client.apply(object(), DryRun::none);
    FAIL("it ends");
  } catch (const Interruption& interruption) {
    CHECK(interruption.maybe_done);
  }
}

TEST_CASE("each warning is told once") {
  Server server([&](const Asked&) {
    return reply(200, version_body,
                 {{"Warning", R"(299 - "v1beta1 is \"old\"", 299 - "second" "Sat, 25 Aug 2012 23:34:45 GMT")"},
                  {"warning", R"(299 - "third")"},
                  {"Warning", R"(199 - "not the API server's")"},
                  {"Warning", "299 broken"}});
  });
  std::vector<std::string> warnings;
  Client client(server.connection(), [&](const std::string& text) { warnings.push_back(text); });
  client.server_version();
  client.server_version();
  CHECK(warnings == std::vector<std::string>{R"(v1beta1 is "old")", "second", "third"});
}

}  // namespace
}  // namespace l7::kube
