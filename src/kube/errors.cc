#include "kube/errors.h"

#include <optional>

#include "kube/json.h"
#include "kube/redirect.h"
#include "kube/request.h"

namespace l7::kube {
namespace {

constexpr std::size_t longest_quote = 200;

struct Words {
  std::string reason;
  std::string message;
};

std::optional<Value> status_in(const Response& response) {
  if (!response.body.starts_with('{')) return std::nullopt;
  try {
    Value value = parse_json(response.body);
    if (value.text_at({"kind"}) == "Status") return value;
  } catch (const Error&) {
    // An answer of somebody else, which is reported as such.
  }
  return std::nullopt;
}

std::string quoted(std::string text) {
  if (text.size() > longest_quote) text = text.substr(0, longest_quote) + "..";
  return to_json(Value(std::move(text)));
}

std::string in_brackets(const std::string& text) { return text.empty() ? "" : " (" + quoted(text) + ')'; }

/// What client-go says of a code when the answer holds no Status (api/errors, NewGenericServerResponse).
Words generic_words(int status, const std::string& body) {
  switch (status) {
    case 400: return {"BadRequest", "the server rejected our request for an unknown reason" + in_brackets(body)};
    case 401: return {"Unauthorized", "the server has asked for the client to provide credentials"};
    case 403: return {"Forbidden", body.empty() ? "the server gave no reason" : quoted(body)};
    case 404: return {"NotFound", "the server could not find the requested resource"};
    case 405: return {"MethodNotAllowed", "the server does not allow this method on the requested resource"};
    case 406: return {"NotAcceptable", "the server was unable to respond with a content type that the client supports"};
    case 409: return {"Conflict", "the server reported a conflict"};
    case 410: return {"Expired", "the requested version is no longer available"};
    case 415: return {"UnsupportedMediaType", quoted(body)};
    case 422: return {"Invalid", "the server rejected our request due to an error in our request"};
    case 429:
      return {"TooManyRequests", "the server has received too many requests and has asked us to try again later"};
    case 503: return {"ServiceUnavailable", "the server is currently unable to handle the request"};
    case 504:
      return {
          "Timeout",
          "the server was unable to return a response in the time allotted, but may still be processing the request"};
    default: break;
  }
  if (status >= 500) {
    return {"InternalError", "an error on the server (" + quoted(body) + ") has prevented the request from succeeding"};
  }
  return {"", "the server responded with the status code " + std::to_string(status) +
                  " but did not return more information"};
}

std::string remedy(int status) {
  if (status == 401) return "log in again, or correct the user of the context: kubectl config view --minify";
  if (status == 403) return "ask who administers the cluster for this right; kubectl auth can-i tells what you may do";
  if (status == 404) return "check the context, the namespace and the name";
  if (status == 409 || status == 410) return "somebody else changed it at the same time: run this again";
  if (status == 429) return "the API server is busy: run this again later";
  if (status == 422) return "correct the fields that it names";
  if (status >= 500)
    return "run this again; kubectl get --raw '/readyz?verbose' tells whether the API server is healthy";
  return "check that the address is an API server's: kubectl config view --minify";
}

/// `The Service "x" is invalid: spec.ports: Required value`; of several causes each has a line, as kubectl has it.
std::string invalid(const Value& status) {
  const std::string& kind = status.text_at({"details", "kind"});
  const std::string& name = status.text_at({"details", "name"});
  std::string text = "The request is invalid";
  if (!kind.empty() || !name.empty()) text = "The " + kind + " \"" + name + "\" is invalid";
  const Value* causes = status.find(Path{"details", "causes"});
  if (!causes || causes->items().empty()) return text + ": " + status.text_at({"message"});
  const bool is_one = causes->items().size() == 1;
  text += is_one ? ": " : ":";
  for (const Value& cause : causes->items()) {
    const std::string& field = cause.text_at({"field"});
    if (!is_one) text += "\n* ";
    text += (field.empty() ? "" : field + ": ") + cause.text_at({"message"});
  }
  return text;
}

ApiError error_of(int status, const Words& words, const std::string& subject) {
  std::string what;
  if (words.reason == "Unauthorized") {
    what = "You must be logged in to the server (" + words.message + ')';
  } else {
    what = "Error from server" + (words.reason.empty() ? "" : " (" + words.reason + ')') + ": " + words.message;
  }
  return {what, subject, remedy(status), status, words.reason};
}

ApiError error_of(const Value& status, int code, const std::string& subject) {
  Words words{status.text_at({"reason"}), status.text_at({"message"})};
  if (code == 422 && words.reason == "Invalid") {
    return {invalid(status), subject, remedy(code), code, words.reason};
  }
  const Words generic = generic_words(code, "");
  if (words.message.empty()) words.message = generic.message;
  if (words.reason.empty() && code == 401) words.reason = generic.reason;
  return error_of(code, words, subject);
}

/// `PATCH Service milvus/demo at https://10.0.0.1`.
std::string hanging(const Request& request, const Transport& transport) {
  return request.method + ' ' + request.subject + " at " + transport.server().scheme + "://" +
         transport.server().authority;
}

}  // namespace

ApiError refusal_of(const Request& request, const Response& response) {
  if (const std::string place = redirection(response); !place.empty()) {
    return {"Error from server: it redirects to " + place + ", which is not followed", request.subject,
            "if that is the API server, make it the cluster's server in the kubeconfig; if it is a login page, log in",
            response.status, ""};
  }
  if (const std::optional<Value> status = status_in(response)) {
    return error_of(*status, response.status, request.subject);
  }
  return error_of(response.status, generic_words(response.status, response.body), request.subject);
}

ApiError error_of_status(const Value& status, const std::string& subject) {
  const Value* code = status.find("code");
  return error_of(status, code ? code->as_int(0) : 0, subject);
}

ApiError no_answer(const Request& request, const TimeLimit& limit, const Transport& transport) {
  const std::string where = hanging(request, transport);
  std::string fix = request.reads() ? "" : "what was asked for may have been done, and running this again continues; ";
  fix += "see whether the API server is well: kubectl get --raw '/readyz?verbose'; ";
  if (limit.by == TimeLimit::By::run) {
    return {"time ran out: the API server has not answered within the " + duration_text(limit.time) + " that were left",
            where, fix + "allow more time with --timeout", 0, ""};
  }
  fix += "allow more time with --request-timeout";
  if (limit.by == TimeLimit::By::user) {
    return {
        "Unable to connect to the server: context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        where, fix, 0, ""};
  }
  return {"Unable to connect to the server: it has not answered within " + duration_text(limit.time), where, fix, 0,
          ""};
}

ApiError no_time_for(const Request& request, const Transport& transport) {
  return {"time ran out before this could be asked for", hanging(request, transport),
          "run this again: it continues; allow more time with --timeout", 0, ""};
}

ApiError unexpected_answer(const Request& request, const Response& response, const std::string& wanted) {
  const std::string& type = response.header("content-type");
  return {"Server returned an unexpected response: " + (type.empty() ? "no JSON" : type) + " (" +
              std::to_string(response.body.size()) + " bytes) instead of " + wanted,
          request.subject,
          "something between here and the API server answered: look at the proxy and the server's address",
          response.status, ""};
}

ApiError endless_list(const Request& request) {
  return {
      "Server returned an unexpected response: the list does not end, since its pages lead back to where they began",
      request.subject, "something between here and the API server answered: look at the proxy and the server's address",
      200, ""};
}

ApiError network_error(const Failure& failure, const Transport& transport) {
  const std::string where = transport.server().scheme + "://" + transport.server().authority;
  if (failure.kind == Failure::Kind::refused) {
    return {"The connection to the server " + transport.server().authority +
                " was refused - did you specify the right host or port?",
            where, "check that the cluster runs and the context is the right one: kubectl config get-contexts", 0, ""};
  }
  std::string fix = "check the network and the server's address: kubectl config view --minify";
  if (failure.text.find("x509") != std::string::npos) {
    fix = "check server, certificate-authority and tls-server-name of the cluster in the kubeconfig";
  } else if (failure.kind == Failure::Kind::timeout) {
    fix = "check the network (VPN, firewall), or allow more time with --request-timeout";
  } else if (!transport.proxy().empty()) {
    fix = "check the proxy " + transport.proxy() + " (proxy-url in the kubeconfig, HTTPS_PROXY, NO_PROXY)";
  } else if (failure.kind == Failure::Kind::broken) {
    fix = "run this again; what was asked for may have been done";
  }
  return {"Unable to connect to the server: " + failure.text, where, fix, 0, ""};
}

bool is_absence(const Read& read, const Response& response) {
  if (response.status != 404) return false;
  if (const std::optional<Value> status = status_in(response)) {
    const std::string& name = status->text_at({"details", "name"});
    return name.empty() || name == read.name;
  }
  // For a group or version that it does not serve the API server has this text and no Status.
  return response.body.starts_with("404 page not found");
}

bool names(const Response& response, const Read& read) {
  const std::optional<Value> status = status_in(response);
  return status && !read.name.empty() && status->text_at({"details", "name"}) == read.name;
}

bool is_expired(const ApiError& error) {
  return error.status == 410 || error.reason == "Expired" || error.reason == "Gone";
}

}  // namespace l7::kube
