#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "target/service/request.hpp"

namespace rushhour::service {

/// What a request asks for, once its target is understood.
enum class Action : std::uint8_t { health, city, restaurants, restaurant, menu, sign_in, me, place_order, order, cancel_order };

struct Route {
  Method method;  ///< get stands for head too
  std::string_view pattern;
  Action action;
  bool takes_json = false;  ///< the body must be JSON of declared length
  bool open = false;        ///< no token is asked for
};

/// All routes. One table for the router, the list of allowed methods and the tests.
std::span<const Route> routes() noexcept;

/// A target, taken apart. Views into it.
struct Match {
  const Route* route = nullptr;  ///< null: the path is known, but not with this method
  std::string_view parameter;    ///< what stood at {id}
  std::string_view query;        ///< behind the question mark
};

/// Nothing if no route has that path.
std::optional<Match> match(Method method, std::string_view target) noexcept;

/// "GET, HEAD" or "POST": the methods of all routes with the path of `target`.
std::string allowed_methods(std::string_view target);

/// The decoded value of the first `name` in a query; nothing if it is absent. Escapes that are none stay as they are.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

/// A number without sign, blank or leading zero, as ids and pages are written.
std::optional<std::int64_t> natural(std::string_view text) noexcept;

}  // namespace rushhour::service
