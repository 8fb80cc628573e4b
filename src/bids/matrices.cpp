#include "bids/matrices.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "bids/matrix_values.hpp"
#include "bids/participants.hpp"
#include "files/line_stream.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;

bool is_manifest(const std::filesystem::path& path)
{
  files::LineStream lines(path);
  std::string_view line;
  if (!lines.next(line)) return false;
  const auto names = base::split(line, '\t');
  return names.size() >= 3 && base::trim(names[2]) == "file";
}

MatrixRows read_rows(const MatricesOptions& options, const ValueReader& value)
{
  if (options.labels && options.rois.empty()) throw base::ShapeError("rois.labels was given but not read");
  return is_manifest(options.matrices) ? read_matrix_manifest(options.matrices, options.rois, value)
                                       : read_wide_table(options.matrices, options.rois, value);
}

std::string bare_session(const std::string& session)
{
  return session.starts_with("ses-") ? session.substr(4) : session;
}

void refuse_the_same_row_twice(MatrixRows& rows)
{
  std::map<std::pair<std::string, std::string>, std::size_t> first_row;
  for (std::size_t row = 0; row < rows.ids.size(); ++row) {
    auto& id = rows.ids[row];
    id.session = bare_session(id.session);
    const auto [first, is_new] = first_row.emplace(std::pair{base::bare_participant(id.participant), id.session}, row);
    if (!is_new)
      throw UsageError("the same row twice", {.file = rows.places[first->second] + " and " + rows.places[row],
                                              .participant = base::display(id)});
  }
}

std::optional<ParticipantsTable> participants_of(const MatricesOptions& options, std::vector<std::string>& warnings)
{
  const auto path = options.participants
                        ? options.participants
                        : default_participants(std::filesystem::absolute(options.matrices).parent_path());
  if (!path) {
    warnings.emplace_back("no participants table: the groups are not known");
    return std::nullopt;
  }
  std::vector<ParticipantsTable> tables;
  tables.emplace_back(*path, options.group_column, options.site_column);
  warnings.insert(warnings.end(), tables.front().warnings.begin(), tables.front().warnings.end());
  require_columns(tables, options.group_column, options.site_column, warnings);
  return std::move(tables.front());
}

std::string lines_of(const ParticipantsTable& table, const std::vector<std::size_t>& rows)
{
  std::string text = table.path().filename().string();
  for (std::size_t i = 0; i < rows.size(); ++i) text += (i == 0 ? ":" : " and :") + std::to_string(table.line(rows[i]));
  return text;
}

constexpr const char* duplicate = "duplicate participant: more than one row";

/// Sorts matrix rows into included and excluded ones, with the table row of each included one.
class Membership {
 public:
  Membership(MatrixRows& rows, const std::optional<ParticipantsTable>& table) : rows_(rows), table_(table)
  {
    for (std::size_t row = 0; row < rows.ids.size(); ++row) settle(row);
    for (const auto& unreadable : rows.unreadable) {
      seen_.insert({base::bare_participant(unreadable.id.participant), true});
      excluded_.push_back(unreadable);
    }
    if (table) {
      exclude_rows_without_data();
      for (auto& exclusion : excluded_) say_where_from(exclusion);
    }
    std::ranges::sort(included_, {}, [&](std::size_t row) -> const base::RunId& { return rows.ids[row]; });
    std::ranges::sort(excluded_, {}, &base::Exclusion::id);
  }

  const std::vector<std::size_t>& included() const noexcept { return included_; }
  std::vector<base::Exclusion> excluded() const { return excluded_; }
  /// Row in the participants table of each included matrix row.
  std::vector<std::size_t> table_rows() const
  {
    std::vector<std::size_t> taken;
    for (const std::size_t row : included_) taken.push_back(table_->rows_of(bare(row)).front());
    return taken;
  }

 private:
  std::string bare(std::size_t row) const { return base::bare_participant(rows_.ids[row].participant); }

  void settle(std::size_t row)
  {
    if (!table_) {
      included_.push_back(row);
      return;
    }
    const auto found = table_->rows_of(bare(row));
    if (found.empty()) {
      exclude(rows_.ids[row], "data without a row in the participants table: no row for this participant",
              rows_.places[row]);
      return;
    }
    rows_.ids[row].participant = table_->id(found.front());
    if (found.size() > 1) exclude(rows_.ids[row], duplicate, lines_of(*table_, found));
    if (found.size() == 1) included_.push_back(row);
    seen_.insert({bare(row), true});
  }

  void exclude_rows_without_data()
  {
    for (std::size_t row = 0; row < table_->n_rows(); ++row) {
      const auto participant = base::bare_participant(table_->id(row));
      if (!seen_.insert({participant, true}).second) continue;
      exclude({.participant = table_->id(row)}, "a row without data: no matrix for this participant",
              lines_of(*table_, {row}));
    }
  }

  void say_where_from(base::Exclusion& exclusion) const
  {
    const auto found = table_->rows_of(base::bare_participant(exclusion.id.participant));
    if (found.empty()) return;
    exclusion.site = table_->site(found.front());
    exclusion.group = table_->group(found.front());
  }

  void exclude(const base::RunId& id, const std::string& problem, const std::string& place)
  {
    excluded_.push_back({.id = id, .reason = base::InputError(problem, {.file = place}).what()});
  }

  MatrixRows& rows_;
  const std::optional<ParticipantsTable>& table_;
  std::vector<std::size_t> included_;
  std::vector<base::Exclusion> excluded_;
  std::map<std::string, bool> seen_;
};

void describe(stats::Cohort& cohort, const ParticipantsTable& table, const std::vector<std::size_t>& rows)
{
  cohort.participants = taken_rows(joined_table({table}, {}), rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    cohort.group[i] = table.group(rows[i]);
    cohort.site[i] = table.site(rows[i]);
  }
}

MatrixCohort assemble(MatrixRows rows, const std::optional<ParticipantsTable>& table)
{
  const Membership members(rows, table);
  MatrixCohort result;
  auto& cohort = result.cohort;
  const auto n_rows = static_cast<Eigen::Index>(members.included().size());
  const auto n_edges = rows.edge_list.size();
  result.edges.resize(n_rows, n_edges);
  for (Eigen::Index row = 0; row < n_rows; ++row) {
    const std::size_t from = members.included()[static_cast<std::size_t>(row)];
    cohort.runs.push_back(rows.ids[from]);
    result.edges.row(row) =
        Eigen::Map<const Eigen::RowVectorXd>(rows.edges.data() + from * static_cast<std::size_t>(n_edges), n_edges);
  }
  cohort.site.resize(cohort.runs.size());
  cohort.group.resize(cohort.runs.size());
  cohort.excluded = members.excluded();
  cohort.rois = std::move(rows.rois);
  cohort.edges = std::move(rows.edge_list);
  result.edge_names = std::move(rows.edge_names);
  if (table) describe(cohort, *table, members.table_rows());
  return result;
}

MatrixCohort read_cohort(const MatricesOptions& options)
{
  const ValueReader value(options.matrices);
  auto rows = read_rows(options, value);
  refuse_the_same_row_twice(rows);
  std::vector<std::string> warnings;
  if (auto note = read_matrix_note(options.matrices); !note.empty()) warnings.push_back(std::move(note));
  const auto table = participants_of(options, warnings);
  auto result = assemble(std::move(rows), table);
  result.transform = value.transform();
  result.warnings = std::move(warnings);
  result.cohort.roi_set = (options.labels ? options.labels->stem() : values_sidecar(options.matrices).stem()).string();
  return result;
}

}  // namespace

MatrixCohort read_matrices(const MatricesOptions& options)
{
  try {
    return read_cohort(options);
  } catch (const base::InputError& error) {
    throw UsageError(error.problem(), error.facts());
  }
}

}  // namespace dmn::bids
