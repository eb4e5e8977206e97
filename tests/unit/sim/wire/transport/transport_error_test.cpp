#include "sim/wire/transport/transport_error.hpp"

#include <catch2/catch.hpp>
#include <cerrno>

using namespace rushhour::wire;
using rushhour::load::Trouble;

TEST_CASE("an error of the system has its class by where it happened") {
  struct Row {
    const char* says;
    int error;
    Phase phase;
    Trouble trouble;
  };
  const Row row = GENERATE(values<Row>({
      {"no more descriptors for us", EMFILE, Phase::connecting, Trouble::no_descriptors},
      {"none for the whole system", ENFILE, Phase::connecting, Trouble::no_descriptors},
      {"none for the resolver", EMFILE, Phase::resolving, Trouble::no_descriptors},
      {"every local port in use", EADDRNOTAVAIL, Phase::connecting, Trouble::no_ports},
      {"nobody listens", ECONNREFUSED, Phase::connecting, Trouble::connect_refused},
      {"nobody answers", ETIMEDOUT, Phase::connecting, Trouble::connect_timeout},
      {"no way there", ENETUNREACH, Phase::connecting, Trouble::connect_failed},
      {"no way to the host", EHOSTUNREACH, Phase::connecting, Trouble::connect_failed},
      {"whatever DNS says", 0, Phase::resolving, Trouble::name_not_found},
      {"a reset in the middle", ECONNRESET, Phase::exchanging, Trouble::reset},
      {"a broken pipe", EPIPE, Phase::exchanging, Trouble::reset},
      {"TLS cut off without a goodbye", ECONNABORTED, Phase::exchanging, Trouble::closed},
  }));
  INFO(row.says);
  CHECK(trouble_of(row.error, row.phase) == row.trouble);
}

TEST_CASE("the words name the class and the system's reason") {
  CHECK(words_of(ECONNREFUSED, Phase::connecting) == "connection refused: Connection refused");
  CHECK_THAT(words_of(EMFILE, Phase::connecting), Catch::Contains("descriptors"));
}
