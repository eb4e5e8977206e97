#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/wire/http/response_parser.hpp"

namespace rushhour::wire {

using Progress = ResponseParser::Progress;

inline constexpr ResponseLimits limits{512, 64};

/// How a reading ended: done, waiting for more, or in trouble.
struct Ending {
  Ending(Progress with) : progress(with) {}
  Ending(load::Trouble with) : progress(Progress::failed), trouble(with) {}
  bool operator==(const Ending&) const = default;

  Progress progress;
  load::Trouble trouble = load::Trouble::none;
};

/// What came of a response that was fed in pieces; fields of an answer only where there is one.
struct Reading {
  Ending ending = Progress::more;
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool keep_alive = false;
  std::uint64_t size = 0;
  std::string digest = {};

  bool operator==(const Reading&) const = default;
};

class Reader {
 public:
  explicit Reader(bool to_head = false, load::BodyUse use = load::BodyUse::keep) : parser_(limits) {
    parser_.begin(to_head, use, outcome_);
  }

  void put(std::string_view piece) {
    if (progress_ == Progress::more && !piece.empty()) progress_ = parser_.put(piece);
  }
  void end() {
    if (progress_ == Progress::more) progress_ = parser_.end();
  }
  Reading reading() const {
    Reading reading{progress_, 0, {}, {}, false};
    if (progress_ == Progress::failed) reading.ending = parser_.trouble();
    if (progress_ != Progress::done) return reading;
    reading.status = outcome_.status;
    reading.body = outcome_.body;
    for (const auto& header : outcome_.headers) reading.headers.emplace_back(header.name, header.value);
    reading.keep_alive = parser_.keep_alive();
    reading.size = outcome_.body_size;
    reading.digest = outcome_.digest;
    return reading;
  }
  std::string detail() const { return std::string(parser_.detail()); }

 private:
  load::Outcome outcome_;
  ResponseParser parser_;
  Progress progress_ = Progress::more;
};

}  // namespace rushhour::wire
