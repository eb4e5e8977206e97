#pragma once

#include <string>

namespace rushhour::wire {

/// OpenSSL's words for one of its error codes.
std::string openssl_words(unsigned long error);

/// Why a certificate was refused, for people; OpenSSL's words follow in brackets. `verdict`: what SSL_get_verify_result said.
std::string certificate_words(long verdict);

/// Why TLS failed, for people: what the peer's alert asks for, where that is known; OpenSSL's words follow in brackets.
std::string failure_words(unsigned long error);

}  // namespace rushhour::wire
