#include "target/store/order_lines.hpp"

#include <nlohmann/json.hpp>

namespace rushhour::store {

std::string encode_lines(const std::vector<delivery::OrderLine>& lines) {
  auto array = nlohmann::json::array();
  for (const delivery::OrderLine& line : lines)
    array.push_back({{"dish", line.dish}, {"name", line.name}, {"price", line.price.minor}, {"quantity", line.quantity}});
  return array.dump();
}

std::optional<std::vector<delivery::OrderLine>> decode_lines(std::string_view text) try {
  std::vector<delivery::OrderLine> lines;
  for (const auto& line : nlohmann::json::parse(text))
    lines.push_back({line.at("dish").get<std::uint32_t>(),
                     line.at("name").get<std::string>(),
                     line.at("quantity").get<std::int64_t>(),
                     {line.at("price").get<std::int64_t>()}});
  return lines;
} catch (const nlohmann::json::exception&) {
  return std::nullopt;
}

}  // namespace rushhour::store
