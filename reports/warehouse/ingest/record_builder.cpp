#include "reports/warehouse/ingest/record_builder.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "reports/foundation/letters.hpp"
#include "reports/warehouse/ingest/field_text.hpp"
#include "reports/warehouse/ingest/text_encoding.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace rushhour::warehouse {
namespace {

bool is_text(FieldType type) noexcept { return type == FieldType::text || type == FieldType::json; }

/// What was written, for a message. Only what has nothing but the signs of dates and numbers is repeated; a name that stands in the wrong
/// column is not.
std::string quoted(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return std::string_view("0123456789-+/.,:TZ ").find(c) != std::string_view::npos; });
  // A telephone number has these signs too.
  const bool short_enough = text.size() <= 10 || (text.size() <= 35 && text.find_first_of("-/.:") != std::string_view::npos);
  return plain && short_enough ? fmt::format("'{}'", text) : fmt::format("what stands there ({} bytes)", text.size());
}

bool is_json(std::string_view text) {
  thread_local simdjson::dom::parser parser;
  return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

}  // namespace

RecordBuilder::RecordBuilder(const Dataset& dataset, std::function<void(const Fault&)> report, std::size_t batch)
    : dataset_(dataset),
      report_(std::move(report)),
      batch_(batch),
      columns_(dataset.fields.size()),
      lines_(capacity),
      key_hashes_(capacity) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].given.resize(capacity);
    if (is_text(dataset.fields[i].type))
      columns_[i].texts.resize(capacity);
    else
      columns_[i].numbers.resize(capacity);
  }
}

void RecordBuilder::begin(std::int64_t line) {
  for (Column& column : columns_) column.given[rows_] = 0;
  lines_[rows_] = line;
  key_hashes_[rows_] = 0;
}

void RecordBuilder::set(std::size_t field, std::string_view raw) {
  const std::string_view text = trimmed(raw);
  if (!text.empty()) type_field(field, text);
}

void RecordBuilder::set_json(std::size_t field, std::string_view text) {
  columns_[field].texts[rows_] = text;
  columns_[field].given[rows_] = 1;
}

void RecordBuilder::set_latin1(std::size_t field, std::string_view raw) {
  fault(FaultKind::mixed_encoding, field, "bytes that are no UTF-8; they were taken for Latin-1");
  set(field, keep(utf8_of_latin1(raw)));
}

void RecordBuilder::end() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const FieldSpec& spec = dataset_.fields[i];
    // What stands there but is no date has its own fault.
    if (spec.required && columns_[i].given[rows_] == 0 && !spoilt_[i]) fault(FaultKind::missing_value, i, "it is empty or not there");
  }
  spoilt_.reset();
  ++rows_;
  ++kept_;
}

void RecordBuilder::reject(std::int64_t line, FaultKind kind, std::string column, std::string reason) {
  report_({line, kind, std::move(column), std::move(reason)});
  spoilt_.reset();
  ++rejected_;
}

std::string_view RecordBuilder::keep(std::string_view text) { return kept_texts_.emplace_back(text); }

void RecordBuilder::clear() {
  rows_ = 0;
  kept_texts_.clear();
}

void RecordBuilder::type_field(std::size_t field, std::string_view text) {
  const FieldSpec& spec = dataset_.fields[field];
  Column& column = columns_[field];
  std::optional<std::int64_t> number;
  switch (spec.type) {
    case FieldType::text:
      column.texts[rows_] = text;
      column.given[rows_] = 1;
      if (field == 0) key_hashes_[rows_] = static_cast<std::int64_t>(XXH3_64bits(text.data(), text.size()));
      return;
    case FieldType::json:
      if (!is_json(text)) return fault(FaultKind::bad_json, field, "it is no JSON");
      column.texts[rows_] = text;
      column.given[rows_] = 1;
      return;
    case FieldType::date:
      number = parse_date(text);
      break;
    case FieldType::instant:
      number = parse_instant(text);
      break;
    case FieldType::money:
      number = parse_hundredths(text);
      break;
    case FieldType::integer:
    case FieldType::minor_money:
      number = parse_integer(text);
      break;
  }
  if (!number) {
    const bool time = spec.type == FieldType::date || spec.type == FieldType::instant;
    return fault(time ? FaultKind::bad_date : FaultKind::bad_number, field,
                 fmt::format("{} is no {}", quoted(text),
                             time                            ? "date"
                             : spec.type == FieldType::money ? "amount"
                                                             : "whole number"));
  }
  if (spec.not_negative && *number < 0) fault(FaultKind::negative_amount, field, fmt::format("{} is below zero", quoted(text)));
  column.numbers[rows_] = *number;
  column.given[rows_] = 1;
}

void RecordBuilder::fault(FaultKind kind, std::size_t field, std::string reason) {
  spoilt_.set(field);
  report_({lines_[rows_], kind, std::string(dataset_.fields[field].name), std::move(reason)});
}

}  // namespace rushhour::warehouse
