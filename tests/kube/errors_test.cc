#include "kube/errors.h"

#include "catch.h"
#include "kube/proxy.h"

namespace l7::kube {
namespace {

const Request request{.subject = "Service n/s"};

std::string text_of(int status, const std::string& body) { return refusal_of(request, {status, {}, body}).what(); }

TEST_CASE("refusals are worded as kubectl words them") {
  CHECK(text_of(403, R"({"kind":"Status","reason":"Forbidden","message":"services is forbidden"})") ==
        "Error from server (Forbidden): services is forbidden");
  CHECK(text_of(418, R"({"kind":"Status","message":"short and stout"})") == "Error from server: short and stout");
  CHECK(text_of(401, R"({"kind":"Status","reason":"Unauthorized","message":"Unauthorized"})") ==
        "You must be logged in to the server (Unauthorized)");
  CHECK(text_of(401, "") ==
        "You must be logged in to the server (the server has asked for the client to provide credentials)");
  CHECK(text_of(502, "<html>Bad Gateway</html>") ==
        "Error from server (InternalError): an error on the server (\"<html>Bad Gateway</html>\") has prevented the "
        "request from succeeding");
  CHECK(text_of(503, "") ==
        "Error from server (ServiceUnavailable): the server is currently unable to handle the request");
  CHECK(text_of(404, "{}") == "Error from server (NotFound): the server could not find the requested resource");
  CHECK(text_of(302, "") ==
        "Error from server: the server responded with the status code 302 but did not return more information");
  CHECK(text_of(500, std::string(10'000, 'x')).size() < 400);
  CHECK(text_of(500, R"({"kind":"Status)") ==
        R"(Error from server (InternalError): an error on the server ("{\"kind\":\"Status") has prevented the request )"
        "from succeeding");
}

TEST_CASE("what is invalid is listed") {
  CHECK(text_of(422, R"({"kind":"Status","reason":"Invalid","message":"long","details":{"kind":"Service","name":"s",
      "causes":[{"field":"spec.ports","message":"Required value"},{"message":"no"}]}})") ==
        "The Service \"s\" is invalid:\n* spec.ports: Required value\n* no");
  CHECK(text_of(422, R"({"kind":"Status","reason":"Invalid","message":"bad","details":{}})") ==
        "The request is invalid: bad");
  CHECK(text_of(422, "") ==
        "Error from server (Invalid): the server rejected our request due to an error in our request");
}

TEST_CASE("a refusal names the object and what to do") {
  for (const int status : {302, 400, 401, 403, 404, 409, 410, 422, 429, 500, 503}) {
    const ApiError error = refusal_of(request, {status, {}, ""});
    CHECK(error.status == status);
    CHECK(error.where == "Service n/s");
    CHECK_FALSE(error.fix.empty());
  }
}

TEST_CASE("absence is what the API server says of this very object or kind") {
  const Read service{"v1", "Service", "n", "s", "", ""};
  const Read services{"v1", "Service", "n", "", "", ""};
  const auto says = [](const std::string& name) {
    return Response{404, {}, R"({"kind":"Status","reason":"NotFound","details":{"name":")" + name + R"("}})"};
  };
  CHECK(is_absence(service, says("s")));
  CHECK(is_absence(service, says("")));
  CHECK(is_absence(services, says("")));
  CHECK_FALSE(is_absence(services, says("n")));
  CHECK_FALSE(is_absence(service, says("other")));
  CHECK(is_absence(services, {404, {}, "404 page not found\n"}));
  CHECK_FALSE(is_absence(services, {404, {}, "<html>404 page not found</html>"}));
  CHECK_FALSE(is_absence(services, {404, {}, ""}));
  CHECK_FALSE(is_absence(service, {403, {}, says("s").body}));
}

TEST_CASE("NO_PROXY is read as Go reads it") {
  const auto named = [](const std::string& list, const std::string& host) {
    return no_proxy_names(list, host, "6443");
  };
  CHECK(named("*", "a.example"));
  CHECK(named("x, example.com ,y", "example.com"));
  CHECK(named("example.com", "API.Example.com"));
  CHECK_FALSE(named("example.com", "badexample.com"));
  CHECK(named(".example.com", "a.example.com"));
  CHECK_FALSE(named(".example.com", "example.com"));
  CHECK(named("*.example.com", "a.example.com"));
  CHECK_FALSE(named("*.example.com", "example.com"));
  CHECK(named("example.com:6443", "example.com"));
  CHECK_FALSE(named("example.com:443", "example.com"));
  CHECK(named("10.0.0.0/8", "10.200.3.4"));
  CHECK_FALSE(named("10.0.0.0/8", "11.0.0.1"));
  CHECK(named("10.1.2.0/23", "10.1.3.255"));
  CHECK_FALSE(named("10.1.2.0/23", "10.1.4.0"));
  CHECK(named("fd00::/8", "fd12::1"));
  CHECK(named("[::2]:6443", "::2"));
  CHECK(named("10.0.0.1", "10.0.0.1"));
  CHECK_FALSE(named("10.0.0.1", "10.0.0.10"));
  for (const char* odd : {"", ",", " , ", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/8x", "[", "[::1", ":", "."}) {
    CHECK_FALSE(named(odd, "10.0.0.1"));
  }
}

TEST_CASE("a server's URL is taken apart") {
  const Endpoint plain = endpoint_of("https://api.example/");
  CHECK(plain.host == "api.example");
  CHECK(plain.port == "443");
  CHECK(plain.authority == "api.example");
  CHECK(plain.prefix.empty());
  const Endpoint full = endpoint_of("http://[::1]:8080/k8s/c-1//");
  CHECK(full.host == "::1");
  CHECK(full.authority == "[::1]:8080");
  CHECK(full.prefix == "/k8s/c-1");
  for (const char* bad : {"", "api.example", "ftp://a", "file:///etc/passwd", "https://", "https://a b"}) {
    CHECK_THROWS_AS(endpoint_of(bad), Error);
  }
}

}  // namespace
}  // namespace l7::kube
