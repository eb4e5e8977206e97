#pragma once

namespace rushhour::sim {

/// Asks for as many descriptors as the system lets us have: a connection needs one each.
void raise_descriptor_limit();

}  // namespace rushhour::sim
