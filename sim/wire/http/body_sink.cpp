#include "sim/wire/http/body_sink.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>

#include "reports/foundation/digest.hpp"

namespace rushhour::wire {

using load::BodyUse;
using load::Trouble;

void BodySink::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

BodySink::BodySink() noexcept = default;

BodySink::~BodySink() = default;

Trouble BodySink::begin(BodyUse use, std::string_view codings, std::uint64_t limit, load::Outcome& outcome) {
  use_ = use;
  outcome_ = &outcome;
  route_ = use == BodyUse::keep ? Route::straight : use == BodyUse::hash ? Route::hash : Route::count;
  if (use == BodyUse::hash) {
    if (!digest_) digest_.reset(EVP_MD_CTX_new());
    // Naming the digest once is enough; later it is only begun anew.
    const EVP_MD* const kind = digest_ && EVP_MD_CTX_get0_md(digest_.get()) == nullptr ? EVP_sha256() : nullptr;
    if (!digest_ || EVP_DigestInit_ex(digest_.get(), kind, nullptr) != 1) throw std::bad_alloc();
  }
  if (codings.empty() || use == BodyUse::discard) return Trouble::none;
  switch (decoder_.begin(codings, limit)) {
    case ContentDecoder::Plan::hopeless:
      return Trouble::bad_encoding;
    case ContentDecoder::Plan::decode:
      route_ = Route::decode;
      break;
    case ContentDecoder::Plan::as_it_came:
      break;
  }
  return Trouble::none;
}

Trouble BodySink::put_elsewhere(std::string_view bytes) {
  if (route_ == Route::decode) return decoder_.put(bytes, *this);
  if (route_ == Route::hash) hash(bytes);
  outcome_->body_size += bytes.size();
  return Trouble::none;
}

void BodySink::take(std::string_view piece) {
  outcome_->body_size += piece.size();
  if (use_ == BodyUse::keep)
    outcome_->body.append(piece);
  else
    hash(piece);
}

void BodySink::hash(std::string_view piece) { EVP_DigestUpdate(digest_.get(), piece.data(), piece.size()); }

Trouble BodySink::end() {
  const Trouble trouble = route_ == Route::decode ? decoder_.end() : Trouble::none;
  decoder_.release();
  if (route_ == Route::straight) outcome_->body_size = outcome_->body.size();
  if (use_ == BodyUse::hash && trouble == Trouble::none) write_digest();
  return trouble;
}

void BodySink::write_digest() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  EVP_DigestFinal_ex(digest_.get(), bytes.data(), &size);
  outcome_->digest = hexadecimal({bytes.data(), size});
}

}  // namespace rushhour::wire
