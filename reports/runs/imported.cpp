#include "reports/runs/imported.hpp"

#include "reports/runs/record_fields.hpp"

namespace rushhour::runs {

using nlohmann::json;

std::optional<Imported> imported(const RunRecord& record) {
  if (!record.meta.contains("imported")) return std::nullopt;
  const json& meta = object_of(record, record.meta, "imported");
  Imported found{text_of(record, meta, "tool"), text_of(record, meta, "meaning"), text_of(record, meta, "stated_precision"), {}};
  for (const json& one : list_of(record, meta, "stated")) {
    StatedStep step{text_of(record, one, "scenario"),
                    text_of(record, one, "step"),
                    count_of(record, one, "count"),
                    count_of(record, one, "errors"),
                    {}};
    for (const json& time : list_of(record, one, "times"))
      step.times_ns.emplace_back(text_of(record, time, "name"), number_of(record, time, "ns"));
    found.stated.push_back(std::move(step));
  }
  return found;
}

}  // namespace rushhour::runs
