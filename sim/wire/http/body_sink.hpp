#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sim/load/exchange.hpp"
#include "sim/wire/http/content_decoder.hpp"

struct evp_md_ctx_st;

namespace rushhour::wire {

/// Where the bytes of a response's body go: kept, hashed or only counted, decoded first unless they are only counted. A plain body that is
/// kept costs one append and nothing else.
///
/// One thread. Reused for body after body; between them it holds nothing but, once a body was hashed, OpenSSL's few hundred bytes.
class BodySink final : private ContentDecoder::Sink {
 public:
  BodySink() noexcept;
  ~BodySink();

  /// The next body goes into `outcome`: its body or digest, and its size. `codings`: of Content-Encoding, empty for none. Trouble::none,
  /// or bad_encoding if that is nothing anybody can decode.
  load::Trouble begin(load::BodyUse use, std::string_view codings, std::uint64_t limit, load::Outcome& outcome);

  /// Trouble::none, bad_encoding or too_large.
  load::Trouble put(std::string_view bytes) {
    if (route_ != Route::straight) return put_elsewhere(bytes);
    outcome_->body.append(bytes);
    return load::Trouble::none;
  }

  /// The body is whole. Trouble::none or bad_encoding.
  load::Trouble end();

  /// Lets go of what decoding holds; for a body that will not be whole.
  void abandon() noexcept { decoder_.release(); }

  const std::string& detail() const noexcept { return decoder_.detail(); }

 private:
  enum class Route : std::uint8_t { straight, count, hash, decode };

  load::Trouble put_elsewhere(std::string_view bytes);
  void take(std::string_view piece) override;
  void hash(std::string_view piece);
  void write_digest();

  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };

  Route route_ = Route::straight;
  load::BodyUse use_ = load::BodyUse::keep;
  load::Outcome* outcome_ = nullptr;
  ContentDecoder decoder_;
  std::unique_ptr<evp_md_ctx_st, Free> digest_;  // made for the first body that is hashed
};

}  // namespace rushhour::wire
