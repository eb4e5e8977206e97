#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/delivery/complaint.hpp"

namespace rushhour::faults {

/// The object that a text is, or what is wrong with it: where the JSON breaks off, a member that stands twice, or no object at all.
std::variant<nlohmann::json, std::string> parse_json_object(std::string_view text);

/// One object, read member by member; what is wrong with it goes to the complaints, ten at most. A member that was asked for is known.
/// Getters give nothing for a member that is absent or wrong (which is complained about).
class JsonObject {
 public:
  static constexpr std::size_t complaints_max = 10;

  /// `where` stands before the members' names in complaints: "faults[2].". All must outlive this.
  JsonObject(const nlohmann::json& object, std::string where, std::vector<delivery::Complaint>& complaints)
      : object_(object), where_(std::move(where)), complaints_(complaints) {}

  const nlohmann::json* find(std::string_view member);

  std::optional<std::int64_t> integer(std::string_view member, std::int64_t least, std::int64_t most);
  std::optional<double> number(std::string_view member);
  /// "250ms", or a number of seconds.
  std::optional<Instant> duration(std::string_view member);
  /// "64KB", or a number of bytes; from 1 on.
  std::optional<std::uint64_t> size(std::string_view member, std::uint64_t most);
  /// Empty if absent or wrong.
  std::string text(std::string_view member, std::size_t bytes_max);
  std::vector<std::string> texts(std::string_view member, std::size_t most);
  /// That one of `names` which the member is, or `otherwise` if it is absent; a member without `otherwise` must be there.
  std::string_view one_of(std::string_view member, std::span<const std::string_view> names, std::string_view otherwise = {});

  void complain(std::string_view member, std::string detail);
  /// Unless the member is there, and was complained about for what it is.
  void missing(std::string_view member);
  /// Passes members over in silence.
  void leave(std::string_view member, std::string_view another) { known_.insert(known_.end(), {member, another}); }
  /// Complains about members that nobody asked for.
  void refuse_the_rest();

  static std::optional<Instant> duration_of(const nlohmann::json& value);

 private:
  const nlohmann::json& object_;
  std::string where_;
  std::vector<delivery::Complaint>& complaints_;
  std::vector<std::string_view> known_;
};

}  // namespace rushhour::faults
