#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace rushhour::warehouse {

/// The bytes of a file, unpacked where they are gzip (of any number of members) or Zstandard, which its first bytes tell, not its name. It
/// is read once, from its begin to where it ended when it was opened, and hashed as it lies there.
///
/// One thread at a time. Every member throws UserError (Exit::settings) naming the file: it is none, cannot be opened, became shorter, ends
/// in the middle of what was packed, is damaged, or would become more than a hundred times as large (the first MiB is free).
class ByteSource {
 public:
  explicit ByteSource(const std::filesystem::path& file);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  const std::string& name() const noexcept;

  /// ".gz", ".zst" or nothing.
  std::string_view packing() const noexcept;

  /// Up to `room` bytes; fewer only at the end.
  std::size_t read(char* out, std::size_t room);

  /// Bytes of the file as it lay there when it was opened.
  std::uint64_t size() const noexcept;

  /// Whether it is longer now than it was then.
  bool grew() const;

  /// SHA-256 of these bytes, hexadecimal; reads what has not been read. Once, at the end.
  std::string sha256();

 private:
  class Raw;
  class Unpacker;
  class Gzip;
  class Zstandard;

  std::unique_ptr<Raw> raw_;
  std::string_view packing_;
  std::unique_ptr<Unpacker> unpacker_;  // none for a file that is not packed
};

}  // namespace rushhour::warehouse
