#pragma once

#include <string>

#include "connect/program.h"

/// One file for each language. Besides curl's, which asks for the version only, they all do the same: print the
/// server's version, make a collection of a random name, insert, search, and drop it. A token comes from the variable
/// MILVUS_TOKEN when they run.
namespace l7::connect {

/// pymilvus
std::string python_program(const Way& way);
/// github.com/milvus-io/milvus/client/v2
std::string go_program(const Way& way);
/// io.milvus:milvus-sdk-java
std::string java_program(const Way& way);
/// @zilliz/milvus2-sdk-node
std::string node_program(const Way& way);
/// A script for sh with curl
std::string curl_program(const Way& way);

}  // namespace l7::connect
