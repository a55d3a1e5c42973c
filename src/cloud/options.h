#pragma once

#include <string_view>

#include "model/option.h"
#include "model/wishes.h"

/// The options that some clouds take and others do not. A cloud's own are in its folder.
namespace l7 {

/// Of every cloud whose balancers take the certificate from the cluster.
inline constexpr TextOption tls_secret = {
    "tls-secret", "NAME", "the Secret with the certificate; <service>-l7-tls if left out", Form::tls_secret};

/// Of every cloud: one that cannot limit addresses takes the range that stands for everybody.
inline constexpr ListOption inbound_cidrs = {
    "inbound-cidrs", "CIDR,..", "who may connect; 0.0.0.0/0 says that everybody may; repeatable", Form::cidr};

/// What to use in place of an option that a cloud does not take.
struct Substitute {
  std::string_view option;  ///< without dashes
  std::string_view fix;
};

/// Whether the cloud that the wishes name takes each option that was given, and its value. Throws UsageError whose
/// `where` is the flag, and for a cloud that is not there.
void check(const Wishes& wishes);

}  // namespace l7
