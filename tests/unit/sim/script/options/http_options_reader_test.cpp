#include "sim/script/options/http_options_reader.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"
#include "sim/script/host.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;

namespace {

load::HttpOptions read(const std::string& options, const std::filesystem::path& folder = "") {
  Source source{folder / "s.lua", "s.lua",
                "options = { scenarios = { go = { executor = 'constant-vus', duration = 1 } }, " + options + " }\nfunction go() end", ""};
  HostSettings settings;
  settings.source = &source;
  const HeldClock clock;
  return Host(settings, clock).read_plan().http;
}

}  // namespace

TEST_CASE("what options.http does not say stays as it is") {
  const load::HttpOptions http = read("http = {}");
  CHECK(to_json(http) == to_json(load::HttpOptions{}));
  CHECK(to_json(read("warmup = 0")) == to_json(load::HttpOptions{}));
}

TEST_CASE("every option of http is read") {
  const load::HttpOptions http = read(R"(
    hosts = { "api.example.com", "10.0.0.7:8080" },
    http = {
      connections = "per-iteration", requests_per_connection = 100, prefetch = true, max_connections = 5000,
      resolve = { ["api.example.com"] = "10.1.2.3", ["cdn.example.com:443"] = "::1" },
      sources = { "10.0.0.1-10.0.0.9", "10.0.1.0/28" },
      timeout = "5s", timeouts = { dns = "100ms", connect = 1, tls = "2s", first_byte = "3s" },
      body = "hash", head_limit = "8KiB", body_limit = "1.5MB", redirects = 3, batch = 2, cookies = "per-user", traceparent = true,
      tls = { verify = false, resume = false },
    })");
  CHECK(http.allowed_hosts == std::vector<std::string>{"api.example.com", "10.0.0.7:8080"});
  CHECK(http.connections == load::ConnectionPolicy::per_iteration);
  CHECK(http.requests_per_connection == 100);
  CHECK(http.prefetch);
  CHECK(http.max_connections == 5000);
  CHECK(http.resolve == std::map<std::string, std::string>{{"api.example.com", "10.1.2.3"}, {"cdn.example.com:443", "::1"}});
  CHECK(http.sources == std::vector<std::string>{"10.0.0.1-10.0.0.9", "10.0.1.0/28"});
  CHECK(http.timeout == 5s);
  CHECK(http.phase_timeouts.dns == 100ms);
  CHECK(http.phase_timeouts.connect == 1s);
  CHECK(http.phase_timeouts.tls == 2s);
  CHECK(http.phase_timeouts.first_byte == 3s);
  CHECK(http.body == load::BodyUse::hash);
  CHECK(http.head_limit == 8192);
  CHECK(http.body_limit == 1'500'000);
  CHECK(http.redirects == 3);
  CHECK(http.batch == 2);
  CHECK(http.cookies == load::CookiePolicy::per_user);
  CHECK(http.traceparent);
  CHECK_FALSE(http.tls.verify);
  CHECK_FALSE(http.tls.resume);
}

TEST_CASE("words of policies are those that run.json shows") {
  for (const char* word : {"keep-alive", "per-iteration", "per-request"})
    CHECK(to_json(read(std::string("http = { connections = '") + word + "' }"))["connections"] == word);
  for (const char* word : {"keep", "discard", "hash"})
    CHECK(to_json(read(std::string("http = { body = '") + word + "' }"))["body"] == word);
  for (const char* word : {"per-iteration", "per-user", "off"})
    CHECK(to_json(read(std::string("http = { cookies = '") + word + "' }"))["cookies"] == word);
}

TEST_CASE("source may stand for sources, and one text for a list") {
  CHECK(read("http = { source = '10.0.0.1' }").sources == std::vector<std::string>{"10.0.0.1"});
  CHECK(read("http = { sources = '10.0.0.1' }").sources == std::vector<std::string>{"10.0.0.1"});
}

TEST_CASE("files of tls are found beside the script") {
  const ScratchFolder folder;
  for (const char* name : {"ca.pem", "own.pem", "own.key"}) std::ofstream(folder.path() / name) << "x";
  const load::TlsOptions tls =
      read("http = { tls = { ca = 'ca.pem', cert = './own.pem', key = '" + (folder.path() / "own.key").string() + "' } }", folder.path())
          .tls;
  CHECK(tls.ca == folder.path() / "ca.pem");
  CHECK(std::filesystem::equivalent(tls.certificate, folder.path() / "own.pem"));
  CHECK(tls.key == folder.path() / "own.key");
  CHECK_THROWS_WITH(read("http = { tls = { cert = 'own.pem' } }", folder.path()),
                    Catch::Contains("options.http.tls: has a cert but no key"));
  CHECK_THROWS_WITH(read("http = { tls = { key = 'own.key' } }", folder.path()),
                    Catch::Contains("options.http.tls: has a key but no cert"));
}

TEST_CASE("a wrong option of http names its path and what is wanted") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"http = 5", "options.http: wants a table, not 5"},
      {"http = { conections = 'keep-alive' }", "options.http.conections: is no option here; did you mean 'connections'?"},
      {"http = { connections = 'keepalive' }",
       "options.http.connections: is one of keep-alive, per-iteration, per-request, not 'keepalive'"},
      {"http = { connections = true }", "options.http.connections: wants a text, not true"},
      {"http = { requests_per_connection = -1 }", "options.http.requests_per_connection: wants a whole number from 0"},
      {"http = { prefetch = 1 }", "options.http.prefetch: wants true or false, not 1"},
      {"http = { max_connections = 'many' }", "options.http.max_connections: wants a whole number from 0"},
      {"http = { resolve = 'x' }", "options.http.resolve: wants a table, not 'x'"},
      {"http = { resolve = { a = 'b' } }", "options.http.resolve[\"a\"]: wants an IP address, not 'b'"},
      {"http = { resolve = { a = 5 } }", "options.http.resolve.a: wants a text, not 5"},
      {"http = { resolve = { ['http://a'] = '::1' } }", "options.http.resolve[\"http://a\"]: wants hosts such as"},
      {"http = { resolve = { '::1' } }", "options.http.resolve: wants names as keys"},
      {"http = { sources = 5 }", "options.http.sources: wants a text or a list of texts, not 5"},
      {"http = { sources = { 5 } }", "options.http.sources: wants a text or a list of texts, not 5"},
      {"http = { sources = { '' } }", "options.http.sources: wants addresses such as"},
      {"http = { sources = { a = 'b' } }", "options.http.sources: wants a list of texts, without names"},
      {"http = { sources = 'a', source = 'b' }", "options.http.source: is the same as sources"},
      {"http = { timeout = 'soon' }", "options.http.timeout: wants a duration such as 30"},
      {"http = { timeout = 0 }", "options.http.timeout: wants more than zero"},
      {"http = { timeouts = { dns = 0 } }", "options.http.timeouts.dns: wants more than zero"},
      {"http = { timeouts = { firstbyte = 1 } }", "options.http.timeouts.firstbyte: is no option here; did you mean 'first_byte'?"},
      {"http = { timeouts = 1 }", "options.http.timeouts: wants a table, not 1"},
      {"http = { body = 'drop' }", "options.http.body: is one of keep, discard, hash, not 'drop'"},
      {"http = { head_limit = 10 }", "options.http.head_limit: wants a number of bytes such as 65536, \"64KiB\" or \"64MB\", from 256"},
      {"http = { body_limit = '64 MB' }", "options.http.body_limit: wants a number of bytes"},
      {"http = { body_limit = -1 }", "options.http.body_limit: wants a number of bytes"},
      {"http = { body_limit = 1.5 }", "options.http.body_limit: wants a number of bytes"},
      {"http = { batch = 0 }", "options.http.batch: wants a whole number from 1 to 100, not 0"},
      {"http = { redirects = 101 }", "options.http.redirects: wants a whole number from 0 to 100, not 101"},
      {"http = { cookies = 'on' }", "options.http.cookies: is one of per-iteration, per-user, off, not 'on'"},
      {"http = { traceparent = 'yes' }", "options.http.traceparent: wants true or false, not 'yes'"},
      {"http = { tls = 'ca.pem' }", "options.http.tls: wants a table, not 'ca.pem'"},
      {"http = { tls = { certificate = 'x' } }", "options.http.tls.certificate: is no option here"},
      {"http = { tls = { ca = 'no-such.pem' } }", "options.http.tls.ca: there is no file no-such.pem"},
      {"http = { tls = { verify = 'no' } }", "options.http.tls.verify: wants true or false, not 'no'"},
      {"hosts = 'a'", "options.hosts: wants a list of texts, not 'a'"},
      {"hosts = { 'http://a' }", "options.hosts: wants hosts such as"},
      {"hosts = { '' }", "options.hosts: wants hosts such as"},
      {"hosts = { 5 }", "options.hosts: wants a list of texts, not 5"},
  }));
  INFO(std::get<0>(row));
  try {
    read(std::get<0>(row));
    FAIL("it was accepted");
  } catch (const UserError& error) {
    CHECK_THAT(error.what(), Catch::StartsWith("s.lua: ") && Catch::Contains(std::get<1>(row)));
    CHECK(error.exit() == Exit::settings);
  }
}
