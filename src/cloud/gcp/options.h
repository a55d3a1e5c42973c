#pragma once

#include <span>
#include <string>

#include "cloud/options.h"

/// The options that GKE takes beside those of every cloud.
namespace l7::gcp {

inline constexpr MaybeOption managed_certificate = {"managed-certificate", "NAME",
                                                    "let Google issue a certificate for --host", Form::object_name};
inline constexpr TextOption pre_shared_certificate = {"pre-shared-cert", "NAME",
                                                      "a certificate that Google Cloud holds"};
inline constexpr TextOption static_ip = {"static-ip", "NAME", "a reserved address, by its name"};
inline constexpr ClearableOption security_policy = {"security-policy", "NAME",
                                                    "a Cloud Armor policy; --security-policy= takes it off"};

/// Cloud::options.
std::span<const Option* const> options();

/// Cloud::substitutes.
std::span<const Substitute> substitutes();

/// Cloud::check.
void check(const Wishes& wishes);

/// Whether a Google-managed certificate takes the domain.
bool may_be_managed(const std::string& domain);

}  // namespace l7::gcp
