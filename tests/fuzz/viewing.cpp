// Reads the input as a request to the server of pages (`run --dashboard`, `serve`), and what stands in it by itself as an address to listen
// on, a name of an event and a factor of the load. Whatever the bytes are:
//   1. Who is answered named this machine, an address or the name to listen on, and a page only its own origin.
//   2. The token is taken as a whole or not at all.
//   3. No address of a folder without runs shows one, and no answer holds markup that the request brought.
//   4. A head is lines and their ends, and nothing of the request stands in it.
//   5. An address that is read is written as one that reads the same.

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/parser.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"
#include "target/viewing/messages.hpp"
#include "target/viewing/rules.hpp"
#include "target/viewing/shelf_view.hpp"

namespace {

using namespace rushhour;
using namespace rushhour::viewing;
namespace http = boost::beast::http;

const Place ours{"load-box.example", 8089};
constexpr std::string_view token = "00112233445566778899aabbccddeeff";
constexpr std::string_view instance = "5f0c-";

void require(bool holds) {
  if (!holds) std::abort();
}

ShelfView& empty_shelf() {
  static ShelfView shelf([] {
    std::string folder = (std::filesystem::temp_directory_path() / "rushhour-fuzz-XXXXXX").string();
    require(::mkdtemp(folder.data()) != nullptr);
    return std::filesystem::path(folder);
  }());
  return shelf;
}

std::size_t tags_in(std::string_view body) { return static_cast<std::size_t>(std::count(body.begin(), body.end(), '<')); }

// Said another way than host_rule.cpp says it.
bool may_be_ours(std::string host) {
  std::transform(host.begin(), host.end(), host.begin(), [](char c) { return lower(c); });
  const std::size_t behind = host.starts_with('[') ? host.find("]:") : host.find(':');
  if (behind != std::string::npos) {
    const std::string_view port = std::string_view(host).substr(behind + (host.starts_with('[') ? 2 : 1));
    if (port.find_first_not_of("0123456789") != std::string_view::npos) return false;
    host.resize(behind + (host.starts_with('[') ? 1 : 0));
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error || host.empty() || host == "localhost" || host.ends_with(".localhost") || host == ours.host;
}

void check_head(const Answer& answer) {
  const std::string head = head_of(answer, true);
  require(head.starts_with("HTTP/1.1 ") && head.ends_with("\r\n\r\n") && head.size() < 2048);
  require(head.find("\r\n\r\n") == head.size() - 4);
  for (std::size_t i = 0; i < head.size(); ++i) {
    require(head[i] != '\r' || head[i + 1] == '\n');
    require(head[i] != '\n' || head[i - 1] == '\r');
  }
}

void check_request(std::string_view bytes) {
  http::request_parser<http::string_body> parser;
  parser.eager(true);
  parser.header_limit(16 * 1024);
  parser.body_limit(4 * 1024);
  boost::beast::error_code error;
  for (std::size_t at = 0; at < bytes.size() && !error && !parser.is_done();)
    at += parser.put(boost::asio::buffer(bytes.substr(at)), error);
  if (error || !parser.is_done()) return;
  Asked asked = asked_of(parser.release());
  const std::optional<Answer> refusal = refusal_of(asked, ours);
  if (refusal) return check_head(*refusal);
  require(may_be_ours(asked.host));
  require(asked.origin.empty() || same_name(asked.origin, "http://" + asked.host));
  require(!bears(asked.authorization, token) || (asked.authorization.size() == 7 + token.size() && asked.authorization.ends_with(token)));
  seen_by(asked.last_event_id, instance);
  factor_in(asked.body);
  const Answer answer = empty_shelf().answer(asked);
  check_head(answer);
  require(answer.status == 200 ? asked.path == "/" : answer.status == 404 || answer.status == 405);
  if (answer.status != 404) return;
  Asked harmless{"GET", asked.path.starts_with("/run/") ? "/run/x" : asked.path == "/compare" ? "/compare" : "/x", ""};
  require(tags_in(answer.body) == tags_in(empty_shelf().answer(harmless).body));
}

void check_place(std::string_view text) {
  meant_by(text);
  try {
    const Place place = read_place(text, "--listen");
    require(!place.host.empty());
    const Place again = read_place(std::string_view(url_of(place)).substr(7), "--listen");
    require(again.host == place.host && again.port == place.port);
  } catch (const UserError& mistake) {
    require(mistake.exit() == Exit::flags);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_request(text);
  check_place(text.substr(0, text.find('\n')));
  require(decoded(text).size() <= size && field_of(text, "a").size() <= size);
  require(seen_by(text, instance) == 0 || text.starts_with(instance));
  const auto factor = factor_in(text);
  require(!factor || std::isnan(*factor) || seen_by(text, "") == 0 || *factor >= 0);
  return 0;
}
