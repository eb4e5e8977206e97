#include "sim/city/files/event_lines.hpp"

#include <array>
#include <span>

#include "reports/foundation/json_text.hpp"
#include "sim/city/files/row_text.hpp"
#include "sim/city/map.hpp"

namespace rushhour::city {
namespace {

using Type = delivery::OrderEventType;

constexpr std::string_view currency = "EUR";

constexpr Fault no_type{FaultKind::missing_value, "type"};
constexpr Fault no_time{FaultKind::missing_value, "at"};
constexpr Fault bad_time{FaultKind::bad_date, "at"};
constexpr Fault copied{FaultKind::duplicate, "id"};
constexpr Fault cut{FaultKind::broken_json, ""};
constexpr Fault below_zero{FaultKind::negative_amount, "amount"};
constexpr Fault strange_order{FaultKind::broken_reference, "order"};
constexpr Fault strange_bytes{FaultKind::mixed_encoding, "words"};

// An order that nobody has heard of would make strangers of all its other events.
constexpr std::array<Fault, 1> of_placed{{copied}};
constexpr std::array<Fault, 7> of_payment{{no_type, no_time, bad_time, copied, cut, below_zero, strange_order}};
constexpr std::array<Fault, 6> of_order{{no_type, no_time, bad_time, copied, cut, strange_order}};
constexpr std::array<Fault, 7> of_words{{no_type, no_time, bad_time, copied, cut, strange_order, strange_bytes}};
constexpr std::array<Fault, 5> of_courier{{no_type, no_time, bad_time, copied, cut}};

bool is_payment(Type type) noexcept {
  return type == Type::payment_pending || type == Type::payment_authorised || type == Type::payment_captured ||
         type == Type::payment_failed || type == Type::payment_refunded;
}

std::span<const Fault> faults_of(const OrderPlan& plan, Type type) noexcept {
  if (type == Type::placed) return of_placed;
  if (is_payment(type)) return of_payment;
  if (type == Type::reviewed && !plan.words.empty()) return of_words;
  return of_order;
}

// Records are named apart: 64 numbers for the events of an order, then as many for its positions; odd high words for shifts.
constexpr std::uint64_t per_order = 128;
constexpr std::uint64_t first_batch = 64;
constexpr std::uint64_t of_shifts = std::uint64_t{1} << 63;

void append_signed(std::string& to, std::int64_t n) {
  const fmt::format_int digits(n);
  to.append(digits.data(), digits.size());
}

}  // namespace

std::string& EventLines::begin() {
  std::string& text = file_.text();
  text += R"({"seq":)";
  append_number(text, ++seq_);
  text += R"(,"id":")";
  return text;
}

void EventLines::append_moment(std::string& text, std::string_view member, Moment at) {
  text.append(member);
  moments_.to_milliseconds(text, at);
  text += '"';
}

void EventLines::append_times(std::string& text, std::string_view type, Moment at, Moment recorded_at) {
  text.append(R"(","type":")").append(type);
  append_moment(text, R"(","at":")", at);
  append_moment(text, R"(,"recorded_at":")", recorded_at);
}

void EventLines::append_position(std::string& text, delivery::Point at) {
  text += R"({"x":)";
  append_signed(text, at.x_m);
  text += R"(,"y":)";
  append_signed(text, at.y_m);
}

void EventLines::happened(const OrderPlan& plan, std::size_t happening, Moment recorded_at) {
  const Type type = plan.happenings[happening].type;
  std::string& text = begin();
  append_order_id(text, plan.number);
  text += '.';
  append_number(text, happening + 1);
  append_times(text, delivery::name_of(type), plan.at(plan.happenings[happening]), recorded_at);
  text += R"(,"order":")";
  append_order_id(text, plan.number);
  text += R"(","restaurant":")";
  append_merchant_id(text, plan.merchant);
  text.append(R"(","zone":")").append(zone_at(merchants_.zone(plan.merchant)).name).append("\"");
  append_details(text, plan, type);
  text += '}';
  file_.finish(plan.number * per_order + happening, faults_of(plan, type));
}

void EventLines::append_basket(std::string& text, const OrderPlan& plan) {
  text += R"(,"customer":")";
  append_number(text, plan.customer);
  text += R"(","to":)";
  append_position(text, plan.to);
  text += R"(},"total":)";
  append_signed(text, plan.total.minor);
  text.append(R"(,"currency":")").append(currency).append(R"(","lines":[)");
  const auto& menu = merchants_.restaurant(plan.merchant).dishes;
  for (std::size_t i = 0; i < plan.line_count; ++i) {
    const delivery::Dish& dish = menu[plan.lines[i].dish];
    text += i == 0 ? R"({"dish":)" : R"(,{"dish":)";
    append_number(text, dish.id);
    text += R"(,"name":)";
    append_json_string(text, dish.name);
    text += R"(,"price":)";
    append_signed(text, dish.price.minor);
    text += R"(,"quantity":)";
    append_number(text, plan.lines[i].quantity);
    text += '}';
  }
  text += ']';
}

void EventLines::append_details(std::string& text, const OrderPlan& plan, Type type) {
  if (type == Type::placed) append_basket(text, plan);
  if (is_payment(type)) {
    text += R"(,"amount":)";
    append_signed(text, plan.total.minor);
    text.append(R"(,"currency":")").append(currency).append("\"");
    if (type != Type::payment_pending) text.append(R"(,"method":")").append(plan.method).append("\"");
  }
  if (type == Type::accepted) append_moment(text, R"(,"ready_by":")", plan.ready_by);
  if (type == Type::rejected || type == Type::cancelled) text.append(R"(,"reason":")").append(plan.reason).append("\"");
  if (type == Type::assigned || type == Type::picked_up || type == Type::delivered) {
    text += R"(,"courier":)";
    append_number(text, plan.courier);
  }
  if (type == Type::assigned) append_moment(text, R"(,"promised_at":")", plan.promised_at);
  if (type == Type::reviewed) {
    text += R"(,"stars":)";
    append_number(text, plan.stars);
    text.append(R"(,"words":")").append(plan.words).append("\"");
  }
}

// The courier rides the straight line evenly.
void EventLines::moved(const OrderPlan& plan, std::uint32_t batch, Moment recorded_at) {
  const std::uint32_t last = plan.last_fix(batch);
  const delivery::Point from = merchants_.place(plan.merchant);
  std::string& text = begin();
  text += "way-";
  append_order_id(text, plan.number);
  text += '.';
  append_number(text, batch + 1);
  append_times(text, "courier.positions", plan.fix_at(last), recorded_at);
  text += R"(,"courier":)";
  append_number(text, plan.courier);
  text += R"(,"order":")";
  append_order_id(text, plan.number);
  text.append(R"(","zone":")").append(zone_at(merchants_.zone(plan.merchant)).name).append(R"(","positions":[)");
  for (std::uint32_t fix = batch * fixes_of_batch + 1; fix <= last; ++fix) {
    const auto along = [&](std::int32_t a, std::int32_t b) {
      return a + static_cast<std::int32_t>((std::int64_t{b} - a) * fix * fix_interval.count() / std::int64_t{plan.ride_ms});
    };
    append_position(text, {along(from.x_m, plan.to.x_m), along(from.y_m, plan.to.y_m)});
    append_moment(text, R"(,"at":")", plan.fix_at(fix));
    text += fix == last ? "}" : "},";
  }
  text += "]}";
  file_.finish(plan.number * per_order + first_batch + batch, of_courier);
}

void EventLines::shift(const CourierShift& shift, bool began, Moment recorded_at) {
  const std::uint64_t revision = std::uint64_t{shift.number} * 2 - (began ? 1 : 0);
  std::string& text = begin();
  text += "courier-";
  append_number(text, shift.courier);
  text += '.';
  append_number(text, revision);
  append_times(text, began ? "courier.shift_began" : "courier.shift_ended", began ? shift.began : shift.ends, recorded_at);
  text += R"(,"courier":)";
  append_number(text, shift.courier);
  text += R"(,"position":)";
  append_position(text, began ? shift.begins_at : shift.ends_at);
  text += "}}";
  file_.finish(of_shifts | (std::uint64_t{shift.courier} << 24) | revision, of_courier);
}

void EventLines::shift_began(const CourierShift& began, Moment recorded_at) { shift(began, true, recorded_at); }
void EventLines::shift_ended(const CourierShift& ended, Moment recorded_at) { shift(ended, false, recorded_at); }

}  // namespace rushhour::city
