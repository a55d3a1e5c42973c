#pragma once

namespace l7::platform {

/// Readies the three standard streams, before anything is read or written. One that came closed stays useless, but its
/// number is taken, so that no file opened later is mistaken for it; a reader that goes away becomes an error instead
/// of a signal, as does a file that becomes larger than the user may have one. On Windows, bytes pass as they are,
/// consoles take UTF-8 and colours until the program ends.
void prepare_standard_streams();

/// Lets the pipes behind stdin and stdout, if they are such, hold as much as the system gives.
void widen_standard_pipes();

}  // namespace l7::platform
