#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "target/delivery/city.hpp"

namespace rushhour::service {

/// The city as bodies of answers, written once at the start: reading a menu costs a look at a vector.
///
/// Thread safety: immutable after construction; share it freely.
class Catalogue {
 public:
  static constexpr std::size_t page_size = 20;

  explicit Catalogue(delivery::City city);

  const delivery::City& city() const noexcept { return city_; }
  std::string_view overview() const noexcept { return overview_; }

  /// Empty if there is no such restaurant.
  std::string_view restaurant(std::int64_t id) const noexcept;
  std::string_view menu(std::int64_t id) const noexcept;

  /// One page of the restaurants of a zone, or of all with an empty `zone`, counted from 1; nothing if there is no such zone. A page past
  /// the last is empty. REQUIRES: page >= 1.
  std::optional<std::string> page(std::string_view zone, std::uint64_t page) const;

 private:
  delivery::City city_;
  std::string overview_;
  std::vector<std::string> restaurants_;
  std::vector<std::string> menus_;
};

}  // namespace rushhour::service
