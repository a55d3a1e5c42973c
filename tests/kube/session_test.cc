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

/// Takes requests and says nothing, or goes on for ever without coming to an end.
struct Hanging {
  explicit Hanging(bool trickles = false)
      : server([trickles](const Asked&) {
          if (trickles) return stream(std::vector<Reply::Part>(3000, {" ", std::chrono::milliseconds(10)}));
          return Reply{.parts = {{"", std::chrono::seconds(30)}}};
        }) {}
  Server server;
};

TEST_CASE("a request that hangs ends, and it is said which") {
  Hanging hanging(GENERATE(false, true));
  Limits limits;
  limits.request = std::chrono::milliseconds(200);
  Client client(hanging.server.connection(), nullptr, nullptr, nullptr, limits);
  const std::string where = " at http://127.0.0.1:" + hanging.server.port();
  const std::string what = "Unable to connect to the server: it has not answered within 200ms";
  ApiError error = failure_of([&] { client.apply(object(), DryRun::none); });
  CHECK(error.what() == what);
  CHECK(error.where == "PATCH ConfigMap n/a" + where);
  CHECK_THAT(error.fix, ContainsSubstring("may have been done") && ContainsSubstring("--request-timeout"));
  error = failure_of([&] { client.for_each({"v1", "Pod", "n", "", "", ""}, [](const Value&) {}); });
  CHECK(error.what() == what);
  CHECK(error.where == "GET pods in namespace n" + where);
  CHECK_THAT(error.fix, !ContainsSubstring("may have been done"));
  // What only tells the API server when the client gives up is for the user's own limit.
  for (const Asked& asked : hanging.server.asked()) CHECK(asked.target.find("timeout=") == std::string::npos);
}

TEST_CASE("a run's end is the end of what it has asked for, and nothing is begun after it") {
  Hanging hanging;
  Client client(hanging.server.connection());
  client.end_at(std::chrono::steady_clock::now() + std::chrono::milliseconds(300));
  ApiError error = failure_of([&] { client.remove(object(), DryRun::none); });
  CHECK_THAT(error.what(), ContainsSubstring("time ran out: the API server has not answered within the "));
  CHECK_THAT(error.where, ContainsSubstring("DELETE ConfigMap n/a"));
  CHECK_THAT(error.fix, ContainsSubstring("--timeout"));
  CHECK(hanging.server.asked().size() == 1);

  client.end_at(std::chrono::steady_clock::now());
  error = failure_of([&] { client.remove(object(), DryRun::none); });
  CHECK(std::string(error.what()) == "time ran out before this could be asked for");
  CHECK_THROWS_AS(client.read({{"v1", "Pod", "n", "", "", ""}}), ApiError);
  CHECK(hanging.server.asked().size() == 1);
}

TEST_CASE("a run's end is not waited out for a busy API server") {
  Server server([&](const Asked&) { return reply(503, "", {{"Retry-After", "30"}}); });
  Client client(server.connection());
  client.end_at(std::chrono::steady_clock::now() + std::chrono::seconds(20));
  CHECK(failure_of([&] { client.server_version(); }).reason == "ServiceUnavailable");
  CHECK(server.asked().size() == 1);
}

TEST_CASE("without a limit a request may last") {
  Server server([&](const Asked&) {
    Reply late = reply(200, version_body);
    late.parts.front().pause = std::chrono::milliseconds(400);
    return late;
  });
  Limits limits;
  limits.request = std::chrono::milliseconds(100);
  Connection connection = server.connection();
  connection.request_timeout = std::chrono::milliseconds(0);
  CHECK(Client(connection, nullptr, nullptr, nullptr, limits).server_version() == "v1.99.0");
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
