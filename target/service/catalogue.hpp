#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/delivery/city.hpp"

namespace rushhour::service {

/// A body with the lines of the head that belong to it: its entity tag, and that it may be kept if it is asked for again.
struct Page {
  std::string body;
  std::string tag;     ///< with its quotes
  std::string fields;  ///< "ETag: ...\r\nCache-Control: no-cache\r\n"
};

/// Which restaurants are looked for. What is empty does not matter.
struct Search {
  std::string zone;
  std::string cuisine;
  std::string words;  ///< somewhere in the name, in either case
  std::optional<WallTime> open_at;
  std::int64_t after = 0;  ///< only ids above
  std::size_t limit = 20;
};

/// The city as bodies of answers, written once at the start: reading a menu costs a look at a vector.
///
/// Thread safety: immutable after construction; share it freely.
class Catalogue {
 public:
  static constexpr std::size_t page_max = 100;

  explicit Catalogue(delivery::City city);

  const delivery::City& city() const noexcept { return city_; }
  const Page& overview() const noexcept { return overview_; }

  /// Null if there is no such restaurant.
  const Page* restaurant(std::int64_t id) const noexcept;
  const Page* menu(std::int64_t id) const noexcept;

  bool has_cuisine(std::string_view name) const;

  /// The restaurants that fit, by id. REQUIRES: zone and cuisine, where given, are of this city.
  std::string find(const Search& search) const;

 private:
  bool fits(const delivery::Restaurant& restaurant, const Search& search, std::string_view words) const;

  delivery::City city_;
  Page overview_;
  std::vector<Page> restaurants_;
  std::vector<Page> menus_;
  std::vector<std::string> names_;  // in lower case
  std::vector<std::string_view> cuisines_;
};

}  // namespace rushhour::service
