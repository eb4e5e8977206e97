#pragma once

#include <cstdint>
#include <string_view>

#include "sim/city/customers.hpp"
#include "sim/city/files/record_file.hpp"
#include "sim/city/merchants.hpp"
#include "sim/city/order_plan.hpp"

// orders.xml with its schema, and transactions.csv: what an order was, and what its payment came to.
namespace rushhour::city {

inline constexpr std::string_view orders_head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<orders>\n";
inline constexpr std::string_view orders_tail = "</orders>\n";
inline constexpr std::string_view transaction_columns = "transaction_id,timestamp,customer_id,merchant_id,category,zone,amount,status";

/// orders.xsd: XML Schema 1.0 of orders.xml as it is without faults.
std::string_view orders_schema() noexcept;

/// Writes orders, and their transactions, into files that others open and close. One thread.
class OrderRows {
 public:
  /// Both must outlive this.
  OrderRows(const Customers& customers, const Merchants& merchants) : customers_(customers), merchants_(merchants) {}

  /// One <order>, on one line.
  void write_order(RecordFile& file, const OrderPlan& plan);
  /// One row for each attempt to pay; one as well for an order that nobody tried to pay. Its status is the last of that attempt, its
  /// timestamp when the bank answered (or, of the order nobody paid, when it was placed).
  void write_transactions(RecordFile& file, const OrderPlan& plan);

 private:
  void write_transaction(RecordFile& file, const OrderPlan& plan, std::uint32_t attempt, Moment at, delivery::PaymentStatus status);

  const Customers& customers_;
  const Merchants& merchants_;
  MomentWriter moments_;
};

}  // namespace rushhour::city
