#include "reports/warehouse/pipeline/pipeline_log.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cctype>

#include "reports/foundation/user_error.hpp"
#include "reports/foundation/wall_text.hpp"
#include "reports/runs/stamp.hpp"

namespace rushhour::warehouse {
namespace {

spdlog::level::level_enum level_of(std::string_view word) {
  constexpr std::pair<std::string_view, spdlog::level::level_enum> levels[] = {
      {"DEBUG", spdlog::level::debug}, {"INFO", spdlog::level::info}, {"WARNING", spdlog::level::warn}, {"ERROR", spdlog::level::err}};
  for (const auto& [name, level] : levels)
    if (name == word) return level;
  throw UserError(fmt::format("LOG_LEVEL is '{}'; it must be DEBUG, INFO, WARNING or ERROR", word), Exit::settings);
}

std::shared_ptr<spdlog::logger> logger_of(const std::filesystem::path& file) {
  try {
    return std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::basic_file_sink_st>(file.string()));
  } catch (const spdlog::spdlog_ex& error) {
    throw UserError(fmt::format("{}: {}", file.string(), error.what()));
  }
}

/// The account, by name where it has one.
std::string account() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return std::to_string(getuid());
}

}  // namespace

PipelineLog::PipelineLog(const std::filesystem::path& folder, std::string_view level, std::string_view verb)
    : lines_(logger_of(folder / "pipeline.log")), audit_(logger_of(folder / "audit.log")), verb_(verb), user_(account()) {
  lines_->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  lines_->set_level(level_of(level));
  lines_->flush_on(spdlog::level::debug);
  audit_->set_pattern("%v");
  audit_->flush_on(spdlog::level::info);
}

PipelineLog::~PipelineLog() = default;

void PipelineLog::debug(std::string_view line) { lines_->debug("{}", line); }
void PipelineLog::info(std::string_view line) { lines_->info("{}", line); }
void PipelineLog::warning(std::string_view line) { lines_->warn("{}", line); }
void PipelineLog::error(std::string_view line) { lines_->error("{}", line); }

void PipelineLog::audit(std::string_view action, nlohmann::ordered_json what) {
  nlohmann::ordered_json line{{"at", utc_text(runs::wall_stamp())}, {"user", user_}, {"verb", verb_}, {"action", action}};
  line.update(what);
  audit_->info("{}", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string without_values(std::string_view sql) {
  std::string text;
  for (std::size_t i = 0; i < sql.size();) {
    const char c = sql[i];
    const bool in_word =
        !text.empty() && (std::isalnum(static_cast<unsigned char>(text.back())) != 0 || text.back() == '_' || text.back() == '?');
    if (c == '\'') {
      const std::size_t end = sql.find('\'', i + 1);
      if (text.empty() || text.back() != '?') text += '?';
      i = end == std::string_view::npos ? sql.size() : end + 1;
    } else if (sql.substr(i, 2) == "--") {
      i = std::min(sql.find('\n', i), sql.size());
    } else if (sql.substr(i, 2) == "/*") {
      const std::size_t end = sql.find("*/", i + 2);
      i = end == std::string_view::npos ? sql.size() : end + 2;
    } else if (sql.substr(i, 2) == "$$") {
      const std::size_t end = sql.find("$$", i + 2);
      text += '?';
      i = end == std::string_view::npos ? sql.size() : end + 2;
    } else if (c >= '0' && c <= '9' && !in_word) {
      text += '?';
      i = std::min(sql.find_first_not_of("0123456789.eE", i), sql.size());
    } else {
      text += c;
      ++i;
    }
  }
  return text;
}

}  // namespace rushhour::warehouse
