#pragma once

#include "cli/completion.h"

namespace l7::plugin {

/// Looks names up in the kubeconfig and the cluster that the command line names. What is not there 170 ms after this
/// call does not come. A credential plugin runs only if the kubeconfig says that it is never interactive: nobody who
/// presses TAB wants to log in.
cli::Lookup names_by_connection();

}  // namespace l7::plugin
