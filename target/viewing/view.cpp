#include "target/viewing/view.hpp"

#include <fmt/format.h>

#include <utility>

namespace rushhour::viewing {

Answer words(int status, std::string text) { return {status, std::move(text) + "\n", "text/plain; charset=utf-8"}; }

Answer not_allowed(std::string allow) {
  Answer answer = words(405, fmt::format("Here only {} is answered.", allow));
  answer.allow = std::move(allow);
  return answer;
}

}  // namespace rushhour::viewing
