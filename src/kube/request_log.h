#pragma once

#include "kube/client.h"
#include "kube/transport.h"

namespace l7::kube {

/// Tells the sink of one request and its answer: level 6 the line that kubectl -v=6 has, level 8 headers and the first
/// kilobyte of the bodies, level 9 bodies that are longer. Credentials are masked; bodies of Secrets, and of
/// ConfigMaps, where programs keep passwords too, are not shown at all.
void log_request(const Client::LogSink& sink, const Transport& transport, const Request& request, Transfer& transfer);

}  // namespace l7::kube
