#include "sim/wire/transport/tls_socket.hpp"

#include <openssl/bio.h>

#include <cerrno>
#include <cstdint>
#include <memory>

#include "sim/wire/transport/transfer.hpp"

namespace rushhour::wire {
namespace {

// The BIO's data is no pointer: the descriptor, and in the lowest bit whether the last read was a full one.
void set(BIO* bio, int descriptor, bool full) noexcept {
  const std::intptr_t data = std::intptr_t{descriptor} * 2 + (full ? 1 : 0);
  BIO_set_data(bio, reinterpret_cast<void*>(data));
}

int descriptor_of(BIO* bio) noexcept { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)) >> 1); }

int settle(BIO* bio, const Transfer& transfer) noexcept {
  BIO_clear_retry_flags(bio);
  switch (transfer.state) {
    case Transfer::State::done:
      return static_cast<int>(transfer.bytes);
    case Transfer::State::want_read:
      BIO_set_retry_read(bio);
      return -1;
    case Transfer::State::want_write:
      BIO_set_retry_write(bio);
      return -1;
    case Transfer::State::end:
      BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
      return 0;
    case Transfer::State::broken:
      errno = transfer.error;
      return -1;
  }
  return -1;
}

int bio_read(BIO* bio, char* into, int size) {
  const int descriptor = descriptor_of(bio);
  const Transfer transfer = read_socket(descriptor, {into, static_cast<std::size_t>(size)});
  set(bio, descriptor, transfer.state == Transfer::State::done && transfer.bytes == static_cast<std::size_t>(size));
  return settle(bio, transfer);
}

int bio_write(BIO* bio, const char* from, int size) {
  return settle(bio, write_socket(descriptor_of(bio), {from, static_cast<std::size_t>(size)}));
}

long bio_control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
  return 0;
}

const BIO_METHOD* socket_method() {
  static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "rushhour socket");
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_ctrl(made, bio_control);
    return std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>(made, BIO_meth_free);
  }();
  return method.get();
}

}  // namespace

bio_st* make_tls_socket(int descriptor) noexcept {
  BIO* bio = BIO_new(socket_method());
  if (bio == nullptr) return nullptr;
  set(bio, descriptor, false);
  BIO_set_init(bio, 1);
  return bio;
}

bool may_hold_more(bio_st* socket) noexcept { return (reinterpret_cast<std::intptr_t>(BIO_get_data(socket)) & 1) != 0; }

}  // namespace rushhour::wire
