#pragma once

namespace l7 {

/// Readies the three standard streams for a filter. One that came closed stays useless, but its number is taken, so
/// that no file opened later is mistaken for it; a reader that goes away becomes an error instead of a signal; pipes
/// are widened.
void prepare_standard_streams();

}  // namespace l7
