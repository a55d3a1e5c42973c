#pragma once

namespace l7::platform {

/// From now on a crash leaves no core file: keys and tokens would be in it. On Windows, it is not reported either,
/// which would send parts of the memory away. Programs that are started inherit that.
void switch_off_core_files();

}  // namespace l7::platform
