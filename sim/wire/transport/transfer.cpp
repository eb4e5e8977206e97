#include "sim/wire/transport/transfer.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace rushhour::wire {
namespace {

using State = Transfer::State;

Transfer failed(State wanted) noexcept {
  const int error = errno;
  if (error == EAGAIN || error == EWOULDBLOCK) return {wanted, 0, 0};
  return {State::broken, 0, error};
}

}  // namespace

Transfer read_socket(int descriptor, std::span<char> into) noexcept {
  ssize_t n = 0;
  do n = ::recv(descriptor, into.data(), into.size(), MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  if (n > 0) return {State::done, static_cast<std::size_t>(n), 0};
  return n == 0 ? Transfer{State::end, 0, 0} : failed(State::want_read);
}

Transfer write_socket(int descriptor, std::string_view from) noexcept {
  ssize_t n = 0;
  do n = ::send(descriptor, from.data(), from.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n >= 0 ? Transfer{State::done, static_cast<std::size_t>(n), 0} : failed(State::want_write);
}

}  // namespace rushhour::wire
