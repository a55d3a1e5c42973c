#pragma once

namespace l7::plugin {

/// From now on Ctrl-C and SIGTERM only make interrupted() true, so that a live run can say what it has done. A second
/// one ends the program at once.
void catch_interrupts();
bool interrupted();

}  // namespace l7::plugin
