#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "reports/foundation/instant.hpp"
#include "target/store/group_commit.hpp"

namespace rushhour::store {

/// The writing connection to DIR/orders.db. The file is in WAL mode and every commit is forced to the disk before it returns, so others may
/// read the file at any time. One thread at a time.
class SqliteJournal final : public Journal {
 public:
  /// Opens or makes the file and brings its schema up to date. `now` dates the opening. Throws UserError if the file is not one of ours, is
  /// of a later version, or cannot be opened.
  SqliteJournal(const std::filesystem::path& file, WallTime now);
  ~SqliteJournal() override;

  std::uint64_t opening() const noexcept { return opening_; }

  void begin() override;
  Verdict apply(const Change& change) override;
  void commit() override;
  void rollback() noexcept override;

 private:
  struct Connection;

  bool apply_operation(const PlaceOrder& placed);
  bool apply_operation(const MoveOrder& moved);

  std::unique_ptr<Connection> connection_;
  std::uint64_t opening_ = 0;
};

/// A reading connection to the same file. One thread at a time.
class SqliteReader {
 public:
  /// REQUIRES: a SqliteJournal has opened the file. Throws std::exception if it cannot be opened.
  explicit SqliteReader(const std::filesystem::path& file);
  ~SqliteReader();

  /// Throws std::exception if the database is in trouble.
  std::optional<delivery::Order> find(const std::string& id);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace rushhour::store
