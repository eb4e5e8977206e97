#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

/// Undoes what Content-Encoding names, piece by piece: gzip (x-gzip) of any number of members, and deflate, with zlib's wrapper or without
/// it, as browsers take it; up to five codings one upon the other.
///
/// What comes out is handed on in pieces of at most 16 KB and no coding may unfold to more than the limit, so a bomb costs no memory and
/// bounded time. The states of zlib, 60 KB a coding, are lent from a small stock of the thread's between begin() and release().
///
/// One thread.
class ContentDecoder {
 public:
  /// Where decoded bytes go.
  class Sink {
   public:
    virtual void take(std::string_view piece) = 0;

   protected:
    ~Sink() = default;
  };

  /// What begin() found.
  enum class Plan : std::uint8_t {
    as_it_came,  ///< no coding, or one that is not known here: there is nothing to undo
    decode,
    hopeless,  ///< more codings than any honest server uses
  };

  ContentDecoder() noexcept;
  ~ContentDecoder();
  ContentDecoder(const ContentDecoder&) = delete;
  ContentDecoder& operator=(const ContentDecoder&) = delete;

  /// `codings`: the values of Content-Encoding, joined by commas, in the order in which they were applied. `limit`: bytes that any of them
  /// may unfold to.
  Plan begin(std::string_view codings, std::uint64_t limit);

  /// Decodes a piece. Trouble::none, bad_encoding or too_large; after trouble comes release(). REQUIRES: begin() said decode.
  load::Trouble put(std::string_view bytes, Sink& sink);

  /// The body has ended: bad_encoding if a coding has not, unless there was no byte at all.
  load::Trouble end();

  /// Gives the states back.
  void release() noexcept;

  /// What was wrong, for people.
  const std::string& detail() const noexcept { return detail_; }

 private:
  class Layer;

  static constexpr std::size_t layers_limit = 5;

  load::Trouble feed(std::size_t layer, std::string_view bytes, Sink& sink);

  std::array<std::unique_ptr<Layer>, layers_limit> layers_;  // the coding that was applied last comes first
  std::size_t count_ = 0;
  std::uint64_t limit_ = 0;
  bool touched_ = false;  // a byte has come
  std::string detail_;
};

}  // namespace rushhour::wire
