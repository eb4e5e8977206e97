#pragma once

namespace rushhour::telemetry {

/// What the kernel says of this process, at the call. NaN where it says nothing. Any thread.
double resident_bytes();
double processor_seconds();  ///< its own and the kernel's for it
double open_descriptors();

}  // namespace rushhour::telemetry
