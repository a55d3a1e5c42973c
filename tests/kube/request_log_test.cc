#include "catch.h"
#include "fixture.h"
#include "server.h"

namespace l7::kube {
namespace {

using namespace fixture;

TEST_CASE("the log tells of requests and never of secrets") {
  Server server([&](const Asked& asked) {
    return reply(asked.method == "GET" ? 200 : 409,
                 R"({"kind":"Secret","data":{"password":"aHVudGVyMg=="},"x":"hunter2"})",
                 {{"Set-Cookie", "hunter2"}, {"Location", "https://login.example/?code=hunter2"}});
  });
  Connection connection = server.connection();
  connection.impersonation = {{"Impersonate-User", "jane"}};
  std::vector<std::pair<int, std::string>> lines;
  std::string all;
  Client client(connection, nullptr, [&](int level, const std::string& line) {
    lines.emplace_back(level, line);
    all += line + '\n';
  });
  client.read({{"v1", "Secret", "n", "s", "", ""},
               {"v1", "Secret", "n", "", "", ""},
               {"v1", "ConfigMap", "n", "c", "", ""},
               {"apps/v1", "Deployment", "n", "", "", ""},
               {"apps/v1", "StatefulSet", "n", "", "", ""},
               {"v1", "Pod", "n", "", "", ""}});
  Value secret = object();
  secret.set("kind", "Secret");
  secret.set(Path{"stringData", "password"}, "hunter2");
  CHECK_THROWS_AS(client.apply(secret, DryRun::none), ApiError);
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.front().first == 6);
  CHECK_THAT(lines.front().second, ContainsSubstring("GET " + connection.server + "/api/v1/namespaces/n/secrets"));
  CHECK_THAT(lines.front().second, ContainsSubstring(" 200 OK in "));
  CHECK_THAT(all, ContainsSubstring("PATCH "));
  CHECK_THAT(all, ContainsSubstring(" 409 Conflict in "));
  CHECK_THAT(all, ContainsSubstring("Impersonate-User: jane"));
  CHECK_THAT(all, ContainsSubstring("Request Body: <masked, "));
  for (const char* secret_text : {"hunter2", "aHVudGVyMg", "secret-token"})
    CHECK_THAT(all, !ContainsSubstring(secret_text));
}

}  // namespace
}  // namespace l7::kube
