// The steps of an order are its happenings up to the pick-up, then the batches of positions, then its other happenings. Of each order and
// shift only the next step is in the queue; telling it puts in the one after.

#include "sim/city/underway.hpp"

#include <algorithm>

namespace rushhour::city {
namespace {

using std::chrono::milliseconds;

/// What a step of an order is: a happening, or a batch of positions.
struct Step {
  bool is_batch;
  std::uint32_t index;
};

Step step_of(const OrderPlan& plan, std::uint32_t step) {
  const Happening* const picked_up = plan.find(delivery::OrderEventType::picked_up);
  if (picked_up == nullptr) return {false, step};
  const auto way_begins = static_cast<std::uint32_t>(picked_up - plan.happenings.data()) + 1;
  if (step < way_begins) return {false, step};
  const std::uint32_t batches = plan.batches();
  if (step < way_begins + batches) return {true, step - way_begins};
  return {false, step - batches};
}

/// When it was recorded if nothing before it was late.
Moment recorded(const OrderPlan& plan, Step step) {
  if (!step.is_batch) return plan.at(plan.happenings[step.index]) + milliseconds(plan.happenings[step.index].lag_ms);
  const milliseconds lag(2 + (plan.number * 7 + step.index * 13) % 37);
  return plan.fix_at(plan.last_fix(step.index)) + lag;
}

milliseconds shift_lag(const CourierShift& shift) { return milliseconds(3 + (shift.courier + shift.number) % 29); }

}  // namespace

void Underway::add(const PlannedOrder& order) {
  if (order.shift) {
    const CourierShift& shift = *order.shift;
    next_.push({shift.began + shift_lag(shift), shift.courier, shifts_.put(shift), 0, true});
  }
  next_.push({recorded(order.plan, {false, 0}), order.plan.number, orders_.put(order.plan), 0, false});
}

void Underway::tell(Moment until, EventSink& sink) {
  while (!next_.empty() && next_.top().recorded_at < until) {
    const Next next = next_.top();
    next_.pop();
    next.of_shift ? tell_shift(next, sink) : tell_order(next, sink);
  }
}

void Underway::tell_order(Next next, EventSink& sink) {
  const OrderPlan& plan = orders_.all[next.slot];
  const Step step = step_of(plan, next.step);
  step.is_batch ? sink.moved(plan, step.index, next.recorded_at) : sink.happened(plan, step.index, next.recorded_at);
  if (++next.step < plan.happening_count + plan.batches()) {
    next.recorded_at = std::max(next.recorded_at, recorded(plan, step_of(plan, next.step)));
    next_.push(next);
  } else {
    orders_.vacant.push_back(next.slot);
  }
}

void Underway::tell_shift(Next next, EventSink& sink) {
  const CourierShift& shift = shifts_.all[next.slot];
  if (next.step == 1)
    sink.shift_ended(shift, next.recorded_at);
  else
    sink.shift_began(shift, next.recorded_at);
  if (next.step == 0 && shift.ends < end_) {
    next_.push({shift.ends + shift_lag(shift), next.number, next.slot, 1, true});
  } else {
    shifts_.vacant.push_back(next.slot);
  }
}

}  // namespace rushhour::city
