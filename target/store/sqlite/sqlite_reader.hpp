#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "target/store/order_store.hpp"

namespace rushhour::store {

/// A reading connection to DIR/orders.db. One thread at a time. Everything throws std::exception if the database is in trouble.
class SqliteReader {
 public:
  /// REQUIRES: a SqliteJournal has opened the file.
  explicit SqliteReader(const std::filesystem::path& file);
  ~SqliteReader();

  std::optional<delivery::Order> order(const std::string& id);
  std::optional<Account> account(const std::string& customer);

  /// At most `orders_max` orders, those placed last.
  Standing standing(std::size_t orders_max);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace rushhour::store
