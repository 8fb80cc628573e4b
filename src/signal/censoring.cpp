#include "signal/censoring.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace dmn::signal {
namespace {

Eigen::VectorXd standardised_dvars(const ConfoundTable& table)
{
  const std::string name = "std_dvars";
  Eigen::VectorXd values = table.values.col(require_readable(table, name));
  if (values.size() > 1 && values.array().isNaN().all()) {
    throw base::InputError("column holds no number", {.field = name, .expected = "standardised DVARS", .found = "n/a"});
  }
  return values;
}

Eigen::VectorXd rows_of(const Eigen::VectorXd& values, const std::vector<Eigen::Index>& rows)
{
  return values(rows);
}

}  // namespace

std::vector<Eigen::Index> VolumeChoice::kept_volumes() const
{
  std::vector<Eigen::Index> volumes;
  volumes.reserve(kept.size());
  for (const auto position : kept) volumes.push_back(steady[static_cast<std::size_t>(position)]);
  return volumes;
}

std::vector<Eigen::Index> steady_volumes(const ConfoundTable& table, Eigen::Index n_volumes)
{
  std::vector<char> steady(static_cast<std::size_t>(n_volumes), 1);
  for (std::size_t c = 0; c < table.names.size(); ++c) {
    if (!table.names[c].starts_with("non_steady_state")) continue;
    const auto marks = table.values.col(require_readable(table, table.names[c]));
    for (Eigen::Index t = 0; t < n_volumes; ++t) {
      if (marks(t) == 1.0) steady[static_cast<std::size_t>(t)] = 0;
    }
  }
  std::vector<Eigen::Index> volumes;
  for (Eigen::Index t = 0; t < n_volumes; ++t) {
    if (steady[static_cast<std::size_t>(t)] != 0) volumes.push_back(t);
  }
  return volumes;
}

void censor_above(const Eigen::VectorXd& values, double threshold, std::vector<char>& kept)
{
  for (Eigen::Index t = 0; t < values.size(); ++t) {
    if (values(t) > threshold) kept[static_cast<std::size_t>(t)] = 0;
  }
}

void drop_short_segments(std::vector<char>& kept, int min_segment)
{
  auto start = kept.begin();
  while (start != kept.end()) {
    const auto end = std::find_if(start, kept.end(), [&](char mark) { return mark != *start; });
    if (*start != 0 && end - start < min_segment) std::fill(start, end, char{0});
    start = end;
  }
}

VolumeChoice choose_volumes(const ConfoundTable& table, const Eigen::VectorXd& fd_mm, const DenoiseOptions& options,
                            Eigen::Index n_volumes)
{
  VolumeChoice choice;
  choice.steady = steady_volumes(table, n_volumes);
  std::vector<char> kept(choice.steady.size(), 1);
  if (options.fd_mm) censor_above(rows_of(fd_mm, choice.steady), *options.fd_mm, kept);
  if (options.std_dvars) censor_above(rows_of(standardised_dvars(table), choice.steady), *options.std_dvars, kept);
  drop_short_segments(kept, options.min_segment);
  for (std::size_t position = 0; position < kept.size(); ++position) {
    if (kept[position] != 0) choice.kept.push_back(static_cast<Eigen::Index>(position));
  }
  return choice;
}

}  // namespace dmn::signal
