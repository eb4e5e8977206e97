#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/city/files/record_file.hpp"
#include "sim/city/merchants.hpp"
#include "sim/city/underway.hpp"

namespace rushhour::city {

/// events.jsonl: one event a line, in the shape of the target's event log (docs/formats.md) with `recorded_at` and the couriers' positions.
/// One thread.
class EventLines final : public EventSink {
 public:
  /// Both must outlive this.
  EventLines(RecordFile& file, const Merchants& merchants) : file_(file), merchants_(merchants) {}

  void happened(const OrderPlan& plan, std::size_t happening, Moment recorded_at) override;
  void moved(const OrderPlan& plan, std::uint32_t batch, Moment recorded_at) override;
  void shift_began(const CourierShift& shift, Moment recorded_at) override;
  void shift_ended(const CourierShift& shift, Moment recorded_at) override;

 private:
  std::string& begin();
  void append_times(std::string& text, std::string_view type, Moment at, Moment recorded_at);
  void append_moment(std::string& text, std::string_view member, Moment at);
  void append_basket(std::string& text, const OrderPlan& plan);
  void append_details(std::string& text, const OrderPlan& plan, delivery::OrderEventType type);
  void append_position(std::string& text, delivery::Point at);
  void shift(const CourierShift& shift, bool began, Moment recorded_at);

  RecordFile& file_;
  const Merchants& merchants_;
  MomentWriter moments_;
  std::uint64_t seq_ = 0;
};

}  // namespace rushhour::city
