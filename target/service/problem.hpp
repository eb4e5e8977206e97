#pragma once

#include <span>
#include <string>
#include <string_view>

#include "target/delivery/placement.hpp"
#include "target/service/request.hpp"

namespace rushhour::service {

/// The words that go with a status, "Not Found".
std::string_view reason_of(int status) noexcept;

/// An answer with a problem document (RFC 9457): type, title, status, detail, and for fields that are wrong `errors`, an array of
/// {"field", "detail"}. `detail` says what the caller can do; nothing of the inside of the target stands in it.
Response problem(int status, std::string_view detail, std::span<const delivery::Complaint> complaints = {});

/// 503 with a Retry-After of a second: the store is full, or in trouble.
Response unavailable(std::string_view detail);

}  // namespace rushhour::service
