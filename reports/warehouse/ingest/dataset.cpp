#include "reports/warehouse/ingest/dataset.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace rushhour::warehouse {
namespace {

using enum FieldType;

constexpr std::array customers{
    FieldSpec{.name = "customer_id", .required = true},
    FieldSpec{.name = "customer_name"},
    FieldSpec{.name = "mobile_number"},
    FieldSpec{.name = "email"},
    FieldSpec{.name = "birth_date", .type = date},
    FieldSpec{.name = "signup_date", .type = date},
    FieldSpec{.name = "region", .required = true},
    FieldSpec{.name = "city"},
    FieldSpec{.name = "zone"},
};

constexpr std::array merchants{
    FieldSpec{.name = "merchant_id", .required = true},
    FieldSpec{.name = "merchant_name"},
    FieldSpec{.name = "category"},
    FieldSpec{.name = "region"},
    FieldSpec{.name = "city"},
    FieldSpec{.name = "zone"},
    FieldSpec{.name = "joined_date", .type = date},
};

constexpr std::array orders{
    FieldSpec{.name = "order_id", .required = true},
    FieldSpec{.name = "customer_id", .required = true},
    FieldSpec{.name = "mobile_number"},
    FieldSpec{.name = "order_date_time", .type = instant, .required = true},
    FieldSpec{.name = "items", .type = json},
    FieldSpec{.name = "total_amount", .type = money, .required = true, .not_negative = true},
    FieldSpec{.name = "status"},
};

constexpr std::array transactions{
    FieldSpec{.name = "transaction_id", .required = true},
    FieldSpec{.name = "timestamp", .type = instant, .required = true},
    FieldSpec{.name = "customer_id"},
    FieldSpec{.name = "merchant_id"},
    FieldSpec{.name = "category"},
    FieldSpec{.name = "zone"},
    FieldSpec{.name = "amount", .type = money, .required = true, .not_negative = true},
    FieldSpec{.name = "status"},
};

/// A line of an event log: docs/formats.md, "The event log".
constexpr std::array events{
    FieldSpec{.name = "id"},
    FieldSpec{.name = "seq", .type = integer},
    FieldSpec{.name = "type", .required = true},
    FieldSpec{.name = "at", .type = instant, .required = true},
    FieldSpec{.name = "recorded_at", .type = instant},
    FieldSpec{.name = "trace"},
    FieldSpec{.name = "order_id", .other_name = "order"},
    FieldSpec{.name = "merchant_id", .other_name = "restaurant"},
    FieldSpec{.name = "zone"},
    FieldSpec{.name = "customer_id", .other_name = "customer"},
    FieldSpec{.name = "courier_id", .other_name = "courier"},
    FieldSpec{.name = "total", .type = minor_money, .not_negative = true},
    FieldSpec{.name = "amount", .type = minor_money, .not_negative = true},
    FieldSpec{.name = "currency"},
    FieldSpec{.name = "method"},
    FieldSpec{.name = "reason"},
    FieldSpec{.name = "ready_by", .type = instant},
    FieldSpec{.name = "promised_at", .type = instant},
    FieldSpec{.name = "stars", .type = integer},
    FieldSpec{.name = "words"},
    FieldSpec{.name = "lines", .type = json},
    FieldSpec{.name = "destination", .type = json, .other_name = "to"},
    FieldSpec{.name = "position", .type = json},
    FieldSpec{.name = "positions", .type = json},
};

constexpr std::array all{
    Dataset{.name = "customers", .element = "customer", .fields = customers},
    Dataset{.name = "merchants", .element = "merchant", .fields = merchants},
    Dataset{.name = "orders", .element = "order", .fields = orders},
    Dataset{.name = "transactions", .element = "transaction", .fields = transactions},
    Dataset{.name = "events", .element = "event", .fields = events},
};

}  // namespace

std::span<const Dataset> datasets() noexcept { return all; }

const Dataset& dataset_of(std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [name](const Dataset& dataset) { return dataset.name == name; });
  if (found == all.end()) throw std::logic_error("there is no dataset " + std::string(name));
  return *found;
}

}  // namespace rushhour::warehouse
