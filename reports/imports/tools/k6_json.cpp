#include "reports/imports/tools/k6_json.hpp"

#include <simdjson.h>

#include "reports/foundation/wall_text.hpp"
#include "reports/imports/tools/k6_points.hpp"

namespace rushhour::imports {
namespace {

namespace od = simdjson::ondemand;

static_assert(simdjson::SIMDJSON_PADDING <= Input::padding);

constexpr std::string_view no_json = "it is no JSON object of k6";

// Tags by their names; what is no text, or of no use here, is passed over.
void read_tags(od::object tags, K6Point& point) {
  for (auto field : tags) {
    const std::string_view key = field.unescaped_key();
    std::string_view text;
    if (field.value().get_string().get(text) != simdjson::SUCCESS) continue;
    if (key == "scenario") point.scenario = text;
    if (key == "group") point.group = text;
    if (key == "name") point.name = text;
    if (key == "url") point.url = text;
    if (key == "method") point.method = text;
    if (key == "status") point.status = text;
    if (key == "error") point.error = text;
    if (key == "expected_response") point.expected_response = text;
    if (key == "check") point.check = text;
  }
}

class K6JsonReader {
 public:
  K6JsonReader(Input& in, Gathered& into) : in_(in), points_(into) {}

  void take() {
    try {
      const std::string_view reason = read();
      reason.empty() ? in_.accept() : in_.reject(std::string(reason));
    } catch (const simdjson::simdjson_error&) {
      in_.reject(in_.is_cut() ? "the line is cut short" : std::string(no_json));
    }
  }

 private:
  std::string_view read() {
    const std::string_view line = in_.line();
    od::document document = parser_.iterate(line.data(), line.size(), line.size() + Input::padding);
    od::object object = document.get_object();
    const std::string_view metric = object.find_field_unordered("metric").get_string();
    const std::string_view type = object.find_field_unordered("type").get_string();
    od::object data = object.find_field_unordered("data").get_object();
    // The parser looks no further than it is asked to.
    if (!line.ends_with('}') || (type != "Metric" && type != "Point")) return no_json;
    return type == "Metric" ? read_metric(metric, data) : read_point(metric, data);
  }

  std::string_view read_metric(std::string_view metric, od::object data) {
    K6Metric what{std::string(std::string_view(data.find_field_unordered("type").get_string())), false};
    std::string_view contains;
    if (data.find_field_unordered("contains").get_string().get(contains) == simdjson::SUCCESS) what.is_time = contains == "time";
    for (const std::string_view known : {"counter", "gauge", "rate", "trend"})
      if (what.type == known) {
        points_.declare(metric, std::move(what));
        return {};
      }
    return "it declares a metric that is neither counter, gauge, rate nor trend";
  }

  std::string_view read_point(std::string_view metric, od::object data) {
    K6Point point;
    point.metric = metric;
    std::optional<WallTime> time;
    bool has_value = false;
    for (auto field : data) {
      const std::string_view key = field.unescaped_key();
      od::value value = field.value();
      if (key == "time") time = parse_utc(std::string_view(value.get_string()));
      if (key == "value") {
        point.value = value.get_double();
        has_value = true;
      }
      od::object tags;
      if (key == "tags" && value.get_object().get(tags) == simdjson::SUCCESS) read_tags(tags, point);
    }
    if (!time) return "its time is no time as RFC 3339 has it";
    if (!has_value) return "it has no value";
    point.time = *time;
    return points_.take(point);
  }

  Input& in_;
  K6Points points_;
  od::parser parser_;
};

}  // namespace

bool is_like_k6_json(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\n'));
  if (!line.starts_with('{') || line.find("\"metric\"") == std::string_view::npos) return false;
  return line.find("\"Metric\"") != std::string_view::npos || line.find("\"Point\"") != std::string_view::npos;
}

void read_k6_json(Input& in, Gathered& into) {
  K6JsonReader reader(in, into);
  while (in.next_line())
    if (!in.line().empty()) reader.take();
}

}  // namespace rushhour::imports
