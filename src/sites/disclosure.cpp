#include "sites/disclosure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/column_basis.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::sites {
namespace {

using Factors = std::set<std::string>;

const stats::ModelVariable& named(const std::vector<stats::ModelVariable>& variables, const std::string& name)
{
  return *std::ranges::find(variables, name, &stats::ModelVariable::name);
}

/// So many values can be told apart by a variable's sums up to the fourth power: it counts people as labels do.
constexpr std::size_t most_countable_values = 5;

stats::ModelVariable with_values_as_labels(const stats::ModelVariable& variable)
{
  if (variable.is_factor) return variable;
  std::set<double> distinct(variable.values.begin(), variable.values.end());
  if (distinct.size() > most_countable_values) return variable;
  stats::ModelVariable labelled{.name = variable.name, .role = variable.role, .is_factor = true};
  for (const double value : distinct) {
    labelled.levels.push_back(base::format_number(value + variable.centre.value_or(0.0)));
  }
  for (const double value : variable.values) {
    labelled.level.push_back(static_cast<int>(std::distance(distinct.begin(), distinct.find(value))));
  }
  return labelled;
}

/// The factors of a column that counts people; a column with a number in it counts nobody.
bool counts_people(const stats::DesignColumn& column, const std::vector<stats::ModelVariable>& variables,
                   Factors& factors)
{
  for (const auto& powered : column.term) {
    if (!named(variables, powered.name).is_factor) return false;
    factors.insert(powered.name);
  }
  return true;
}

/// Combinations of factors whose cross-tables X'X holds: those of every two columns that count people.
std::set<Factors> tables_of(const PlannedRows& rows)
{
  std::set<Factors> tables;
  for (const auto& a : rows.columns) {
    for (const auto& b : rows.columns) {
      Factors factors;
      if (counts_people(a, rows.variables, factors) && counts_people(b, rows.variables, factors))
        tables.insert(factors);
    }
  }
  return tables;
}

std::map<std::vector<int>, int> cross_table(const Factors& factors, const PlannedRows& rows)
{
  std::map<std::vector<int>, int> count;
  for (std::size_t row = 0; row < rows.rows.size(); ++row) {
    std::vector<int> cell;
    for (const auto& factor : factors) cell.push_back(named(rows.variables, factor).level[row]);
    ++count[cell];
  }
  return count;
}

std::string cell_in_words(const Factors& factors, const std::vector<int>& cell, const PlannedRows& rows)
{
  std::vector<std::string> parts;
  std::size_t position = 0;
  for (const auto& factor : factors) {
    const auto& levels = named(rows.variables, factor).levels;
    parts.push_back(fmt::format("{} \"{}\"", factor, levels[static_cast<std::size_t>(cell[position++])]));
  }
  return base::join(parts, " and ");
}

/// A column whose sum of squares about its mean is mostly one person's gives that person's edges away.
constexpr double largest_share_of_one = 0.8;
/// The same for combinations of columns: the leverage of one row.
constexpr double largest_leverage = 0.8;

void require_no_dominant_row(const std::string& whose, const PlannedRows& rows)
{
  for (std::size_t k = 0; k < rows.columns.size(); ++k) {
    const Eigen::VectorXd column = rows.matrix.col(static_cast<Eigen::Index>(k));
    const Eigen::ArrayXd square = (column.array() - column.mean()).square();
    if (square.sum() > 0 && square.maxCoeff() > largest_share_of_one * square.sum()) {
      throw base::DesignError(
          fmt::format("{}: one participant makes up {:.0f} % of what varies in \"{}\" (a code for a missing "
                      "value?): sums would tell that person's edges and are not shared",
                      whose, 100 * square.maxCoeff() / square.sum(), rows.columns[k].name));
    }
  }
  const auto basis = stats::column_basis(rows.matrix);
  const double leverage = basis.q.rowwise().squaredNorm().maxCoeff();
  if (leverage <= largest_leverage) return;
  throw base::DesignError(
      fmt::format("{}: the columns of the model single one participant out (leverage {:.2f}, at most {}): sums "
                  "would tell that person's edges and are not shared",
                  whose, leverage, largest_leverage));
}

}  // namespace

void require_large_cells(const std::string& site, const PlannedRows& planned)
{
  require_large_cells_of(fmt::format("site \"{}\"", site), planned);
}

void require_large_cells_of(const std::string& whose, const PlannedRows& planned)
{
  PlannedRows rows = planned;
  std::ranges::transform(planned.variables, rows.variables.begin(), with_values_as_labels);
  for (const auto& factors : tables_of(rows)) {
    for (const auto& [cell, n] : cross_table(factors, rows)) {
      if (n >= smallest_cell) continue;
      const std::string who = factors.empty() ? "in all" : "with " + cell_in_words(factors, cell, rows);
      throw base::DesignError(
          fmt::format("{} has {} participant{} {}: sums that tell of fewer than {} persons are not shared; "
                      "leave the variable out of the agreed model",
                      whose, n, n == 1 ? "" : "s", who, smallest_cell));
    }
  }
  const auto n = rows.matrix.rows();
  if (n - rows.matrix.cols() >= stats::min_residual_df) {
    require_no_dominant_row(whose, planned);
    return;
  }
  throw base::DesignError(fmt::format(
      "{} has {} participants for {} columns: with fewer than {} rows to spare, sums come too close to rows", whose, n,
      rows.matrix.cols(), stats::min_residual_df));
}

std::string disclosure_statement(const PoolingPlan& plan, const SiteSums& sums)
{
  const auto incomplete = (sums.n_complete.array() < sums.n).count();
  return fmt::format(
      "What this file tells about site \"{}\"\n"
      "* How many participants it has in the model \"{}\": {}.\n"
      "* How many of them have each label, and each pair of labels, of the model's columns ({}). No such number lies "
      "between 1 and {}.\n"
      "* Sums, sums of squares and sums of products of the model's numbers (centred at {}), in all and by label: "
      "means, "
      "spreads and correlations can be worked out.\n"
      "* For each of {} edges the mean and the sum of squares over all participants and its sums of products with the "
      "columns, hence its mean in each group and its relation to age and the like; {} edges that some participant "
      "lacks have only a count.\n"
      "* A participant with an outlying number weighs more than others in the sums of that column (up to 80 % of what "
      "varies): that person's edges can be guessed roughly.\n"
      "* The site's effect of \"{}\" on each edge and its sampling variance.\n"
      "What it does not hold: a row, an identifier, a date, a scan or a matrix of any participant.\n"
      "Two files of the same site that differ by a few participants tell about these few: share one.\n",
      sums.site, plan.model, sums.n, base::join(sums.columns, ", "), smallest_cell - 1,
      centres_text(plan).empty() ? "nothing" : centres_text(plan), sums.n_outcomes(), incomplete,
      plan.contrast.expression);
}

}  // namespace dmn::sites
