#pragma once

#include <vector>

#include "cli/flags.h"
#include "model/target.h"
#include "model/wishes.h"

namespace l7::cli {

/// The heading of the flags that every cloud takes; the others stand below the clouds that take them.
inline constexpr std::string_view common_flags = "Common";

/// The heading of an option that some clouds take: `Some Cloud (--cloud some)`. Lives as long as the program.
std::string_view heading_of(const Option& option);

/// The flags behind Target and Wishes, for every command that plans; the one table there is. Both must outlive it.
std::vector<Flag> shared_flags(Target& target, Wishes& wishes);
/// The same where several releases may be meant, each as NAME or NAMESPACE/NAME.
std::vector<Flag> shared_flags(std::vector<std::string>& releases, Wishes& wishes);

/// Reads the flags and checks what they made of the wishes. No cloud is no error here, because a cluster may tell it:
/// then only each flag by itself is judged. Throws UsageError whose `where` is the argument, the
/// variable or the file's key to be corrected.
void complete(FlagSet& flags, const Wishes& wishes);

}  // namespace l7::cli
