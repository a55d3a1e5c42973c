#include "kube/user_agent.h"

#include <string_view>

#include "model/version.h"

namespace l7::kube {
namespace {

#if defined(__APPLE__)
constexpr std::string_view system_name = "darwin";
#elif defined(_WIN32)
constexpr std::string_view system_name = "windows";
#else
constexpr std::string_view system_name = "linux";
#endif
#if defined(__aarch64__) || defined(_M_ARM64)
constexpr std::string_view machine = "arm64";
#elif defined(__x86_64__) || defined(_M_X64)
constexpr std::string_view machine = "amd64";
#else
constexpr std::string_view machine = "unknown";
#endif

}  // namespace

std::string user_agent() {
  return "kubectl-milvus_l7/" + std::string(version) + " (" + std::string(system_name) + '/' + std::string(machine) +
         ')';
}

}  // namespace l7::kube
