#include "reports/imports/tools/vegeta.hpp"

#include <simdjson.h>

#include <optional>

#include "reports/foundation/wall_text.hpp"
#include "reports/imports/csv_fields.hpp"
#include "reports/imports/tools/vegeta_result.hpp"

namespace rushhour::imports {
namespace {

namespace od = simdjson::ondemand;

constexpr Instant nanosecond{1};
constexpr std::int64_t longest_ns = 366LL * 86400 * 1'000'000'000;

std::string_view first_line(std::string_view head) { return head.substr(0, head.find_first_of("\r\n")); }

// Nanoseconds since 1970, in 19 digits, which no other unit has today.
std::optional<WallTime> time_of(std::string_view text) {
  if (text.size() != 19) return std::nullopt;
  const auto whole = wall_time_of(text.substr(0, 16), std::chrono::microseconds(1));
  const auto rest = whole_number(text.substr(16));
  return whole && rest ? std::optional(*whole + Instant(*rest)) : std::nullopt;
}

std::uint64_t count_of(od::value value) {
  std::uint64_t count = 0;
  return value.get_uint64().get(count) == simdjson::SUCCESS ? count : 0;
}

class VegetaJsonReader {
 public:
  VegetaJsonReader(Input& in, Gathered& into) : in_(in), results_(in, into) {}

  void take() {
    try {
      read();
    } catch (const simdjson::simdjson_error&) {
      in_.reject(in_.is_cut() ? "the line is cut short" : "it is no JSON object of Vegeta");
    }
  }

 private:
  // The body, which is most of the line, is passed over unread.
  void read() {
    const std::string_view line = in_.line();
    VegetaResult result;
    std::optional<WallTime> begin;
    std::optional<Instant> latency;
    od::document document = parser_.iterate(line.data(), line.size(), line.size() + Input::padding);
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      od::value value = field.value();
      if (key == "attack") result.attack = value.get_string();
      if (key == "code") result.code = value.get_uint64();
      if (key == "timestamp") begin = parse_utc(std::string_view(value.get_string()));
      if (key == "latency") {
        const std::int64_t ns = value.get_int64();
        if (ns >= 0 && ns <= longest_ns) latency = Instant(ns);
      }
      if (key == "bytes_out") result.bytes_out = count_of(value);
      if (key == "bytes_in") result.bytes_in = count_of(value);
      if (key == "error") result.error = value.get_string();
      if (key == "method") result.method = value.get_string();
      if (key == "url") result.url = value.get_string();
    }
    if (!begin) return in_.reject("its timestamp is no time as RFC 3339 has it");
    if (!latency) return in_.reject("its latency is no number of nanoseconds");
    result.begin = *begin;
    result.latency = *latency;
    results_.take(result);
  }

  Input& in_;
  VegetaResults results_;
  od::parser parser_;
};

class VegetaCsvReader {
 public:
  VegetaCsvReader(Input& in, Gathered& into) : in_(in), results_(in, into) {}

  void take() {
    if (in_.is_cut()) return in_.reject("the line is cut short");
    if (!fields_.split(in_.line(), ',')) return in_.reject("its quotes do not end");
    if (fields_.size() < 6) return in_.reject("it has fewer than six fields");
    const auto begin = time_of(fields_[0]);
    const auto code = whole_number(fields_[1]);
    const auto latency = whole_number(fields_[2]);
    const auto out = whole_number(fields_[3]), in = whole_number(fields_[4]);
    if (!begin) return in_.reject("its first field is no time in nanoseconds since 1970");
    if (!code || *code > 999) return in_.reject("its second field is no status");
    if (!latency || *latency > longest_ns) return in_.reject("its third field is no number of nanoseconds");
    if (!out || !in) return in_.reject("its fourth and fifth fields are no numbers of bytes");
    results_.take({fields_.at(7), fields_.at(9), fields_.at(10), fields_[5], static_cast<std::uint64_t>(*code), *begin,
                   *latency * nanosecond, static_cast<std::uint64_t>(*out), static_cast<std::uint64_t>(*in)});
  }

 private:
  Input& in_;
  VegetaResults results_;
  CsvFields fields_;
};

}  // namespace

bool is_like_vegeta_json(std::string_view head) {
  const std::string_view line = first_line(head);
  return line.starts_with('{') && line.find("\"latency\":") != std::string_view::npos &&
         line.find("\"timestamp\":") != std::string_view::npos && line.find("\"bytes_in\":") != std::string_view::npos;
}

void read_vegeta_json(Input& in, Gathered& into) {
  VegetaJsonReader reader(in, into);
  while (in.next_line())
    if (!in.line().empty()) reader.take();
}

bool is_like_vegeta_csv(std::string_view head) {
  CsvFields fields;
  const std::string_view line = head.substr(0, 19 + 1 + 3 + 1 + 40);
  if (!fields.split(line.substr(0, line.find('"')), ',') || fields.size() < 4) return false;
  return time_of(fields[0]) && whole_number(fields[1]) && whole_number(fields[2]) && fields[1].size() <= 3;
}

void read_vegeta_csv(Input& in, Gathered& into) {
  VegetaCsvReader reader(in, into);
  while (in.next_record()) reader.take();
}

}  // namespace rushhour::imports
