#include "reports/warehouse/ingest/file_load.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

/// Rolls back unless it was told that all is well.
class Transaction {
 public:
  explicit Transaction(Session& session) : session_(session) { session_.run("begin"); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (done_) return;
    try {
      session_.run("rollback");
    } catch (const UserError&) {
      // What made it fail has ended the transaction already.
    }
  }

  void commit() {
    session_.run("commit");
    done_ = true;
  }

 private:
  Session& session_;
  bool done_ = false;
};

/// How the file lies there now; opening it says what is wrong with one that does not.
struct Look {
  std::int64_t bytes = -1;
  std::int64_t modified_ns = 0;
};

Look look_at(const std::filesystem::path& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return {};
  return {found.st_size, std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec};
}

std::int64_t whole(const Cell& cell) { return cell.is_null() ? 0 : std::stoll(cell.text); }

std::optional<FileLoad> known(Session& session, std::string_view condition, std::initializer_list<Binding> bindings) {
  const std::string sql =
      fmt::format("select file_id, bytes, rows_kept, rejects, sha256 from bronze.files where {} order by file_id limit 1", condition);
  const Rows rows = session.query(sql, bindings);
  if (rows.rows.empty()) return std::nullopt;
  const auto& row = rows.rows.front();
  FileLoad load;
  load.file_id = whole(row[0]);
  load.bytes = static_cast<std::uint64_t>(whole(row[1]));
  load.rows = static_cast<std::uint64_t>(whole(row[2]));
  load.rejects = static_cast<std::uint64_t>(whole(row[3]));
  load.sha256 = row[4].text;
  load.known = true;
  return load;
}

FileLoad read_in(Session& session, RecordFeed& feed, const std::filesystem::path& path, const Dataset& dataset, const LoadOptions& options,
                 WallTime now) {
  const Look look = look_at(path);
  const auto source = open_records(path, dataset, options.source);
  FileLoad load;
  load.dataset = dataset.name;
  load.path = path;
  load.file_id = whole(session.query("select coalesce(max(file_id), 0) + 1 from bronze.files").rows[0][0]);
  FaultLog faults(session, load.file_id);
  Transaction transaction(session);
  const RecordFeed::Counts counts = feed.insert(session, *source, dataset, load.file_id, faults, options.batch);
  const SourceTally tally = source->tally();
  load.bytes = tally.bytes;
  load.sha256 = tally.sha256;
  load.rows = counts.kept;
  load.rejects = counts.rejected;
  load.notes = tally.notes;
  // Held to another schema the same bytes may have other rejects.
  const bool anew = !options.source.schema.empty();
  if (auto same = anew ? std::nullopt
                       : known(session, "dataset = $dataset and sha256 = $sha256",
                               {{"dataset", dataset.name}, {"sha256", std::string_view(tally.sha256)}})) {
    same->notes = tally.notes;
    return *same;
  }
  record_file(session, load, tally, look.modified_ns, now);
  // Faults first: those of a file that is not in bronze.files are thrown away when the warehouse is opened again.
  faults.commit();
  transaction.commit();
  return load;
}

}  // namespace

void record_file(Session& session, const FileLoad& load, const SourceTally& tally, std::int64_t modified_ns, WallTime now) {
  const std::string path = load.path.string(), source = source_of(load.path);
  const Binding bindings[] = {{"file_id", load.file_id},
                              {"dataset", std::string_view(load.dataset)},
                              {"path", std::string_view(path)},
                              {"source", std::string_view(source)},
                              {"format", std::string_view(tally.format)},
                              {"sha256", std::string_view(tally.sha256)},
                              {"bytes", static_cast<std::int64_t>(tally.bytes)},
                              {"modified_ns", modified_ns},
                              {"rows", static_cast<std::int64_t>(load.rows)},
                              {"rejects", static_cast<std::int64_t>(load.rejects)},
                              {"now_us", now.time_since_epoch().count() / 1000}};
  session.run(
      "insert into bronze.files values ($file_id, $dataset, $path, $source, $format, $sha256, $bytes, $modified_ns, $rows, $rejects, "
      "make_timestamp($now_us))",
      bindings);
}

std::optional<std::int64_t> file_with(Session& session, std::string_view dataset, std::string_view sha256) {
  const auto load = known(session, "dataset = $dataset and sha256 = $sha256", {{"dataset", dataset}, {"sha256", sha256}});
  return load ? std::optional(load->file_id) : std::nullopt;
}

std::string source_of(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  return (folder.filename() == "events" ? folder.parent_path() : folder).string();
}

FileLoad load_file(Session& session, RecordFeed& feed, const std::filesystem::path& path, const Dataset& dataset,
                   const LoadOptions& options, WallTime now) {
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::canonical(path, error);
  const std::filesystem::path& self = error ? path : canonical;
  const Look look = look_at(self);
  const std::string text = self.string();
  auto load =
      !options.source.schema.empty()
          ? std::nullopt
          : known(session, "dataset = $dataset and path = $path and bytes = $bytes and modified_ns = $modified_ns",
                  {{"dataset", dataset.name}, {"path", std::string_view(text)}, {"bytes", look.bytes}, {"modified_ns", look.modified_ns}});
  if (!load) load = read_in(session, feed, self, dataset, options, now);
  load->dataset = dataset.name;
  load->path = self;
  return *load;
}

}  // namespace rushhour::warehouse
