#include <atomic>
#include <fstream>

#include "catch.h"
#include "fixture.h"
#include "folder.h"
#include "server.h"

namespace l7::kube {
namespace {

using namespace fixture;

TEST_CASE("429 and 5xx are asked again only when the server names the seconds") {
  const int code = GENERATE(429, 500, 503);
  const std::string after = GENERATE("0", "soon", "-1", "");
  std::atomic<int> count = 0;
  std::atomic<bool> version = true;
  Server server([&](const Asked&) {
    if (++count > 3) return reply(200, version ? version_body : to_json(object()));
    return reply(code, status(code, "Busy", "slow down"), after.empty() ? Headers{} : Headers{{"Retry-After", after}});
  });
  Client client(server.connection());
  INFO(code << " " << after);
  if (after == "0") {
    CHECK(client.server_version() == "v1.99.0");
    CHECK(count == 4);
    count = 0;
    version = false;
    client.apply(object(), DryRun::none);
    CHECK(count == 4);
  } else {
    CHECK(std::string(failure_of([&] { client.server_version(); }).what()) == "Error from server (Busy): slow down");
    CHECK(count == 1);
  }
}

TEST_CASE("a server that never recovers is asked eleven times, and waited for as it says") {
  Server server([&](const Asked&) { return reply(503, "", {{"Retry-After", "0"}}); });
  Client client(server.connection());
  const ApiError error = failure_of([&] { client.server_version(); });
  CHECK(error.reason == "ServiceUnavailable");
  CHECK(server.asked().size() == 11);

  // It still waits when the user has had enough.
  std::atomic<int> count = 0;
  Server slow([&](const Asked&) {
    return ++count == 1 ? reply(429, "", {{"Retry-After", "60"}}) : reply(200, version_body);
  });
  int waits = 0;
  Client patient(slow.connection(), nullptr, nullptr, [&] { return count > 0 && ++waits > 5; });
  CHECK_THROWS_AS(patient.server_version(), Interruption);
  CHECK(count == 1);
}

TEST_CASE("a connection that breaks is a reason to read again, and not to change again") {
  std::atomic<int> count = 0;
  const bool kept = GENERATE(false, true);
  const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{";
  Server server([&](const Asked& asked) {
    if (kept && asked.target == "/version" && count == 0) return reply(200, version_body);
    ++count;
    if (count == 1) return cut();
    if (count == 2) return Reply{.parts = {{half}}, .close = true};
    return reply(200, R"({"kind":"Pod","metadata":{"name":"p"}})");
  });
  Client client(server.connection());
  if (kept) client.server_version();
  SECTION("read") {
    const std::vector<Answer> answers = client.read({{"v1", "Pod", "n", "p", "", ""}});
    CHECK(answers[0].outcome == Answer::Outcome::found);
    CHECK(count == 3);
  }
  SECTION("change") {
    const ApiError error = failure_of([&] { client.apply(object(), DryRun::none); });
    CHECK(error.status == 0);
    CHECK_THAT(error.what(), ContainsSubstring("Unable to connect to the server: "));
    CHECK_THAT(error.what(), ContainsSubstring("EOF"));
    CHECK(count == 1);
    const ApiError truncated = failure_of([&] { client.patch(ref_of(object()), object(), DryRun::none); });
    CHECK(truncated.status == 0);
    CHECK(count == 2);
  }
}

TEST_CASE("a read follows a redirect on the same server and never to another") {
  std::string place;
  Server server([&](const Asked& asked) {
    if (asked.target == "/elsewhere?x=1") return reply(200, R"({"gitVersion":"v1"})");
    return reply(307, "", {{"Location", place}});
  });
  Client client(server.connection());
  const std::string root = "http://127.0.0.1:" + server.port();
  for (const std::string& here : {std::string("/elsewhere?x=1#part"), root + "/elsewhere?x=1"}) {
    place = here;
    CHECK(client.server_version() == "v1");
  }
  place = "/version";  // for ever
  CHECK_THROWS_AS(client.server_version(), ApiError);
  const std::size_t asked = server.asked().size();
  CHECK(asked == 4 + 11);
  for (const char* there : {"https://user:hunter2@login.example/in?token=hunter2", "//login.example/in", ""}) {
    place = there;
    CHECK_THROWS_WITH(client.server_version(), !ContainsSubstring("hunter2"));
  }
  place = "https://login.example/in";
  CHECK_THROWS_WITH(client.server_version(), ContainsSubstring("https://login.example/in"));
  CHECK(server.asked().size() == asked + 4);
  place = "/elsewhere?x=1";
  CHECK_THROWS_AS(client.patch({"v1", "Service", "n", "s"}, Value::map(), DryRun::none), ApiError);
}

TEST_CASE("a 401 is asked again once, with new credentials where there are any") {
  const Folder folder;
  const std::string file = folder.file("token", "old");
  bool renewable = false;
  Server server([&](const Asked& asked) {
    std::ofstream(file) << "new";
    const bool good = renewable && asked.headers.at("authorization") == "Bearer new";
    return good ? reply(200, version_body) : reply(401, status(401, "Unauthorized", "Unauthorized"));
  });
  Connection connection = server.connection();
  SECTION("new ones") {
    renewable = true;
    connection.token.clear();
    connection.token_file = file;
    Client client(connection);
    CHECK(client.server_version() == "v1.99.0");
    CHECK(server.asked().size() == 2);
  }
  SECTION("none") {
    Client client(connection);
    const ApiError error = failure_of([&] { client.server_version(); });
    CHECK(error.status == 401);
    CHECK(std::string(error.what()) == "You must be logged in to the server (Unauthorized)");
    CHECK(server.asked().size() == 1);
  }
}

}  // namespace
}  // namespace l7::kube
