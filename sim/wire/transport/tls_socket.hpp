#pragma once

// OpenSSL's own name, so that its headers stay out of here.
struct bio_st;

namespace rushhour::wire {

/// A socket as OpenSSL reads and writes it: OpenSSL's own would raise SIGPIPE when the peer is gone. The descriptor stays its owner's.
/// After a failure its errno is still in place, since OpenSSL makes no system call behind it. nullptr if there is no memory.
bio_st* make_tls_socket(int descriptor) noexcept;

/// Whether the last read filled all the room it was given, so that the socket may hold more which no event will announce.
bool may_hold_more(bio_st* socket) noexcept;

}  // namespace rushhour::wire
