#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "live/endpoint.h"
#include "session.h"

namespace l7::plugin {

/// Which way into Milvus is meant, beside --host: the flags of verbs that go it, or show how to.
struct EntryFlags {
  std::string address;
  std::optional<int> port;
  /// A file with what to trust. What each verb does with it, it says itself.
  std::string ca;
};

std::vector<cli::Flag> entry_flags(EntryFlags& flags, std::string_view ca_help);

/// Throws UsageError for a port that there is not, and a wildcard for the host.
void check(const EntryFlags& flags, const Wishes& wishes);

/// The balancer's way in, and its port.
struct WayIn : live::Endpoint {
  int port = 443;
};

/// What the flags say, and the cluster for the rest; it is not asked when they say all, or all but `trusted` and --ca
/// is given. Address and host are there in any case. Throws Error.
WayIn way_in(Session& session, const EntryFlags& flags, bool needs_trusted = false);

}  // namespace l7::plugin
