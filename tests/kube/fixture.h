#pragma once

#include <stdexcept>
#include <string>

#include "kube/client.h"

/// What the tests of the client send, and what a server answers them.
namespace l7::kube::fixture {

inline Value object() {
  Value value = Value::map({{"apiVersion", "v1"}, {"kind", "ConfigMap"}});
  value.set("metadata", Value::map({{"name", "a"}, {"namespace", "n"}, {"uid", "u-1"}, {"resourceVersion", "7"}}));
  return value;
}

inline std::string status(int code, const std::string& reason, const std::string& message,
                          const std::string& more = "{}") {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":")" + message + R"(","reason":")" + reason +
         R"(","details":)" + more + R"(,"code":)" + std::to_string(code) + "}";
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

inline constexpr const char* version_body = R"({"gitVersion":"v1.99.0"})";

}  // namespace l7::kube::fixture
