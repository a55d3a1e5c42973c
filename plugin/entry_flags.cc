#include "entry_flags.h"

#include "live/observe.h"
#include "model/error.h"

namespace l7::plugin {

std::vector<cli::Flag> entry_flags(EntryFlags& flags, std::string_view ca_help) {
  static constexpr std::string_view group = "Way";
  return {
      {"address", "ADDRESS", group, "the balancer, instead of the Ingress's address", &flags.address},
      {"port", "N", group, "443 if left out", &flags.port},
      {"ca", "FILE", group, ca_help, &flags.ca},
  };
}

void check(const EntryFlags& flags, const Wishes& wishes) {
  if (flags.port && (*flags.port < 1 || *flags.port > 65535)) {
    throw UsageError("there is no such port", "--port", "say 1 to 65535");
  }
  if (!wishes.hosts.empty() && wishes.hosts.front().starts_with('*')) {
    throw UsageError("a wildcard is no name to ask for", "--host", "name one of the hosts that it covers");
  }
}

WayIn way_in(Session& session, const EntryFlags& flags, bool needs_trusted) {
  WayIn way;
  way.address = flags.address;
  if (!session.wishes().cloud.empty()) way.cloud = &cloud_for(session.wishes());
  way.port = flags.port.value_or(way.port);
  if (!session.wishes().hosts.empty()) way.host = session.wishes().hosts.front();
  const bool complete = !way.address.empty() && !way.host.empty() && !flags.ca.empty() && !needs_trusted;
  if (!complete) {
    const live::Snapshot snapshot =
        live::observe(session.client(), session.target(), session.wishes(), live::Depth::health);
    const live::Endpoint endpoint = live::endpoint_of(live::milvus_in(snapshot, session.target(), session.wishes()),
                                                      snapshot.cloud(session.wishes()), session.wishes());
    if (way.address.empty()) way.address = endpoint.address;
    if (way.host.empty()) way.host = endpoint.host;
    way.trusted = endpoint.trusted;
    way.unread_secret = endpoint.unread_secret;
    way.cloud = endpoint.cloud;
  }
  if (way.address.empty()) {
    throw Error("the balancer has no address", "", "kubectl milvus-l7 status shows why; or give --address");
  }
  if (way.host.empty()) way.host = way.address;
  return way;
}

}  // namespace l7::plugin
