#pragma once

#include "kube/client.h"
#include "kube/session.h"
#include "kube/transport.h"

namespace l7::kube {

/// An answer that is no success, in the words of kubectl (apimachinery api/errors, kubectl pkg/cmd/util/helpers.go).
ApiError refusal_of(const Request& request, const Response& response);

/// No answer, or not all of it.
ApiError network_error(const Failure& failure, const Transport& transport);

/// An API server that took a request and did not answer in time, and a request that there was no time left for.
ApiError no_answer(const Request& request, const TimeLimit& limit, const Transport& transport);
ApiError no_time_for(const Request& request, const Transport& transport);

/// A success that holds something else than what was asked for: a login page, a proxy's notice.
ApiError unexpected_answer(const Request& request, const Response& response, const std::string& wanted);

/// A list whose pages lead nowhere.
ApiError endless_list(const Request& request);

/// A Status object, as a watch sends it within a stream.
ApiError error_of_status(const Value& status, const std::string& subject);

/// Whether a refused read says that there is no such object or kind: a 404 of the API server itself. What a proxy or a
/// wrong path says with 404 is not about the object, nor is the absence of something else, such as the namespace.
bool is_absence(const Read& read, const Response& response);
/// Whether a refusal's Status is about the very object that was asked for.
bool names(const Response& response, const Read& read);

/// Whether a resourceVersion or continue token has expired (410).
bool is_expired(const ApiError& error);

}  // namespace l7::kube
