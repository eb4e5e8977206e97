#pragma once

#include "sim/script/contract/field.hpp"

namespace rushhour::script::contract {

/// Everything that `require` finds, in the order of the page.
std::span<const Module> modules() noexcept;

/// Their names, for a message: "rushhour.http, check, sleep".
std::string module_names();

/// A type that stands for others.
struct Alias {
  std::string_view name;
  std::string_view type;
  std::string_view says;
};
std::span<const Alias> aliases() noexcept;

/// Every table of the contract, bases first.
std::span<const Table* const> tables() noexcept;

}  // namespace rushhour::script::contract
