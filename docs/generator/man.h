#pragma once

#include <map>
#include <string>

namespace l7::docs {

/// The manual's pages by the names of their files: "kubectl-milvus_l7-enable.1".
std::map<std::string, std::string> man_pages();

}  // namespace l7::docs
