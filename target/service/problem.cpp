#include "target/service/problem.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace rushhour::service {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 29> reasons{{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
}};

}  // namespace

std::string_view reason_of(int status) noexcept {
  for (const auto& [number, words] : reasons)
    if (number == status) return words;
  return "Unknown";
}

Response problem(int status, std::string_view detail, std::span<const delivery::Complaint> complaints) {
  nlohmann::ordered_json document{{"type", "about:blank"}, {"title", reason_of(status)}, {"status", status}, {"detail", detail}};
  for (const delivery::Complaint& complaint : complaints)
    document["errors"].push_back({{"field", complaint.field}, {"detail", complaint.detail}});
  Response response;
  response.status = status;
  response.content_type = problem_type;
  // A field's name may come from the request, cut anywhere; what is not UTF-8 in it is replaced.
  response.body = document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return response;
}

Response unavailable(std::string_view detail) {
  Response response = problem(503, detail);
  response.fields.push_back({"Retry-After", "1"});
  return response;
}

}  // namespace rushhour::service
