#include "target/faults/json_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/units.hpp"

namespace rushhour::faults {
namespace {

using nlohmann::json;

constexpr std::size_t echoed_name_max = 40;
constexpr std::size_t text_bytes_max = 200;

// Remembers the first member that stands twice in one object: the library itself keeps the last and says nothing.
class Twins {
 public:
  void see(json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::object_end) open_.pop_back();
    if (event == json::parse_event_t::key && !open_.back().insert(parsed.get_ref<const std::string&>()).second && twin_.empty())
      twin_ = parsed.get_ref<const std::string&>().substr(0, echoed_name_max);
  }
  const std::string& found() const { return twin_; }

 private:
  std::vector<std::set<std::string>> open_;
  std::string twin_;
};

// "[json.exception.parse_error.101] parse error at line 1, column 2: ..." without the library's own words in front.
std::string plain(std::string_view what) {
  const std::size_t at = what.find("at line");
  return std::string(at == std::string_view::npos ? what : what.substr(at));
}

}  // namespace

std::variant<json, std::string> parse_json_object(std::string_view text) {
  Twins twins;
  const auto watch = [&twins](int, json::parse_event_t event, json& parsed) {
    twins.see(event, parsed);
    return true;
  };
  try {
    json parsed = json::parse(text.begin(), text.end(), watch);
    if (!twins.found().empty()) return fmt::format("'{}' is given twice in one object", twins.found());
    if (!parsed.is_object()) return std::string("must be a JSON object");
    return parsed;
  } catch (const json::exception& error) {
    // Invalid UTF-8 in a message would make the answer invalid too.
    std::string says = plain(error.what());
    for (char& c : says)
      if (static_cast<unsigned char>(c) >= 0x80 || static_cast<unsigned char>(c) < 0x20) c = '?';
    return fmt::format("is not JSON, {}", says);
  }
}

const json* JsonObject::find(std::string_view member) {
  known_.push_back(member);
  const auto found = object_.find(std::string(member));
  return found == object_.end() ? nullptr : &*found;
}

std::optional<std::int64_t> JsonObject::integer(std::string_view member, std::int64_t least, std::int64_t most) {
  const json* value = find(member);
  if (value == nullptr) return std::nullopt;
  const bool fits = value->is_number_integer() && (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX);
  if (fits && value->get<std::int64_t>() >= least && value->get<std::int64_t>() <= most) return value->get<std::int64_t>();
  complain(member, fmt::format("must be an integer from {} to {}", least, most));
  return std::nullopt;
}

std::optional<double> JsonObject::number(std::string_view member) {
  const json* value = find(member);
  if (value == nullptr) return std::nullopt;
  if (value->is_number() && std::isfinite(value->get<double>())) return value->get<double>();
  complain(member, "must be a number");
  return std::nullopt;
}

std::optional<Instant> JsonObject::duration_of(const json& value) {
  if (value.is_string()) return parse_duration(value.get_ref<const std::string&>());
  constexpr double year_s = 366.0 * 86400;
  if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= year_s)) return std::nullopt;
  return Instant(static_cast<std::int64_t>(std::llround(value.get<double>() * 1e9)));
}

std::optional<Instant> JsonObject::duration(std::string_view member) {
  const json* value = find(member);
  if (value == nullptr) return std::nullopt;
  const auto length = duration_of(*value);
  if (!length) complain(member, "must be a duration: \"250ms\", \"5s\", or a number of seconds");
  return length;
}

std::optional<std::uint64_t> JsonObject::size(std::string_view member, std::uint64_t most) {
  const json* value = find(member);
  if (value == nullptr) return std::nullopt;
  std::optional<std::uint64_t> bytes;
  if (value->is_string()) bytes = parse_size(value->get_ref<const std::string&>());
  if (value->is_number_unsigned()) bytes = value->get<std::uint64_t>();
  if (bytes && *bytes >= 1 && *bytes <= most) return bytes;
  complain(member, fmt::format("must be a number of bytes from 1 to {}, or a size: \"64KB\"", most));
  return std::nullopt;
}

std::string JsonObject::text(std::string_view member, std::size_t bytes_max) {
  const json* value = find(member);
  if (value == nullptr) return {};
  if (value->is_string() && !value->get_ref<const std::string&>().empty() && value->get_ref<const std::string&>().size() <= bytes_max)
    return value->get<std::string>();
  complain(member, fmt::format("must be a string of 1 to {} bytes", bytes_max));
  return {};
}

std::vector<std::string> JsonObject::texts(std::string_view member, std::size_t most) {
  const json* value = find(member);
  if (value == nullptr) return {};
  std::vector<std::string> all;
  const auto sound = [](const json& one) { return one.is_string() && one.get_ref<const std::string&>().size() <= text_bytes_max; };
  if (value->is_array() && !value->empty() && value->size() <= most && std::all_of(value->begin(), value->end(), sound)) {
    for (const json& one : *value) all.push_back(one.get<std::string>());
  } else {
    complain(member, fmt::format("must be an array of 1 to {} strings", most));
  }
  return all;
}

std::string_view JsonObject::one_of(std::string_view member, std::span<const std::string_view> names, std::string_view otherwise) {
  const json* value = find(member);
  if (value == nullptr && !otherwise.empty()) return otherwise;
  if (value == nullptr) {
    missing(member);
    return {};
  }
  const std::string given = value->is_string() ? value->get<std::string>() : std::string();
  const auto found = std::find(names.begin(), names.end(), given);
  if (found != names.end()) return *found;
  complain(member, fmt::format("must be one of {}{}", fmt::join(names, ", "), did_you_mean(given.substr(0, echoed_name_max), names)));
  return {};
}

void JsonObject::complain(std::string_view member, std::string detail) {
  if (complaints_.size() < complaints_max) complaints_.push_back({where_ + std::string(member), std::move(detail)});
}

void JsonObject::missing(std::string_view member) {
  if (!object_.contains(std::string(member))) complain(member, "is missing");
}

void JsonObject::refuse_the_rest() {
  for (const auto& [name, value] : object_.items()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const std::string shown = name.substr(0, echoed_name_max);
    complain(shown, "is not known here" + did_you_mean(shown, known_));
  }
}

}  // namespace rushhour::faults
