#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace spdlog {
class logger;
}

namespace rushhour::warehouse {

/// What an analysis did, in words for people (pipeline.log) and, for whoever must account for data, who loaded, asked and exported what
/// (audit.log, a JSON object a line). Neither holds a value of the data. Lines are added behind those of earlier analyses.
class PipelineLog {
 public:
  /// `level` is DEBUG, INFO, WARNING or ERROR; `verb` goes into the audit. Throws UserError when a file cannot be opened, or on another
  /// level.
  PipelineLog(const std::filesystem::path& folder, std::string_view level, std::string_view verb);
  PipelineLog(const PipelineLog&) = delete;
  PipelineLog& operator=(const PipelineLog&) = delete;
  ~PipelineLog();

  void debug(std::string_view line);
  void info(std::string_view line);
  void warning(std::string_view line);
  void error(std::string_view line);

  /// `action` is load, ask or export; `what` says of what.
  void audit(std::string_view action, nlohmann::ordered_json what);

 private:
  std::shared_ptr<spdlog::logger> lines_;
  std::shared_ptr<spdlog::logger> audit_;
  std::string verb_;
  std::string user_;
};

/// SQL without the values that stand in it: '?' for texts and numbers, nothing for comments.
std::string without_values(std::string_view sql);

}  // namespace rushhour::warehouse
