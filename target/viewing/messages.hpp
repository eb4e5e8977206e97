#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "target/viewing/view.hpp"

namespace rushhour::viewing {

// What stands on the wire, as values: pure functions of bytes that strangers send.

/// What a view may know of a request.
Asked asked_of(boost::beast::http::request<boost::beast::http::string_body>&& request);

/// The head of an answer with all that browsers are told by it, its empty line inside. `keep`: the connection stays open.
std::string head_of(const Answer& answer, bool keep);

/// The number of the last change that a reader of a stream has seen, by its Last-Event-ID; 0 if that is none of `instance`'s, whose
/// events begin with it.
std::uint64_t seen_by(std::string_view last_event_id, std::string_view instance) noexcept;

/// The load that the body of `POST /rate` asks for, as a multiple of the plan's; nothing if it is no number.
std::optional<double> factor_in(std::string_view body) noexcept;

}  // namespace rushhour::viewing
