#pragma once

#include "sim/city/customers.hpp"
#include "sim/city/files/record_file.hpp"
#include "sim/city/merchants.hpp"

// customers.csv and merchants.csv: who there is, one row each, in the order of their numbers.
namespace rushhour::city {

inline constexpr std::string_view customer_columns =
    "customer_id,customer_name,mobile_number,email,birth_date,signup_date,region,city,zone";
inline constexpr std::string_view merchant_columns = "merchant_id,merchant_name,category,region,city,zone,joined_date";

void write_customers(RecordFile& file, std::uint64_t seed, const Customers& customers);
void write_merchants(RecordFile& file, const Merchants& merchants);

}  // namespace rushhour::city
