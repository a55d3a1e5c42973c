#pragma once

#include <chrono>
#include <vector>

#include "cloud/cloud.h"
#include "model/finding.h"
#include "model/plan.h"
#include "observe/observed.h"

namespace l7::live {

/// Fills Observed::certificates from the TLS Secrets among its neighbours.
void read_validity(Observed& observed, std::chrono::sys_seconds now);

/// What is wrong with the certificates that the balancer takes from Secrets, now or by this plan. A Secret that is not
/// there, or has no certificate and key at all, is the cloud's to find. Keys are looked at and never shown.
std::vector<Finding> certificate_faults(const Cloud& cloud, const Observed& observed, const Plan& plan,
                                        std::chrono::sys_seconds now);

}  // namespace l7::live
