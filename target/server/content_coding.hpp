#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "target/service/request.hpp"

namespace rushhour::server {

/// Whether a client that sends this Accept-Encoding is to get gzip: it names it, or "*", with a weight above zero that is not below that of
/// "identity" (RFC 9110, section 12.5.3). A client that says nothing gets what there is.
bool takes_gzip(std::string_view accept_encoding) noexcept;

/// Puts answers into gzip for clients that take it.
///
/// 1. From 1 KiB on, where it makes them smaller. An answer that might have come otherwise says so in Vary.
/// 2. A shared body is compressed once and kept, as long as the lines of the head that go with it, the ETag among them, are the same; at
///    most 16 MiB are kept. In gzip it has a weak tag, as it is not byte for byte what the strong one names.
/// 3. What has a tag of its own and is not shared is left alone: its tag must stay strong for If-Match.
///
/// One thread.
class ContentCoding {
 public:
  static constexpr std::size_t least_bytes = 1024;

  /// `response` may view what this holds until the next call.
  void apply(std::string_view accept_encoding, service::Response& response);

 private:
  struct Copy {
    std::string fields_then;  ///< the shared fields that it was made for
    std::string fields;       ///< with the weak tag
    std::string body;         ///< empty: it would not be smaller
  };

  void apply_to_shared(service::Response& response);
  const Copy& copy_of(const service::Response& response);

  std::unordered_map<const char*, Copy> copies_;  // by where the shared body lies
  std::size_t copies_bytes_ = 0;
};

}  // namespace rushhour::server
