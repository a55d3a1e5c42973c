// What an answer with status 200 must be for it to be believed.
#include <atomic>

#include "catch.h"
#include "fixture.h"
#include "kube/answer.h"
#include "kube/json.h"
#include "server.h"

namespace l7::kube {
namespace {

using namespace fixture;

const Read services{"v1", "Service", "n", "", "", ""};
const Read service{"v1", "Service", "n", "a", "", ""};

/// What gateways, login pages and broken proxies say with status 200, instead of whatever was asked for.
const std::vector<std::string> nobodys = {
    "",
    "null",
    "true",
    "[]",
    "{}",
    R"("ok")",
    "<html>sign in</html>",
    R"({"error":"backend busy"})",
    R"({"kind":null,"items":null})",
    R"({"kind":"Status","status":"Failure","code":403,"reason":"Forbidden"})",
    R"({"kind":"Status","code":503,"metadata":{},"items":[]})",
    R"({"kind":"ServiceList","metadata":{},"items":[)",
};

/// JSON that is nearly a list of Services.
const std::vector<std::string> no_lists = {
    R"({"metadata":{},"items":[]})",
    R"({"kind":"ServiceList","metadata":{}})",
    R"({"kind":"ServiceList","metadata":{},"items":{}})",
    R"({"kind":"ServiceList","metadata":{},"items":"x"})",
    R"({"kind":"ServiceList","metadata":{},"items":0})",
    R"({"kind":"ServiceList","metadata":{},"items":[],"items":{}})",
    R"({"kind":"ServiceList","metadata":{},"items":[],"items":"x"})",
    R"({"kind":"ServiceList","items":[]})",
    R"({"kind":"ServiceList","metadata":"x","items":[]})",
    R"({"kind":"ServiceList","metadata":{"continue":7},"items":[]})",
    R"({"kind":"Service","metadata":{"name":"a"},"items":[]})",
    R"({"kind":"IngressList","metadata":{},"items":[]})",
    R"({"kind":"ServiceList","apiVersion":"serving.knative.dev/v1","metadata":{},"items":[]})",
    R"({"kind":"ServiceList","metadata":{},"items":[null]})",
    R"({"kind":"ServiceList","metadata":{},"items":[7]})",
    R"({"kind":"ServiceList","metadata":{},"items":["a"]})",
    R"({"kind":"ServiceList","metadata":{},"items":[[]]})",
    R"({"kind":"ServiceList","metadata":{},"items":[{}]})",
    R"({"kind":"ServiceList","metadata":{},"items":[{"metadata":{"name":"a"}},null]})",
    R"({"kind":"ServiceList","metadata":{},"items":[{"metadata":{"name":7}}]})",
    R"({"kind":"ServiceList","metadata":{},"items":[{"kind":"Secret","metadata":{"name":"a"}}]})",
    R"({"kind":"ServiceList","metadata":{},"items":[{"metadata":{"name":"a","namespace":"other"}}]})",
};

/// JSON that is nearly the Service n/a.
const std::vector<std::string> no_objects = {
    R"({"kind":"Service"})",
    R"({"kind":"Service","metadata":{}})",
    R"({"kind":"Service","metadata":{"name":7}})",
    R"({"kind":"Service","metadata":{"name":"b"}})",
    R"({"kind":"Secret","metadata":{"name":"a"}})",
    R"({"metadata":{"name":"a"}})",
    R"({"kind":"Service","metadata":{"name":"a","namespace":"other"}})",
    R"({"kind":"Service","apiVersion":"serving.knative.dev/v1","metadata":{"name":"a"}})",
    R"({"kind":"ServiceList","metadata":{},"items":[{"metadata":{"name":"a"}}]})",
};

std::vector<std::string> both(std::vector<std::string> one, const std::vector<std::string>& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

void check_refusal(const ApiError& error, const std::string& subject) {
  CHECK_THAT(error.what(), ContainsSubstring("Server returned an unexpected response"));
  CHECK_THAT(error.where, ContainsSubstring(subject));
  CHECK_FALSE(error.fix.empty());
}

TEST_CASE("a list of metadata alone has items of a kind of its own") {
  Read secrets = {"v1", "Secret", "milvus", "", "", "", 0};
  const Value item = parse_json(
      R"({"apiVersion":"meta.k8s.io/v1","kind":"PartialObjectMetadata","metadata":{"name":"a","namespace":"milvus"}})");
  CHECK_FALSE(is_item_of(item, secrets));
  secrets.only_metadata = true;
  CHECK(is_item_of(item, secrets));
  CHECK_FALSE(is_item_of(parse_json(R"({"kind":"PartialObjectMetadata","metadata":{}})"), secrets));
  CHECK_FALSE(is_item_of(parse_json(R"({"kind":"ConfigMap","metadata":{"name":"a"}})"), secrets));
}

TEST_CASE("what is no list is none, least of all an empty one") {
  for (const std::string& body : both(nobodys, no_lists)) {
    INFO(body);
    Server server([&](const Asked&) { return reply(200, body); });
    Client client(server.connection());
    const Answer answer = client.read({services}).front();
    REQUIRE(answer.outcome == Answer::Outcome::failed);
    check_refusal(*answer.error, "services in namespace n");
    check_refusal(failure_of([&] { client.for_each(services, [](const Value&) {}); }), "services in namespace n");
  }
}

TEST_CASE("what is no list ends a watch, at its beginning and when it reads again") {
  const Value there = parse_json(R"({"metadata":{"resourceVersion":"5"},"items":[
      {"kind":"Service","metadata":{"name":"live","namespace":"n","resourceVersion":"1"}}]})");
  for (const std::string& body : both(nobodys, no_lists)) {
    INFO(body);
    Server server([&](const Asked& asked) {
      if (asked.target.find("watch=true") != std::string::npos) return reply(410, status(410, "Expired", "too old"));
      return reply(200, body);
    });
    Client client(server.connection());
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    int events = 0;
    const auto visit = [&](const WatchEvent&) { return ++events > 0; };
    const auto tick = [] { return true; };
    check_refusal(failure_of([&] { client.watch({services}, end, visit, tick); }), "services in namespace n");
    check_refusal(failure_of([&] { client.watch({Listed(services, there)}, end, visit, tick); }),
                  "services in namespace n");
    CHECK(events == 0);
  }
}

TEST_CASE("what is not the object that was asked for does not count as found") {
  for (const std::string& body : both(nobodys, no_objects)) {
    INFO(body);
    Server server([&](const Asked&) { return reply(200, body); });
    Client client(server.connection());
    const Answer answer = client.read({service}).front();
    REQUIRE(answer.outcome == Answer::Outcome::failed);
    check_refusal(*answer.error, "Service n/a");
  }
}

Value a_service() {
  Value value = Value::map({{"apiVersion", "v1"}, {"kind", "Service"}});
  value.set("metadata", Value::map({{"name", "a"}, {"namespace", "n"}, {"uid", "u"}, {"resourceVersion", "7"}}));
  return value;
}

TEST_CASE("a write that is answered with something else was not made") {
  std::vector<std::string> bodies = both(nobodys, no_objects);
  // What a proxy gives back is what it was sent.
  bodies.push_back(R"({"kind":"Service","metadata":{"name":"a"},"spec":{}})");
  for (const std::string& body : bodies) {
    INFO(body);
    Server server([&](const Asked&) { return reply(200, body); });
    Client client(server.connection());
    check_refusal(failure_of([&] { client.apply(a_service(), DryRun::none); }), "Service n/a");
    check_refusal(failure_of([&] { client.patch(ref_of(a_service()), Value::map(), DryRun::none); }), "Service n/a");
  }
}

TEST_CASE("a deletion is answered with the object or with a success") {
  std::vector<std::string> bodies = both(nobodys, no_objects);
  bodies.push_back(R"({"kind":"Status","status":"Failure","details":{"name":"a"}})");
  bodies.push_back(R"({"kind":"Status","status":"Success","details":{"name":"b"}})");
  for (const std::string& body : bodies) {
    INFO(body);
    Server server([&](const Asked&) { return reply(200, body); });
    Client client(server.connection());
    check_refusal(failure_of([&] { client.remove(a_service(), DryRun::none); }), "Service n/a");
  }
  for (const std::string body : {R"({"kind":"Status","status":"Success","details":{"name":"a","kind":"services"}})",
                                 R"({"kind":"Status","metadata":{},"status":"Success"})",
                                 R"({"kind":"Service","metadata":{"name":"a","namespace":"n"}})"}) {
    INFO(body);
    Server server([&](const Asked&) { return reply(200, body); });
    CHECK_NOTHROW(Client(server.connection()).remove(a_service(), DryRun::none));
  }
  // The way there is wrong, or a proxy does not know it: that says nothing of the object.
  Server wrong([&](const Asked&) { return reply(404, "<html>", {{"Content-Type", "text/html"}}); });
  CHECK(failure_of([&] { Client(wrong.connection()).remove(a_service(), DryRun::none); }).status == 404);
}

TEST_CASE("whether one may do something is told by a review alone") {
  for (const std::string& body :
       both(nobodys, {R"({"status":{"allowed":true}})", R"({"kind":"SelfSubjectAccessReview"})",
                      R"({"kind":"SelfSubjectAccessReview","status":{"allowed":"yes"}})"})) {
    INFO(body);
    Server server([&](const Asked&) { return reply(201, body); });
    CHECK(Client(server.connection()).try_out({{"get", services}}, {}).rights.front() == std::nullopt);
  }
}

TEST_CASE("a version is told by itself") {
  for (const std::string& body : nobodys) {
    INFO(body);
    Server server([&](const Asked&) { return reply(200, body); });
    check_refusal(failure_of([&] { Client(server.connection()).server_version(); }), "version");
  }
}

TEST_CASE("what a single object's 404 says is told from a path that is not there") {
  std::string body = status(404, "NotFound", "no", R"({"name":"a","kind":"services"})");
  Server server([&](const Asked&) { return reply(404, body, {}); });
  Client client(server.connection());
  Answer answer = client.read({service}).front();
  CHECK(answer.outcome == Answer::Outcome::absent);
  CHECK(answer.named);
  for (const std::string& other : {std::string("404 page not found\n"), status(404, "NotFound", "no")}) {
    body = other;
    answer = client.read({service}).front();
    CHECK(answer.outcome == Answer::Outcome::absent);
    CHECK_FALSE(answer.named);
  }
}

TEST_CASE("a length that is none, or not the answer's, makes an error of it") {
  const std::string body = R"({"kind":"ServiceList","metadata":{},"items":[]})";
  const std::string right = std::to_string(body.size());
  for (const std::string& length :
       {std::string("99999999999999999999"), std::string("-1"), std::string("x"), std::string("0x10"), right + ", 5",
        right + " 5", std::string("1e2"), right + "\r\nContent-Length: 7", "7\r\nContent-Length: " + right,
        std::to_string(body.size() + 1)}) {
    INFO(length);
    Server server([&](const Asked&) {
      return Reply{.parts = {{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length +
                              "\r\n\r\n" + body}},
                   .close = true};
    });
    Connection connection = server.connection();
    connection.request_timeout = std::chrono::seconds(5);
    Client client(connection);
    CHECK_THROWS_AS(client.for_each(services, [](const Value&) {}), ApiError);
  }
}

TEST_CASE("pages that lead to a page that was there are no list") {
  // The same token for ever, and a circle.
  const std::vector<std::string> tokens = GENERATE(std::vector<std::string>{"t"}, std::vector<std::string>{"t", "u"});
  std::atomic<std::size_t> pages = 0;
  Server server([&](const Asked&) {
    return reply(200, R"({"kind":"ServiceList","metadata":{"resourceVersion":"5","continue":")" +
                          tokens[pages++ % tokens.size()] + R"("},"items":[{"metadata":{"name":"a"}}]})");
  });
  Client client(server.connection());
  const auto check = [](const ApiError& error) {
    CHECK_THAT(error.what(), ContainsSubstring("the list does not end"));
    CHECK(error.where == "services in namespace n");
    CHECK_FALSE(error.fix.empty());
  };
  const Answer answer = client.read({services}).front();
  REQUIRE(answer.outcome == Answer::Outcome::failed);
  check(*answer.error);
  check(failure_of([&] { client.for_each(services, [](const Value&) {}); }));
  check(failure_of([&] {
    client.watch(
        {services}, std::chrono::steady_clock::now() + std::chrono::seconds(20), [](const WatchEvent&) { return true; },
        [] { return true; });
  }));
  CHECK(pages <= 3 * (tokens.size() + 1));
}

TEST_CASE("of a list only as many items are asked for as are wanted") {
  Server server([&](const Asked&) {
    return reply(200, R"({"kind":"NodeList","metadata":{"continue":"more","remainingItemCount":4980},"items":[)"
                      R"({"metadata":{"name":"a"}}]})");
  });
  Client client(server.connection());
  Read nodes{"v1", "Node", "", "", "", ""};
  nodes.limit = 20;
  const Answer answer = client.read({nodes}).front();
  REQUIRE(answer.outcome == Answer::Outcome::found);
  CHECK(answer.value.find("items")->items().size() == 1);
  int seen = 0;
  client.for_each(nodes, [&](const Value&) { ++seen; });
  CHECK(seen == 1);
  REQUIRE(server.asked().size() == 2);
  for (const Asked& asked : server.asked()) CHECK(asked.target == "/api/v1/nodes?limit=20");
}

}  // namespace
}  // namespace l7::kube
