#include "kube/client.h"

#include <atomic>
#include <fstream>

#include "catch.h"
#include "folder.h"
#include "kube/transport.h"
#include "server.h"

namespace l7::kube {
namespace {

Value object() {
  Value value = Value::map({{"apiVersion", "v1"}, {"kind", "ConfigMap"}});
  value.set("metadata", Value::map({{"name", "a"}, {"namespace", "n"}, {"uid", "u-1"}, {"resourceVersion", "7"}}));
  return value;
}

std::string status(int code, const std::string& reason, const std::string& message, const std::string& more = "{}") {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":")" + message + R"(","reason":")" + reason +
         R"(","details":)" + more + R"(,"code":)" + std::to_string(code) + "}";
}

TEST_CASE("changes are sent as the API server wants them") {
  Server server([](const Asked& asked) { return reply(200, asked.body.empty() ? "{}" : asked.body); });
  Client client(server.connection());
  CHECK(client.apply(object()) == object());
  client.apply(object(), DryRun::server);
  client.patch(ref_of(object()), Value::map({{"data", Value::map({{"k", "v"}})}}));
  client.remove(object());
  client.remove(object(), DryRun::server);
  const std::vector<Asked> asked = server.asked();
  REQUIRE(asked.size() == 5);
  CHECK(client.requests() == 5);
  const std::string path = "/api/v1/namespaces/n/configmaps/a";
  CHECK(asked[0].method == "PATCH");
  CHECK(asked[0].target == path + "?fieldManager=milvus-l7&force=true");
  CHECK(asked[0].headers.at("content-type") == "application/apply-patch+yaml");
  CHECK(asked[0].headers.at("authorization") == "Bearer secret-token");
  CHECK_THAT(asked[0].headers.at("user-agent"), ContainsSubstring("kubectl-milvus_l7/0.1.0 ("));
  CHECK(asked[0].body == to_json(object()));
  CHECK(asked[1].target == path + "?fieldManager=milvus-l7&dryRun=All&force=true");
  CHECK(asked[2].method == "PATCH");
  CHECK(asked[2].target == path + "?fieldManager=milvus-l7");
  CHECK(asked[2].headers.at("content-type") == "application/merge-patch+json");
  CHECK(asked[2].body == R"({"data":{"k":"v"}})");
  CHECK(asked[3].method == "DELETE");
  CHECK(asked[3].target == path);
  CHECK(asked[3].body ==
        R"({"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u-1","resourceVersion":"7"},)"
        R"("propagationPolicy":"Background"})");
  CHECK_THAT(asked[4].body, ContainsSubstring(R"("dryRun":["All"])"));
  for (const Asked& each : asked) CHECK(each.connection == 1);
}

TEST_CASE("only a 404 is absence") {
  Server server([](const Asked& asked) {
    if (asked.target.find("/services/a") != std::string::npos) return reply(200, R"({"kind":"Service"})");
    if (asked.target.find("/services/b") != std::string::npos) {
      return reply(404, status(404, "NotFound", "services \\\"b\\\" not found", R"({"name":"b","kind":"services"})"));
    }
    if (asked.target.find("/apis/x.io/") != std::string::npos) return reply(404, "404 page not found\n", {});
    if (asked.target.find("/secrets") != std::string::npos) return reply(403, status(403, "Forbidden", "no secrets"));
    if (asked.target.find("/pods") != std::string::npos) return reply(404, "<html>", {{"Content-Type", "text/html"}});
    return reply(200, R"({"kind":"NodeList","metadata":{},"items":[{"metadata":{"name":"n1"}}]})");
  });
  Client client(server.connection());
  const std::vector<Answer> answers = client.read({{"v1", "Service", "n", "a", "", ""},
                                                   {"v1", "Service", "n", "b", "", ""},
                                                   {"x.io/v1", "Thing", "n", "", "", ""},
                                                   {"v1", "Secret", "n", "", "", ""},
                                                   {"v1", "Pod", "n", "", "", ""},
                                                   {"v1", "Node", "", "", "", ""}});
  REQUIRE(answers.size() == 6);
  CHECK(answers[0].outcome == Answer::Outcome::found);
  CHECK(answers[1].outcome == Answer::Outcome::absent);
  CHECK(answers[2].outcome == Answer::Outcome::absent);
  REQUIRE(answers[3].outcome == Answer::Outcome::failed);
  CHECK(answers[3].error->status == 403);
  CHECK(answers[3].error->reason == "Forbidden");
  CHECK(std::string(answers[3].error->what()) == "Error from server (Forbidden): no secrets");
  CHECK(answers[4].outcome == Answer::Outcome::failed);
  REQUIRE(answers[5].outcome == Answer::Outcome::found);
  CHECK(answers[5].value.text_at({"items", std::size_t{0}, "kind"}) == "Node");
}

/// The error of a function that must fail with one.
template <typename Function>
ApiError failure_of(Function function) {
  try {
    function();
  } catch (const ApiError& error) {
    return error;
  }
  throw std::logic_error("it did not fail");
}

constexpr const char* version_body = R"({"gitVersion":"v1.99.0"})";

TEST_CASE("429 and 5xx are asked again only when the server names the seconds") {
  const int code = GENERATE(429, 500, 503);
  const std::string after = GENERATE("0", "soon", "-1", "");
  std::atomic<int> count = 0;
  Server server([&](const Asked&) {
    if (++count > 3) return reply(200, version_body);
    return reply(code, status(code, "Busy", "slow down"), after.empty() ? Headers{} : Headers{{"Retry-After", after}});
  });
  Client client(server.connection());
  INFO(code << " " << after);
  if (after == "0") {
    CHECK(client.server_version() == "v1.99.0");
    CHECK(count == 4);
    count = 0;
    client.apply(object());
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

  std::atomic<int> count = 0;
  Server slow([&](const Asked&) {
    return ++count == 1 ? reply(429, "", {{"Retry-After", "1"}}) : reply(200, version_body);
  });
  Client patient(slow.connection());
  const auto began = std::chrono::steady_clock::now();
  CHECK(patient.server_version() == "v1.99.0");
  CHECK(std::chrono::steady_clock::now() - began >= std::chrono::seconds(1));
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
    return reply(200, version_body);
  });
  Client client(server.connection());
  if (kept) client.server_version();
  SECTION("read") {
    const std::vector<Answer> answers = client.read({{"v1", "Pod", "n", "p", "", ""}});
    CHECK(answers[0].outcome == Answer::Outcome::found);
    CHECK(count == 3);
  }
  SECTION("change") {
    const ApiError error = failure_of([&] { client.apply(object()); });
    CHECK(error.status == 0);
    CHECK_THAT(error.what(), ContainsSubstring("Unable to connect to the server: "));
    CHECK_THAT(error.what(), ContainsSubstring("EOF"));
    CHECK(count == 1);
    const ApiError truncated = failure_of([&] { client.patch(ref_of(object()), object()); });
    CHECK(truncated.status == 0);
    CHECK(count == 2);
  }
}

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

TEST_CASE("a list comes in pages, and anew and whole when it expires on the way") {
  std::atomic<bool> expired = false;
  const bool expires = GENERATE(false, true);
  const auto page = [](const std::string& names, const std::string& token) {
    return reply(200, R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5","continue":")" + token +
                          R"("},"items":[)" + names + "]}");
  };
  const std::string one = R"({"metadata":{"name":"a"}},{"metadata":{"name":"b"}})";
  const std::string two = R"({"metadata":{"name":"c"}})";
  Server server([&](const Asked& asked) {
    if (asked.target.find("limit=500") == std::string::npos) return page(one + "," + two, "");
    if (asked.target.find("continue=t%2F1") == std::string::npos) return page(one, "t/1");
    if (expires && !expired.exchange(true)) {
      return reply(410, R"({"kind":"Status","reason":"Expired","code":410,"metadata":{"continue":"t/1&x"}})");
    }
    return page(two, "");
  });
  Client client(server.connection());
  const Read pods{"v1", "Pod", "n", "", "app in (x,y)", ""};
  SECTION("at once") {
    const Answer answer = client.read({pods}).front();
    REQUIRE(answer.outcome == Answer::Outcome::found);
    CHECK(answer.value.find("items")->items().size() == 3);
    CHECK(answer.value.text_at({"items", std::size_t{2}, "metadata", "name"}) == "c");
    CHECK(server.asked().size() == (expires ? 3 : 2));
    CHECK(server.asked().front().target == "/api/v1/namespaces/n/pods?labelSelector=app%20in%20%28x%2Cy%29&limit=500");
  }
  SECTION("item by item") {
    std::string names;
    client.for_each(pods, [&](const Value& item) {
      CHECK(item.text_at({"kind"}) == "Pod");
      names += item.text_at({"metadata", "name"});
    });
    CHECK(names == "abc");
    if (expires) CHECK_THAT(server.asked().back().target, ContainsSubstring("continue=t%2F1%26x"));
    CHECK_THROWS_AS(client.for_each(pods, [](const Value&) { throw Error("mine", "", ""); }), Error);
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
  CHECK_THROWS_AS(client.patch({"v1", "Service", "n", "s"}, Value::map()), ApiError);
}

TEST_CASE("what is no API server's answer is said, and shows nothing of it") {
  const std::string body = GENERATE("<html>hunter2</html>", "", "[]", R"({"cut": "off)");
  Server server([&](const Asked&) { return reply(200, body, {{"Content-Type", "text/html"}}); });
  Client client(server.connection());
  const ApiError error = failure_of([&] { client.server_version(); });
  CHECK_THAT(error.what(), ContainsSubstring("Server returned an unexpected response: text/html"));
  CHECK_THAT(error.what(), !ContainsSubstring("hunter2"));
  const Answer answer = client.read({{"v1", "Pod", "n", "", "", ""}}).front();
  CHECK(answer.outcome == Answer::Outcome::failed);
  CHECK_THROWS_AS(client.for_each({"v1", "Pod", "n", "", "", ""}, [](const Value&) {}), ApiError);
}

TEST_CASE("gzip is offered and read, unless it is switched off") {
  const std::string packed = [] {
    constexpr unsigned char bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab,
                                       0x56, 0x4a, 0xcf, 0x2c, 0x09, 0x4b, 0x2d, 0x2a, 0xce, 0xcc, 0xcf,
                                       0x53, 0xb2, 0x52, 0x2a, 0x33, 0xd4, 0xb3, 0xb4, 0xd4, 0x33, 0x50,
                                       0xaa, 0x05, 0x00, 0x74, 0x61, 0x88, 0xc0, 0x18, 0x00, 0x00, 0x00};
    return std::string(reinterpret_cast<const char*>(bytes), sizeof bytes);
  }();
  Server server([&](const Asked& asked) {
    return asked.headers.contains("accept-encoding") ? reply(200, packed, {{"Content-Encoding", "gzip"}})
                                                     : reply(200, version_body);
  });
  Connection connection = server.connection();
  CHECK(Client(connection).server_version() == "v1.99.0");
  CHECK(server.asked().back().headers.at("accept-encoding") == "gzip");
  connection.disable_compression = true;
  CHECK(Client(connection).server_version() == "v1.99.0");
  CHECK_FALSE(server.asked().back().headers.contains("accept-encoding"));
}

TEST_CASE("an answer may be large, and not larger than the limit") {
  Server server([&](const Asked&) { return reply(200, std::string(1 << 20, ' ') + version_body); });
  CHECK(Client(server.connection()).server_version() == "v1.99.0");
  Transport transport(server.connection(), 1 << 20);
  Transfer transfer = transport.start({.target = "/version"}, {});
  while (!transfer.done()) transport.work(std::chrono::milliseconds(100));
  REQUIRE(transfer.failure());
  CHECK(transfer.failure()->text == "the answer is larger than 1 MiB");
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
    late.parts.front().pause = std::chrono::seconds(10);
    return late;
  });
  int asked = 0;
  Client client(server.connection(), nullptr, nullptr, [&] { return ++asked > 2; });
  const auto began = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(client.server_version(), Interruption);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(2));
  try {
    client.apply(object());
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
  CHECK_THROWS_AS(client.apply(secret), ApiError);
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

TEST_CASE("whether one may do something") {
  std::string answer = R"({"status":{"allowed":true}})";
  int code = 201;
  Server server([&](const Asked&) { return reply(code, answer); });
  Client client(server.connection());
  const Read ingresses{"networking.k8s.io/v1", "Ingress", "n", "", "", ""};
  CHECK(client.may("create", ingresses) == true);
  CHECK(server.asked().front().method == "POST");
  CHECK(server.asked().front().target == "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
  CHECK_THAT(server.asked().front().body,
             ContainsSubstring(R"({"resourceAttributes":{"verb":"create","group":"networking.k8s.io","version":"v1",)"
                               R"("resource":"ingresses","namespace":"n"}})"));
  answer = R"({"status":{"allowed":false}})";
  CHECK(client.may("create", ingresses) == false);
  code = 403;
  answer = status(403, "Forbidden", "no");
  CHECK(client.may("create", ingresses) == std::nullopt);
}

TEST_CASE("a conflict is one, and what is gone is removed") {
  int code = 409;
  Server server(
      [&](const Asked&) { return reply(code, status(code, code == 409 ? "Conflict" : "NotFound", "changed")); });
  Client client(server.connection());
  CHECK(failure_of([&] { client.patch(ref_of(object()), object()); }).reason == "Conflict");
  CHECK(failure_of([&] { client.remove(object()); }).status == 409);
  CHECK(server.asked().size() == 2);
  code = 404;
  client.remove(object());
  CHECK(failure_of([&] { client.apply(object()); }).status == 404);
}

}  // namespace
}  // namespace l7::kube
