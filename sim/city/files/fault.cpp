#include "sim/city/files/fault.hpp"

#include <array>

#include "reports/foundation/random_stream.hpp"
#include "sim/city/files/row_text.hpp"

namespace rushhour::city {
namespace {

constexpr std::array<std::string_view, 8> kind_names{"missing_value",    "bad_date",       "duplicate",          "negative_amount",
                                                     "broken_reference", "mixed_encoding", "unterminated_quote", "broken_json"};

// None of these is a date in any reading.
constexpr std::array<std::string_view, 6> bad_dates{"2025-02-30", "31/31/2025", "yesterday", "2025-13-01", "0000-00-00", "2025-06-31"};

struct Latin1 {
  std::string_view column;
  std::array<std::string_view, 3> texts;
};
constexpr std::array<Latin1, 5> latin1{{
    {"customer_name", {"J\xfcrgen M\xfcller", "Ren\xe9 Fran\xe7ois", "S\xf8ren \xd8sterg\xe5rd"}},
    {"merchant_name", {"Caf\xe9 Fl\xf6te", "Zur gr\xfcnen Gans", "Cr\xeaperie \xc9toile"}},
    {"city",
     {"K\xf6nigsfurt", "M\xf8llehavn",
      "S\xfc"
      "dlingen"}},
    {"category",
     {"caf\xe9", "p\xe2tisserie",
      "k\xfc"
      "che"}},
    {"words",
     {"cr\xe8me br\xfbl\xe9"
      "e",
      "sch\xf6n warm", "tr\xe8s bon"}},
}};

}  // namespace

std::string_view name_of(FaultKind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<Fault> Dirt::draw(std::string_view file, std::uint64_t record, std::span<const Fault> possible) const noexcept {
  if (of_million_ == 0 || possible.empty()) return std::nullopt;
  RandomStream random(seed_, "dirt", file, record);
  if (random.below(1'000'000) >= of_million_) return std::nullopt;
  return possible[random.below(possible.size())];
}

std::uint64_t Dirt::below(std::string_view file, std::uint64_t record, std::uint64_t n) const noexcept {
  return RandomStream(seed_, "dirt in detail", file, record).below(n);
}

std::string Dirt::spoilt(Fault fault, std::string_view file, std::uint64_t record, std::string_view clean) const {
  switch (fault.kind) {
    case FaultKind::bad_date:
      return std::string(bad_dates[below(file, record, bad_dates.size())]);
    case FaultKind::negative_amount:
      return std::string("-").append(clean);
    case FaultKind::broken_reference:
      return stranger(fault.column, below(file, record, 90'000));
    case FaultKind::mixed_encoding:
      for (const Latin1& row : latin1)
        if (row.column == fault.column) return std::string(row.texts[below(file, record, row.texts.size())]);
      return {};
    case FaultKind::unterminated_quote:
      if (clean.starts_with('"')) return std::string(clean.substr(0, clean.size() - 1));
      return std::string("\"").append(clean);
    case FaultKind::missing_value:
    case FaultKind::duplicate:
    case FaultKind::broken_json:
      return {};
  }
  return {};
}

std::string Dirt::stranger(std::string_view column, std::uint64_t draw) const {
  std::string id;
  if (column == "customer_id")
    append_number(id, population_.customers + 1 + draw);
  else if (column == "merchant_id")
    append_merchant_id(id, population_.merchants + 1 + draw);
  else
    append_order_id(id, population_.orders + 1 + draw);
  return id;
}

}  // namespace rushhour::city
