#pragma once

namespace l7::plugin {

/// From now on a crash leaves no core file: keys and tokens would be in it. Programs that are started inherit that.
void switch_off_core_files();

}  // namespace l7::plugin
