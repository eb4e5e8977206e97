// Names, addresses and birthdays decide nothing, so they are drawn here, where they are written, and kept nowhere.

#include "sim/city/files/people_rows.hpp"

#include <array>

#include "sim/city/draws.hpp"
#include "sim/city/files/row_text.hpp"
#include "sim/city/map.hpp"

namespace rushhour::city {
namespace {

struct Name {
  std::string_view written;
  std::string_view in_ascii;  // in e-mail addresses
};

constexpr std::array<Name, 24> first_names{{
    {"Anna", "anna"},     {"Ben", "ben"},     {"Chloé", "chloe"}, {"David", "david"},    {"Elif", "elif"},     {"Finn", "finn"},
    {"Greta", "greta"},   {"Hugo", "hugo"},   {"Inês", "ines"},   {"Jürgen", "juergen"}, {"Kaja", "kaja"},     {"Liam", "liam"},
    {"Mathéo", "matheo"}, {"Nadia", "nadia"}, {"Oskar", "oskar"}, {"Paula", "paula"},    {"Quirin", "quirin"}, {"Rosa", "rosa"},
    {"Søren", "soeren"},  {"Tomás", "tomas"}, {"Uma", "uma"},     {"Vera", "vera"},      {"Wei", "wei"},       {"Zoë", "zoe"},
}};
constexpr std::array<Name, 32> last_names{{
    {"Almeida", "almeida"}, {"Bauer", "bauer"},     {"Çelik", "celik"},       {"Dubois", "dubois"},
    {"Eriksen", "eriksen"}, {"Fischer", "fischer"}, {"García", "garcia"},     {"Hoffmann", "hoffmann"},
    {"Ivanova", "ivanova"}, {"Jansson", "jansson"}, {"Kowalski", "kowalski"}, {"Lindner", "lindner"},
    {"Müller", "mueller"},  {"Nguyen", "nguyen"},   {"O'Brien", "obrien"},    {"Petrov", "petrov"},
    {"Quist", "quist"},     {"Rossi", "rossi"},     {"Schäfer", "schaefer"},  {"Tanaka", "tanaka"},
    {"Uysal", "uysal"},     {"Vogel", "vogel"},     {"Weiß", "weiss"},        {"Xu", "xu"},
    {"Yilmaz", "yilmaz"},   {"Zimmer", "zimmer"},   {"Ødegård", "oedegaard"}, {"Novák", "novak"},
    {"Silva", "silva"},     {"Keller", "keller"},   {"Horváth", "horvath"},   {"Moreau", "moreau"},
}};
// Domains that nobody can own.
constexpr std::array<std::string_view, 3> domains{"example.com", "example.net", "example.org"};
// Age in years when they signed up, by sixteenths: from 18 on, half of them under 36.
constexpr Quantiles ages{18, 20, 22, 24, 26, 28, 30, 33, 36, 39, 42, 45, 49, 54, 60, 67, 84};

constexpr std::array<Fault, 6> customer_faults{{
    {FaultKind::missing_value, "region"},
    {FaultKind::bad_date, "birth_date"},
    {FaultKind::bad_date, "signup_date"},
    {FaultKind::duplicate, "customer_id"},
    {FaultKind::mixed_encoding, "customer_name"},
    {FaultKind::mixed_encoding, "city"},
}};
// Of those whom no order refers to, besides.
constexpr std::array<Fault, 8> idle_customer_faults{{
    customer_faults[0],
    customer_faults[1],
    customer_faults[2],
    customer_faults[3],
    customer_faults[4],
    customer_faults[5],
    {FaultKind::missing_value, "customer_id"},
    {FaultKind::unterminated_quote, "customer_name"},
}};
constexpr std::array<Fault, 5> merchant_faults{{
    {FaultKind::bad_date, "joined_date"},
    {FaultKind::duplicate, "merchant_id"},
    {FaultKind::mixed_encoding, "merchant_name"},
    {FaultKind::mixed_encoding, "category"},
    {FaultKind::mixed_encoding, "city"},
}};
constexpr std::array<Fault, 7> idle_merchant_faults{{
    merchant_faults[0],
    merchant_faults[1],
    merchant_faults[2],
    merchant_faults[3],
    merchant_faults[4],
    {FaultKind::missing_value, "merchant_id"},
    {FaultKind::unterminated_quote, "merchant_name"},
}};

void append_place(std::string& text, std::size_t zone) {
  const Zone& where = zone_at(zone);
  text.append(where.region).append(",").append(where.city).append(",").append(where.name);
}

void append_person(std::string& text, RandomStream& random, const Customers& customers, std::uint32_t id) {
  const Name& first = first_names[random.below(first_names.size())];
  const Name& last = last_names[random.below(last_names.size())];
  text.append(first.written).append(" ").append(last.written).append(",+49151");
  append_padded(text, customers.mobile_digits(id), 8);
  text += ',';
  const std::string_view domain = domains[random.below(domains.size())];
  if (chance(random, 25)) return;  // some gave none
  text.append(first.in_ascii).append(".").append(last.in_ascii).append(".");
  append_number(text, id);
  text.append("@").append(domain);
}

}  // namespace

void write_customers(RecordFile& file, std::uint64_t seed, const Customers& customers) {
  MomentWriter dates;
  for (std::uint32_t id = 1; id <= customers.count(); ++id) {
    RandomStream random(seed, "city", "person", id);
    std::string& text = file.text();
    append_number(text, id);
    text += ',';
    append_person(text, random, customers, id);
    text += ',';
    const Day signed_up = customers.signed_up(id);
    const Day born = signed_up - std::chrono::days(from_quantiles(random, ages) * 1461 / 4 + between(random, 5, 364));
    const bool tells = !chance(random, 40);
    if (tells) dates.date(text, born);
    text += ',';
    dates.date(text, signed_up);
    text += ',';
    append_place(text, customers.zone(id));
    if (customers.ever_orders(id))
      file.finish(id, customer_faults);
    else
      file.finish(id, idle_customer_faults);
  }
}

void write_merchants(RecordFile& file, const Merchants& merchants) {
  MomentWriter dates;
  for (std::uint32_t id = 1; id <= merchants.count(); ++id) {
    const delivery::Restaurant& restaurant = merchants.restaurant(id);
    const std::size_t zone = merchants.zone(id);
    std::string& text = file.text();
    append_merchant_id(text, id);
    text += ',';
    std::string name = restaurant.name;
    if (id % 16 == 5) name.append(", ").append(zone_at(zone).city);
    append_csv_field(text, name);
    text.append(",").append(restaurant.cuisine).append(",");
    append_place(text, zone);
    text += ',';
    dates.date(text, merchants.joined(id));
    if (merchants.ever_sells(id))
      file.finish(id, merchant_faults);
    else
      file.finish(id, idle_merchant_faults);
  }
}

}  // namespace rushhour::city
