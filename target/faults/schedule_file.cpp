#include "target/faults/schedule_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "target/faults/json_object.hpp"

namespace rushhour::faults {
namespace {

constexpr std::size_t file_bytes_max = 1 << 20;

[[noreturn]] void refuse(std::string_view file, const std::string& why) {
  throw UserError(fmt::format("--faults {}: {}", file, why), Exit::flags);
}

void refuse_if(std::string_view file, const Complaints& complaints) {
  if (!complaints.empty()) refuse(file, fmt::format("{} {}", complaints.front().field, complaints.front().detail));
}

}  // namespace

std::vector<Fault> read_schedule_text(std::string_view text, std::string_view file, const Reading& reading) {
  const auto parsed = parse_json_object(text);
  if (const auto* bad = std::get_if<std::string>(&parsed)) refuse(file, *bad);
  Complaints complaints;
  JsonObject document(std::get<nlohmann::json>(parsed), "", complaints);
  const nlohmann::json* list = document.find("faults");
  document.refuse_the_rest();
  refuse_if(file, complaints);
  if (list == nullptr || !list->is_array()) refuse(file, "faults must be an array: {\"faults\": [{\"kind\": \"stall\", \"for\": \"5s\"}]}");
  if (list->size() > faults_max) refuse(file, fmt::format("faults holds {}, and {} is the most", list->size(), faults_max));
  std::vector<Fault> faults;
  for (const nlohmann::json& one : *list) {
    const std::string where = fmt::format("faults[{}]", faults.size());
    if (!one.is_object()) refuse(file, where + " must be an object");
    auto fault = read_fault(one, where + ".", reading);
    if (const auto* wrong = std::get_if<Complaints>(&fault)) refuse_if(file, *wrong);
    faults.push_back(std::move(std::get<Fault>(fault)));
  }
  return faults;
}

std::vector<Fault> read_schedule(const std::filesystem::path& file, const Reading& reading) {
  std::ifstream in(file, std::ios::binary);
  if (!in) refuse(file.string(), "cannot be read; does it exist?");
  std::string text(file_bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > file_bytes_max) refuse(file.string(), "is larger than 1 MiB, which no schedule needs");
  return read_schedule_text(text, file.string(), reading);
}

}  // namespace rushhour::faults
