#include "kube/client.h"

#include <atomic>
#include <set>

#include "catch.h"
#include "fixture.h"
#include "kube/json.h"
#include "server.h"

namespace l7::kube {
namespace {

using namespace fixture;

TEST_CASE("changes are sent as the API server wants them") {
  Server server([](const Asked&) { return reply(200, to_json(object())); });
  Client client(server.connection());
  CHECK(client.apply(object(), DryRun::none) == object());
  client.apply(object(), DryRun::server);
  client.patch(ref_of(object()), Value::map({{"data", Value::map({{"k", "v"}})}}), DryRun::none);
  client.remove(object(), DryRun::none);
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

TEST_CASE("what is created is applied to a version that no object has") {
  Server server([](const Asked&) { return reply(201, to_json(object())); });
  Client client(server.connection());
  client.create(object(), DryRun::none);
  client.create(object(), DryRun::server);
  const std::vector<Asked> asked = server.asked();
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].target == "/api/v1/namespaces/n/configmaps/a?fieldManager=milvus-l7&force=true");
  CHECK_THAT(asked[0].body, ContainsSubstring(R"("resourceVersion":"1")"));
  CHECK(asked[1].target == "/api/v1/namespaces/n/configmaps/a?fieldManager=milvus-l7&dryRun=All&force=true");
}

TEST_CASE("only a 404 is absence") {
  Server server([](const Asked& asked) {
    if (asked.target.find("/services/a") != std::string::npos)
      return reply(200, R"({"kind":"Service","metadata":{"name":"a"}})");
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

TEST_CASE("whether one may do something") {
  const std::string review = R"({"kind":"SelfSubjectAccessReview","status":{"allowed":)";
  std::string answer = review + "true}}";
  int code = 201;
  Server server([&](const Asked&) { return reply(code, answer); });
  Client client(server.connection());
  const Read ingresses{"networking.k8s.io/v1", "Ingress", "n", "", "", ""};
  CHECK(client.try_out({{"create", ingresses}}, {}).rights.front() == true);
  CHECK(server.asked().front().method == "POST");
  CHECK(server.asked().front().target == "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
  CHECK_THAT(server.asked().front().body,
             ContainsSubstring(R"({"resourceAttributes":{"verb":"create","group":"networking.k8s.io","version":"v1",)"
                               R"("resource":"ingresses","namespace":"n"}})"));
  answer = review + "false}}";
  CHECK(client.try_out({{"create", ingresses}}, {}).rights.front() == false);
  code = 403;
  answer = status(403, "Forbidden", "no");
  CHECK(client.try_out({{"create", ingresses}}, {}).rights.front() == std::nullopt);
}

TEST_CASE("rights and changes are tried all at once, and nothing is kept") {
  const Value service = parse_json(
      R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"a","namespace":"n","uid":"u","resourceVersion":"1"}})");
  const ObjectRef ref = ref_of(service);
  const std::vector<Right> rights = {{"patch", {"v1", "Service", "n", "a", "", ""}}};
  const std::vector<Write> writes = {{Write::How::create, ref, service},
                                     {Write::How::apply, ref, service},
                                     {Write::How::patch, ref, Value::map({{"spec", Value()}})},
                                     {Write::How::remove, ref, service}};
  const auto answer = [&](const Asked& asked) {
    if (asked.target.find("selfsubject") != std::string::npos) {
      return reply(201, R"({"kind":"SelfSubjectAccessReview","status":{"allowed":false}})");
    }
    if ((asked.target + asked.body).find("dryRun") == std::string::npos) return reply(500, "");
    if (asked.method == "DELETE") return reply(404, status(404, "NotFound", "gone"));
    if (asked.body.find("spec") != std::string::npos) return reply(422, status(422, "Invalid", "no such field"));
    return reply(200, to_json(service));
  };
  const auto late = [&](const Asked& asked) {
    Reply reply = answer(asked);
    reply.parts.front().pause = std::chrono::milliseconds(100);
    return reply;
  };
  // Over TLS a client knows that it needs a connection for each before the first answer is there.
  Server server(late, Server::Scheme::https);
  const Trials trials = Client(server.connection()).try_out(rights, writes);
  // One after the other they would share a connection.
  std::set<int> connections;
  for (const Asked& asked : server.asked()) connections.insert(asked.connection);
  CHECK(connections.size() == rights.size() + writes.size());
  CHECK(trials.rights == std::vector<std::optional<bool>>{false});
  REQUIRE(trials.writes.size() == 4);
  CHECK(trials.writes[0].value == service);
  CHECK(trials.writes[1].value == service);
  REQUIRE(trials.writes[2].error);
  CHECK(trials.writes[2].error->status == 422);
  CHECK_FALSE(trials.writes[3].error);
}

TEST_CASE("a conflict is one, and what is gone is removed") {
  int code = 409;
  Server server(
      [&](const Asked&) { return reply(code, status(code, code == 409 ? "Conflict" : "NotFound", "changed")); });
  Client client(server.connection());
  CHECK(failure_of([&] { client.patch(ref_of(object()), object(), DryRun::none); }).reason == "Conflict");
  CHECK(failure_of([&] { client.remove(object(), DryRun::none); }).status == 409);
  CHECK(server.asked().size() == 2);
  code = 404;
  client.remove(object(), DryRun::none);
  CHECK(failure_of([&] { client.apply(object(), DryRun::none); }).status == 404);
}

}  // namespace
}  // namespace l7::kube
