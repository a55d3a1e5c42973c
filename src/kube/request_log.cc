#include "kube/request_log.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "model/text.h"

namespace l7::kube {
namespace {

constexpr std::size_t first_part = 1024;

std::string_view phrase(int status) {
  switch (status) {
    case 200: return " OK";
    case 201: return " Created";
    case 202: return " Accepted";
    case 400: return " Bad Request";
    case 401: return " Unauthorized";
    case 403: return " Forbidden";
    case 404: return " Not Found";
    case 409: return " Conflict";
    case 410: return " Gone";
    case 422: return " Unprocessable Entity";
    case 429: return " Too Many Requests";
    case 500: return " Internal Server Error";
    case 502: return " Bad Gateway";
    case 503: return " Service Unavailable";
    case 504: return " Gateway Timeout";
    default: return "";
  }
}

std::string masked(const std::pair<std::string, std::string>& header) {
  constexpr std::array<std::string_view, 5> secret = {"authorization", "proxy-authorization", "cookie", "set-cookie",
                                                      "www-authenticate"};
  const std::string name = lower(header.first);
  const bool hide = std::find(secret.begin(), secret.end(), name) != secret.end();
  // A login page is told with a query that may log one in.
  const std::string shown =
      name == "location" ? header.second.substr(0, header.second.find_first_of("?#")) : header.second;
  return "    " + header.first + ": " + (hide ? "<masked>" : shown);
}

/// By the path, which names the resource also where the body is an error, a list or a watch's event. Containers are
/// given passwords in their environment, so whatever has containers counts.
bool holds_secrets(const std::string& target) {
  constexpr std::array<std::string_view, 10> resources = {
      "/secrets/",     "/configmaps/", "/deployments/", "/statefulsets/", "/pods/",
      "/replicasets/", "/daemonsets/", "/jobs/",        "/cronjobs/",     "/milvuses/"};
  const std::string path = target.substr(0, target.find('?')) + '/';
  return std::any_of(resources.begin(), resources.end(),
                     [&](std::string_view resource) { return path.find(resource) != std::string::npos; });
}

void log_body(const Client::LogSink& sink, const char* title, const Request& request, const std::string& body) {
  if (body.empty()) return;
  if (request.confidential || holds_secrets(request.target)) {
    sink(8, std::string(title) + "<masked, " + std::to_string(body.size()) + " bytes>");
  } else if (body.size() <= first_part) {
    sink(8, title + body);
  } else {
    sink(8, title + body.substr(0, first_part) + " [truncated " + std::to_string(body.size() - first_part) + " chars]");
    sink(9, title + body);
  }
}

}  // namespace

void log_request(const Client::LogSink& sink, const Transport& transport, const Request& request, Transfer& transfer) {
  const Response& response = transfer.response();
  const Failure* failure = transfer.failure();
  const std::string outcome =
      failure ? failure->text : std::to_string(response.status) + std::string(phrase(response.status));
  sink(6, request.method + ' ' + transport.url(request) + ' ' + outcome + " in " +
              std::to_string(transfer.duration().count()) + " milliseconds");
  sink(8, "Request Headers:");
  for (const auto& header : transport.headers(request)) sink(8, masked(header));
  log_body(sink, "Request Body: ", request, request.body);
  sink(8, "Response Headers:");
  for (const auto& header : response.headers) sink(8, masked(header));
  log_body(sink, "Response Body: ", request, response.body);
}

}  // namespace l7::kube
