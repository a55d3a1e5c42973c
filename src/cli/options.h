#pragma once

#include <vector>

#include "cli/flags.h"
#include "model/target.h"
#include "model/wishes.h"

namespace l7::cli {

/// The headings of the shared flags: those of every cloud, and those that one cloud alone takes.
inline constexpr std::string_view common_flags = "Common";
inline constexpr std::string_view gcp_flags = "Google Cloud (--cloud gcp)";
inline constexpr std::string_view aws_flags = "AWS (--cloud aws)";

/// The flags behind l7::Options, for every command that plans; the one table there is. `options` must outlive it.
std::vector<Flag> shared_flags(Target& target, Wishes& wishes);

/// Judges what one flag alone does not tell: whether there is such a cloud, and then that cloud's own rules. No cloud
/// is no error here, because a cluster may tell. Throws UsageError.
void check(const Wishes& wishes);

/// Reads the flags and checks the options that their targets made. Throws UsageError whose `where` is the argument, the
/// variable or the file's key to be corrected.
void complete(FlagSet& flags, const Wishes& wishes);

}  // namespace l7::cli
