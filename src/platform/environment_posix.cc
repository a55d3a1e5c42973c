#include "platform/environment.h"

namespace l7::platform {

const char list_separator = ':';

const char* const authority_store = "";

std::string home_folder() { return environment_variable("HOME"); }

std::string home_folder_of_kubectl() { return home_folder(); }

}  // namespace l7::platform
