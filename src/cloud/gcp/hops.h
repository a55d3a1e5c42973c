#pragma once

#include <chrono>
#include <optional>

#include "entry/entry.h"
#include "model/health.h"
#include "observe/observed.h"

/// The parts of the way through GKE's balancer; health.cc puts them together.
namespace l7::gcp {

/// What the Ingress controller complains of last: failed, waiting where it passes by itself, unknown where it was due
/// to be said again and was not while everything else is well.
std::optional<Hop> complaint_about(const Observed& observed, const Entry& entry, bool all_else_well);
/// Whether that may be over and only another try can tell: one that the controller has not begun by itself.
bool needs_another_try(const Observed& observed, const Entry& entry);
/// What the NEG controller complains of at the Service.
std::optional<Hop> complaint_about_service(const Observed& observed);
/// What the owner of a shared network has to do to the firewall (Normal events), as the controller words it; "".
std::string firewall_change(const Observed& observed, const Object& ingress);

/// `backend` is what backend_of() says.
Hop address_of(const Observed& observed, const Entry& entry, const Hop& backend);
Hop certificate_of(const Observed& observed, const Entry& entry);
Hop backend_of(const Observed& observed, const Object& ingress, const Hop& pods);

/// For how long a balancer that ran before must stay well after the writes of this run.
std::chrono::seconds settling_time(const Observed& observed, const Entry& entry);
/// Why the address cannot be the one that the run asked for yet; "" where it can.
std::string awaited_address(const Observed& observed, const Entry& entry);
/// Whether the controller has begun to work on what the run wrote to the Ingress.
bool is_taken_up(const Observed& observed, const Object& ingress);

}  // namespace l7::gcp
