#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "reports/pages/panel.hpp"
#include "target/viewing/view.hpp"

namespace rushhour::viewing {

/// Shows a folder of run directories: `/` lists them, `/run/NAME` is the report of one, made from its directory when it is asked for (with
/// `?baseline=NAME` another run is drawn in it), `/compare?a=NAME&b=NAME` lays two beside each other. The folder is listed anew for each
/// request; of an address nothing reaches the file system but a name that was listed. The last few pages are kept until a run changes.
class ShelfView final : public View {
 public:
  explicit ShelfView(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Answer answer(const Asked& asked) override;

 private:
  struct Kept {
    std::string of;  // path and query
    std::filesystem::file_time_type changed;
    std::string page;
  };

  Answer list(const Asked& asked) const;
  Answer report(const Asked& asked, std::string_view name);
  Answer compare(const Asked& asked);
  template <class Make>
  Answer kept(const std::string& of, std::filesystem::file_time_type changed, Make&& make);

  std::filesystem::path folder_;
  std::deque<Kept> kept_;
};

/// The value of a field of a query ("a=x&b=y"), decoded; empty if it is not there.
std::string field_of(std::string_view query, std::string_view name);

/// Percent signs undone; a pair that is no hex stays.
std::string decoded(std::string_view text);

}  // namespace rushhour::viewing
