#pragma once

#include "cli/completion.h"
#include "connection_flags.h"

namespace l7::plugin {

/// Looks names up in the kubeconfig and the cluster that the command line means, which is read into `connection` for
/// that. All of it has an eighth of a second or so; after that there are none. A credential plugin runs only if it is
/// said to be never interactive: nobody who presses TAB wants to log in.
cli::Lookup names_by(ConnectionOptions& connection);

}  // namespace l7::plugin
