#include "sim/city/files/order_rows.hpp"

#include <array>

#include "sim/city/files/row_text.hpp"
#include "sim/city/map.hpp"

namespace rushhour::city {
namespace {

using delivery::PaymentStatus;
using Type = delivery::OrderEventType;

constexpr std::array<Fault, 6> order_faults{{
    {FaultKind::missing_value, "customer_id"},
    {FaultKind::missing_value, "total_amount"},
    {FaultKind::bad_date, "order_date_time"},
    {FaultKind::duplicate, "order_id"},
    {FaultKind::negative_amount, "total_amount"},
    {FaultKind::broken_reference, "customer_id"},
}};
constexpr std::array<Fault, 10> transaction_faults{{
    {FaultKind::missing_value, "transaction_id"},
    {FaultKind::missing_value, "timestamp"},
    {FaultKind::missing_value, "amount"},
    {FaultKind::bad_date, "timestamp"},
    {FaultKind::duplicate, "transaction_id"},
    {FaultKind::negative_amount, "amount"},
    {FaultKind::broken_reference, "customer_id"},
    {FaultKind::broken_reference, "merchant_id"},
    {FaultKind::mixed_encoding, "category"},
    {FaultKind::unterminated_quote, "category"},
}};

constexpr std::string_view schema = R"xsd(<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
  <xs:simpleType name="amount">
    <xs:restriction base="xs:decimal">
      <xs:minInclusive value="0"/>
      <xs:fractionDigits value="2"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="id">
    <xs:restriction base="xs:token">
      <xs:minLength value="1"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="status">
    <xs:restriction base="xs:token">
      <xs:enumeration value="placed"/>
      <xs:enumeration value="delivered"/>
      <xs:enumeration value="cancelled"/>
      <xs:enumeration value="rejected"/>
      <xs:enumeration value="refunded"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:complexType name="item">
    <xs:sequence>
      <xs:element name="sku" type="id"/>
      <xs:element name="category" type="xs:token"/>
      <xs:element name="quantity" type="xs:positiveInteger"/>
      <xs:element name="price" type="amount"/>
    </xs:sequence>
  </xs:complexType>
  <xs:complexType name="order">
    <xs:sequence>
      <xs:element name="order_id" type="id"/>
      <xs:element name="customer_id" type="id"/>
      <xs:element name="mobile_number" type="xs:token"/>
      <xs:element name="order_date_time" type="xs:dateTime"/>
      <xs:element name="items">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="item" type="item" minOccurs="1" maxOccurs="unbounded"/>
          </xs:sequence>
        </xs:complexType>
      </xs:element>
      <xs:element name="total_amount" type="amount"/>
      <xs:element name="status" type="status"/>
    </xs:sequence>
  </xs:complexType>
  <xs:element name="orders">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="order" type="order" minOccurs="0" maxOccurs="unbounded"/>
      </xs:sequence>
    </xs:complexType>
    <xs:unique name="order_ids">
      <xs:selector xpath="order"/>
      <xs:field xpath="order_id"/>
    </xs:unique>
  </xs:element>
</xs:schema>
)xsd";

}  // namespace

std::string_view orders_schema() noexcept { return schema; }

void OrderRows::write_order(RecordFile& file, const OrderPlan& plan) {
  std::string& text = file.text();
  text += "<order><order_id>";
  append_order_id(text, plan.number);
  text += "</order_id><customer_id>";
  append_number(text, plan.customer);
  text += "</customer_id><mobile_number>+49151";
  append_padded(text, customers_.mobile_digits(plan.customer), 8);
  text += "</mobile_number><order_date_time>";
  moments_.to_seconds(text, plan.placed);
  text += "</order_date_time><items>";
  const auto& menu = merchants_.restaurant(plan.merchant).dishes;
  for (std::size_t i = 0; i < plan.line_count; ++i) {
    const delivery::Dish& dish = menu[plan.lines[i].dish];
    text += "<item><sku>";
    append_number(text, dish.id);
    text.append("</sku><category>").append(dish.category).append("</category><quantity>");
    append_number(text, plan.lines[i].quantity);
    text += "</quantity><price>";
    append_money(text, dish.price);
    text += "</price></item>";
  }
  text += "</items><total_amount>";
  append_money(text, plan.total);
  text.append("</total_amount><status>").append(status_of(plan)).append("</status></order>");
  file.finish(plan.number, order_faults);
}

void OrderRows::write_transactions(RecordFile& file, const OrderPlan& plan) {
  std::uint32_t attempt = 0;
  const Happening* answered = nullptr;  // by consent, so the last attempt
  for (std::size_t i = 0; i < plan.happening_count && answered == nullptr; ++i) {
    const Happening& happening = plan.happenings[i];
    if (happening.type == Type::payment_failed) write_transaction(file, plan, ++attempt, plan.at(happening), PaymentStatus::failed);
    if (happening.type == Type::payment_authorised) answered = &happening;
  }
  if (answered == nullptr) {
    if (attempt == 0) write_transaction(file, plan, 1, plan.placed, PaymentStatus::pending);
    return;
  }
  PaymentStatus status = PaymentStatus::authorised;
  if (plan.find(Type::payment_captured) != nullptr) status = PaymentStatus::captured;
  if (plan.find(Type::payment_refunded) != nullptr) status = PaymentStatus::refunded;
  write_transaction(file, plan, ++attempt, plan.at(*answered), status);
}

void OrderRows::write_transaction(RecordFile& file, const OrderPlan& plan, std::uint32_t attempt, Moment at, PaymentStatus status) {
  std::string& text = file.text();
  append_order_id(text, plan.number);
  text += '-';
  append_number(text, attempt);
  text += ',';
  moments_.to_seconds(text, at);
  text += ',';
  append_number(text, plan.customer);
  text += ',';
  append_merchant_id(text, plan.merchant);
  text.append(",").append(merchants_.restaurant(plan.merchant).cuisine).append(",");
  text.append(zone_at(merchants_.zone(plan.merchant)).name).append(",");
  append_money(text, plan.total);
  text.append(",").append(delivery::name_of(status));
  file.finish(plan.number * 8 + attempt, transaction_faults);
}

}  // namespace rushhour::city
