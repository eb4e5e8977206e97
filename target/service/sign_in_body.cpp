#include "target/service/sign_in_body.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>

#include "reports/foundation/nearest_name.hpp"

namespace rushhour::service {
namespace {

using delivery::Complaint;
namespace dom = simdjson::dom;

constexpr std::array<std::string_view, 2> members{"customer", "password"};
constexpr std::size_t echoed_name_max = 40;
constexpr std::size_t complaints_max = 10;

std::vector<Complaint> complaints_about(dom::object object, SignIn& read) {
  std::vector<Complaint> complaints;
  for (const auto [name, value] : object) {
    if (complaints.size() >= complaints_max) break;
    std::string_view text;
    if (name != members[0] && name != members[1])
      complaints.push_back({std::string(name.substr(0, echoed_name_max)), "is not known here" + did_you_mean(name, members)});
    else if (value.get(text) != simdjson::SUCCESS)
      complaints.push_back({std::string(name), "must be a string"});
    else
      (name == members[0] ? read.customer : read.password) = text;
  }
  if (!complaints.empty()) return complaints;
  if (read.customer.empty() || read.customer.size() > delivery::customer_bytes_max)
    complaints.push_back({"customer", fmt::format("must be a string of 1 to {} bytes", delivery::customer_bytes_max)});
  if (read.password.empty()) complaints.push_back({"password", "must be a string that is not empty"});
  return complaints;
}

}  // namespace

std::variant<SignIn, NotJson, std::vector<Complaint>> read_sign_in_body(std::string_view body) {
  thread_local dom::parser parser;  // keeps its memory between bodies
  dom::element document;
  if (const auto error = parser.parse(body.data(), body.size()).get(document))
    return NotJson{fmt::format("the body is not JSON: {}", simdjson::error_message(error))};
  dom::object object;
  if (document.get(object) != simdjson::SUCCESS) return std::vector<Complaint>{{"", "the body must be an object"}};
  SignIn read;
  std::vector<Complaint> complaints = complaints_about(object, read);
  if (!complaints.empty()) return complaints;
  return read;
}

}  // namespace rushhour::service
