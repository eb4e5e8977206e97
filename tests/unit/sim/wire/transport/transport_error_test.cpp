#include "sim/wire/transport/transport_error.hpp"

#include <catch2/catch.hpp>
#include <cerrno>

using namespace rushhour::wire;
using rushhour::load::Trouble;

TEST_CASE("an error of the system has its class by where it happened") {
  struct Row {
    const char* says;
    int error;
    rushhour::load::Phase phase;
    Trouble trouble;
  };
  const Row row = GENERATE(values<Row>({
      {"no more descriptors for us", EMFILE, rushhour::load::Phase::connect, Trouble::no_descriptors},
      {"none for the whole system", ENFILE, rushhour::load::Phase::connect, Trouble::no_descriptors},
      {"none for the resolver", EMFILE, rushhour::load::Phase::dns, Trouble::no_descriptors},
      {"every local port in use", EADDRNOTAVAIL, rushhour::load::Phase::connect, Trouble::no_ports},
      {"nobody listens", ECONNREFUSED, rushhour::load::Phase::connect, Trouble::connect_refused},
      {"nobody answers", ETIMEDOUT, rushhour::load::Phase::connect, Trouble::connect_timeout},
      {"no way there", ENETUNREACH, rushhour::load::Phase::connect, Trouble::connect_failed},
      {"no way to the host", EHOSTUNREACH, rushhour::load::Phase::connect, Trouble::connect_failed},
      {"whatever DNS says", 0, rushhour::load::Phase::dns, Trouble::name_not_found},
      {"a reset in the middle", ECONNRESET, rushhour::load::Phase::wait, Trouble::reset},
      {"a broken pipe", EPIPE, rushhour::load::Phase::wait, Trouble::reset},
      {"TLS cut off without a goodbye", ECONNABORTED, rushhour::load::Phase::wait, Trouble::closed},
  }));
  INFO(row.says);
  CHECK(trouble_of(row.error, row.phase) == row.trouble);
}

TEST_CASE("the words name the class and the system's reason") {
  CHECK(words_of(ECONNREFUSED, rushhour::load::Phase::connect) == "connection refused: Connection refused");
  CHECK_THAT(words_of(EMFILE, rushhour::load::Phase::connect), Catch::Contains("descriptors"));
}
