#pragma once

#include <string>

namespace l7::platform {

/// The value of an environment variable; "" when it is unset. Windows: UTF-8, as the programs' manifest asks for.
std::string environment_variable(const char* name);

/// What stands between the paths of a list: `:`, on Windows `;`.
extern const char list_separator;

/// The folder that `~` stands for: HOME, on Windows USERPROFILE. "" when that is unset.
std::string home_folder();

/// The home folder whose `.kube` kubectl uses: HOME. Windows has three candidates (HOME, HOMEDRIVE with HOMEPATH,
/// USERPROFILE) and rules between them: client-go, util/homedir.
std::string home_folder_of_kubectl();

/// Where OpenSSL 3.2 and later finds the certificate authorities that the system keeps in a store: a URI
/// (ossl_store(7)).
/// "" where they are files.
extern const char* const authority_store;

}  // namespace l7::platform
