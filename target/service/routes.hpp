#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "target/service/decision.hpp"
#include "target/service/request.hpp"
#include "target/service/sessions.hpp"

namespace rushhour::service {

/// A request on its way to an answer: all that an answer may look at.
struct Ask {
  const Request& request;
  std::string_view parameter;  ///< what stood at {id}
  std::string_view query;      ///< behind the question mark
  const Caller& caller;
  const View& view;
  WallTime now;
};

enum class Body : std::uint8_t {
  none,      ///< one that comes is not looked at
  optional,  ///< JSON, if it is not empty
  needed,    ///< JSON of declared length
};

struct Route {
  std::string_view name;  ///< method and pattern, "POST /api/orders/{id}/pay"; GET stands for HEAD too
  Decision (*answer)(const Ask&);
  Body body = Body::none;
  Role role = Role::nobody;  ///< who alone may ask; nobody: everybody may
  bool open = false;         ///< no token is asked for, even where the target asks everybody for one

  std::string_view pattern() const noexcept { return name.substr(name.find('/')); }
};

/// All routes. One table for the router, the list of allowed methods, the metrics and the tests.
std::span<const Route> routes() noexcept;

/// Their names, in the same order.
std::span<const std::string_view> route_names() noexcept;

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
