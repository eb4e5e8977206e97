// The files that a user names for TLS, good and bad.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "sim/wire/transport/tls_context.hpp"
#include "sim/wire/transport/tls_session.hpp"
#include "tests/unit/sim/wire/certificates.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;

namespace {

int connect_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return descriptor;
}

/// The message of what is thrown, or nothing.
std::string complaint_of(const load::TlsOptions& options) {
  try {
    const TlsContext context(options);
    return {};
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::settings);
    return error.what();
  }
}

}  // namespace

TEST_CASE("files that are what they should be are taken") {
  const Authority authority;
  const Identity identity = authority.issue("DNS:client.example");
  const TemporaryFile ca(authority.pem());
  const TemporaryFile chain(identity.certificate + authority.pem());
  const TemporaryFile key(identity.key);
  CHECK(complaint_of({}).empty());
  CHECK(complaint_of({ca.path(), {}, {}, true, true}).empty());
  CHECK(complaint_of({ca.path(), chain.path(), key.path(), true, true}).empty());
  CHECK(complaint_of({{}, chain.path(), key.path(), false, false}).empty());
}

TEST_CASE("a context resumes unless it is told not to") {
  CHECK(TlsContext({}).resumes());
  CHECK_FALSE(TlsContext({{}, {}, {}, true, false}).resumes());
}

TEST_CASE("memory is given back once after a crowd of handshakes, when the last is over") {
  TlsContext context({});
  SavedSession saved;
  std::vector<TlsSession> sessions;
  const auto begin = [&](int count) {
    for (int i = 0; i < count; ++i) sessions.emplace_back(context, "localhost", saved, -1);
  };
  begin(499);
  sessions.clear();
  CHECK_FALSE(context.give_back());  // no crowd
  begin(500);
  CHECK_FALSE(context.give_back());
  for (std::size_t i = 1; i < sessions.size(); ++i) sessions[i].close();
  CHECK_FALSE(context.give_back());  // one is still under way
  CHECK(sessions[0].handshake().state == Transfer::State::broken);
  sessions[0].close();
  CHECK(context.give_back());
  CHECK_FALSE(context.give_back());
  sessions.clear();
  begin(1);
  sessions.clear();
  CHECK_FALSE(context.give_back());
}

TEST_CASE("a handshake that is over no longer counts, though its connection is open") {
  const Authority authority;
  const TemporaryFile trusted(authority.pem());
  const auto server_context = authority.server("IP:127.0.0.1");
  LoopbackServer server([](ServerEnd& end) { end.wait_for_close(); }, server_context.get());
  TlsContext context({trusted.path(), {}, {}, true, true});
  SavedSession saved;
  const int descriptor = connect_to(server.port());
  TlsSession open(context, "127.0.0.1", saved, descriptor);
  for (Transfer transfer = open.handshake(); transfer.state != Transfer::State::done; transfer = open.handshake()) {
    REQUIRE(transfer.state == Transfer::State::want_read);
    pollfd readable{descriptor, POLLIN, 0};
    REQUIRE(::poll(&readable, 1, 20'000) == 1);
  }
  {
    std::vector<TlsSession> crowd;
    for (int i = 0; i < 500; ++i) crowd.emplace_back(context, "localhost", saved, -1);
  }
  CHECK(context.give_back());
  open.close();
  ::close(descriptor);
}

TEST_CASE("a file that is none, or holds something else, is named with its flag, its option and what is wrong") {
  const Authority authority;
  const Identity identity = authority.issue("DNS:client.example");
  const Identity other = authority.issue("DNS:other.example");
  const TemporaryFile ca(authority.pem());
  const TemporaryFile certificate(identity.certificate);
  const TemporaryFile key(identity.key);
  const TemporaryFile other_key(other.key);
  const TemporaryFile locked(encrypted(identity.key));
  const TemporaryFile half(identity.certificate.substr(0, identity.certificate.size() / 2));
  const TemporaryFile empty("");
  const TemporaryFile prose("dear server, it is me\n");
  const std::string nowhere = "/tmp/rushhour-test-nowhere.pem";

  struct Row {
    const char* says;
    load::TlsOptions options;
    const char* name;
    std::string file;
    const char* reason;
  };
  const std::vector<Row> rows{
      {"authorities that are not there", {nowhere, {}, {}}, "ca", nowhere, "No such file"},
      {"a folder of authorities", {"/tmp", {}, {}}, "ca", "/tmp", "is a folder"},
      {"no authority in the file", {empty.path(), {}, {}}, "ca", empty.path(), "no certificates in PEM"},
      {"prose for authorities", {prose.path(), {}, {}}, "ca", prose.path(), "no certificates in PEM"},
      {"half an authority", {half.path(), {}, {}}, "ca", half.path(), "no certificates in PEM"},
      {"a key for authorities", {key.path(), {}, {}}, "ca", key.path(), "no certificates in PEM"},
      {"a certificate that is not there", {{}, nowhere, key.path()}, "cert", nowhere, "No such file"},
      {"a certificate alone", {{}, certificate.path(), {}}, "cert", certificate.path(), "without its key"},
      {"a key alone", {{}, {}, key.path()}, "key", key.path(), "without its certificate"},
      {"half a certificate", {{}, half.path(), key.path()}, "cert", half.path(), "no certificate in PEM"},
      {"prose for a certificate", {{}, prose.path(), key.path()}, "cert", prose.path(), "no certificate in PEM"},
      {"a key for a certificate", {{}, key.path(), key.path()}, "cert", key.path(), "no certificate in PEM"},
      {"a key that is not there", {{}, certificate.path(), nowhere}, "key", nowhere, "No such file"},
      {"a folder for a key", {{}, certificate.path(), "/tmp"}, "key", "/tmp", "is a folder"},
      {"a certificate for a key", {{}, certificate.path(), certificate.path()}, "key", certificate.path(), "no private key"},
      {"an empty key", {{}, certificate.path(), empty.path()}, "key", empty.path(), "no private key"},
      {"another certificate's key", {{}, certificate.path(), other_key.path()}, "key", other_key.path(), "does not fit"},
      {"a key behind a password", {{}, certificate.path(), locked.path()}, "key", locked.path(), "is encrypted"},
  };
  for (const Row& row : rows) {
    INFO(row.says);
    const std::string complaint = complaint_of(row.options);
    const std::string name = row.name;
    CHECK_THAT(complaint, Catch::StartsWith("--" + name + " (options.http.tls." + name + ") " + row.file + ": "));
    CHECK_THAT(complaint, Catch::Contains(row.reason));
    CHECK(complaint.find('\n') == std::string::npos);
  }
}
