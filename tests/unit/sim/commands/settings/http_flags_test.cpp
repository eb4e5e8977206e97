#include "sim/commands/settings/http_flags.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "reports/commands/flags.hpp"
#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::sim;

namespace {

HttpFlags flags_from(std::vector<std::string> words) {
  HttpFlags flags;
  CLI::App app("", "rushhour play");
  flags.add_to(app);
  words.insert(words.begin(), "play");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  if (!parse_flags(app, static_cast<int>(argv.size()), argv.data())) FAIL("help was asked for");
  return flags;
}

load::HttpOptions options_of(const std::vector<std::string>& words, load::HttpOptions http = {}) {
  flags_from(words).apply(http);
  return http;
}

/// A variable of the environment, for as long as this lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("without flags the script's word stands") {
  load::HttpOptions http;
  http.tls = {"a.crt", "b.crt", "b.key", false, false};
  http.allowed_hosts = {"a.example"};
  http.resolve = {{"a.example", "127.0.0.1"}};
  http.sources = {"127.0.0.2"};
  http.max_connections = 7;
  const load::HttpOptions after = options_of({}, http);
  CHECK(after.tls.ca == "a.crt");
  CHECK(after.tls.certificate == "b.crt");
  CHECK(after.tls.key == "b.key");
  CHECK_FALSE(after.tls.verify);
  CHECK_FALSE(after.tls.resume);
  CHECK(after.allowed_hosts == Words{"a.example"});
  CHECK(after.resolve == http.resolve);
  CHECK(after.sources == Words{"127.0.0.2"});
  CHECK(after.max_connections == 7);
}

TEST_CASE("files and numbers of flags replace the script's") {
  load::HttpOptions http;
  http.tls = {"a.crt", "b.crt", "b.key", true, true};
  http.max_connections = 7;
  const std::string file = "/proc/self/exe";
  const load::HttpOptions after = options_of({"--ca", file, "--cert", file, "--key", file, "--insecure", "--max-connections", "12"}, http);
  CHECK(after.tls.ca == file);
  CHECK(after.tls.certificate == file);
  CHECK(after.tls.key == file);
  CHECK_FALSE(after.tls.verify);
  CHECK(after.max_connections == 12);
}

TEST_CASE("hosts and addresses of flags join the script's") {
  load::HttpOptions http;
  http.allowed_hosts = {"a.example"};
  http.resolve = {{"a.example", "127.0.0.1"}, {"b.example:80", "127.0.0.1"}};
  http.sources = {"127.0.0.2"};
  const load::HttpOptions after =
      options_of({"--allow-host", "C.Example", "--allow-host=d.example:8443,[FD00::1]:80", "--resolve", "a.example:127.0.0.9", "--resolve",
                  "c.example:443:[::1]", "--source", "127.0.1.0/24", "--source", "127.0.0.7-127.0.0.9"},
                 http);
  CHECK(after.allowed_hosts == Words{"a.example", "c.example", "d.example:8443", "fd00::1:80"});
  CHECK(after.resolve ==
        std::map<std::string, std::string>{{"a.example", "127.0.0.9"}, {"b.example:80", "127.0.0.1"}, {"c.example:443", "::1"}});
  CHECK(after.sources == Words{"127.0.0.2", "127.0.1.0/24", "127.0.0.7-127.0.0.9"});
}

TEST_CASE("a host that is allowed is written as requests name it") {
  struct Row {
    const char* text;
    const char* host;
  };
  const Row row = GENERATE(values<Row>({
      {"shop.example", "shop.example"},
      {"Shop.Example:80", "shop.example:80"},
      {"10.0.0.7", "10.0.0.7"},
      {"10.0.0.7:8080", "10.0.0.7:8080"},
      {"fd00::1", "fd00::1"},
      {"[fd00::1]", "fd00::1"},
      {"[fd00::1]:443", "fd00::1:443"},
  }));
  CHECK(options_of({"--allow-host", row.text}).allowed_hosts == Words{row.host});
}

TEST_CASE("a bad value is refused by its flag's name and with the reason") {
  struct Row {
    Words words;
    const char* reason;
  };
  const Row row = GENERATE(values<Row>({
      {{"--ca", "/nowhere.crt"}, "does not exist"},
      {{"--cert", "/nowhere.crt"}, "does not exist"},
      {{"--key", "/tmp"}, "File"},
      {{"--allow-host", "https://shop.example"}, "is a URL"},
      {{"--allow-host", "shop.example/menu"}, "is a URL"},
      {{"--allow-host", "shop.example:0"}, "port"},
      {{"--allow-host", "shop.example:http"}, "port"},
      {{"--allow-host", "shop.example:65536"}, "port"},
      {{"--allow-host", "*.example"}, "character"},
      {{"--allow-host", "me@shop.example"}, "user name"},
      {{"--allow-host", ":80"}, "host is missing"},
      {{"--allow-host", "[fd00::1"}, "has no end"},
      {{"--resolve", "shop.example"}, "names no host or no address"},
      {{"--resolve", "shop.example:443"}, "'443' is no IP address"},
      {{"--resolve", "shop.example:443:"}, "'' is no IP address"},
      {{"--resolve", "shop.example:443:elsewhere.example"}, "is no IP address"},
      {{"--resolve", "shop.example:443:::1"}, "in brackets"},
      {{"--resolve", "shop.example:[10.0.0.1]"}, "is no IP address"},
      {{"--resolve", "shop.example:[::1"}, "is no IP address"},
      {{"--resolve", "shop.example:0:10.0.0.1"}, "port"},
      {{"--resolve", ":10.0.0.1"}, "host is missing"},
      {{"--resolve", "10.0.0.1:10.0.0.2"}, "is an address already"},
      {{"--resolve", "[::1]:80:10.0.0.2"}, "is an address already"},
      {{"--source", "eth0"}, "is no IP address"},
      {{"--source", "10.0.0.9-10.0.0.1"}, "ends before it begins"},
      {{"--source", "10.0.0.0/8"}, "more than 65536"},
      {{"--max-connections", "0"}, "not in range"},
      {{"--max-connections", "-3"}, "--max-connections"},
      {{"--max-connections", "many"}, "--max-connections"},
      {{"--insecure=maybe"}, "maybe"},
  }));
  const std::string flag = row.words[0].substr(0, row.words[0].find('='));
  INFO(row.words.front() << ' ' << row.words.back());
  try {
    flags_from(row.words);
    FAIL("it was taken");
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::flags);
    CHECK_THAT(error.what(), Catch::StartsWith("play: ") && Catch::Contains(flag) && Catch::Contains(row.reason));
  }
}

TEST_CASE("each flag has a variable, and lists stand there with commas") {
  const Variable ca("RUSHHOUR_CA", "/proc/self/exe");
  const Variable certificate("RUSHHOUR_CERT", "/proc/self/exe");
  const Variable key("RUSHHOUR_KEY", "/proc/self/exe");
  const Variable insecure("RUSHHOUR_INSECURE", "1");
  const Variable hosts("RUSHHOUR_ALLOW_HOST", "a.example,b.example:81");
  const Variable resolve("RUSHHOUR_RESOLVE", "a.example:10.0.0.1,b.example:81:[::1]");
  const Variable sources("RUSHHOUR_SOURCE", "127.0.0.2,127.0.1.0/24");
  const Variable connections("RUSHHOUR_MAX_CONNECTIONS", "9");
  const load::HttpOptions http = options_of({"--max-connections", "10", "--allow-host", "c.example"});
  CHECK(http.tls.ca == "/proc/self/exe");
  CHECK(http.tls.certificate == "/proc/self/exe");
  CHECK(http.tls.key == "/proc/self/exe");
  CHECK_FALSE(http.tls.verify);
  CHECK(http.allowed_hosts == Words{"c.example"});  // a flag goes before its variable
  CHECK(http.max_connections == 10);
  CHECK(http.resolve.size() == 2);
  CHECK(http.sources.size() == 2);
}

TEST_CASE("run.json is told every flag's value") {
  const nlohmann::json none = flags_from({}).values();
  CHECK(none.size() == 8);
  CHECK(none.at("insecure") == false);
  CHECK(none.at("max-connections") == 0);
  const nlohmann::json some = flags_from({"--insecure", "--source", "127.0.0.1", "--resolve", "a.example:127.0.0.1"}).values();
  CHECK(some.at("insecure") == true);
  CHECK(some.at("source") == nlohmann::json{"127.0.0.1"});
  CHECK(some.at("resolve") == nlohmann::json{"a.example:127.0.0.1"});
}
